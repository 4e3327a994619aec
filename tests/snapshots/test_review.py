"""What the agreement and the adjudication screen look like, with and without colour."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from annotator.domain.settings import Settings
from annotator.project.project import Project
from annotator.tui.app import AnnotatorApp
from annotator.tui.screens.adjudicate import AdjudicateScreen
from annotator.tui.screens.agreement import AgreementScreen
from tests.tui.review import settle

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11),
    reason="Python 3.11 owns the snapshots: widths differ with Unicode tables",
)

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
ADJUDICATE: dict[str, list[str]] = {
    "case": [],
    "names": ["t"],
    "cause": ["1"],
    "missed": ["space"] * 5,
    "edit": ["e", "2"],
    "adjudicate_help": ["question_mark"],
    "agreed": ["r", "down"],
}
AGREEMENT: dict[str, list[str]] = {
    "figures": [],
    "worst": ["w", "j"],
    "disagreements": ["w", "enter", "j"],
    "agreement_help": ["question_mark"],
}


def made(state: str) -> Screen[None]:
    return AdjudicateScreen("lead") if state in ADJUDICATE else AgreementScreen("lead")


def compared(snap_compare: Callable[..., bool], project: Project, state: str, theme: str, size: str) -> bool:
    app = AnnotatorApp(
        project, "lead", suggestions=False, settings=Settings(theme=theme), review=lambda: made(state)
    )

    async def before(pilot: Pilot[None]) -> None:
        await settle(app, pilot)
        await pilot.press(*{**ADJUDICATE, **AGREEMENT}[state])
        await settle(app, pilot)

    return snap_compare(app, terminal_size=SIZES[size], run_before=before)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", [*ADJUDICATE, *AGREEMENT])
def test_review(snap_compare: Callable[..., bool], samples: Project, state: str, size: str) -> None:
    assert compared(snap_compare, samples, state, "lamp", size)


@pytest.mark.parametrize("theme", ["paper", "contrast"])
@pytest.mark.parametrize("state", ["case", "disagreements"])
def test_review_in_other_themes(
    snap_compare: Callable[..., bool], samples: Project, state: str, theme: str
) -> None:
    assert compared(snap_compare, samples, state, theme, "80x24")


@pytest.mark.parametrize("state", ["case", "missed", "disagreements"])
def test_review_without_colour(
    snap_compare: Callable[..., bool], samples: Project, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert compared(snap_compare, samples, state, "lamp", "80x24")
