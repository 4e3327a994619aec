"""Reading scheme files: what is wrong is said with file and line, all at once."""

import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.schemes.reader import load, read

SMALL = """\
name: small
version: 1
title: A small scheme
head: CUE
labels:
  CUE: {key: e, colour: "#aabbcc"}
  WHO: {key: a, attributes: [kind], entity: true}
roles:
  source: {key: "1", fills: [WHO], implicit: [unnamed]}
  doubt: {key: "2", everywhere: true}
groups: {bad: Bad things}
categories:
  BLAME: {key: B, group: bad, required: [source], defaults: {sure: true}}
  DOUBT: {key: D, optional: [source, doubt]}
attributes:
  kind: {key: k, values: [person, state]}
  sure: {key: s, type: flag, default: false}
tie_attributes: [sure]
reasons: {unnamed: Not named}
"""


def wrong(source: str) -> list[str]:
    with pytest.raises(AnnotatorError) as caught:
        read(source, "my.yaml")
    return caught.value.message.split("\n")


def test_small_scheme():
    scheme = read(SMALL, "my.yaml")
    assert scheme.id == "small@1"
    assert scheme.categories["BLAME"].optional == ("doubt",)
    assert scheme.categories["DOUBT"].optional == ("source", "doubt")
    assert scheme.categories["BLAME"].defaults == {"sure": True}
    assert scheme.labels["WHO"].entity


def test_a_scheme_can_be_this_short():
    scheme = read("{name: x, version: 1, title: x, head: A, labels: {A: {key: a}}, tie: {key: T}}", "x")
    assert not scheme.has_categories
    assert scheme.category(None).key == "T"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title: A small", "titel: x\ntitle: A small", "3: unknown field titel"),
        ("name: small", "name: small\nname: large", "2: the key 'name' stands here a second time"),
        ("version: 1", "version: one", "2: version: should be a valid integer, not 'one'"),
        ("version: 1", "version: 0", "2: version: should be greater than or equal to 1, not 0"),
        ("name: small", "name: no good", "1: name: 'no good' is not a name of letters"),
        ("title: A small scheme", "title: 12", "3: title: should be text; write 12 in quotes"),
        ("title: A small scheme\n", "", "1: title is missing"),
        ("head: CUE", "head: STANCE", "4: the head STANCE is no label; there are CUE, WHO"),
        ("key: e,", "key: h,", "6: the key h of CUE is taken by a command; free are a, c, d, e, i, s"),
        ("key: e,", "key: E,", "6: labels.CUE.key: 'E' is not one lower-case letter"),
        ("key: e,", "key: a,", "7: CUE and WHO have the same key a"),
        ('"#aabbcc"', "blue", "6: labels.CUE.colour: 'blue' is not a colour such as #4c9be8"),
        ("entity: true", "entity: yes", "7: labels.WHO.entity: should be a valid boolean, not 'yes'"),
        ("attributes: [kind]", "attributes: [sort]", "7: unknown attribute sort; there are kind, sure"),
        ("fills: [WHO]", "fills: [WHO, WHAT]", "9: unknown label WHAT; there are CUE, WHO"),
        ("implicit: [unnamed]", "implicit: [hidden]", "9: unknown reason hidden; there are unnamed"),
        ('key: "2"', 'key: "1"', "10: source and doubt have the same key 1"),
        ('key: "2"', "key: 2", "10: roles.doubt.key: should be text; write 2 in quotes"),
        ('key: "2"', 'key: "0"', "10: roles.doubt.key: '0' is not a digit from 1 to 9"),
        ("group: bad", "group: worse", "13: unknown group worse; there are bad"),
        ("required: [source]", "required: [sauce]", "13: unknown role sauce; there are source, doubt"),
        ("required: [source]", "one_of: [[source, sauce]]", "13: unknown role sauce"),
        ("required: [source]", "required: [source, source]", "13: source stands here twice"),
        (
            "[source]",
            "[source], optional: [source]",
            "13: the role source is both required and optional",
        ),
        ("key: D", "key: B", "14: BLAME and DOUBT have the same key B"),
        ("key: D", "key: d", "14: categories.DOUBT.key: 'd' is not one upper-case letter"),
        ("{sure: true}", "{kind: state}", "13: kind is no attribute of ties"),
        ("{sure: true}", "{sure: maybe}", "13: 'maybe' is neither true nor false"),
        ("values: [person, state]", "values: []", "16: the choice kind has no values"),
        ("state]}", "state], default: ship}", "16: 'ship' is none of person, state"),
        ("default: false", "default: null", "17: the flag sure needs a default, true or false"),
        ("type: flag", "type: flagg", "17: attributes.sure.type: should be 'choice', 'flag' or 'text'"),
        ("tie_attributes: [sure]", "tie_attributes: [kind, sure, hue]", "18: unknown attribute hue"),
        ("reasons: {", "reasons: {u: x, n: x, a: x, m: x, e: x, d: x, ", "19: every letter of unnamed"),
        ("groups:", "mapping: {ACTOR: NOBODY}\ngroups:", "11: NOBODY is unknown; there are CUE, WHO"),
        ("groups:", "off: [REPORT]\ngroups:", "11: unknown category or reason REPORT"),
        ("groups:", "tie: {key: T}\ngroups:", "11: a scheme has either `categories` or"),
        ("[person, state]", "&x [person]", None),
        ("tie_attributes: [sure]", "tie_attributes: *x", "18: the alias *x is not allowed"),
        ("title: A small", "title: !!python/name:os.system A small", "3: the tag "),
        ("title: A small", "? {a: b}\n: c\ntitle: A small", "3: a key must be text"),
        ("title: A small", "title: [A small", "4: no valid YAML: "),
        ("title: A small", "title: A \x07small", "3: a control character ('\\x07') has no place in YAML"),
        ("reasons:", "---\nreasons:", "19: a second YAML document"),
    ],
)
def test_problem_is_named_with_its_line(old: str, new: str, says: str | None):
    assert old in SMALL
    source = SMALL.replace(old, new, 1)
    if says is None:  # an anchor that nothing refers to does no harm
        assert read(source, "my.yaml").attributes["kind"].values == ("person",)
    else:
        assert [line for line in wrong(source) if line.startswith(f"my.yaml:{says}")], wrong(source)


