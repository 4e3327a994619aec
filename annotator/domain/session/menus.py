"""The choices that wait for one more key: a role's filler, a category, an attribute, a letter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.keys import reason_keys
from annotator.domain.labels import Role
from annotator.domain.scheme import Attribute
from annotator.domain.session.attributes import set_attribute, toggle_reciprocal
from annotator.domain.session.hints import Hint, hints, jumps
from annotator.domain.session.items import focused, items
from annotator.domain.session.marking import label_at
from annotator.domain.session.moving import jump
from annotator.domain.session.spans import hand
from annotator.domain.session.state import Menu, Session, Step
from annotator.domain.session.taking import focus
from annotator.domain.session.ties import category, clear_role, fill, fill_at

#: Keys that leave a role unfilled.
CLEAR = ("delete", "backspace", "minus", "-")
RECIPROCAL = "0"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of an open menu: its key, what it chooses, and whether it is so now."""

    key: str
    text: str
    on: bool = False
    suggested: bool = False


def choices(session: Session) -> list[Choice]:
    """What the open menu offers."""
    menu = session.menu
    if menu is None:
        return []
    match menu.kind:
        case "role":
            return _role_choices(session, menu)
        case "category":
            return [Choice(c.key, c.name) for c in session.scheme.categories.values()]
        case "attributes":
            return _attribute_choices(session)
        case "value":
            attribute = session.scheme.attributes[menu.name]
            now = _values(session).get(menu.name, attribute.default)
            return [Choice(key, value, on=value == now) for key, value in _value_keys(attribute)]
        case "where":
            return [_hinted(hint) for hint in hints(session)]
        case "jump":
            return []


def press(session: Session, key: str, char: str | None) -> Step:
    """The step a key leads to while a menu is open. Any key that chooses nothing closes the menu."""
    menu = session.menu
    assert menu is not None
    closed = replace(session, menu=None)
    if key == "escape":
        return Step(closed)
    match menu.kind:
        case "role":
            return _press_role(session, menu, key, char) or Step(closed)
        case "where":
            return _press_where(session, menu, key, char) or Step(closed)
        case "category":
            for kind in session.scheme.categories.values():
                if char == kind.key:
                    return category(session, kind.name)
            return Step(closed, message="no category has this key: the span stays without a tie")
        case "attributes":
            if key == "tab":
                return _attributes_of_part(session)
            return _press_attribute(session, char) or Step(closed)
        case "value":
            attribute = session.scheme.attributes[menu.name]
            for value_key, value in _value_keys(attribute):
                if char == value_key:
                    return set_attribute(closed, menu.name, value)
            return set_attribute(closed, menu.name, None) if key in CLEAR else Step(closed)
        case "jump":
            if char is None or not char.isprintable():
                return Step(closed)
            return jump(closed, char, jumps(session))


def open_attributes(session: Session) -> Step:
    """Show the attributes of the tie or span in focus, in the text those of the span at the cursor.

    A span that can have none stands for the tie that it heads.
    """
    if session.active == "text":
        span = hand(session)
        if span is not None:
            session = replace(session, active="span", span=span)
    if session.active == "span" and not _attributes(session):
        headed = next((i for i in items(session) if i.kind == "tie" and _heads(session, i.id)), None)
        if headed is not None:
            session = focus(session, headed)
    if focused(session) is None:
        return Step(session, message="nothing is in focus: {other-side} goes to the ties")
    if not choices(opened := replace(session, menu=Menu("attributes"))):
        label = session.any_span(session.span or "").label
        return Step(
            session,
            message=f"{label} has no attributes; those of a tie: {{other-side}} to it, then {{attributes}}",
        )
    return Step(opened)


def _heads(session: Session, tie_id: str) -> bool:
    """Whether the span in focus heads the tie."""
    return session.any_tie(tie_id).head == session.span


def _role_choices(session: Session, menu: Menu) -> list[Choice]:
    assert session.tie is not None
    tie, kind = session.any_tie(session.tie), session.scheme.roles[menu.name]
    filled = {part for r in tie.roles if r.role == menu.name for part in (r.filler, r.tie) if part}
    reasons = {r.implicit for r in tie.roles if r.role == menu.name and r.implicit}
    # A span is one and the same filler wherever an equal one stands, own or suggested.
    places = {session.any_span(f).fragments for f in filled} if kind.fills else set()
    out = []
    for hint in hints(session):
        if not hint.id:
            out.append(_hinted(hint))
            continue
        on = hint.id in filled or (bool(kind.fills) and session.any_span(hint.id).fragments in places)
        out.append(Choice(hint.key, hint.text, on, hint.suggested))
    keys = reason_keys(session.scheme.reasons)
    out += [Choice(keys[reason].upper(), f"({reason})", reason in reasons) for reason in kind.implicit]
    return out


