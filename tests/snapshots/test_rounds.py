"""What the screens of rounds look like: the list, a table with every state, a plan, hidden suggestions, practice."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotator.domain.events import Change, Event, StreamKey, diff
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels, Span, Status
from annotator.domain.rounds import Round
from annotator.domain.text import Article
from annotator.project.assigning import Wish
from annotator.project.project import Project, create_project
from annotator.project.rounds import close_round, open_round
from annotator.segment.segmenter import Segmenter
from annotator.tui.app import AnnotatorApp
from tests.conftest import add, harbour_suggestions, suggest
from tests.snapshots.test_screens import SIZES, settle

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11),
    reason="Python 3.11 owns the snapshots: widths differ with Unicode tables",
)

T0 = datetime(2026, 1, 2, tzinfo=UTC)
PEOPLE = ("anna", "ben", "carla-maria")
#: Of whom the screen is, and the keys that lead there.
STATES: dict[str, tuple[str, list[str]]] = {
    "list": ("lena", ["ctrl+n"]),
    "table": ("lena", ["ctrl+n", "j", "enter", "down"]),
    "planned": ("lena", ["ctrl+n", "n", *"next", "enter", "ctrl+u", *"anna ben", *["enter"] * 4]),
    "own": ("ben", ["ctrl+n", "enter"]),
    "hidden": ("ben", ["n"]),
    "practice": ("anna", ["n", "space", "x", "enter", "n", "n", "n", "n", "enter"]),
}


@pytest.fixture
def led(tmp_path: Path, harbour: Article, segmenter: Segmenter) -> Iterator[Project]:
    """A pilot round under way, a closed one, and a practice round of one article."""
    with create_project(str(tmp_path / "annotator.db"), "blame") as project:
        news = [
            segmenter.article(f"news_{n:02}", f"The mayor blamed council {n}. It rained.") for n in range(8)
        ]
        add(project, segmenter, harbour, *news)
        for article in news:
            suggest(project, article, Labels())
        suggest(project, harbour, harbour_suggestions(harbour))
        gold = StreamKey(harbour.id, "lena", layer="gold")
        project.store.append(gold, event(1, *diff(Labels(), harbour_suggestions(harbour)), who="lena"))
        pilot = Round("pilot", "mixed", hidden=0.5, seed=3)
        open_round(project, pilot, Wish(("news_*",), PEOPLE, 2, repeat=0.2), "lena", T0)
        for n, key in enumerate(mine(project, "ben")):
            work(project, key, n)
        open_round(project, Round("earlier", "hidden"), Wish(("news_00",), PEOPLE[:2]), "lena", T0)
        close_round(project, "earlier", "lena", T0)
        practice = Round("practice", practice=True)
        open_round(
            project, practice, Wish((harbour.id,), ("anna",)), "lena", datetime(2025, 1, 1, tzinfo=UTC)
        )
        yield project


def mine(project: Project, who: str) -> list[StreamKey]:
    found = project.store.assignments("pilot")
    return [StreamKey(one.article, who, "pilot") for one in found if one.annotator == who and one.pass_ == 1]


def event(seq: int, *changes: Change, verb: str = "mark", who: str = "ben") -> Event:
    return Event(str(uuid.uuid4()), seq, T0, who, verb, changes)


def work(project: Project, key: StreamKey, n: int) -> None:
    """Found empty, changed after, submitted, reviewed; the rest is not begun."""
    actor = Change("span", "s", None, Span("s", "ACTOR", ((4, 9),)))
    done = [
        Change("status", one.start, None, Status("done"))
        for one in project.store.article(key.article).sentences
    ]
    steps = {
        0: [(), SUBMIT],
        1: [(actor,), SUBMIT, (Change("status", 0, None, Status(flag=True)),)],
        2: [(actor,), SUBMIT],
        3: [tuple(done)],
    }
    for seq, step in enumerate(steps.get(n, []), 1):
        made = event(seq, verb=SUBMIT) if isinstance(step, str) else event(seq, *step)
        project.store.append(key, made)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
def test_rounds(snap_compare: Callable[..., bool], led: Project, state: str, size: str) -> None:
    who, keys = STATES[state]
    app = AnnotatorApp(led, who)

    async def before(pilot: Pilot[None]) -> None:
        await settle(app, pilot)
        for key in keys:
            await pilot.press(key)
            await settle(app, pilot)

    assert snap_compare(app, terminal_size=SIZES[size], run_before=before)
