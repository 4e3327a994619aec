"""How a sentence should be labelled, and how far from it a session is."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.labels import Labels, Span, Tie, holding_together
from annotator.domain.session.hints import Hint
from annotator.domain.session.state import Session
from tests.benchmarks.facts import Facts, Place, TieFacts, roles_of


class Goal:
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
        facts = Facts.of(holding_together(Labels(spans, gold.ties)))
        self.spans = facts.spans
        self._in_parts = [place for place in facts.spans if len(place[1]) > 1]
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
        mine = roles_of(session.labels, tie, at)
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
        return marks + closing + (not self._kept(session)) + 6.0 * self._stranded(session)

    def _stranded(self, session: Session) -> bool:
        """Whether a span whose next part lies here is not the one marked last any more, and cannot go on."""
        return any(
            span.label == label
            and span.fragments == parts[: len(span.fragments)]
            and len(span.fragments) < len(parts)
            and parts[len(span.fragments)][0] >= self.start
            and span.id != session.made
            for label, parts in self._in_parts
            for span in session.labels.spans.values()
        )

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
