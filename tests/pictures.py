"""Pictures of the screen for the README and the docs, drawn by the app itself: python -m tests.pictures."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from annotator import resources
from annotator.project.importing import import_articles, import_labels
from annotator.project.project import Project, create_project
from annotator.project.sources import sources
from annotator.segment.segmenter import Segmenter
from annotator.tui.app import AnnotatorApp
from annotator.tui.screens.adjudicate import AdjudicateScreen
from annotator.tui.screens.agreement import AgreementScreen
from tests.conftest import HARBOUR, add, harbour_suggestions, suggest
from tests.tui.app import settle
from tests.tui.review import settle as settle_review

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
TITLE = "Harbour Fire: Port Authority And Crane Union Trade Blame"
SIZE = (92, 26)

#: What each picture shows, as the keys that lead there.
KEYS: dict[str, list[str]] = {
    "landing": ["n"],
    "taken": ["n", "space"],
    "roles": ["n", "space", "2"],
    "guideline": ["n", "semicolon"],
    "articles": ["n", "space", "y", "f3"],
    "settings": ["n", "f8"],
    "tour": ["f9", "right_parenthesis"],
}
#: The same of the screens that lie over no article: on the sample labels of two annotators.
REVIEW: dict[str, list[str]] = {
    "agreement": [],
    "disagreements": ["w", "enter", "j"],
    "adjudicate": ["space"] * 3,
}
KEYS |= REVIEW


def make_project(place: Path) -> Project:
    """A project with an article and what was suggested for it, and the sample articles."""
    segmenter = Segmenter()
    article = segmenter.article("harbour", HARBOUR, title=TITLE)
    project = create_project(str(place), "blame")
    add(project, segmenter, article)
    import_articles(project, sources([str(resources.folder("seeds") / "articles")]))
    suggest(project, article, harbour_suggestions(article))
    return project


async def draw(project: Project, name: str) -> str:
    """One picture, as SVG that asks no other host for anything."""
    if name in REVIEW:
        return await draw_review(project, name)
    app = AnnotatorApp(project, "anna", "harbour")
    async with app.run_test(size=SIZE) as pilot:
        await settle(app, pilot)
        await pilot.press(*KEYS[name])
        await settle(app, pilot)
        return plain(app.export_screenshot(title="annotator"))


async def draw_review(project: Project, name: str) -> str:
    """A picture of the agreement or the adjudication screen."""
    labels = resources.folder("seeds") / "labels"
    import_labels(project, sources([str(labels / f"{who}.jsonl") for who in ("anna", "ben")]))
    screen = AdjudicateScreen if name == "adjudicate" else AgreementScreen
    app = AnnotatorApp(project, "lead", suggestions=False, review=lambda: screen("lead"))
    async with app.run_test(size=SIZE) as pilot:
        await settle_review(app, pilot)
        await pilot.press(*REVIEW[name])
        await settle_review(app, pilot)
        return plain(app.export_screenshot(title="annotator"))


def plain(svg: str) -> str:
    """The picture with the reader's own fixed-width font in the place of one to be fetched."""
    # The number is a digest of more than can be seen.
    svg = re.sub(r"terminal-\d+", "screen", svg)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace(
        "font-family: Fira Code, monospace", "font-family: ui-monospace, Menlo, Consolas, monospace"
    )
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def draw_alone(name: str) -> str:
    """One picture, from a project of its own."""
    with tempfile.TemporaryDirectory() as folder, make_project(Path(folder) / "annotator.db") as project:
        return asyncio.run(draw(project, name))


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for stale in PICTURES.glob("*.svg"):
        stale.unlink()
    for each in KEYS:
        (PICTURES / f"{each}.svg").write_text(draw_alone(each))
