"""A competent person at the annotate screen: knows what every key does, and finds few that do the job.

Sees what is painted — text, marks, ties, the open menu with its letters — and has in mind how the
sentence should be labelled. Foresees what keys will do by the screen's own pure transitions, and
searches for a short sequence; pressing them is somebody else's task.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.session import menus
from annotator.domain.session.commands import Command, commands, keymap
from annotator.domain.session.hints import Hint, has_more, hints, jumps
from annotator.domain.session.spans import hand
from annotator.domain.session.state import Session

Place = tuple[str, tuple[tuple[int, int], ...]]
Keys = tuple[str, ...]
#: How many half-done ways are kept in mind, how many steps ahead at the most, and how many keys one
#: thing still to be done is thought to take.
WIDTH, DEPTH, WORTH = 6, 40, 2.0
MOVES = ("l", "h", "w", "b", "home", "end")
#: Printable keys by the names that Textual has for them.
NAMES = {
    " ": "space",
    ".": "full_stop",
    ",": "comma",
    "<": "less_than_sign",
    ">": "greater_than_sign",
    ":": "colon",
    "+": "plus",
    "-": "minus",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
}


@dataclass(frozen=True)
class TieFacts:
    """A tie by what it says, not by ids."""

    head: Place
    category: str | None
    roles: frozenset[tuple[str, object]]


@dataclass(frozen=True)
class Facts:
    """What labels say: spans and ties by their places."""

    spans: frozenset[Place]
    ties: tuple[TieFacts, ...]

    @classmethod
    def of(cls, labels: Labels, places: Mapping[str, Place] | None = None) -> Facts:
        """The facts of some labels; `places` says what a span counts as, by id."""
        at = places or {key: (span.label, span.fragments) for key, span in labels.spans.items()}
        ties = [TieFacts(at[t.head], t.category, _roles(labels, t, at)) for t in labels.ties.values()]
        return cls(frozenset(at.values()), tuple(ties))

    def same(self, other: Facts) -> bool:
        """Whether both say the same."""
        return self.spans == other.spans and sorted(map(str, map(_plain, self.ties))) == sorted(
            map(str, map(_plain, other.ties))
        )

    @property
    def roles(self) -> int:
        """How many roles are filled."""
        return sum(len(tie.roles) for tie in self.ties)


def _plain(tie: TieFacts) -> object:
    return tie.head, tie.category, sorted(map(str, tie.roles))


def _roles(labels: Labels, tie: Tie, at: Mapping[str, Place]) -> frozenset[tuple[str, object]]:
    def says(role: Role) -> object:
        if role.filler is not None:
            return at[role.filler]
        if role.tie is not None:
            other = labels.ties[role.tie]
            return at[other.head], other.category
        return role.implicit

    return frozenset((role.role, says(role)) for role in tie.roles)


class Person:
    """Labels one article, sentence by sentence, as `gold` has it; `session` is what is on the screen."""

    def __init__(self, session: Session, gold: Labels) -> None:
        ids = count(1)
        self.session = replace(session, new_id=lambda: f"new{next(ids)}")
        self._gold = gold
        self._table: dict[str, Command] = keymap(commands(session.scheme))
        self._ways: dict[tuple[int, int], dict[int, Keys]] = {}
        self._moves: dict[int, dict[int, dict[str, int]]] = {}

    def sentences(self) -> Iterator[Keys]:
        """The keys for each sentence in turn, its closing with them.

        Raises:
            AssertionError: a sentence cannot be labelled as it should be, or closing one leads astray.
        """
        for index in range(len(self.session.sentences)):
            assert self.session.sentence == index, f"in sentence {self.session.sentence}, not {index}"
            pressed, self.session = self.label(index)
            yield pressed

    def label(self, index: int, close: bool = True) -> tuple[Keys, Session]:
        """Keys that make sentence `index` as it should be, close it and go on; and what they lead to.

        Raises:
            AssertionError: no way was found.
        """
        goal = _Goal(self._gold, self.session, index, close)
        # What does not come at once is thought over more widely.
        best = self._think(goal, WIDTH) or self._think(goal, 5 * WIDTH)
        if best is None:
            raise AssertionError(f"no way to label {self.session.article.text[goal.start : goal.end]!r}")
        return best[1], best[2]

    def _think(self, goal: _Goal, width: int) -> tuple[int, Keys, Session] | None:
        """The shortest way found with so many half-done ones kept in mind."""
        best: tuple[int, Keys, Session] | None = None
        thoughts: list[tuple[float, int, Keys, Session]] = [(0.0, 0, (), self.session)]
        seen: dict[object, int] = {}
        for _ in range(DEPTH):
            ahead: list[tuple[float, int, Keys, Session]] = []
            for _, cost, pressed, session in thoughts:
                foreseen: dict[Keys, Session | None] = {(): session}
                for keys in self._ideas(session, goal):
                    spent = cost + len(keys)
                    if best is not None and spent >= best[0]:
                        continue
                    after = self._foresee(keys, foreseen)
                    if after is None:
                        continue
                    gap = goal.gap(after)
                    if best is not None and spent + 0.7 * gap >= best[0]:
                        continue
                    if gap == 0:
                        best = (spent, (*pressed, *keys), after)
                        continue
                    state = _state(after)
                    if seen.get(state, 1 << 30) <= spent:
                        continue
                    seen[state] = spent
                    ahead.append((spent + WORTH * gap, spent, (*pressed, *keys), after))
            ahead.sort(key=lambda thought: thought[:2])
            # The most promising, and those that have the least left to do.
            nearest = sorted(ahead[width:], key=lambda thought: thought[0] - thought[1])
            thoughts = ahead[:width] + nearest[: width // 4]
            if not thoughts:
                break
        return best

    def _foresee(self, keys: Keys, foreseen: dict[Keys, Session | None]) -> Session | None:
        """What keys lead to, given what their beginnings are known to lead to."""
        if keys not in foreseen:
            before = self._foresee(keys[:-1], foreseen)
            foreseen[keys] = None if before is None else self.press(before, keys[-1])
        return foreseen[keys]

    def press(self, session: Session, *keys: str) -> Session | None:
        """What keys lead to; None where one leads out of the article or asks for typing."""
        for key in keys:
            name = NAMES.get(key, key)
            if session.menu is not None:
                step = menus.press(session, name, key if len(key) == 1 else None)
            else:
                command = self._table.get(name) or self._table.get(key)
                if command is None:
                    return None
                step = command.run(session)
            if (step.go is not None and step.go != "next open") or step.ask is not None:
                return None
            session = step.session
        return session

    def _ideas(self, session: Session, goal: _Goal) -> Iterator[Keys]:
        """Short sequences worth thinking of: those that may bring one nearer to what is wanted."""
        if session.menu is not None:
            yield from ((choice.key,) for choice in menus.choices(session))
            yield ("escape",)
            return
        if goal.close and goal.gap(session) <= 2:
            yield ("enter",)
            yield ("n",)
        if goal.back(session):
            yield from (("left_parenthesis",), ("right_parenthesis",), ("g",))
            yield from self._back(session, goal)
        if session.pending.ties or session.pending.spans:
            yield from (("space",), ("y",))
        yield from (("j",), ("k",))
        if session.active != "text":
            yield from self._on_tie(session, goal)
        yield from self._edges(session, goal)
        yield from self._in_text(session, goal)

    def _on_tie(self, session: Session, goal: _Goal) -> Iterator[Keys]:
        yield ("x",)
        for label in {place[0] for place in goal.missing(session)}:
            yield from self._choosing(session, goal, session.scheme.labels[label].key)
        if session.active == "tie" and session.tie is not None:
            tie = session.any_tie(session.tie)
            for name in goal.categories:
                yield (self._category(session, name),)
            allowed = session.scheme.category(tie.category)
            for role in session.scheme.roles.values():
                if allowed.allows(role.name):
                    wanted, filled = goal.fillers(role.name), any(r.role == role.name for r in tie.roles)
                    if wanted or filled:
                        yield from self._choosing(session, goal, role.key)
                    if wanted > 1 and filled:
                        yield from self._choosing(session, goal, role.key, role.key)
                    if filled:
                        yield (role.key, "-")
            for times in range(1, 5):
                yield ("o",) * times

    def _back(self, session: Session, goal: _Goal) -> Iterator[Keys]:
        """Back to a tie of one of the last sentences, and a role of it filled."""
        for sentences in range(1, 4):
            way: Keys = ("left_parenthesis",) * sentences
            there = self.press(session, *way)
            if there is None:
                return
            met: set[str | None] = set()
            while there.tie not in met or there.active != "tie":
                met.add(there.tie)
                tie = there.labels.ties.get(there.tie or "") if there.active == "tie" else None
                for role in goal.lacking(there, tie) if tie is not None else ():
                    key = session.scheme.roles[role].key
                    yield from ((*way, *keys) for keys in self._choosing(there, goal, key))
                    yield from ((*way, *keys) for keys in self._choosing(there, goal, key, key))
                way = (*way, "j")
                onward = self.press(there, "j")
                if onward is None or len(way) > sentences + 6:
                    break
                there = onward

    def _choosing(self, session: Session, goal: _Goal, *opening: str) -> Iterator[Keys]:
        """Keys that open a menu, each with a letter it offers, those on its second page too."""
        for keys in (opening, (*opening, "tab")):
            asked = self.press(session, *keys)
            if asked is None or asked.menu is None:
                return
            useful = {hint.key for hint in hints(asked) if goal.needs(asked, hint)}
            letters = [choice.key for choice in menus.choices(asked)]
            yield from ((*keys, key) for key in letters if key in useful or key.isupper())
            if not has_more(asked):
                return

    def _edges(self, session: Session, goal: _Goal) -> Iterator[Keys]:
        span_id = hand(session) if session.anchor is None else None
        if span_id is None:
            return
        for lead in ("", ":", "::", ":::", "-", "--", "---"):
            after = self.press(session, *lead) if lead else session
            in_hand = hand(after) if after is not None else None
            if after is None or in_hand is None or (lead and after.labels is session.labels):
                continue
            span = after.any_span(in_hand)
            for place in goal.near(session, span):
                start, end = goal.token_distance(session, span, place)
                keys = tuple(lead) + (
                    (">" if start > 0 else "<",) * abs(start) + ("." if end > 0 else ",",) * abs(end)
                )
                if keys and abs(start) + abs(end) <= 12:
                    yield keys

    def _in_text(self, session: Session, goal: _Goal) -> Iterator[Keys]:
        ways = self._ways_from(session)
        tie = session.any_tie(session.tie) if session.tie else None
        for label, fragments in goal.missing(session):
            if len(fragments) > 1:
                yield from self._fragment(session, goal, (label, fragments))
            first, last = goal.tokens_of(session, fragments[0])
            if first not in session.tokens_here:
                continue
            uses = [session.scheme.labels[label].key]
            if label == session.scheme.head:
                uses = [self._category(session, name) for name in goal.categories_of((label, fragments))]
            elif tie is not None:
                allowed = session.scheme.category(tie.category)
                uses += [
                    r.key
                    for r in session.scheme.roles.values()
                    if label in r.fills and allowed.allows(r.name)
                ]
            last = min(last, session.tokens_here.stop - 1)
            tokens = sorted(range(first, last + 1), key=lambda t: len(ways[t]))
            for token in {first, last, *tokens[:3]}:
                for use in uses:
                    yield (*ways[token], use)
            for a, b in ((first, last), (last, first)):
                if a != b:
                    for use in uses:
                        yield (*ways[a], "v", *self._ways_at(session, a)[b], use)
        for tie_facts in goal.ties:
            # A filler or a cue that is marked already: go to it and press the key there.
            first, last = goal.tokens_of(session, tie_facts.head[1][0])
            if first in session.tokens_here:
                yield (*ways[first], self._category(session, tie_facts.category))
            if tie is None:
                continue
            for name, filler in tie_facts.roles:
                if isinstance(filler, tuple) and isinstance(filler[0], str):
                    start, stop = goal.tokens_of(session, filler[1][0])
                    inside = [t for t in range(start, stop + 1) if t in session.tokens_here]
                    for token in sorted(inside, key=lambda t: len(ways[t]))[:3]:
                        yield (*ways[token], session.scheme.roles[name].key)

    def _fragment(self, session: Session, goal: _Goal, place: Place) -> Iterator[Keys]:
        """The next part of a span whose first part is marked."""
        own = [s for s in session.labels.spans.values() if s.label == place[0]]
        for span in own:
            if span.fragments == place[1][: len(span.fragments)] and len(span.fragments) < len(place[1]):
                first, last = goal.tokens_of(session, place[1][len(span.fragments)])
                if first in session.tokens_here:
                    ways = self._ways_from(session)
                    if first == last:
                        yield (*ways[first], "+")
                    else:
                        yield (*ways[first], "v", *self._ways_at(session, first)[last], "+")
                        yield (*ways[last], "v", *self._ways_at(session, last)[first], "+")

    def _category(self, session: Session, name: str | None) -> str:
        return session.scheme.categories[name or ""].key

    def _ways_from(self, session: Session) -> dict[int, Keys]:
        """The fewest keys from where the cursor is to each token of the sentence."""
        ways = self._ways_at(session, session.cursor)
        if session.active == "text":
            return ways
        # The cursor waits in the text while a tie is in focus; a move shows it again.
        return {token: keys or ("escape",) for token, keys in ways.items()}

    def _ways_at(self, session: Session, cursor: int) -> dict[int, Keys]:
        known = self._ways.get((session.sentence, cursor))
        if known is not None:
            return known
        moves = self._moves_in(session)
        ways: dict[int, Keys] = {cursor: ()}
        at = replace(session, active="text", menu=None, anchor=None, cursor=cursor)
        heap: list[tuple[int, int, Keys]] = [(0, cursor, ())]
        for letter, token in jumps(at).items():
            heapq.heappush(heap, (2, token, ("f", letter)))
        while heap:
            spent, token, keys = heapq.heappop(heap)
            if len(ways.get(token, "longest")) < spent:
                continue
            ways[token] = keys
            for move, onto in moves[token].items():
                if onto not in ways or len(ways[onto]) > spent + 1:
                    ways[onto] = (*keys, move)
                    heapq.heappush(heap, (spent + 1, onto, (*keys, move)))
        self._ways[session.sentence, cursor] = ways
        return ways

    def _moves_in(self, session: Session) -> dict[int, dict[str, int]]:
        """Where each move leads to from each token of the sentence."""
        if session.sentence not in self._moves:
            plain = replace(session, active="text", menu=None, anchor=None)
            found: dict[int, dict[str, int]] = {}
            for token in session.tokens_here:
                ends = ((move, self.press(replace(plain, cursor=token), move)) for move in MOVES)
                found[token] = {move: end.cursor for move, end in ends if end is not None}
            self._moves[session.sentence] = found
        return self._moves[session.sentence]


class _Goal:
    """What should be there once a sentence is done, and how far a session is from it."""

    def __init__(self, gold: Labels, session: Session, index: int, close: bool) -> None:
        self.close = close
        self.last = index == len(session.sentences) - 1
        here = session.sentences[index]
        self.start, self.end = here.start, here.end
        spans = {}
        self._onward: Place | None = None
        for key, span in gold.spans.items():
            fragments = tuple(f for f in span.fragments if f[0] < self.end)
            if fragments and fragments != span.fragments and fragments[-1][1] > self.start:
                self._onward = span.label, fragments
            if fragments:
                spans[key] = replace(span, fragments=fragments)
        due = {key: tie for key, tie in gold.ties.items() if tie.head in spans}
        ties = {
            key: replace(
                tie,
                roles=tuple(
                    r
                    for r in tie.roles
                    if (r.filler in spans if r.filler else True) and (r.tie in due if r.tie else True)
                ),
            )
            for key, tie in due.items()
        }
        self._labels = Labels(spans, ties)
        facts = Facts.of(self._labels)
        self.spans = facts.spans
        self.all_ties = facts.ties
        self.ties = [t for t in facts.ties if t.head[1][0][0] >= self.start]
        self.fills = {
            filler
            for tie in facts.ties
            for _, filler in tie.roles
            if isinstance(filler, tuple) and filler in self.spans
        } | {place for place in self.spans if place[1][-1][1] > self.start}
        self._heads: dict[Place, list[TieFacts]] = {}
        for tie in facts.ties:
            self._heads.setdefault(tie.head, []).append(tie)
        self.categories = sorted({t.category for t in self.ties if t.category is not None})
        self._gaps: dict[int, tuple[Labels, float]] = {}

    def lacking(self, session: Session, tie: Tie) -> set[str]:
        """Roles in which one's own tie of an earlier sentence still misses something."""
        head = session.labels.spans[tie.head]
        at = {key: (span.label, span.fragments) for key, span in session.labels.spans.items()}
        mine = _roles(session.labels, tie, at)
        return {
            name
            for wanted in self._heads.get((head.label, head.fragments), [])
            if wanted.category == tie.category
            for name, filler in wanted.roles
            if (name, filler) not in mine
        }

    def needs(self, session: Session, hint: Hint) -> bool:
        """Whether what a hint stands for is, or could become, a span or tie that is wanted."""
        if hint.place is not None:
            tokens = session.article.tokens
            fragments: tuple[tuple[int, int], ...] = ((tokens[hint.place[0]][0], tokens[hint.place[1]][1]),)
        elif hint.id in session.labels.ties or hint.id in session.suggestions.ties:
            return True
        else:
            fragments = session.any_span(hint.id).fragments
        return any(
            place[1][0][0] < fragments[-1][1] and fragments[0][0] < place[1][-1][1] for place in self.fills
        )

    def closed(self, session: Session) -> bool:
        """Whether the sentence is reviewed, or need not be."""
        return not self.close or session.labels.status(self.start).status != "open"

    def back(self, session: Session) -> bool:
        """Whether something is still to be done in an earlier sentence."""
        own = Facts.of(session.labels)
        mine = {(t.head, t.category): t for t in own.ties}
        return session.here.start != self.start or any(
            t.roles - (mine[t.head, t.category].roles if (t.head, t.category) in mine else frozenset())
            for t in self.all_ties
            if t.head[1][0][0] < self.start
        )

    def gap(self, session: Session) -> float:
        """About how many keys are still to be pressed."""
        known = self._gaps.get(id(session.labels))
        if known is not None and known[0] is session.labels:
            marks = known[1]
        else:
            marks = self._gap(session)
            self._gaps[id(session.labels)] = (session.labels, marks)
        gone = not self.close or session.here.start > self.start or self.last
        # Closing a sentence that is not right yet brings nothing nearer.
        closing = (not self.closed(session)) + (not gone) if marks == 0 else 2 * self.close
        return marks + closing + (not self._kept(session))

    def _kept(self, session: Session) -> bool:
        """Whether the span that goes on in the next sentence is the one marked last, so that it can."""
        span = session.labels.spans.get(session.made or "")
        return self._onward is None or (span is not None and (span.label, span.fragments) == self._onward)

    def _gap(self, session: Session) -> float:
        labels = session.labels
        at: dict[str, Place] = {key: (span.label, span.fragments) for key, span in labels.spans.items()}
        missing = set(self.spans - set(at.values()))
        far = 0.0
        for key, span in labels.spans.items():
            if at[key] in self.spans:
                continue
            near = [(self._apart(session, span, place), place) for place in missing if place[0] == span.label]
            near = [pair for pair in near if pair[0] < 8]
            if near:
                distance, place = min(near)
                far += min(distance, 3.0)
                missing.discard(place)
                at[key] = place
            else:
                far += 1.0
        far += 1.6 * len(missing)
        own = Facts.of(labels, at)
        left = list(own.ties)
        for tie in self.all_ties:
            same = [o for o in left if o.head == tie.head]
            if not same:
                far += 1.0 + 0.9 * len(tie.roles)
                continue
            best = min(same, key=lambda o: (o.category != tie.category, len(o.roles ^ tie.roles)))
            left.remove(best)
            far += best.category != tie.category
            far += 0.9 * len(tie.roles - best.roles) + 1.0 * len(best.roles - tie.roles)
        return far + 1.0 * len(left)

    def _apart(self, session: Session, span: Span, place: Place) -> float:
        """How many tokens the ends of a span are off."""
        if not (span.start < place[1][-1][1] and place[1][0][0] < span.end):
            return 99.0
        if len(span.fragments) != len(place[1]):
            return 1.2 if span.fragments == place[1][: len(span.fragments)] else 99.0
        if span.fragments[1:-1] != place[1][1:-1]:
            return 99.0
        start, end = self.token_distance(session, span, place)
        return float(abs(start) + abs(end))

    def token_distance(self, session: Session, span: Span, place: Place) -> tuple[int, int]:
        """By how many tokens the left and the right end of a span must move."""
        tokens = session.article.tokens
        return (
            tokens.at(place[1][0][0]) - tokens.at(span.start),
            tokens.at(place[1][-1][1] - 1) - tokens.at(span.end - 1),
        )

    def near(self, session: Session, span: Span) -> list[Place]:
        """Missing places that the span could be moved to."""
        own = {(s.label, s.fragments) for s in session.labels.spans.values()}
        return [
            place
            for place in self.spans - own
            if place[0] == span.label and self._apart(session, span, place) < 13
        ]

    def missing(self, session: Session) -> list[Place]:
        """Places of this sentence (or with a part in it) that are not marked yet, as they lie."""
        own = {(s.label, s.fragments) for s in session.labels.spans.values()}
        return sorted(
            (p for p in self.spans - own if p[1][-1][1] > session.here.start), key=lambda p: (p[1], p[0])
        )

    def categories_of(self, head: Place) -> list[str | None]:
        """Categories of the ties a cue heads."""
        return list(dict.fromkeys(t.category for t in self._heads.get(head, ())))

    def fillers(self, role: str) -> int:
        """The most fillers a tie of the sentence should have in a role."""
        return max((sum(name == role for name, _ in tie.roles) for tie in self.all_ties), default=0)

    def tokens_of(self, session: Session, fragment: tuple[int, int]) -> tuple[int, int]:
        """First and last token of a fragment."""
        tokens = session.article.tokens
        return tokens.at(fragment[0]), tokens.at(fragment[1] - 1)


def _state(session: Session) -> object:
    """A session by what is seen of it."""
    labels = session.labels
    facts = Facts.of(labels)

    def tie(key: str | None) -> object:
        if key is None or (key not in labels.ties and key not in session.suggestions.ties):
            return None
        if key in labels.ties:
            one = labels.ties[key]
            span = labels.spans[one.head]
            return span.label, span.fragments, one.category, len(one.roles)
        return key

    def span(key: str | None) -> object:
        if key is None or key not in labels.spans:
            return key if key in session.suggestions.spans else None
        return labels.spans[key].label, labels.spans[key].fragments

    return (
        facts.spans,
        tuple(sorted(map(hash, facts.ties))),
        session.sentence,
        session.cursor,
        session.anchor,
        session.active,
        tie(session.tie),
        span(session.span),
        session.menu,
        len(labels.statuses),
        len(labels.rejected),
    )
