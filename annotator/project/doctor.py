"""Whether a project is sound, what is wrong if not, and mending what its log can mend."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.domain.labels import Labels
from annotator.domain.rules import unfinished, violations
from annotator.domain.scheme import Scheme, from_plain, to_plain
from annotator.domain.text import Article
from annotator.project.backup import back_up, now
from annotator.project.project import Project
from annotator.store.values import ExaminedArticle, ExaminedStream, StoredScheme


def _quiet(_done: int, _total: int | None = None) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where, what, and what to do about it.

    A `fault` makes the project unsound; the rest is for information. `mendable` faults are put right
    by `repair`: a stream's from its log, and rows that belong to no stream by removing them.
    """

    where: str
    what: str
    hint: str
    fault: bool = True
    mendable: bool = False
    stream: StreamKey | None = None


class Examination:
    """One look at a whole project, article by article; counts what was looked at.

    `tell` is called with the articles done and the articles there are.
    """

    def __init__(self, project: Project, tell: Callable[..., None] = _quiet) -> None:
        self.articles = 0
        self.streams = 0
        self.events = 0
        self.faults = 0
        self._project = project
        self._tell = tell
        self._scheme: Scheme | None = None

    def findings(self) -> Iterator[Finding]:
        """All that is found, as it is found; reads the project and changes nothing."""
        try:
            for finding in self._all():
                self.faults += finding.fault
                yield finding
        except AnnotatorError as error:
            # Damage may be such that the rest cannot be read.
            self.faults += 1
            yield Finding(self._project.where, error.message, error.hint)

    def _all(self) -> Iterator[Finding]:
        for problem in self._project.store.examine_database():
            hint = _MEND if problem.mendable else _RESTORE
            yield Finding(self._project.where, problem.what, hint, mendable=problem.mendable)
        yield from self._schemes()
        for problem in self._project.store.examine_registry():
            hint = _MEND if problem.mendable else _RESTORE
            yield Finding(REGISTRY, problem.what, hint, mendable=problem.mendable)
        total = self._project.store.count_articles()
        for examined in self._project.store.examine():
            self.articles += 1
            yield from self._article(examined)
            self._tell(self.articles, total)
        yield from self._leftovers()

    def _schemes(self) -> Iterator[Finding]:
        schemes = self._project.store.schemes()
        if not schemes:
            yield Finding("scheme", "the project has no label scheme", _RESTORE)
        for stored in schemes:
            digest = hashlib.sha256(stored.source.encode()).hexdigest()
            if digest != stored.sha256:
                yield Finding(_name(stored), "the scheme's text is not the one that was stored", _RESTORE)
        for stored in schemes[-1:]:
            try:
                self._scheme = from_plain(json.loads(stored.compiled))
            except (ValueError, KeyError, TypeError, AttributeError):
                yield Finding(_name(stored), "the compiled scheme cannot be read", _RESTORE)
                continue
            if not _same(self._scheme, stored):
                what = "the compiled scheme is not what its text says"
                yield Finding(_name(stored), what, "Compare `annotator scheme show` with the file you know.")

    def _article(self, examined: ExaminedArticle) -> Iterator[Finding]:
        for problem in examined.problems:
            yield Finding(examined.key, problem.what, _RESTORE)
        for stream in examined.streams:
            self.streams += 1
            self.events += stream.n_events
            where = _where(stream.key)
            for problem in stream.problems:
                hint = _MEND if problem.mendable else _RESTORE
                yield Finding(where, problem.what, hint, mendable=problem.mendable, stream=stream.key)
            if examined.article and stream.labels and self._scheme:
                yield from _labels(stream, stream.labels, examined.article, self._scheme, where)

    def _leftovers(self) -> Iterator[Finding]:
        if self._project.file is None:
            return
        here = Path(self._project.where)
        for left in sorted(here.parent.iterdir()):
            if left.name.startswith(here.stem) and left.suffix == ".part":
                what = "a copy that was not finished"
                yield Finding(str(left), what, "Delete it, unless a backup is running.", fault=False)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did: the copy made before, the streams made anew from their logs.

    `stray` says whether rows of labels that belong to no stream were removed, `registry` whether the
    entries of the registry were made anew.
    """

    backup: Path | None = None
    streams: tuple[StreamKey, ...] = ()
    stray: bool = False
    registry: bool = False


def repair(
    project: Project, tell: Callable[..., None] = _quiet, clock: Callable[[], datetime] = now
) -> Repaired:
    """Put right what the log can put right, after a backup where the project is a file.

    Each stream is made anew in one transaction of its own. Events are never changed, and a stream
    whose log does not add up is left as it is. Where nothing is to be mended, nothing is done.

    Raises:
        AnnotatorError: the project cannot be copied or written.
    """
    mendable = [found for found in Examination(project, tell).findings() if found.mendable]
    if not mendable:
        return Repaired()
    copy = back_up(project, clock=clock) if project.file else None
    registry = any(found.where == REGISTRY for found in mendable)
    if registry:
        project.store.rebuild_registry()
    stray = any(found.stream is None and found.where != REGISTRY for found in mendable)
    if stray:
        project.store.remove_stray()
    streams = tuple(dict.fromkeys(found.stream for found in mendable if found.stream is not None))
    for stream in streams:
        project.store.rebuild(stream)
    return Repaired(copy, streams, stray, registry)


#: Where findings about the registry are.
REGISTRY = "registry"


_MEND = "Run `annotator doctor --repair`: it makes the labels anew from the log, after a backup."
_RESTORE = "Go back to a backup (`annotator backup` makes them), or mend it by hand in a copy."
_RELABEL = "Correct it in the annotate screen: the labels and the scheme do not agree."


def _name(stored: StoredScheme) -> str:
    return f"scheme {stored.name}@{stored.version}"


def _same(compiled: Scheme, stored: StoredScheme) -> bool:
    """Whether the scheme's text still compiles to the same, the order of labels included."""
    from annotator.schemes.reader import read

    try:
        again = read(stored.source, _name(stored))
    except AnnotatorError:
        return False
    return json.dumps(to_plain(again)) == json.dumps(to_plain(compiled))


def _where(key: StreamKey) -> str:
    who = key.annotator or "suggestions"
    more = [f"round {key.round}"] if key.round != "main" else []
    more += [f"pass {key.pass_}"] if key.pass_ != 1 else []
    more += [key.layer] if key.layer == "gold" else []
    return f"{key.article} by {who}" + (f" ({', '.join(more)})" if more else "")


def _labels(
    stream: ExaminedStream, labels: Labels, article: Article, scheme: Scheme, where: str
) -> Iterator[Finding]:
    wrong = list(violations(labels, scheme, len(article.text)))
    wrong += [f"a mended split at offset {at} lies outside the text" for at in _outside(labels, article)]
    for what in wrong:
        yield Finding(where, what, _RELABEL)
    if wrong or stream.key.layer == "suggestion":
        return
    for tie in labels.ties.values():
        missing = unfinished(tie, scheme)
        if missing:
            head = labels.spans[tie.head].text(article.text)
            what = f"unfinished tie: {tie.category or 'tie'} “{head}” lacks {', '.join(missing)}"
            yield Finding(where, what, "Fill it in, or mark why it is left out.", fault=False)


def _outside(labels: Labels, article: Article) -> Iterator[int]:
    return (at for at in labels.cuts if not 0 <= at < len(article.text))
