"""A competent person at the annotate screen: knows what every key does, and finds few that do the job.

Sees what is painted — text, marks, ties, the open menu with its letters — and has in mind how the
sentence should be labelled. Foresees what keys will do by the screen's own pure transitions, and
searches for a short sequence; pressing them is somebody else's task.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from annotator.domain.labels import Labels
from annotator.domain.session import menus
from annotator.domain.session.commands import Command, commands, keymap
from annotator.domain.session.hints import has_more, hints, jumps
from annotator.domain.session.spans import hand
from annotator.domain.session.state import Session
from tests.benchmarks.facts import Facts, Place
from tests.benchmarks.goal import Goal

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
        goal = Goal(self._gold, self.session, index, close)
        # What does not come at once is thought over more widely.
        best = self._think(goal, WIDTH) or self._think(goal, 5 * WIDTH)
        if best is None:
            raise AssertionError(f"no way to label {self.session.article.text[goal.start : goal.end]!r}")
        return best[1], best[2]

    def _think(self, goal: Goal, width: int) -> tuple[int, Keys, Session] | None:
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

    def _ideas(self, session: Session, goal: Goal) -> Iterator[Keys]:
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

    def _on_tie(self, session: Session, goal: Goal) -> Iterator[Keys]:
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

    def _back(self, session: Session, goal: Goal) -> Iterator[Keys]:
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

    def _choosing(self, session: Session, goal: Goal, *opening: str) -> Iterator[Keys]:
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

    def _edges(self, session: Session, goal: Goal) -> Iterator[Keys]:
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

    def _in_text(self, session: Session, goal: Goal) -> Iterator[Keys]:
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

    def _fragment(self, session: Session, goal: Goal, place: Place) -> Iterator[Keys]:
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
