"""Labels of one annotator that went apart in two projects: kept beside each other, and settled."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.contents import contents
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.domain.labels import Labels, Status
from annotator.project.conflicts import conflicts, take
from annotator.project.merging import merge
from annotator.project.project import Project, create_project, open_project
from annotator.segment.segmenter import Segmenter

from .labelled import add, anna, article, label, sound, state, tied


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
