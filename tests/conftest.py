"""What all tests share: no NO_COLOR, a small project of our own, and the sample labels."""

from __future__ import annotations

import math
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotator import resources
from annotator.domain.events import Event, diff
from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.text import Article, Publication
from annotator.project.importing import import_labels
from annotator.project.project import Project, create_project
from annotator.project.sources import sources
from annotator.project.suggesting import stream_of
from annotator.segment.segmenter import Segmenter

HARBOUR = """Harbour Fire: Port Authority And Crane Union Trade Blame

The Port Authority of Vell rejected claims of neglect on Monday and blamed a careless night crew for the fire.

“Nobody checked the pumps,” said Ida Moreau, who leads the crane union, accusing the authority of hiding two inspection reports. Voters held the mayor responsible. The mayor’s office declined to comment.

Fishermen returned to the quay at noon.
"""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many again as there are processors: tests of the screen wait for it more than they work."""
    return math.ceil(1.5 * (os.cpu_count() or 1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Programs in real terminals are at the mercy of a busy machine: they get a second chance."""
    for item in items:
        if {"faults", "terminals"} & set(item.path.parts):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No colours left out, no project of the shell's, and never the settings of whoever runs the tests."""
    folder = tmp_path_factory.getbasetemp() / f"settings-{uuid.uuid4().hex}"
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(folder / "settings.toml"))
    for name in ("NO_COLOR", "ANNOTATOR_DB", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    return Segmenter()


@pytest.fixture(scope="session")
def harbour(segmenter: Segmenter) -> Article:
    return segmenter.article(
        "harbour", HARBOUR, title="Harbour Fire: Port Authority And Crane Union Trade Blame"
    )


@pytest.fixture
def project(tmp_path: Path, harbour: Article, segmenter: Segmenter) -> Iterator[Project]:
    """A project with one article and a suggester's ties for it."""
    with create_project(str(tmp_path / "annotator.db"), "blame") as made:
        add(made, segmenter, harbour)
        suggest(made, harbour, harbour_suggestions(harbour))
        yield made


def add(project: Project, segmenter: Segmenter, *articles: Article) -> None:
    """Put articles into a project."""
    items = [(article, Publication(article.id, article.title)) for article in articles]
    list(project.store.add_articles(items, segmenter.tokenizer, datetime(2026, 1, 2, tzinfo=UTC)))


def suggest(project: Project, article: Article, labels: Labels) -> None:
    """Store suggestions for an article."""
    at = datetime(2026, 1, 2, tzinfo=UTC)
    changes = diff(Labels(), labels)
    event = Event(f"e-{article.id}", 1, at, "rules@1", "suggest", changes, "rules@1")
    project.store.append(stream_of(article.id), event)


def harbour_suggestions(article: Article) -> Labels:
    """Three ties as a suggester would propose them, one with a boundary off."""
    text, spans, ties = article.text, {}, {}

    def span(key: str, label: str, *parts: str) -> str:
        fragments, at = [], 57
        for part in parts:
            at = text.index(part, at)
            fragments.append((at, at + len(part)))
        spans[key] = Span(key, label, tuple(fragments), origin="rules@1", score=0.8)
        return key

    def tie(key: str, head: str, category: str, roles: list[Role], why: str) -> None:
        ties[key] = Tie(key, head, category, tuple(roles), origin="rules@1", score=0.83, reason=why)

    span("authority", "ACTOR", "The Port Authority of Vell")
    tie(
        "deny",
        span("rejected", "STANCE", "rejected"),
        "DENY",
        [Role("source", "authority"), Role("issue", span("claims", "ISSUE", "claims of neglect on Monday"))],
        "reject + claim: verb, subject of the main clause",
    )
    tie(
        "blame",
        span("blamed", "STANCE", "blamed"),
        "ACCUSE",
        [
            Role("source", "authority"),
            Role("target", span("crew", "ACTOR", "a careless night crew")),
            Role("issue", span("fire", "ISSUE", "the fire")),
        ],
        "blame + for: shared subject",
    )
    tie(
        "accuse",
        span("accusing", "STANCE", "accusing"),
        "ACCUSE",
        [
            Role("source", span("moreau", "ACTOR", "Ida Moreau")),
            Role("target", span("theauthority", "ACTOR", "the authority")),
            Role("issue", span("hiding", "ISSUE", "hiding two inspection reports")),
        ],
        "accusing + of: participle",
    )
    return Labels(spans, ties)


@pytest.fixture
def samples(tmp_path: Path) -> Iterator[Project]:
    """A project with the sample articles as anna and ben labelled and submitted them."""
    labels = resources.folder("seeds") / "labels"
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_labels(project, sources([str(labels / "anna.jsonl"), str(labels / "ben.jsonl")]))
        yield project
