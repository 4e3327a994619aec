"""Projects to measure with, made of sentences that differ from article to article."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

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
