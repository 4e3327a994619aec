"""Projects with a few short articles and labels in them, to be merged and brought to other schemes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.text import Article, Publication
from annotator.project.doctor import Examination
from annotator.project.project import Project
from annotator.segment.segmenter import Segmenter

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
