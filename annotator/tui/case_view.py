"""What is shown of a case: the marks of all its readings in the sentence, and the table below it.

Pure functions from state to plain values; the widgets only draw them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.domain.adjudication.cases import Case, Difference, Version
from annotator.domain.adjudication.deciding import Docket
from annotator.domain.adjudication.editing import session_at
from annotator.domain.adjudication.table import Field, table
from annotator.domain.labels import Span
from annotator.domain.session.items import Item
from annotator.domain.session.state import Session
from annotator.domain.session.taking import focus
from annotator.domain.text import printable
from annotator.tui.guideline import guideline
from annotator.tui.lanes import Mark
from annotator.tui.widgets.rows import flow

Pieces = list[tuple[str, str]]
#: Cells for the name of a field, and the fewest for a reading beside others.
NAME, LEAST = 17, 24
WORDS = {"cue": "missed", "ties": "missed", "boundaries": "bounds", "entries": "entry"}


@dataclass(frozen=True)
class Shown:
    """A case as it is shown: its readings in this order, `hand` being the one in hand.

    `called` says what annotators are called where names are shown; empty where they are hidden.
    """

    docket: Docket
    case: Case
    versions: Sequence[Version]
    hand: int = 0
    called: Mapping[str, str] = field(default_factory=dict)

    def session(self) -> Session:
        """The article at the case's sentence, with nothing in focus."""
        return session_at(self.docket, self.case)


def marks(shown: Shown, session: Session) -> list[Mark]:
    """What the readings mark in the sentence; a number is on what not all of them have."""
    found: dict[tuple[str, tuple[tuple[int, int], ...], str, str], list[int]] = {}
    for number, version in enumerate(shown.versions):
        for span, name, style in _parts(shown, version):
            found.setdefault((span.label, span.fragments, name, style), []).append(number + 1)
    some = [number for number, version in enumerate(shown.versions) if version.id is not None]
    everywhere = len(some) == len(shown.versions)
    here = session.here
    out = []
    for (label, fragments, name, style), numbers in found.items():
        whose = "" if everywhere and len(numbers) == len(some) else "".join(map(str, numbers))
        for index, (start, end) in enumerate(fragments):
            if start < here.end and end > here.start:
                out.append(
                    Mark(
                        start,
                        end,
                        ("…" if index else "") + name,
                        session.scheme.labels[label].key.upper(),
                        style,
                        strong=bool(whose),
                        hint=whose if not index else "",
                    )
                )
    return out


def heading(shown: Shown) -> Pieces:
    """What is to be decided, and in what the readings differ."""
    case = shown.case
    what = "tie" if case.kind == "tie" else "span under several ties" if case.shared else "span"
    if case.agreed:
        return [(f" {what}", "bar-key"), (" all read it the same", "bar")]
    return [(f" {what}", "bar-key"), (f" differs: {differing(case)}", "bar")]


def differing(case: Case) -> str:
    """What readings differ in, in few words."""
    return " · ".join(dict.fromkeys(_told(one) for one in case.all_differences))


def rows(shown: Shown, width: int, height: int = 1000) -> list[list[Pieces]]:
    """The table of readings, a row for each field: side by side where there is room, else stacked.

    Where it is higher than `height`, what differs comes first.
    """
    fields = table(shown.docket.compared, shown.case, shown.versions)
    many = len(shown.versions)
    room = (width - NAME) // max(many, 1)
    beside = room >= LEAST and many > 1
    titles = [[_titles(shown, room)]] if beside else [[line] for line in _stacked_titles(shown, width)]
    # Where a reading has nothing, what the others have must be seen to be theirs.
    apart = any(version.id is None for version in shown.versions)
    made = [
        (one.differs, _beside(one, room, width, apart=apart) if beside else _stacked(one, width))
        for one in fields
    ]
    if sum(len(lines) for _, lines in made) + len(titles) > height:
        made.sort(key=lambda row: not row[0])
    return [*titles, *(lines for _, lines in made)]


def rules(shown: Shown, width: int) -> list[Pieces]:
    """What the guideline says of each category or label that the readings give."""
    compared, out, told = shown.docket.compared, [], set()
    for version in shown.versions:
        if version.id is None:
            continue
        labels = compared.readings[version.whose]
        if shown.case.kind == "tie":
            tie = labels.ties[version.id]
            name, start = tie.category or "", labels.spans[tie.head].start
        else:
            name, start = labels.spans[version.id].label, labels.spans[version.id].start
        if name not in told:
            told.add(name)
            session = replace(shown.session(), labels=labels)
            out += [*guideline(focus(session, Item(shown.case.kind, version.id, False, start)), width), []]
    return out