def test_attributes_of_one_place_need_keys_of_their_own():
    source = SMALL.replace("key: s,", "key: k,")
    assert read(source, "my.yaml").attributes["sure"].key == "k"  # one stands on spans, the other on ties
    both = source.replace("tie_attributes: [sure]", "tie_attributes: [kind, sure]")
    assert wrong(both) == ["my.yaml:17: kind and sure have the same key k"]


def test_every_problem_is_listed_in_the_order_of_the_file():
    source = (
        SMALL.replace("version: 1", "version: 1.5")
        .replace("fills: [WHO]", "fills: [NOBODY]")
        .replace("key: D", "key: B, colour: red")
        .replace("reasons:", "reasonz: 1\nreasons:")
        .replace("entity: true", "entity: true, key: a")
    )
    assert [line.split(":")[1] for line in wrong(source)] == ["2", "7", "9", "14", "14", "19"]


@pytest.mark.parametrize(
    "source",
    ["", "[]", "just words", "a: b\n", "null", "- " * 5000, "[" * 500_000, "x: [" + "a," * 60_000 + "]"],
    ids=["empty", "list", "text", "other", "null", "deep dashes", "deep brackets", "long"],
)
def test_what_is_no_scheme_is_refused(source: str):
    start = time.process_time()
    assert wrong(source)[0].startswith("my.yaml:1: ")
    assert time.process_time() - start < 20


def test_a_bomb_of_aliases_is_refused_without_being_built():
    names = "abcdefghi"
    bomb = "a: &a [x]\n"
    for last, name in itertools.pairwise(names):
        bomb += f"{name}: &{name} [{','.join([f'*{last}'] * 9)}]\n"
    assert any("alias" in line for line in wrong(bomb))


def test_a_long_list_of_problems_is_cut():
    lines = wrong(SMALL + "".join(f"x{number}: 1\n" for number in range(80)))
    assert len(lines) == 51
    assert lines[-1] == "my.yaml: and 30 more"


def test_a_large_file_is_refused(tmp_path: Path):
    file = tmp_path / "large.yaml"
    file.write_text("# " + "x" * 1_000_000, encoding="utf-8")
    with pytest.raises(AnnotatorError, match="larger than"):
        load(str(file))


def test_loading_by_path(tmp_path: Path):
    file = tmp_path / "mine.yml"
    file.write_text("\ufeff" + SMALL, encoding="utf-8")
    scheme, source = load(str(file))
    assert (scheme.name, source) == ("small", SMALL)


def test_what_cannot_be_loaded(tmp_path: Path):
    with pytest.raises(AnnotatorError, match="no scheme is named 'blam'") as caught:
        load("blam")
    assert "blame, polnear" in caught.value.hint
    with pytest.raises(AnnotatorError, match=r"absent\.yaml: No such file"):
        load(str(tmp_path / "absent.yaml"))
    with pytest.raises(AnnotatorError, match="Is a directory"):
        load(str(tmp_path))
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9\n")
    with pytest.raises(AnnotatorError, match="byte 9 is no UTF-8"):
        load(str(tmp_path / "latin.yaml"))


MARKS = st.sampled_from(
    [*":{}[],&*!?|>-'\"#%@` \t\n0a~", "key", "labels", "null", "true", "<<", "\u2028", "\ud7ff"]
)
EDITS = st.lists(
    st.tuples(st.integers(0, len(SMALL)), st.integers(0, 12), st.lists(MARKS).map("".join)), max_size=4
)


@given(EDITS, st.booleans())
def test_whatever_the_file_holds_it_is_read_or_refused_in_words(
    edits: list[tuple[int, int, str]], alone: bool
):
    source = "" if alone else SMALL
    for at, length, new in edits:
        source = source[:at] + new + source[at + length :]
    try:
        head, refusal = read(source, "my.yaml").head, ""
    except AnnotatorError as error:
        head, refusal = "", error.message
    assert bool(head) != bool(refusal)
    assert all(line.startswith("my.yaml:") for line in refusal.split("\n") if refusal)
