"""What the annotate screen shows, derived from the session: marks, lines of ties, header, hints.

Pure functions from state to plain values; the widgets only draw them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.events import StreamKey
from annotator.domain.labels import Span, Tie
from annotator.domain.rounds import MAIN
from annotator.domain.rules import unfinished
from annotator.domain.session import menus
from annotator.domain.session.hints import has_more, hints, jumps
from annotator.domain.session.items import Item, focused, items
from annotator.domain.session.spans import hand
from annotator.domain.session.state import Session
from annotator.domain.text import printable
from annotator.tui.lanes import Mark
from annotator.tui.prompt import ATTRIBUTE

#: Characters of a tie's free text that its line shows at the most.
LONGEST_TEXT = 80
#: A registry key no longer than this is shown beside the name of its span.
LONGEST_KEY = 12
STATUS_SIGNS = {"open": "·", "done": "✓", "nothing": "∅", "skipped": "»"}


def marks(session: Session) -> list[Mark]:
    """Every fragment that touches the current sentence, own ones and those still suggested."""
    here = session.here
    tie = _focused_tie(session)
    roles = _roles(session, tie)
    open_hints = _hints(session)
    in_hand = hand(session) if session.active != "text" else None
    out = []
    for span, suggested in _spans(session):
        if span.start >= here.end or span.end <= here.start:
            continue
        label = session.scheme.labels[span.label]
        name = roles.get(span.id) or _name(session, span)
        if span.entity and len(span.entity) <= LONGEST_KEY:
            name = f"{name}={printable(span.entity)}"
        strong = span.id in roles or (session.active == "span" and session.span == span.id)
        for index, (start, end) in enumerate(span.fragments):
            if start < here.end and end > here.start:
                out.append(
                    Mark(
                        start,
                        end,
                        ("…" if index else "") + name,
                        label.key.upper(),
                        _style(session, span),
                        strong=strong,
                        dashed=suggested,
                        in_hand=span.id == in_hand and strong,
                        hint=open_hints.get(span.id, "") if not index else "",
                    )
                )
    return out


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ties pane: a sign, its words piece by piece with a style each."""

    item: Item
    focused: bool
    pieces: tuple[tuple[str, str], ...]


def rows(session: Session) -> list[Row]:
    """The ties of the sentence as readable lines, then its loose spans."""
    now = focused(session)
    out = []
    for item in items(session):
        if item.kind == "tie":
            pieces = tuple(_tie_pieces(session, session.any_tie(item.id)))
        else:
            span = session.any_span(item.id)
            pieces = ((span.label, f"label--{span.label}"), (" " + _text(session, span, 60), "words"))
        at = now is not None and now.id == item.id
        sign = ("▶" if at else " ") + ("? " if item.suggested else "✓ ")
        out.append(Row(item, at, ((sign, "suggested" if item.suggested else "own"), *pieces)))
    return out


def sentence_signs(session: Session) -> str:
    """One sign for each sentence, the current one in brackets; only the numbers when there are many."""
    count = len(session.sentences)
    if count > 24:
        return f"{session.sentence + 1}/{count}"
    signs = []
    for index, sentence in enumerate(session.sentences):
        status = session.labels.status(sentence.start)
        sign = "!" if status.flag and index != session.sentence else STATUS_SIGNS[status.status]
        signs.append(f"[{sign}]" if index == session.sentence else sign)
    return "".join(signs)


def whose(key: StreamKey) -> str:
    """Whose labels are shown; round and pass too, where they are not the usual ones."""
    again = f"/{key.pass_}" if key.pass_ > 1 else ""
    usual = key.round == MAIN and not again
    return printable(key.annotator if usual else f"{key.annotator} · {key.round}{again}")


def notes(session: Session) -> str:
    """What there is to say of the current sentence: status, flag, comment."""
    status = session.labels.status(session.here.start)
    parts = [] if status.status == "open" else [{"nothing": "nothing here"}.get(status.status, status.status)]
    parts += ["flagged"] if status.flag else []
    parts += [f"comment: {printable(status.comment)}"] if status.comment else []
    return " · ".join(parts)


def reason(session: Session) -> str:
    """Why the tie in focus is suggested, and how sure the suggester is."""
    tie = _focused_tie(session) if session.active == "tie" else None
    if tie is None or tie.id in session.labels.ties or not tie.reason:
        return ""
    score = f"{tie.score:.2f} " if tie.score is not None else ""
    return f"suggested {score}because {printable(tie.reason)}"


def written(session: Session, ask: str) -> str:
    """The text there is already of what is asked for: a comment, or an attribute of the item in focus."""
    if ask == "comment":
        return session.labels.status(session.here.start).comment or ""
    item = focused(session)
    if item is None or not ask.startswith(ATTRIBUTE):
        return ""
    labelled = session.any_tie(item.id) if item.kind == "tie" else session.any_span(item.id)
    return str(labelled.attributes.get(ask.removeprefix(ATTRIBUTE), ""))


def menu_title(session: Session) -> str:
    """What the open menu asks."""
    menu = session.menu
    if menu is None:
        return ""
    match menu.kind:
        case "role":
            does, other = ("adds one more", "replaces") if menu.add else ("replaces", "adds one more")
            switch = session.scheme.roles[menu.name].key
            more = " · tab more" if has_more(session) else ""
            return f"{menu.name}: a letter {does} · {switch} first: {other} · - none{more}"
        case "where":
            more = " · tab shows more" if has_more(session) else ""
            return f"{menu.name}: press the letter at its word{more}"
        case "category":
            return "category of the new tie"
        case "attributes":
            now = focused(session)
            if now is not None and now.kind == "span":
                return f"attributes of “{_text(session, session.any_span(now.id), 40)}”: a key changes one"
            return "attributes: a key changes one · tab: those of the span in hand"
        case "value":
            return f"{menu.name}: a key chooses · - default"
        case "jump":
            return "jump: press the letter at the word"


