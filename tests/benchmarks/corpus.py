"""Projects to measure with, made of sentences that differ from article to article."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.text import Article, Publication
from annotator.project.labelling import now
from annotator.project.project import create_project, open_project
from annotator.segment.segmenter import Segmenter

ACTORS = "The port authority,Mayor Ilse Brandt,The crane union,Residents,The regulator,A spokesman".split(",")
ACTS = "blamed,accused,warned,told,thanked,criticised,sued,met,praised,ignored".split(",")
THINGS = "the night crew,the ministry,two inspectors,the contractor,fishermen,the insurer,its rivals".split(
    ","
)
ENDS = "over the fire,for the delay,after the flood,about the report,in March,on Monday,at noon".split(",")


def texts(count: int) -> Iterator[tuple[str, str]]:
    """Ids and texts of about 60 words, the same on every run, no two alike."""
    for number in range(count):
        pick = random.Random(number)
        sentences = [
            f"{pick.choice(ACTORS)} {pick.choice(ACTS)} {pick.choice(THINGS)} {pick.choice(ENDS)}."
            for _ in range(6)
        ]
        yield f"a{number:06}", f"Report number {number} from the harbour\n\n" + " ".join(sentences) + "\n"


def project_of(folder: Path, count: int) -> Path:
    """A project of so many articles, made once."""
    segmenter = Segmenter()
    return made(folder, lambda: (segmenter.article(key, text) for key, text in texts(count)))


def labelled_project(folder: Path, count: int) -> Path:
    """A project of so many articles, one annotator's labels in each: in every sentence a tie of three spans."""
    place = folder / "annotator.db"
    if not place.exists():
        project_of(folder, count)
        with open_project(str(place)) as project:
            project.store.append_many(_labelled(article) for article in project.store.articles())
        with closing(sqlite3.connect(place)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return place


def _labelled(article: Article) -> tuple[StreamKey, Event]:
    spans, ties, statuses = {}, {}, {}
    for number, sentence in enumerate(article.sentences):
        words = [article.tokens[index] for index in article.tokens.within(sentence.start, sentence.end)]
        for name, label, (start, end) in zip(
            "ash", ("ACTOR", "ACTOR", "STANCE"), (words[0], words[-2], words[2]), strict=True
        ):
            key = f"{article.id}-{number}{name}"
            spans[key] = Span(key, label, ((start, end),), {"kind": "organisation"} if name == "a" else {})
        a, s, h = (f"{article.id}-{number}{name}" for name in "ash")
        ties[h] = Tie(h, h, "ACCUSE", (Role("source", a), Role("target", s)))
        statuses[sentence.start] = Status("done")
    changes = diff(Labels(), Labels(spans, ties, statuses))
    return StreamKey(article.id, "anna"), Event(f"e-{article.id}", 1, now(), "anna", "label", changes)


def long_sentence(folder: Path) -> Path:
    """A project with one sentence of 5,000 tokens."""
    words = " ".join(f"word{number}" for number in range(4_999))
    return made(folder, lambda: iter([Segmenter().article("long", words + ".")]))


def show_text(place: Path) -> str:
    """The first sentence the screen shows of a project."""
    with open_project(str(place)) as project:
        article = next(iter(project.store.articles()))
        first = article.sentences[0]
        return article.text[first.start : first.end]


def made(folder: Path, articles: Callable[[], Iterator[Article]]) -> Path:
    """A project of these articles, made once."""
    place = folder / "annotator.db"
    if place.exists():
        return place
    folder.mkdir(parents=True, exist_ok=True)
    with create_project(str(place), "blame") as project:
        items = ((article, Publication(article.id)) for article in articles())
        for _ in project.store.add_articles(items, Segmenter().tokenizer, now()):
            pass
    with closing(sqlite3.connect(place)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return place
