"""Projects labelled apart, merged: all of it, once, whichever way round, or nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.adjudication.decision import Decision
from annotator.domain.contents import contents
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, Event, StreamKey, diff
from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.record import Visits
from annotator.domain.rounds import Assignment, Round
from annotator.domain.text import Article, Publication
from annotator.project.conflicts import conflicts, take
from annotator.project.doctor import Examination
from annotator.project.erasing import erase_annotator
from annotator.project.lexicons import additions
from annotator.project.merging import merge
from annotator.project.project import Project, create_project, open_project
from annotator.project.registry import add_alias, add_entry
from annotator.project.registry import merge as merge_entries
from annotator.schemes.reader import load, read
from annotator.segment.segmenter import Segmenter
from tests.cli.test_commands import annotator

T0 = datetime(2026, 3, 1, 9, tzinfo=UTC)
TEXT = "Rossi blamed Brussels.\n\nBrussels denied it.\n\n"


def article(segmenter: Segmenter, number: int, key: str | None = None) -> Article:
    return segmenter.article(key or f"a{number}", f"{TEXT}Vell waited {number} days.\n")


def add(project: Project, *articles: Article) -> None:
    items = ((one, Publication(one.id, one.title)) for one in articles)
    list(project.store.add_articles(items, "spacy.en@3.8", T0))


def tied(prefix: str = "", issue: bool = False) -> Labels:
    """One tie in the first sentence, and a status."""
    spans = {
        f"{prefix}who": Span(f"{prefix}who", "ACTOR", ((0, 5),), entity="rossi"),
        f"{prefix}cue": Span(f"{prefix}cue", "STANCE", ((6, 12),)),
        f"{prefix}whom": Span(f"{prefix}whom", "ACTOR", ((13, 21),)),
    }
    roles = [Role("source", f"{prefix}who"), Role("target", f"{prefix}whom")]
    roles += [Role("issue", implicit="context")] if issue else []
    tie = Tie(f"{prefix}tie", f"{prefix}cue", "ACCUSE", tuple(roles))
    return Labels(spans, {tie.id: tie}, {0: Status("done")})


def label(
    project: Project,
    key: StreamKey,
    labels: Labels,
    verb: str = "change",
    author: str | None = None,
) -> None:
    """One event that brings a stream to these labels."""
    stream = project.store.stream(key)
    seq = stream.seq + 1
    name = f"{key.annotator}-{key.article}-{key.layer}-{seq}-{id(project)}"
    at = T0 + timedelta(minutes=seq)
    event = Event(name, seq, at, author or key.annotator, verb, diff(stream.labels, labels))
    project.store.append(key, event)


def anna(key: str = "a1", **more: object) -> StreamKey:
    return StreamKey(key, "anna", **more)  # type: ignore[arg-type]


def sound(project: Project) -> None:
    assert [found for found in Examination(project).findings() if found.fault] == []


def state(project: Project) -> object:
    """All that a project holds, but for numbers that only tell in which order it came."""
    store = project.store
    return (
        [(one.id, one.text, store.publications(one.id)) for one in store.articles()],
        {
            key: ([one.event for one in store.events(key)], store.stream(key).labels, store.visits(key))
            for key in store.streams()
        },
        store.rounds(),
        store.entries(),
        store.registry_events(),
    )


@pytest.fixture
def pair(tmp_path: Path, segmenter: Segmenter) -> Iterator[tuple[Project, Project]]:
    """Two projects with one article in common under different keys, and one of its own each."""
    with (
        create_project(str(tmp_path / "here.db"), "blame") as here,
        create_project(str(tmp_path / "there.db"), "blame") as there,
    ):
        add(here, article(segmenter, 1), article(segmenter, 2))
        add(there, article(segmenter, 3, key="a2"), article(segmenter, 1, key="other name"))
        yield here, there


def test_all_of_it_comes_along(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    key = StreamKey("other name", "ben", "main", 2)
    pilot = Round("pilot", "mixed", hidden=0.5)
    given = [Assignment("a2", "ben"), Assignment("other name", "ben")]
    there.store.change_round(pilot, "open", "lead", T0, assigned=given)
    label(there, key, tied())
    label(there, key, replace(tied(), statuses={0: Status("done", flag=True, comment="sure?")}))
    label(there, key, there.store.stream(key).labels, "submit")
    label(there, replace(key, layer="gold", annotator="gold"), tied(), author="lead")
    label(there, replace(key, article="a2", round="pilot"), Labels())
    visit = there.store.enter_sentence(key, 0, T0, "shown", ["s1", "s2"])
    there.store.leave_sentence(visit, 12.5)
    there.store.enter_sentence(StreamKey("a2", "carl"), 0, T0, "hidden", [])
    add_entry(there, "Ida Moreau", "ben")
    log = there.store.events(key)
    before = (tmp_path / "there.db").read_bytes()

    merged = merge(here, [str(tmp_path / "there.db")], "lead")
    (one,) = merged.others
    assert (one.joined.articles, one.joined.events) == ({"publication": 1, "renamed": 1}, 5)
    assert one.joined.streams == {"new": 3, "only looked at": 1}
    assert one.joined.renamed[0][0] == "a2"
    assert one.joined.rounds == ["pilot"]
    assert merged.backup is not None
    assert merged.backup.exists()
    mine = replace(key, article="a1")
    assert [event.event for event in here.store.events(mine)] == [event.event for event in log]
    assert here.store.stream(mine).submitted_at == there.store.stream(key).submitted_at
    assert here.store.stream(mine).labels == there.store.stream(key).labels
    assert here.store.visits(mine) == {0: Visits(12.5, "shown")}
    assert here.store.shown(mine) == {"s1", "s2"}
    assert [one.source_id for one in here.store.publications("a1")] == ["a1", "other name"]
    assert here.store.entries() == there.store.entries()
    assert here.store.registry_events() == there.store.registry_events()
    assert here.store.rounds() == there.store.rounds()
    keys = {key for key, _ in one.joined.renamed}
    assert {(one.annotator, one.article in keys) for one in here.store.assignments("pilot")} == {
        ("ben", False)
    }
    assert len(here.store.assignments("pilot")) == 2
    sound(here)
    assert (tmp_path / "there.db").read_bytes() == before

    here.store.change_round(pilot, "withdraw", "lead", T0, withdrawn=[Assignment("a1", "ben")])
    whole = state(here)
    again = merge(here, [str(tmp_path / "there.db")], "lead")
    assert len(here.store.assignments("pilot")) == 1
    assert not again.others[0].joined.changed
    assert again.backup is None
    assert state(here) == whole


def test_a_later_merge_brings_what_is_new(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    other = str(tmp_path / "there.db")
    label(there, anna("other name"), Labels().with_status(0, Status("nothing")))
    visit = there.store.enter_sentence(anna("other name"), 0, T0, "none")
    merge(here, [other], "lead")
    there.store.leave_sentence(visit, 3.0)
    there.store.enter_sentence(anna("other name"), 24, T0, "none")
    label(there, anna("other name"), tied())
    label(there, anna("other name"), tied(), "submit")
    add_entry(there, "Ida Moreau", "anna")
    merge(here, [other], "lead")
    assert [one.event for one in here.store.events(anna())] == [
        one.event for one in there.store.events(anna("other name"))
    ]
    assert here.store.visits(anna()) == {0: Visits(3.0), 24: Visits()}
    # And back: what was done here since goes on from there.
    label(here, anna(), Labels())
    back = merge(there, [str(tmp_path / "here.db")], "lead").others[0].joined
    assert back.streams == {"continued": 1}
    assert there.store.stream(anna("other name")).labels == Labels()
    sound(here)
    sound(there)


def test_a_dry_run_tells_the_same_and_changes_nothing(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(here, anna(), tied())
    label(there, anna("other name"), tied("x", issue=True))
    add_entry(there, "Ida Moreau", "anna")
    before, steps = state(here), []
    told = merge(here, [there.where], "lead", dry=True, tell=lambda *step: steps.append(step))
    assert state(here) == before
    assert told.backup is None
    assert steps[-1] == (2, 2)
    assert sorted(tmp_path.glob("*.db")) == [tmp_path / "here.db", tmp_path / "there.db"]
    done = merge(here, [there.where], "lead")
    assert done.others == told.others
    assert len(done.others[0].joined.conflicts) == 1


def test_what_went_apart_is_kept_beside_and_settled(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, _ = pair
    start = Labels().with_status(24, Status("nothing"))
    label(here, anna(), start)
    here.store.back_up(tmp_path / "copy.db")
    with open_project(str(tmp_path / "copy.db")) as copy:
        label(copy, anna(), tied("x"))
        label(here, anna(), tied("y", issue=True))
        joined = merge(here, [copy.where], "lead").others[0].joined
        assert joined.streams == {"apart": 1}
        (conflict,) = joined.conflicts
        assert (conflict.home, conflict.apart, conflict.starts) == (anna(), anna(round="main-apart"), (0,))
        assert here.store.stream(anna()).labels == tied("y", issue=True)
        assert here.store.stream(anna(round="main-apart")).labels == tied("x")
        assert not merge(here, [copy.where], "lead").others[0].joined.changed
        (found,) = conflicts(here)
        assert found.sentences[0].here == (
            "ACCUSE “blamed” issue (context), source “Rossi”, target “Brussels”",
        )
        sound(here)

        # Whatever is decided, both logs stay, and what is new there goes on coming.
        take(here, "a1", "anna", "there", author="lead")
        assert here.store.stream(anna()).labels == tied("x")
        assert list(conflicts(here)) == []
        label(copy, anna(), Labels())
        joined = merge(here, [copy.where], "lead").others[0].joined
        assert joined.streams == {"continued": 1}
        assert here.store.stream(anna(round="main-apart")).labels == Labels()
        assert [one.home for one in conflicts(here)] == [anna()]
        take(here, "a1", "anna", "here", author="lead")
        assert here.store.stream(anna()).labels == tied("x")
        assert list(conflicts(here)) == []
        with pytest.raises(AnnotatorError, match="no conflict"):
            take(here, "a1", "anna", "here", author="lead")
        # Back to where they came from: nothing is there twice.
        assert merge(copy, [here.where], "lead").others[0].joined.streams == {"apart": 1, "continued": 1}
        sound(copy)
        assert len(list(copy.store.streams())) == 2


def test_both_hold_where_no_sentence_was_changed_in_both(
    pair: tuple[Project, Project], tmp_path: Path
) -> None:
    here, there = pair
    label(here, anna(), tied("x"))
    here.store.back_up(tmp_path / "copy.db")
    with open_project(str(tmp_path / "copy.db")) as copy:
        label(copy, anna(), tied("x").with_status(24, Status("nothing")))
        label(here, anna(), tied("x").with_status(0, Status("done", flag=True)))
        merge(here, [copy.where], "lead")
        take(here, "a1", "anna", "both", author="lead")
        wanted = {0: Status("done", flag=True), 24: Status("nothing")}
        assert here.store.stream(anna()).labels == replace(tied("x"), statuses=wanted)
        assert list(conflicts(here)) == []
        sound(here)
        # A sentence that was changed in both is for somebody to look at.
        label(copy, anna(), Labels())
        merge(here, [copy.where], "lead")
        with pytest.raises(AnnotatorError, match=r"changed in both, at 0\b"):
            take(here, "a1", "anna", "both", author="lead")
    # Without a common beginning too.
    label(here, anna("a2"), tied("p"))
    add(there, *[one for one in here.store.articles() if one.id == "a2"])
    label(
        there,
        anna(there.store.key_of_text(here.store.article("a2").text)),
        Labels().with_status(24, Status("nothing")),
    )
    merge(here, [there.where], "lead")
    take(here, "a2", "anna", "both", author="lead")
    assert here.store.stream(anna("a2")).labels.statuses == {0: Status("done"), 24: Status("nothing")}
    sound(here)


def test_a_third_project_gets_a_round_of_its_own(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(here, anna(), tied("x"))
    label(there, anna("other name"), tied("y", issue=True))
    merge(here, [there.where], "lead")
    with create_project(str(tmp_path / "third.db"), "blame") as third:
        add(third, *here.store.articles())
        label(third, anna(), Labels())
        merge(here, [third.where], "lead")
    rounds = [key.round for key in here.store.streams()]
    assert rounds == ["main", "main-apart", "main-apart-2"]
    with pytest.raises(AnnotatorError, match="several rounds"):
        take(here, "a1", "anna", "there", author="lead")


def test_the_same_import_and_suggestions_are_no_conflict(pair: tuple[Project, Project]) -> None:
    here, there = pair
    label(here, anna(), tied("x"))
    label(there, anna("other name"), tied("y"), "import")
    suggestions = StreamKey("a1", "", layer="suggestion")
    label(here, suggestions, tied("s"), author="rules@1")
    label(there, replace(suggestions, article="other name"), tied("t", issue=True), author="rules@2")
    joined = merge(here, [there.where], "lead").others[0].joined
    assert joined.streams == {"alike": 1, "suggestions kept": 1}
    assert joined.events == 0
    assert here.store.stream(suggestions).labels == tied("s")


def test_erased_names_stay_erased(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(here, anna(), tied())
    here.store.back_up(tmp_path / "copy.db")
    with open_project(str(tmp_path / "copy.db")) as copy:
        label(copy, anna("a2"), tied())
        label(copy, anna("a1"), Labels())
        decided = Decision("d1", "tie", 0, ("anna", "ben"), {"anna": "tie"}, "taken", ("anna",))
        event = Event("gold", 1, T0, "anna", "decide", (Change("decision", "d1", None, decided),))
        copy.store.append(StreamKey("a1", "gold", layer="gold"), event)
        erase_annotator(here, "anna", "lead")
        joined = merge(here, [copy.where], "lead").others[0].joined
    assert joined.people == 1
    assert {key.annotator for key in here.store.streams()} == {"erased-1", "gold"}
    (gold,) = here.store.events(StreamKey("a1", "gold", layer="gold"))
    assert gold.event.changes[0].after == decided.renamed("anna", "erased-1")
    assert {one.event.author for key in here.store.streams() for one in here.store.events(key)} == {
        "erased-1"
    }
    assert here.store.stream(StreamKey("a1", "erased-1")).labels == Labels()
    # Somebody else's pseudonym is another person's.
    label(there, StreamKey("a2", "carl"), tied())
    erase_annotator(there, "carl", "lead")
    assert merge(here, [there.where], "lead").others[0].joined.people == 1
    assert here.store.stream(StreamKey(here.store.find_article("a2-"), "erased-2")).labels == tied()
    assert not merge(here, [there.where], "lead").others[0].joined.changed


def test_registries_that_went_on_apart(pair: tuple[Project, Project]) -> None:
    here, there = pair
    add_entry(here, "Ida Moreau", "anna", aliases=["Moreau"])
    add_entry(there, "Ida Moreau", "ben", aliases=["the union's head"])
    add_entry(there, "Moreau", "ben", key="moreau-2")
    add_entry(there, "I. Moreau", "ben", key="im")
    merge_entries(there, "im", "ida-moreau", "ben")
    joined = merge(here, [there.where], "lead").others[0].joined
    assert joined.entries == {"new": 2, "changed": 1}
    entries = here.store.entries()
    assert entries["ida-moreau"].names == ("Ida Moreau", "Moreau", "the union's head")
    assert entries["im"].into == "ida-moreau"
    assert "moreau-2" in entries
    assert not merge(here, [there.where], "lead").others[0].joined.changed
    add_alias(there, "ida-moreau", "Mme Moreau", "ben")
    merge(here, [there.where], "lead")
    assert "Mme Moreau" in here.store.entries()["ida-moreau"].aliases
    sound(here)


def test_another_scheme_is_refused_with_what_differs(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    source = load("blame")[1].replace("version: 1\n", "version: 2\n", 1)
    there.store.set_scheme(read(source, "x"), source, T0)
    with open_project(there.where) as there:
        merge(here, [there.where], "lead")  # another version that says the same
        other = source.replace("EVIDENCE", "PROOF")
        there.store.set_scheme(read(other, "x"), other, T0)
    before = state(here)
    with pytest.raises(AnnotatorError) as refused:
        merge(here, [there.where], "lead")
    assert "the label EVIDENCE is only here" in refused.value.message
    assert "the label PROOF is only there" in refused.value.message
    assert "the role evidence: fills [EVIDENCE] here, [PROOF] there" in refused.value.message
    assert state(here) == before
    with pytest.raises(AnnotatorError, match="itself"):
        merge(here, [here.where], "lead")


def test_an_older_project_is_read_through_a_copy(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(there, anna("other name"), tied())
    there.close()
    with closing(sqlite3.connect(tmp_path / "there.db")) as raw:
        for table in ("assignment", "lead", "round_event", "round", "entry_alias", "entry", "registry_event"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("CREATE TABLE round (name TEXT PRIMARY KEY, arm TEXT NOT NULL, state TEXT NOT NULL)")
        raw.execute("INSERT INTO round VALUES ('main', 'shown', 'open')")
        raw.execute("UPDATE alembic_version SET version_num = '0002'")
        raw.commit()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / "there.db").read_bytes()
    assert merge(here, [there.where], "lead").others[0].joined.streams == {"new": 1}
    assert (tmp_path / "there.db").read_bytes() == before
    with closing(sqlite3.connect(tmp_path / "there.db")) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    with pytest.raises(AnnotatorError, match="newer program"):
        merge(here, [there.where], "lead")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE event SET changes = replace(changes, 'ACTOR', 'HERO')", "unknown label HERO"),
        ("UPDATE event SET changes = replace(changes, '[6,', '[700,')", "does not fit|outside the text"),
        ("UPDATE event SET seq = 3 WHERE seq = 2", "lacks event 2"),
        ("UPDATE event SET changes = replace(changes, 'ACTOR', '\\u001b[2J')", "unknown label ␛"),
        ("UPDATE event SET changes = replace(changes, 'ACTOR', char(27) || '[2J')", "cannot be read"),
        ("UPDATE event SET at = 'yesterday'", "cannot be read"),
        ("UPDATE event SET changes = replace(changes, 'ACTOR', '\\ud800')", "unknown label"),
        ("UPDATE event SET changes = replace(changes, 'rossi', '\\ud800')", "cannot be read"),
        ('UPDATE event SET changes = replace(changes, \'"start":0\', \'"start":"x"\')', "cannot be read"),
        ("UPDATE event SET changes = '[[1, 2, 3, 4]]'", "cannot be read|does not fit"),
        ('UPDATE publication SET meta = \'{"a":"\\udfff"}\'', "cannot be read"),
        ("UPDATE article SET text = text || '!'", "not the one that was imported"),
        ("UPDATE article SET sentences = 'x'", "cannot be read"),
    ],
)
def test_what_is_damaged_stays_out(pair: tuple[Project, Project], harm: str, told: str) -> None:
    here, there = pair
    label(there, anna("a2"), Labels().with_status(0, Status("done")))
    label(
        there,
        anna("a2"),
        replace(tied(), spans={**tied().spans, "c": Span("c", "CONTENT", ((6, 8), (9, 11)))}),
    )
    with closing(sqlite3.connect(there.where)) as raw:
        raw.execute(harm)
        raw.commit()
    before = state(here)
    with pytest.raises(AnnotatorError, match=told):
        merge(here, [there.where], "lead")
    assert state(here) == before
    assert not list(Path(here.where).parent.glob("here-*.db"))


def test_all_or_nothing_over_several(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(there, anna("a2"), tied())
    (tmp_path / "no.db").write_bytes(b"no database" * 100)
    before = state(here)
    for other, told in (("no.db", "not an annotator project"), ("gone.db", "no project at")):
        with pytest.raises(AnnotatorError, match=told):
            merge(here, [there.where, str(tmp_path / other)], "lead")
    assert state(here) == before
    assert not list(tmp_path.glob("here-*.db"))
    assert not (tmp_path / "gone.db").exists()


# Two projects labelled apart, either way round

PEOPLE = ("anna", "ben")
acts = st.lists(
    st.tuples(
        st.sampled_from(["here", "there"]),
        st.sampled_from(PEOPLE),
        st.integers(1, 3),
        st.sampled_from(["tie", "nothing", "clear", "submit", "issue"]),
    ),
    max_size=14,
)


def _acted(project: Project, who: str, key: str, act: str, count: int) -> None:
    stream = StreamKey(key, who)
    mine = project.store.stream(stream).labels
    prefix = f"{Path(project.where).stem}{count}"
    labels = {
        "tie": tied(prefix),
        "issue": tied(prefix, issue=True),
        "nothing": mine.with_status(24, Status("nothing")),
        "clear": Labels(),
        "submit": mine,
    }[act]
    label(project, stream, labels, "submit" if act == "submit" else "change")


def _records(project: Project) -> set[object]:
    """What a project says, whatever the keys, and whichever of two that went apart came first."""
    out = set()
    for record in project.store.records():
        says = contents(record.article, record.labels)
        rounds = record.round.split("-apart")[0]
        told = frozenset((start, frozenset(map(repr, what))) for start, what in says.items())
        out.add((record.article.text, record.annotator, rounds, record.pass_, record.layer, told))
    return out


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(common=acts, apart=acts)
def test_either_way_round_gives_the_same_records(
    tmp_path_factory: pytest.TempPathFactory, segmenter: Segmenter, common: list, apart: list
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    with create_project(str(folder / "here.db"), "blame") as here:
        add(here, *(article(segmenter, number) for number in (1, 2, 3)))
        for count, (_, who, number, act) in enumerate(common):
            _acted(here, who, f"a{number}", act, count)
    shutil.copy(folder / "here.db", folder / "there.db")
    for count, (where, who, number, act) in enumerate(apart):
        with open_project(str(folder / f"{where}.db")) as project:
            _acted(project, who, f"a{number}", act, 100 + count)
    for one in ("here", "there"):
        shutil.copy(folder / f"{one}.db", folder / f"{one}-first.db")
    with (
        open_project(str(folder / "here-first.db")) as first,
        open_project(str(folder / "there-first.db")) as second,
    ):
        before = state(first)
        merge(first, [str(folder / "there.db")], "lead")
        merge(second, [str(folder / "here.db")], "lead")
        assert _records(first) == _records(second)
        sound(first)
        sound(second)
        for key, (events, _, _) in before[1].items():  # type: ignore[index]
            assert [one.event for one in first.store.events(key)][: len(events)] == events
        whole = state(first)
        assert not merge(first, [str(folder / "there.db")], "lead").others[0].joined.changed
        # What came back from there is known here: at the most, labels that went apart go on.
        merge(first, [second.where], "lead")
        assert _records(first) == _records(second)
        assert state(first)[1].keys() == whole[1].keys()  # type: ignore[index]


def test_lexicons_of_there_are_told(pair: tuple[Project, Project]) -> None:
    here, there = pair
    there.store.set_setting("lexicon:organisations-mine.tsv", "x")
    assert merge(here, [there.where], "lead").others[0].lexicons == ["organisations-mine.tsv"]
    assert additions(here) == {}


def test_by_command(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(here, anna(), tied("x"))
    label(there, anna("other name"), tied("y", issue=True))
    label(there, StreamKey("a2", "ben"), tied())
    done = annotator("merge", "there.db", "--db", "here.db", "--dry-run", "--as", "lead", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    for told in ("there.db: 1 new article, 1 known already", "apart: 1", "new: 1", "nothing was changed",
                 "another text has the key a2", "conflict: a1 by anna, 1 sentence (kept in main-apart)"):  # fmt: skip
        assert told in done.stderr
    done = annotator("merge", "there.db", "--db", "here.db", "--json", "--as", "lead", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert told["others"][0]["streams"] == {"apart": 1, "new": 1}
    assert (tmp_path / told["backup"]).exists()
    done = annotator("conflict", "list", "--db", "here.db", cwd=tmp_path)
    assert "a1 by anna: main < > main-apart" in done.stdout
    assert "> ACCUSE “blamed” issue (context), source “Rossi”, target “Brussels”" in done.stdout
    (line,) = annotator("conflict", "list", "--db", "here.db", "--json", cwd=tmp_path).stdout.splitlines()
    assert json.loads(line)["home"]["article"] == "a1"
    done = annotator(
        "conflict", "take", "a1", "anna", "there", "--db", "here.db", "--as", "lead", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert here.store.stream(anna()).labels == tied("y", issue=True)
    assert "conflicts: 0" in annotator("conflict", "list", "--db", "here.db", cwd=tmp_path).stderr
    done = annotator("merge", "gone.db", "--db", "here.db", cwd=tmp_path)
    assert (done.returncode, "no project at gone.db" in done.stderr) == (1, True)