def word_hints(session: Session) -> dict[int, str]:
    """The letter painted on each word that the open menu offers, by the code point where the word starts."""
    menu, tokens = session.menu, session.article.tokens
    if menu is None:
        return {}
    if menu.kind == "jump":
        return {tokens[token][0]: letter for letter, token in jumps(session).items()}
    return {tokens[hint.token][0]: hint.key for hint in hints(session) if hint.token is not None}


def choices(session: Session) -> list[menus.Choice]:
    """The open menu's lines."""
    return menus.choices(session)


def _spans(session: Session) -> Iterator[tuple[Span, bool]]:
    own = {(span.label, span.fragments) for span in session.labels.spans.values()}
    for span in session.labels.spans.values():
        yield span, False
    for span in session.pending.spans.values():
        if (span.label, span.fragments) not in own:
            yield span, True


def _focused_tie(session: Session) -> Tie | None:
    if session.tie is None:
        return None
    own = session.labels.ties.get(session.tie)
    return own if own is not None else session.pending.ties.get(session.tie)


def _roles(session: Session, tie: Tie | None) -> dict[str, str]:
    """What each span of the current tie is to it; equal own spans stand for suggested ones."""
    if tie is None:
        return {}
    out = {tie.head: tie.category or session.scheme.head}
    for role in tie.roles:
        if role.filler is not None:
            out[role.filler] = f"{out[role.filler]}+{role.role}" if role.filler in out else role.role
    own = {(span.label, span.fragments): span.id for span in session.labels.spans.values()}
    for span_id, name in list(out.items()):
        span = session.any_span(span_id)
        equal = own.get((span.label, span.fragments))
        if equal is not None:
            out.setdefault(equal, name)
    return out


def _hints(session: Session) -> dict[str, str]:
    menu = session.menu
    if menu is None or menu.kind != "role" or not session.scheme.roles[menu.name].fills:
        return {}
    return {hint.id: hint.key for hint in hints(session) if hint.id}


def _style(session: Session, span: Span) -> str:
    """Heads by the group of their category, other spans by their label."""
    ties = [*session.labels.ties.values(), *session.pending.ties.values()]
    category = next((tie.category for tie in ties if tie.head == span.id and tie.category), None)
    group = session.scheme.category(category).group if category else ""
    return f"group--{group}" if group else f"label--{span.label}"


def _name(session: Session, span: Span) -> str:
    """A head is named by the categories of its ties, any other span by its label."""
    if span.label != session.scheme.head or not session.scheme.has_categories:
        return span.label
    ties = [*session.labels.ties.values(), *session.pending.ties.values()]
    names = [tie.category for tie in ties if tie.head == span.id and tie.category]
    return "+".join(dict.fromkeys(names)) or span.label


def _tie_pieces(session: Session, tie: Tie) -> Iterator[tuple[str, str]]:
    """Kabul —ACCUSE→ Islamabad · issue: enabling US drone operations · negated."""
    scheme = session.scheme
    missing = unfinished(tie, scheme)
    names = list(scheme.roles)
    subject, target = names[0], (names[1] if len(names) > 1 else "")
    yield from _fillers(session, tie, subject, missing)
    head = _style(session, session.any_span(tie.head))
    yield f" —{tie.category or _text(session, session.any_span(tie.head), 20)}→", head
    shown_target = scheme.has_categories and scheme.category(tie.category).allows(target)
    if shown_target:
        yield " ", "quiet"
        yield from _fillers(session, tie, target, missing)
    for name in names[2 if scheme.has_categories else 1 :]:
        if any(role.role == name for role in tie.roles):
            yield f" · {name}: ", "quiet"
            yield from _fillers(session, tie, name, missing)
        elif name in missing:
            yield " · ", "quiet"
            yield from _fillers(session, tie, name, missing)
    for group in (one for one in missing if "|" in one):
        yield f" · {group.replace('|', ' or ')} missing", "missing"
    written = [k for k in tie.attributes if k in scheme.attributes and scheme.attributes[k].type == "text"]
    extra = [f"{k}" if v is True else f"{k}={v}" for k, v in tie.attributes.items() if k not in written]
    if tie.reciprocal:
        extra.insert(0, "mutual")
    if extra:
        yield f" · {', '.join(extra)}", "quiet"
    for name in written:
        yield f" · {name}: ", "quiet"
        yield f"“{_cut(printable(str(tie.attributes[name])), LONGEST_TEXT)}”", "words"


def _fillers(session: Session, tie: Tie, name: str, missing: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    found = [role for role in tie.roles if role.role == name]
    if not found and name in missing:
        yield f"‹{name} missing›", "missing"
    for index, role in enumerate(found):
        if index:
            yield " + ", "quiet"
        if role.filler is not None:
            span = session.any_span(role.filler)
            yield _text(session, span, 44), f"label--{span.label}"
        elif role.tie is not None:
            nested = session.any_tie(role.tie)
            yield f"{nested.category or 'tie'} “{_text(session, session.any_span(nested.head), 24)}”", "words"
        else:
            yield f"({role.implicit})", "quiet"


def _text(session: Session, span: Span, most: int) -> str:
    return printable(session.words(span, most))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
