"""Making and changing ties: category, roles, parts."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.labels import Labels, Role, Tie, spans_used
from annotator.domain.session.items import spans_in, ties_in
from annotator.domain.session.spans import hand, mark, parts, span_at
from annotator.domain.session.state import Menu, Session, Step
from annotator.domain.session.taking import accept, changed_fate, knows_tie, own_span, taken_over


def category(session: Session, name: str) -> Step:
    """Give the tie in focus a category; in the text, make a tie whose head is at the cursor.

    Required roles fill themselves with the nearest fitting span of the sentence, and say so.
    """
    waiting = session.menu is not None and session.menu.kind == "category"
    if session.active == "tie" and session.tie and knows_tie(session, session.tie) and not waiting:
        return _recategorise(session, session.tie, name)
    labels, head = session.labels, session.span
    if session.active == "span" and head is not None:
        if session.any_span(head).label != session.scheme.head:
            return Step(session, message="a category needs a cue: move to it first")
        labels, head = own_span(session, head)
    elif not (waiting and head in labels.spans):
        labels, head = mark(session, session.scheme.head)
    assert head is not None
    same = next((t for t in labels.ties.values() if t.head == head and (t.category or "") == name), None)
    if same is not None:
        after = replace(session, tie=same.id, active="tie", span=None, anchor=None, menu=None)
        return Step(after, message="this tie is there already")
    kind = session.scheme.category(name)
    tie = Tie(session.new_id(), head, name or None, attributes=dict(kind.defaults))
    roles = _obvious(replace(session, labels=labels), tie)
    tie = replace(tie, roles=roles)
    auto = session.auto | {(tie.id, role.role) for role in roles}
    after = replace(
        session,
        labels=labels.with_tie(tie),
        tie=tie.id,
        span=head,
        made=head,
        active="tie",
        anchor=None,
        menu=None,
        auto=auto,
    )
    told = " · ".join(f"{r.role}: {session.words(labels.spans[r.filler], 24)}" for r in roles if r.filler)
    return Step(after, verb="tie", message=f"filled itself: {told}" if told else "")


def role(session: Session, name: str) -> Step:
    """Fill a role of the current tie.

    With a tie in focus: choose among the hints. In the text: the span at the cursor, or a new one;
    with a fitting span in focus: that one.
    """
    tie_id = session.tie
    if tie_id is None or not knows_tie(session, tie_id):
        return Step(session, message="no tie is current: put the cursor on its cue and press a category key")
    tie = session.any_tie(tie_id)
    kind = session.scheme.roles[name]
    if not session.scheme.category(tie.category).allows(name):
        return Step(session, message=f"{tie.category or 'this tie'} has no {name}")
    span_id = session.span if session.active == "span" else None
    fits = span_id is not None and session.any_span(span_id).label in kind.fills
    if not kind.fills or not (fits or session.active == "text"):
        return Step(replace(session, menu=Menu("role", name)))
    labels = taken_over(session, tie_id)
    session = replace(session, labels=labels)
    if not fits:
        span_id = span_at(session, kind.fills)
    if span_id is None:
        labels, span_id = mark(session, kind.fills[0])
    else:
        labels, span_id = own_span(session, span_id)
    keep = (tie_id, name) not in session.auto
    # Who found one in the text takes back that there is none.
    labels = labels.with_tie(_without_implicit(labels.ties[tie_id], name))
    after, told = _link(replace(session, labels=labels), Role(name, filler=span_id), add=keep)
    return Step(replace(after, anchor=None, span=span_id, made=span_id), verb="role", message=told)


def fill_at(session: Session, name: str, place: tuple[int, int], add: bool = False) -> Step:
    """Mark the tokens from the first to the last of `place`, and put them into a role of the current tie."""
    assert session.tie is not None
    session = replace(session, labels=taken_over(session, session.tie))
    labels, span_id = mark(session, session.scheme.roles[name].fills[0], place)
    return fill(replace(session, labels=labels), name, Role(name, filler=span_id), add)


def fill(session: Session, name: str, filler: Role, add: bool = False) -> Step:
    """Put a chosen filler into a role of the current tie, in place of what fills it or beside it.

    Choosing what is there already takes it out again; what fills another role of the tie leaves that one.
    """
    assert session.tie is not None
    labels = taken_over(session, session.tie)
    session = replace(session, labels=labels)
    if filler.filler is not None:
        labels, span_id = own_span(session, filler.filler)
        session, filler = replace(session, labels=labels), replace(filler, filler=span_id)
    if filler.tie is not None and filler.tie not in session.labels.ties:
        session = replace(session, labels=accept(session, "tie", filler.tie))
    after, told = _link(session, filler, add)
    after = replace(after, active="tie")
    if filler.filler is not None:
        after = replace(after, span=filler.filler, made=filler.filler)
    if filler not in after.any_tie(after.tie or "").roles:
        told = f"{name} taken out again: {{undo}} undoes"
    return Step(after, verb="role", message=told)


def clear_role(session: Session, name: str) -> Step:
    """Leave a role of the current tie unfilled."""
    assert session.tie is not None
    labels = taken_over(session, session.tie)
    tie = labels.ties[session.tie]
    rest = tuple(r for r in tie.roles if r.role != name)
    return Step(replace(session, labels=labels.with_tie(replace(tie, roles=rest)), menu=None), verb="role")


def next_part(session: Session) -> Step:
    """Take the next span of the tie in focus in hand: its fillers, then its head."""
    if session.active != "tie" or session.tie is None or not knows_tie(session, session.tie):
        return Step(session, message="no tie is in focus")
    spans = parts(session.any_tie(session.tie))
    at = spans.index(hand(session) or spans[-1])
    chosen = spans[(at + 1) % len(spans)]
    return Step(
        replace(session, span=chosen), message=f"in hand: {session.words(session.any_span(chosen), 40)}"
    )


def _link(session: Session, filler: Role, add: bool) -> tuple[Session, str]:
    """The session with a filler put into the current tie or taken out, and what to tell of other roles."""
    assert session.tie is not None
    tie = session.labels.ties[session.tie]
    changed = {filler.role}
    if filler in tie.roles:
        roles = tuple(r for r in tie.roles if r != filler)
    elif add:
        roles = (*tie.roles, filler)
    else:
        roles = (*(r for r in tie.roles if r.role != filler.role), filler)
    # In a mutual act everybody is source and target.
    if filler in roles and filler.filler is not None and not (add or tie.reciprocal):
        roles = _exchanged(session, tie.roles, roles, filler)
        changed |= {r.role for r in tie.roles if r.filler == filler.filler}
    order = list(session.scheme.roles)
    roles = tuple(sorted(roles, key=lambda r: order.index(r.role)))
    labels = session.labels.with_tie(replace(tie, roles=roles, fate=changed_fate(tie, "moved")))
    labels = _let_go(session, labels, {r.filler for r in tie.roles if r not in roles and r.filler})
    auto = session.auto - {(tie.id, name) for name in changed}
    after = replace(session, labels=labels, menu=None, auto=auto)
    if len(changed) == 1:
        return after, ""
    return after, " · ".join(_told(session, roles, name) for name in order if name in changed)


def _without_implicit(tie: Tie, name: str) -> Tie:
    return replace(tie, roles=tuple(r for r in tie.roles if not (r.role == name and r.implicit)))


def _exchanged(
    session: Session, before: tuple[Role, ...], after: tuple[Role, ...], filler: Role
) -> tuple[Role, ...]:
    """The roles with the filler in no other one; what it drove out of its new role takes the old one.

    Nobody is source and target of one tie that is not mutual: who chooses so, and does not say that the
    filler is to be added, means that they changed places.
    """
    driven = [r for r in before if r.role == filler.role and r not in after]
    out: list[Role] = []
    for role in after:
        if role.filler != filler.filler or role == filler:
            out.append(role)
            continue
        kind = session.scheme.roles[role.role]
        single = not any(r.role == role.role and r != role for r in after)
        for one in driven:
            fits = one.filler is not None and session.labels.spans[one.filler].label in kind.fills
            if fits or (single and one.implicit in kind.implicit):
                out.append(replace(one, role=role.role))
    return tuple(dict.fromkeys(out))


def _told(session: Session, roles: tuple[Role, ...], name: str) -> str:
    """What a role has now, in words."""
    spans = session.labels.spans
    has = [
        session.words(spans[r.filler], 24) if r.filler else f"({r.implicit or 'tie'})"
        for r in roles
        if r.role == name
    ]
    return f"{name} now: {' + '.join(has)}" if has else f"{name} is empty now"


def _let_go(session: Session, labels: Labels, fillers: set[str]) -> Labels:
    """The labels without suggested spans of other sentences that were taken only to fill this role.

    One cannot see them there; they are offered again.
    """
    here, used = session.here, spans_used(labels.ties.values())
    for key in fillers - used:
        span = labels.spans[key]
        if key not in session.alone and span.fate == "accepted" and not here.start <= span.start < here.end:
            labels = labels.without_span(key)
    return labels


def _recategorise(session: Session, tie_id: str, name: str) -> Step:
    labels = taken_over(session, tie_id)
    tie = labels.ties[tie_id]
    if (tie.category or "") == name:
        return _twin(replace(session, labels=labels), tie)
    kind = session.scheme.category(name)
    lost = [r for r in tie.roles if not kind.allows(r.role)]
    kept = tuple(r for r in tie.roles if kind.allows(r.role))
    changed = replace(tie, category=name or None, roles=kept, fate=changed_fate(tie, "relabelled"))
    after = replace(session, labels=labels.with_tie(changed), menu=None)
    told = f"{name} has no {', '.join(dict.fromkeys(r.role for r in lost))}: left out" if lost else ""
    return Step(after, verb="category", message=told)


def _twin(session: Session, tie: Tie) -> Step:
    """A second tie of the same cue and category, of the same source: "accused A of X and B of Y"."""
    kind = session.scheme.category(tie.category)
    first_role = next(iter(session.scheme.roles))
    roles = tuple(role for role in tie.roles if role.role == first_role)
    twin = Tie(session.new_id(), tie.head, tie.category, roles, attributes=dict(kind.defaults))
    if any(other.head == tie.head and other.roles == roles for other in session.labels.ties.values()):
        return Step(session, message="a second tie of this cue is there already: fill its roles")
    auto = session.auto | {(twin.id, role.role) for role in roles}
    labels = session.labels.with_tie(twin)
    after = replace(session, labels=labels, tie=twin.id, span=twin.head, made=twin.head, auto=auto, menu=None)
    name = tie.category or "tie"
    return Step(after, verb="tie", message=f"a second {name} of the same cue; {{undo}} takes it back")


def _obvious(session: Session, tie: Tie) -> tuple[Role, ...]:
    """Fillers for required roles that one's own spans of the sentence make obvious.

    The scheme's first role (the source) takes the nearest fitting span before the head, one that another
    tie has in another role only if there is no other; every other role the nearest after the head. None
    is used twice.
    """
    spans = spans_in(session.labels.spans.values(), session.here)
    head = session.labels.spans[tie.head]
    used = {tie.head}
    out: list[Role] = []
    first_role = next(iter(session.scheme.roles))
    others = {
        role.filler
        for other in ties_in(session.labels, session, session.here)
        for role in other.roles
        if role.role != first_role
    }
    for name in session.scheme.category(tie.category).required:
        fills = session.scheme.roles[name].fills
        free = [span for span in spans if span.label in fills and span.id not in used]
        if name == first_role:
            before = [span for span in free if span.end <= head.start]
            chosen = max(before, key=lambda s: (s.id not in others, s.end), default=None)
        else:
            chosen = min((s for s in free if s.start >= head.end), key=lambda s: s.start, default=None)
        if chosen is not None:
            used.add(chosen.id)
            out.append(Role(name, filler=chosen.id))
    return tuple(out)
