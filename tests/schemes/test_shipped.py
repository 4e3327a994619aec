"""The schemes that come with the program, and the domain working with both."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from annotator import resources
from annotator.domain import plain, rules
from annotator.domain.keys import RESERVED, reason_keys
from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.scheme import Scheme, from_plain, to_plain
from annotator.schemes import json_schema
from annotator.schemes.reader import load

SHIPPED = ("blame", "polnear")
TEXT = "The union blamed the port for the delay, documents showed; the port allegedly denied it."


@pytest.fixture(scope="module")
def blame() -> Scheme:
    return load("blame")[0]


def span(id: str, label: str, words: str, **attributes: str) -> Span:
    start = TEXT.index(words)
    return Span(id, label, ((start, start + len(words)),), attributes)


@pytest.mark.parametrize("name", SHIPPED)
def test_stored_form_gives_the_scheme_back(name: str):
    scheme, _ = load(name)
    assert from_plain(json.loads(json.dumps(to_plain(scheme)))) == scheme


@pytest.mark.parametrize("name", SHIPPED)
def test_source_text_is_the_file(name: str):
    assert load(name)[1] == (resources.folder("schemas") / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_everything_has_guidance_and_the_annotatable_things_have_examples(name: str):
    scheme, _ = load(name)
    for thing in (*scheme.labels.values(), *scheme.categories.values()):
        assert len(thing.examples) >= 2, thing.name
        assert thing.colour
    things = (scheme.labels, scheme.categories, scheme.roles, scheme.attributes)
    assert all(thing.definition for table in things for thing in table.values())
    assert all(scheme.reasons.values())
    assert all(scheme.groups.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_the_file_obeys_the_json_schema(name: str):
    file = YAML(typ="safe").load(load(name)[1])
    assert list(jsonschema.Draft202012Validator(json_schema.document()).iter_errors(file)) == []


def test_the_json_schema_on_disk_is_fresh():
    file = resources.folder("schemas") / json_schema.FILE
    assert file.read_text(encoding="utf-8") == json_schema.text(), (
        "run python -m annotator.schemes.json_schema"
    )
    jsonschema.Draft202012Validator.check_schema(json.loads(file.read_text(encoding="utf-8")))


def test_the_roles_of_each_category(blame: Scheme):
    """R required, o optional, 1 one of these is required, - not allowed."""
    table = """
        ACCUSE      R R o o
        CONDEMN     R 1 1 o
        DENY        R o R o
        JUSTIFY     R - o o
        REJECT      R o R o
        ACKNOWLEDGE R o R o
        THREATEN    R R o o
        WARN        R o R o
        DEMAND      R R R o
        SUPPORT     R R o o
        WITHHOLD    R o o o
        DISPUTE     R - o o
        REPORT      R - - R
    """
    rows = [line.split() for line in table.split("\n") if line.strip()]
    assert [row[0] for row in rows] == list(blame.categories)
    for name, *marks in rows:
        category = blame.categories[name]
        for role, mark in zip(("source", "target", "issue", "content"), marks, strict=True):
            place = {
                "R": role in category.required,
                "o": role in category.optional,
                "1": any(role in group for group in category.one_of),
                "-": not category.allows(role),
            }
            assert place[mark], (name, role)
        assert {"evidence", "hedge", "nested"} <= set(category.optional)


def test_keys_are_as_documented(blame: Scheme):
    assert {label.key: name for name, label in blame.labels.items()} == {
        "a": "ACTOR",
        "s": "STANCE",
        "i": "ISSUE",
        "c": "CONTENT",
        "e": "EVIDENCE",
        "d": "HEDGE",
    }
    assert "".join(category.key for category in blame.categories.values()) == "ACDJRKTWMSHPE"
    assert "".join(role.key for role in blame.roles.values()) == "1234567"
    assert not {label.key for label in blame.labels.values()} & RESERVED
    assert reason_keys(blame.reasons) == {"author": "a", "agentless": "g", "unnamed": "u", "context": "c"}


def test_reason_without_a_free_letter_has_no_key():
    assert reason_keys(["ab", "ba", "bab"]) == {"ab": "a", "ba": "b"}


def test_choices_and_defaults(blame: Scheme):
    assert blame.attributes["alternative"].values == tuple(blame.categories)
    assert blame.attributes["negated"].default is False
    assert blame.labels["ACTOR"].attributes == ("kind",)
    assert [name for name, label in blame.labels.items() if label.entity] == ["ACTOR", "ISSUE"]
    for category in blame.categories.values():
        known = {attribute.name: attribute for attribute in blame.attributes_of(None)}
        assert all(value in known[name].values for name, value in category.defaults.items())


def blame_labels() -> Labels:
    spans = [
        span("a1", "ACTOR", "The union", kind="organisation"),
        span("s1", "STANCE", "blamed"),
        span("a2", "ACTOR", "the port"),
        span("i1", "ISSUE", "the delay"),
        span("e1", "EVIDENCE", "documents"),
        span("d1", "HEDGE", "allegedly"),
        span("s2", "STANCE", "denied"),
    ]
    accuse = Tie(
        "t1",
        "s1",
        "ACCUSE",
        (Role("source", "a1"), Role("target", "a2"), Role("issue", "i1"), Role("evidence", "e1")),
        {"certainty": "asserted", "negated": True, "alternative": "CONDEMN", "note": "x"},
    )
    deny = Tie(
        "t2",
        "s2",
        "DENY",
        (
            Role("source", implicit="context"),
            Role("issue", implicit="unnamed"),
            Role("hedge", "d1"),
            Role("nested", tie="t1"),
        ),
    )
    return Labels({one.id: one for one in spans}, {"t1": accuse, "t2": deny})


def test_labels_under_blame(blame: Scheme):
    labels = blame_labels()
    assert list(rules.violations(labels, blame, len(TEXT))) == []
    assert [rules.unfinished(tie, blame) for tie in labels.ties.values()] == [(), ()]
    assert rules.unfinished(Tie("t", "s1", "ACCUSE"), blame) == ("source", "target")
    assert rules.unfinished(Tie("t", "s1", "CONDEMN"), blame) == ("source", "target|issue")
    assert rules.unfinished(Tie("t", "s1", "CONDEMN", (Role("issue", "i1"),)), blame) == ("source",)


@pytest.mark.parametrize(
    ("tie", "says"),
    [
        (Tie("t", "s1", "REPORT", (Role("target", "a1"),)), "not allowed for REPORT"),
        (Tie("t", "s1", "JUSTIFY", (Role("target", "a1"),)), "not allowed for JUSTIFY"),
        (Tie("t", "s1", "ACCUSE", (Role("source", "i1"),)), "is no span of ACTOR"),
        (Tie("t", "s1", "ACCUSE", (Role("target", implicit="author"),)), "unknown reason author"),
        (Tie("t", "s1", "ACCUSE", (Role("nested", "a1"),)), "is no span of any label"),
        (Tie("t", "a1", "ACCUSE"), "is no STANCE span"),
        (Tie("t", "s1", "BLAME"), "unknown category BLAME"),
        (Tie("t", "s1", None), "unknown category"),
        (Tie("t", "s1", "ACCUSE", (), {"quote": "loud"}), "quote cannot be loud"),
    ],
)
def test_what_blame_does_not_allow(blame: Scheme, tie: Tie, says: str):
    labels = blame_labels().with_tie(tie)
    assert any(says in violation for violation in rules.violations(labels, blame, len(TEXT)))


def test_labels_under_polnear():
    scheme, _ = load("polnear")
    assert not scheme.has_categories
    assert scheme.head == "CUE"
    assert scheme.category(None).allows("content")
    spans = [
        span("c", "CUE", "showed"),
        span("s", "SOURCE", "documents"),
        span("x", "CONTENT", "The union blamed the port for the delay"),
    ]
    full = Tie("t1", "c", None, (Role("source", "s"), Role("content", "x")))
    labels = Labels({one.id: one for one in spans}, {"t1": full, "t2": Tie("t2", "c", None)})
    assert list(rules.violations(labels, scheme, len(TEXT))) == []
    assert [rules.unfinished(tie, scheme) for tie in labels.ties.values()] == [(), ()]
    assert any(
        "unknown category ACCUSE" in violation
        for violation in rules.violations(labels.with_tie(Tie("t3", "c", "ACCUSE")), scheme, len(TEXT))
    )


def test_polnear_says_what_suggestions_become():
    scheme, _ = load("polnear")
    assert scheme.mapping == {
        "ACTOR": "SOURCE",
        "STANCE": "CUE",
        "ISSUE": "CONTENT",
        "CONTENT": "CONTENT",
        "EVIDENCE": "",
        "HEDGE": "",
        "role:issue": "content",
    }


GOLD = sorted((Path(__file__).parents[3] / "shared" / "seeds").glob("*.gold.jsonl"))


@pytest.mark.skipif(not GOLD, reason="no gold article beside the checkout")
def test_gold_labels_obey_blame(blame: Scheme):
    record = json.loads(GOLD[0].read_text(encoding="utf-8"))
    labels = Labels(
        {one["id"]: plain.span_from_plain(one) for one in record["spans"]},
        {one["id"]: plain.tie_from_plain(one) for one in record["ties"]},
    )
    assert list(rules.violations(labels, blame, len(record["text"]))) == []
    assert not any(rules.unfinished(tie, blame) for tie in labels.ties.values())