def _press_role(session: Session, menu: Menu, key: str, char: str | None) -> Step | None:
    kind = session.scheme.roles[menu.name]
    if char == kind.key:
        return Step(replace(session, menu=replace(menu, add=not menu.add)))
    if key in CLEAR:
        return clear_role(session, menu.name)
    if key == "tab":
        return _next_page(session, menu)
    for hint in hints(session):
        if char == hint.key:
            if hint.place is not None:
                return fill_at(replace(session, menu=None), menu.name, hint.place, menu.add)
            filler = Role(menu.name, filler=hint.id) if kind.fills else Role(menu.name, tie=hint.id)
            return fill(session, menu.name, filler, menu.add)
    keys = reason_keys(session.scheme.reasons)
    for reason in kind.implicit:
        if char == keys[reason].upper():
            return fill(session, menu.name, Role(menu.name, implicit=reason), menu.add)
    return None


def _press_where(session: Session, menu: Menu, key: str, char: str | None) -> Step | None:
    if key == "tab":
        return _next_page(session, menu)
    for hint in hints(session):
        if char == hint.key and hint.place is not None:
            return label_at(replace(session, menu=None), menu.name, hint.place)
    return None


def _next_page(session: Session, menu: Menu) -> Step:
    onward = replace(session, menu=replace(menu, page=menu.page + 1))
    return Step(onward if hints(onward) else replace(session, menu=replace(menu, page=0)))


def _hinted(hint: Hint) -> Choice:
    return Choice(hint.key, hint.text, suggested=hint.suggested)


def _attribute_choices(session: Session) -> list[Choice]:
    item, values = focused(session), _values(session)
    if item is None:
        return []
    out = []
    for attribute in _attributes(session):
        value = values.get(attribute.name, attribute.default)
        shown = (
            {True: "yes", False: "no", None: "–"}.get(value, value) if not isinstance(value, str) else value
        )
        out.append(Choice(attribute.key, f"{attribute.name}: {shown}", attribute.name in values))
    if item.kind == "tie":
        mutual = session.any_tie(item.id).reciprocal
        out.append(Choice(RECIPROCAL, f"reciprocal: {'yes' if mutual else 'no'}", mutual))
    return out


def _attributes_of_part(session: Session) -> Step:
    """From a tie's attributes to those of its span in hand."""
    span = hand(session)
    if session.active != "tie" or span is None:
        return Step(session)
    label = session.any_span(span).label
    if not session.scheme.attributes_of(label):
        return Step(session, message=f"the span in hand is {label}, which has no attributes")
    return Step(replace(session, active="span", span=span))


def _press_attribute(session: Session, char: str | None) -> Step | None:
    item = focused(session)
    if item is None:
        return None
    if char == RECIPROCAL and item.kind == "tie":
        return toggle_reciprocal(session)
    for attribute in _attributes(session):
        if char != attribute.key:
            continue
        if attribute.type == "flag":
            now = _values(session).get(attribute.name, attribute.default)
            return set_attribute(session, attribute.name, not now)
        if attribute.type == "text":
            return Step(replace(session, menu=None), ask=f"attribute {attribute.name}")
        return Step(replace(session, menu=Menu("value", attribute.name)))
    return None


def _attributes(session: Session) -> tuple[Attribute, ...]:
    item = focused(session)
    if item is None:
        return ()
    return session.scheme.attributes_of(None if item.kind == "tie" else session.any_span(item.id).label)


def _values(session: Session) -> dict[str, str | bool]:
    item = focused(session)
    if item is None:
        return {}
    labelled = session.any_tie(item.id) if item.kind == "tie" else session.any_span(item.id)
    return dict(labelled.attributes)


def _value_keys(attribute: Attribute) -> list[tuple[str, str]]:
    """Values with their keys: the first letter that is free, else the next free one of the alphabet."""
    taken: set[str] = set()
    out: list[tuple[str, str]] = []
    for value in attribute.values:
        letters = [c for c in value.lower() if c.isalpha()] + list("abcdefghijklmnopqrstuvwxyz0123456789")
        key = next((c for c in letters if c not in taken), "")
        taken.add(key)
        out.append((key, value))
    return out
