"""Keys it takes to label, counted by pressing them in the real screen, in a real pty.

What is pressed is chosen by `tests.benchmarks.person`; what the project's file holds afterwards must
be what was to be labelled, or there is no figure.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.domain.events import StreamKey
from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.session.state import Session
from annotator.project.importing import import_articles, import_labels
from annotator.project.labelling import opening
from annotator.project.project import create_project, open_project
from annotator.project.sources import sources
from annotator.project.suggesting import stored, suggest_all
from tests.benchmarks.facts import Facts
from tests.benchmarks.person import Keys, Person
from tests.terminal import Terminal

SENTENCE = "On Tuesday , Prime Minister Giorgia Rossi blamed Brussels for the delay ."
SAMPLES = Path("seeds/labels/gold.jsonl")
WHO = "person"
#: What a terminal sends for keys that are no character.
SENT = {
    "enter": "\r",
    "tab": "\t",
    "space": " ",
    "escape": "\x1b",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
}


@dataclass(frozen=True)
class Count:
    """Keys pressed for so many things made; the goal is for their ratio."""

    name: str
    goal: float
    keys: int
    made: int = 1
    told: str = "keys"

    def row(self) -> str:
        """A line of the table in docs/benchmarks.md."""
        ratio = self.keys / self.made
        met = "yes" if ratio <= self.goal else "no"
        return (
            f"| {self.name} | {ratio:.2f} | – | ≤ {self.goal:g} | {met} "
            f"| {self.keys} / {self.made} {self.told} | 1 |"
        )


@dataclass(frozen=True)
class Case:
    """A project with the sentence in it, and whether the screen shows suggestions."""

    place: Path
    suggestions: bool


def keystrokes(folder: Path, data: Path | None = None) -> Iterator[Count]:
    """Keys for single acts, and keys per span or role for whole articles; `data` names other gold files."""
    if data is None:
        yield from _acts(folder / "acts")
    files = sorted(data.glob("*.jsonl")) if data is not None and data.is_dir() else [data or SAMPLES]
    for suggestions, name, goal in ((False, "from nothing", 2.2), (True, "with suggestions", 1.3)):
        total = Count(f"{name}, all articles", goal, 0, 0)
        for file in files:
            for count in _articles(folder / f"{file.stem} {name}", file, suggestions, name, goal):
                yield count
                total = replace(total, keys=total.keys + count.keys, made=total.made + count.made)
        yield replace(total, told="keys / spans and roles")


def _articles(folder: Path, file: Path, suggestions: bool, name: str, goal: float) -> Iterator[Count]:
    folder.mkdir()
    with create_project(str(folder / "gold.db"), "blame") as project:
        import_labels(project, sources([str(file)]))
        streams = [key for key in project.store.streams() if key.layer == "gold"]
        golds = {key.article: project.store.stream(key).labels for key in streams}
    place = folder / "annotator.db"
    with create_project(str(place), "blame") as project:
        import_articles(project, sources([str(file)]))
        if suggestions:
            suggest_all(project)
    for article, gold in golds.items():
        wanted = Labels(gold.spans, gold.ties)
        person = Person(_screen(place, article, suggestions), wanted)
        app = App(place, article, suggestions)
        pressed = sum(app.press(keys) for keys in person.sentences())
        app.quit()
        facts = Facts.of(wanted)
        assert Facts.of(labels_in(place, article)).same(facts), f"{article} is not labelled as the gold is"
        made = len(facts.spans) + facts.roles
        yield Count(f"{name}, {article}", goal, pressed, made, "keys / spans and roles")


def _acts(folder: Path) -> Iterator[Count]:
    """The acts of a day, on one sentence of 13 tokens."""
    folder.mkdir()
    (folder / "rossi.txt").write_text(SENTENCE + "\n", encoding="utf-8")

    def project(name: str, suggestions: bool = True) -> Case:
        place = folder / f"{name}.db"
        with create_project(str(place), "blame") as made:
            import_articles(made, sources([str(folder / "rossi.txt")]))
            suggest_all(made)
        return Case(place, suggestions)

    offered = _screen(project("suggested").place, "rossi", True).suggestions
    right = Labels(offered.spans, offered.ties)
    yield _act("a right suggested tie", 1, project("right"), right)
    yield _act("a suggested tie, one end off by a token", 2, project("end"), _one_end_off(right))
    yield _act("one role swapped for another actor", 2, project("swap"), _one_swapped(right))
    yield _act("actor, cue with category, typed link, from nothing", 8, project("link", False), _linked())
    yield _act("nothing here", 1, project("none", False), Labels())
    source = next(iter(right.ties.values())).fillers("source")[0]
    told = replace(right.spans[source], attributes={"kind": "government"})
    keys = ("space", "o", "o", "t", "tab", "k", "g")
    yield _pressed(
        "the tie taken, and the kind of its source", 7, project("kind"), right.with_span(told), keys
    )
    place = project("undo").place
    app = App(place, "rossi", True)
    app.press(("space",))
    _wait(place, "rossi", lambda labels: bool(labels.ties))
    yield Count("undo", 1, app.press(("u",)))
    _wait(place, "rossi", lambda labels: not labels.ties)
    app.press(("space",))
    app.quit()
    app = App(place, "rossi", True)
    yield Count("undo after a restart", 1, app.press(("u",)))
    _wait(place, "rossi", lambda labels: not labels.ties)
    app.quit()


def _act(name: str, goal: int, case: Case, wanted: Labels) -> Count:
    person = Person(_screen(case.place, "rossi", case.suggestions), wanted)
    keys, _ = person.label(0, close=not wanted.spans)
    return _pressed(name, goal, case, wanted, keys)


def _pressed(name: str, goal: int, case: Case, wanted: Labels, keys: Keys) -> Count:
    app = App(case.place, "rossi", case.suggestions)
    app.press(keys)
    app.quit()
    made = labels_in(case.place, "rossi")
    assert Facts.of(made).same(Facts.of(wanted)), name
    assert _attributes(made) == _attributes(wanted), name
    return Count(f"{name}: {' '.join(keys)}", goal, len(keys))


def _attributes(labels: Labels) -> list[dict[str, str | bool]]:
    """The attributes of spans that depart from the default."""
    return [dict(span.attributes) for span in labels.spans.values() if span.attributes]


def _one_end_off(right: Labels) -> Labels:
    """The labels with the last filler of the tie a word shorter."""
    tie = next(iter(right.ties.values()))
    last = max((right.spans[role.filler] for role in tie.roles if role.filler), key=lambda span: span.start)
    start, end = last.fragments[0]
    words = SENTENCE[start:end].rsplit(" ", 1)
    return right.with_span(replace(last, fragments=((start, start + len(words[0])),)))


def _one_swapped(right: Labels) -> Labels:
    """The labels with the actor who is the source as the target, and the target as the source."""
    tie = next(iter(right.ties.values()))
    (source,), (target,) = tie.fillers("source"), tie.fillers("target")
    other = {source: target, target: source}
    roles = tuple(replace(role, filler=other.get(role.filler or "", role.filler)) for role in tie.roles)
    return right.with_tie(replace(tie, roles=roles))


def _linked() -> Labels:
    """An actor, a cue with its category, and the actor as its source."""

    def span(key: str, label: str, words: str) -> Span:
        start = SENTENCE.index(words)
        return Span(key, label, ((start, start + len(words)),))

    spans = [span("a", "ACTOR", "Prime Minister Giorgia Rossi"), span("s", "STANCE", "blamed")]
    tie = Tie("t", "s", "ACCUSE", (Role("source", filler="a"),))
    return Labels({one.id: one for one in spans}, {"t": tie})


def _screen(place: Path, article: str, suggestions: bool) -> Session:
    """What the screen shows when it opens."""
    with open_project(str(place)) as project:
        offered = stored(project, article) if suggestions else None
        session = Session(project.store.article(article), project.scheme, suggestions=offered or Labels())
    return opening(session)


def labels_in(place: Path, article: str) -> Labels:
    """What the project's file holds of the person's labels."""
    with open_project(str(place)) as project:
        return project.store.stream(StreamKey(article, WHO)).labels


def _wait(place: Path, article: str, until: Callable[[Labels], bool]) -> None:
    end = time.monotonic() + 20
    while not until(labels_in(place, article)):
        assert time.monotonic() < end, "what was pressed is not in the file"
        time.sleep(0.05)


class App:
    """The annotate screen in a pty of its own, on one article of a project."""

    def __init__(self, place: Path, article: str, suggestions: bool) -> None:
        command = [sys.executable, "-m", "annotator.cli.app", "--db", str(place), "annotate", article]
        shown = "--suggestions" if suggestions else "--no-suggestions"
        self._terminal = Terminal([*command, "--as", WHO, shown], place.parent, 100, 40)
        self._terminal.wait_for("saved #" if labels_in(place, article) != Labels() else "nothing to save yet")

    def press(self, keys: Keys) -> int:
        """Type the keys; returns how many they are."""
        for key in keys:
            self._terminal.send(SENT.get(key, key))
            # A lone escape is told from the beginning of another key by the silence after it.
            self._terminal.read(0.4 if key == "escape" else 0.002)
        return len(keys)

    def quit(self) -> None:
        """Leave the screen, which waits until all is saved."""
        self._terminal.read(0.5)
        self._terminal.send("\x11")
        code = self._terminal.wait(60)
        assert code == 0, f"the screen ended with {code}"