def whose(shown: Shown, at: int) -> str:
    """What a reading is called: by its number, and by names where they are shown."""
    version = shown.versions[at]
    if shown.called:
        return f"{at + 1} " + ", ".join(shown.called.get(name, name) for name in version.annotators)
    many = len(version.annotators)
    return f"{at + 1} reading of {many} annotators" if many > 1 else f"{at + 1} reading"


def _told(difference: Difference) -> str:
    return f"{difference.name} {WORDS.get(difference.layer, '')}".strip()


def _parts(shown: Shown, version: Version) -> Iterator[tuple[Span, str, str]]:
    if version.id is None:
        return
    compared = shown.docket.compared
    labels, scheme = compared.readings[version.whose], compared.scheme
    if shown.case.kind == "span":
        span = labels.spans[version.id]
        yield span, span.label, f"label--{span.label}"
        return
    tie = labels.ties[version.id]
    group = scheme.category(tie.category).group
    head = labels.spans[tie.head]
    yield head, tie.category or scheme.head, f"group--{group}" if group else f"label--{head.label}"
    for role in tie.roles:
        if role.filler is not None:
            span = labels.spans[role.filler]
            yield span, role.role, f"label--{span.label}"


def _titles(shown: Shown, room: int) -> Pieces:
    out: Pieces = [(" " * NAME, "quiet")]
    for at in range(len(shown.versions)):
        sign = "▶" if at == shown.hand else " "
        out += [(sign, "key"), (_fit(printable(whose(shown, at)), room - 1), "title")]
    return out


def _stacked_titles(shown: Shown, width: int) -> list[Pieces]:
    if len(shown.versions) < 2:
        return []
    pieces: Pieces = []
    for at in range(len(shown.versions)):
        sign = "▶" if at == shown.hand else " "
        pieces += [(f" {sign}", "key"), (f"{printable(whose(shown, at))} ", "title")]
    return [list(line) for line in flow(pieces, width - 1, 2)]


def _beside(one: Field, room: int, width: int, *, apart: bool) -> list[Pieces]:
    if not one.differs and not apart and not one.aside:
        return _same(one, width)
    columns = [list(flow([(printable(text), "words")], room - 2, 0)) for text in one.cells]
    height = max(len(column) for column in columns)
    lines: list[Pieces] = []
    for row in range(height):
        line: Pieces = _name(one) if not row else [(" " * NAME, "quiet")]
        for column in columns:
            text = "".join(piece for piece, _ in column[row]) if row < len(column) else ""
            line.append((_fit(" " + text, room), "words" if one.differs else "quiet"))
        lines.append(line)
    return lines


def _stacked(one: Field, width: int) -> list[Pieces]:
    if not one.differs and not one.aside:
        return _same(one, width)
    lines: list[Pieces] = []
    groups: dict[str, list[str]] = {}
    for at, text in enumerate(one.cells):
        groups.setdefault(text, []).append(str(at + 1))
    for row, (text, numbers) in enumerate(groups.items()):
        head = _name(one) if not row else [(" " * NAME, "quiet")]
        pieces: Pieces = [(f" {','.join(numbers)} ", "key"), (printable(text) or "·", "words")]
        found = [list(line) for line in flow([(" " * NAME, "quiet"), *pieces], width - 1, NAME + 3)]
        lines += [[*head, *found[0][1:]], *found[1:]]
    return lines


def _same(one: Field, width: int) -> list[Pieces]:
    """A field in which all are the same."""
    found = [list(line) for line in flow([(printable(_first(one)), "quiet")], width - NAME - 2, 0)]
    return [
        [*(_name(one) if not row else [(" " * NAME, "quiet")]), (" ", "quiet"), *line]
        for row, line in enumerate(found)
    ]


def _name(one: Field) -> Pieces:
    name = f"{'≠' if one.differs else ' '} {printable(one.name)}"[: NAME - 2]
    return [
        (" ", "quiet"),
        (name, "missing" if one.differs else "quiet"),
        (" " * (NAME - 1 - len(name)), "quiet"),
    ]


def _first(one: Field) -> str:
    return next((cell for cell in one.cells if cell), "")


def _fit(text: str, width: int) -> str:
    """The text in just so many cells, as far as one character is one cell."""
    from rich.cells import set_cell_size

    return set_cell_size(text, max(width, 0))
