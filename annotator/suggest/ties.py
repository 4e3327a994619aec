"""Component `blame_ties`: who takes which stance to whom about what, as `doc._.ties`.

Works on the cues of `blame_stances` and the actors of `blame_actors`. Each tie is a plain dictionary
(see `TiePlain`); what fills its roles stands in `doc.spans["fillers"]`, too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NotRequired, TypedDict

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from annotator.suggest import actors, stances
from annotator.suggest.clauses import Verb, verbs, with_arcs
from annotator.suggest.complements import LINKS, Filler, clause_end, fit_frames, opens_clause, solid
from annotator.suggest.component import LexiconComponent
from annotator.suggest.frames import Frame, parse_frames
from annotator.suggest.reading import Bounds, Reading, Sentence, forget, read
from annotator.suggest.stances import CuePlain

GROUP = "fillers"
LABELS = {
    "source": "ACTOR", "target": "ACTOR", "issue": "ISSUE", "content": "CONTENT", "hedge": "HEDGE",
    "evidence": "EVIDENCE",
}  # fmt: skip
_ALL = frozenset({"source", "target", "issue", "content", "hedge", "evidence"})
#: Roles that each category allows.
ALLOWED = {
    "JUSTIFY": _ALL - {"target"},
    "DISPUTE": _ALL - {"target"},
    "REPORT": _ALL - {"target", "issue"},
}
#: A role the frame names, where the category does not allow it.
_INSTEAD = {"issue": "content"}
#: Categories whose verbs take a person for their object.
_ADDRESSED = frozenset({"ACCUSE", "DEMAND", "WARN", "THREATEN"})
#: The fewest points a suggestion needs; in a title-case line more.
_ENOUGH, _ENOUGH_IN_TITLE = 0.41, 0.45
#: What a circumstance does to the score: a stance within a quotation, a mere infinitive or gerund of
#: saying or thinking, a source that is no actor we know.
_IN_QUOTE, _INFINITIVE, _GERUND, _NO_ACTOR = 0.6, 0.5, 0.8, 0.8


class RolePlain(TypedDict):
    """A role: token bounds and label of its filler, or a reason why there is none."""

    role: str
    start: NotRequired[int]
    end: NotRequired[int]
    label: NotRequired[str]
    implicit: NotRequired[str]


class TiePlain(TypedDict):
    """A tie in JSON-able form; `fragments` are the token bounds of the stance.

    `inside` is the index, in `doc._.ties`, of the attribution whose content the tie stands in.
    """

    fragments: list[list[int]]
    category: str
    roles: list[RolePlain]
    attributes: dict[str, str | bool]
    score: float
    reason: str
    inside: NotRequired[int]


@Language.factory("blame_ties", assigns=["doc._.ties", "doc.spans"], requires=["doc.spans"])
def make_ties(nlp: Language, name: str) -> Ties:
    """Make the component with the lexicon of this installation."""
    del nlp
    return Ties(name)


class Ties(LexiconComponent):
    """Joins cues and actors to ties."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        if not Doc.has_extension("ties"):
            Doc.set_extension("ties", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.ties` and `doc.spans["fillers"]`."""
        reading = read(doc, self.lexicon)
        group = doc.spans.get(stances.GROUP)
        cues: list[CuePlain] = list(group.attrs["cues"]) if group is not None else []
        known = {at: span for span in _actors(doc) for at in range(span[0], span[1])}
        parsed = doc.has_annotation("DEP")
        found: list[TiePlain] = []
        index = 0
        for sentence in reading.sentences:
            here: list[CuePlain] = []
            while index < len(cues) and cues[index]["start"] < sentence.end:
                here.append(cues[index])
                index += 1
            if not here:
                continue
            clauses = verbs(reading, sentence)
            if parsed:
                with_arcs(doc, reading, sentence, clauses)
            found += _Maker(reading, sentence, clauses, known, self.lexicon.hedges).ties(here)
        found = _outermost(reading, found)
        doc._.ties = found
        bounds = sorted(
            {
                (role["start"], role["end"], role["label"])
                for tie in found
                for role in tie["roles"]
                if "start" in role
            }
        )
        spans = [Span(doc, start, end, label) for start, end, label in bounds]
        doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=spans)
        forget(doc)
        return doc


def _actors(doc: Doc) -> list[Bounds]:
    group = doc.spans.get(actors.GROUP)
    return [(span.start, span.end) for span in group] if group is not None else []


def _outermost(reading: Reading, ties: list[TiePlain]) -> list[TiePlain]:
    """Drop what is attributed inside what is attributed, and weak stances inside quotations.

    In “I think we know,” he said, the speaker's own words say and think all the time; the layer of
    plain attribution takes the outer voice only.
    """
    inside: dict[int, int] = {}
    for index, tie in enumerate(ties):
        if tie["category"] == "REPORT":
            for role in tie["roles"]:
                if role["role"] == "content" and "start" in role:
                    for at in range(role["start"], role["end"]):
                        inside.setdefault(at, index)
    kept: list[TiePlain] = []
    place: dict[int, int] = {}
    for index, tie in enumerate(ties):
        head = tie["fragments"][0][0]
        outer = inside.get(head, index)
        if outer != index:
            if tie["category"] == "REPORT":
                continue
            if reading.quote[head] >= 0:
                tie["score"] = round(tie["score"] * _IN_QUOTE, 3)
            if tie["score"] < _ENOUGH:
                continue
            tie["attributes"]["level"] = "nested"
            tie["inside"] = outer
        place[index] = len(kept)
        kept.append(tie)
    for tie in kept:
        if "inside" in tie:
            if tie["inside"] in place:
                tie["inside"] = place[tie["inside"]]
            else:
                del tie["inside"]
    return kept


class _Maker:
    """Makes the ties of one sentence."""

    def __init__(
        self,
        reading: Reading,
        sentence: Sentence,
        clauses: dict[int, Verb],
        known: dict[int, Bounds],
        hedges: dict[str, str],
    ) -> None:
        self.reading = reading
        self.sentence = sentence
        self.clauses = clauses
        self.known = known
        self.hedges = hedges

    def ties(self, cues: list[CuePlain]) -> list[TiePlain]:
        """The best tie of each cue that has enough to show."""
        out: list[TiePlain] = []
        best: dict[int, TiePlain] = {}
        for cue in cues:
            tie = self._tie(cue)
            enough = _ENOUGH_IN_TITLE if self.sentence.title else _ENOUGH
            if tie is None or tie["score"] < enough:
                continue
            rival = best.get(cue["head"])
            if rival is None or tie["score"] > rival["score"]:
                best[cue["head"]] = tie
        out = [best[head] for head in sorted(best)]
        return out

    def _tie(self, cue: CuePlain) -> TiePlain | None:
        match cue["kind"]:
            case "verb":
                return self._verb(cue)
            case "noun":
                return self._noun(cue)
            case "adverb":
                return self._adverb(cue)
            case _:
                return self._phrase(cue)

    def _verb(self, cue: CuePlain) -> TiePlain | None:
        verb = self.clauses.get(cue["head"])
        if verb is None:
            return None
        reading, sentence, category = self.reading, self.sentence, cue["category"]
        frames = _frames(cue["pattern"])
        after = cue["end"] if len(cue["fragments"]) == 1 else cue["fragments"][-1][1]
        passive = verb.passive and self._is_passive(verb, after, frames)
        how = [f"{cue['text']}: {verb.how or 'verb'}"]
        fillers: list[Filler] = []
        implicit: dict[str, str] = {}
        subjects = [Filler("source", *self._extended(np, verb.start)) for np in verb.subjects]
        if passive:
            fillers += self._passive(cue, verb, after, frames, subjects)
            how = [f"{cue['text']}: passive"]
            if not any(filler.role == "source" for filler in fillers):
                implicit["source"] = "agentless"
        else:
            fillers += subjects
            if len(cue["fragments"]) > 1:
                stop = cue["fragments"][1][0]
                gap = fit_frames(reading, Sentence(sentence.start, stop, False), cue["head"] + 1, frames)
                gap = tuple(filler._replace(end=min(filler.end, stop)) for filler in gap)
                rest = tuple(tuple(slot for slot in frame if slot.marker) for frame in frames)
                fillers += gap[:1]
                fillers += fit_frames(reading, sentence, after, rest)
            else:
                left = self._left_content(verb, subjects, after) if category == "REPORT" else ()
                right = () if left else fit_frames(reading, sentence, after, frames)
                if any(f.role == "source" for f in left):
                    fillers = []
                if left:
                    right = left
                    how.append("content before")
                fillers += right
                if right:
                    how.append("+ " + ", ".join(dict.fromkeys(f.role for f in right)))
        return self._finish(cue, fillers, implicit, how, verb)

    def _is_passive(self, verb: Verb, after: int, frames: tuple[Frame, ...]) -> bool:
        """An object right after the participle speaks against the passive."""
        here = solid(self.reading, after, self.sentence.end)
        if verb.how != "reduced passive":
            return True
        markers = {slot.marker for frame in frames for slot in frame if slot.marker}
        return here < self.sentence.end and (
            self.reading.words[here].lower == "by" or self.reading.words[here].lower in markers - {"that"}
        )

    def _passive(
        self, cue: CuePlain, verb: Verb, after: int, frames: tuple[Frame, ...], subjects: list[Filler]
    ) -> list[Filler]:
        """The subject takes the role of the object; `by` names the source."""
        del verb
        best: list[Filler] = []
        reading, sentence = self.reading, self.sentence
        here = solid(reading, after, sentence.end)
        source: list[Filler] = []
        if here < sentence.end and reading.words[here].lower == "by" and reading.phrase_end[here + 1]:
            np = (here + 1, reading.phrase_end[here + 1])
            bounds = reading.extended(np, sentence.end, frozenset({"of", "in"}))
            source = [Filler("source", *bounds)]
            after = bounds[1]
        for frame in frames:
            objects = [slot for slot in frame if not slot.marker][:1]
            rest = (tuple(slot for slot in frame if slot.marker),)
            fillers = list(fit_frames(reading, sentence, after, rest)) if rest[0] else []
            if objects:
                fillers = [Filler(objects[0].role, s.start, s.end) for s in subjects] + fillers
            if len(fillers) > len(best):
                best = fillers
        if not source:
            for at in range(after, min(sentence.end, after + 12)):
                if reading.classes[at] in ",.VS":
                    break
                if (
                    reading.words[at].lower == "by"
                    and reading.phrase_end[at + 1]
                    and cue["category"] != "REPORT"
                ):
                    source = [Filler("source", at + 1, reading.phrase_end[at + 1])]
                    best = [f._replace(end=min(f.end, at)) if f.start < at else f for f in best]
                    break
        return source + best

    def _left_content(self, verb: Verb, subjects: list[Filler], after: int) -> tuple[Filler, ...]:
        """Words attributed before the cue: “…,” he said; …, said the minister; …, he said, ….

        With the source where it follows the cue; empty where nothing stands before it.
        """
        reading, sentence = self.reading, self.sentence
        classes = reading.classes
        if verb.kind not in "VL":
            return ()
        source: tuple[Filler, ...] = ()
        back = self._back(verb.start)
        inverted = back >= 0 and (classes[back] == "Q" or (classes[back] == "," and back >= sentence.start))
        if inverted:
            here = solid(reading, after, sentence.end)
            end = reading.phrase_end[here] if here < sentence.end else 0
            if end:
                bounds = reading.extended((here, end), sentence.end, LINKS)
                if classes[back] == "Q" or self._ends(bounds[1]):
                    source = (Filler("source", *bounds),)
        if not source:
            if not subjects:
                return ()
            back = self._back(min(s.start for s in subjects))
        if back < 0:
            return ()
        if classes[back] == "Q" and reading.quote[back] >= 0:
            quote = reading.quotes[reading.quote[back]]
            if quote[1] - 1 == back and (
                back < sentence.start or classes[back - 1] in ",.:_" or back - quote[0] > 5
            ):
                more = self._second_quote(after, source)
                return (*source, Filler("content", *self._around(quote)), *more)
        if back < sentence.start or classes[back] != "," or verb.kind != "V":
            return ()
        here = solid(reading, max([after, *(f.end for f in source)]), sentence.end)
        if not self._ends(here):
            return ()
        start = sentence.start
        while start < back and classes[start] in "C_,":
            start += 1
        out = [*source]
        if back - start >= 3:
            out.append(Filler("content", start, back))
        while here < sentence.end and classes[here] != ",":
            here += 1
        if here + 1 < sentence.end and opens_clause(reading, here + 1, sentence.end) and not source:
            out.append(Filler("content", here + 1, clause_end(reading, sentence, here + 1, wide=True)))
        return tuple(out) if any(f.role == "content" for f in out) else ()

    def _around(self, quote: Bounds) -> Bounds:
        """A quotation that ends a sentence begun outside it takes the beginning along."""
        reading, sentence = self.reading, self.sentence
        if sentence.start < quote[0] < sentence.end:
            start = sentence.start
            while start < quote[0] and reading.classes[start] in "C_,":
                start += 1
            if not any(cue for at in range(start, quote[0]) for cue in reading.words[at].cues):
                return start, quote[1]
        return quote

    def _second_quote(self, after: int, inverted: tuple[Filler, ...]) -> tuple[Filler, ...]:
        """The second half of a split quotation, or the quotation that follows: “A,” he said. “B.”"""
        reading = self.reading
        here = max([after, *(f.end for f in inverted)])
        limit = min(here + 12, len(reading.words))
        while here < limit and reading.classes[here] not in "Q_":
            if reading.classes[here] in "VM":
                return ()
            here += 1
        if here < limit and reading.classes[here] == "Q" and reading.quote[here] >= 0:
            return (Filler("content", *reading.quotes[reading.quote[here]]),)
        return ()

    def _back(self, at: int) -> int:
        at -= 1
        while (at >= 0 and self.reading.classes[at] in "A") or (
            at >= 0 and self.reading.words[at].text == " "
        ):
            at -= 1
        return at

    def _ends(self, at: int) -> bool:
        """Whether nothing but a time, a place or a comma clause follows."""
        reading, end = self.reading, self.sentence.end
        at = solid(reading, at, end)
        while at < end and reading.classes[at] == "P" and reading.phrase_end[at + 1]:
            at = solid(reading, reading.phrase_end[at + 1], end)
        return at >= end or reading.classes[at] in ".,:_S)"

    def _noun(self, cue: CuePlain) -> TiePlain | None:
        reading, sentence = self.reading, self.sentence
        head = cue["head"]
        start = reading.phrase_start[head]
        right = list(fit_frames(reading, sentence, cue["end"], _frames(cue["pattern"])))
        fillers: list[Filler] = []
        how = [f"{cue['text']}: noun"]
        possessor = None
        if start >= 0:
            for at in range(head - 1, start - 1, -1):
                if reading.classes[at] == "O":
                    possessor = (start, at)
                    break
            if possessor is None and reading.words[start].lower in {
                "his",
                "her",
                "its",
                "their",
                "our",
                "my",
            }:
                possessor = (start, start + 1)
        if possessor is not None and not any(f.role == "source" for f in right):
            fillers.append(Filler("source", *possessor))
            how.append("possessive is source")
        if not right or not (possessor or any(f.role == "source" for f in right)):
            if cue["category"] == "DISPUTE":
                return self._finish(cue, fillers + right, {}, how, None) if right else None
            if cue["category"] == "REPORT" or not right:
                return None
        return self._finish(cue, fillers + right, {}, how, None, 0.85)

    def _phrase(self, cue: CuePlain) -> TiePlain | None:
        reading, sentence = self.reading, self.sentence
        right = list(fit_frames(reading, sentence, cue["end"], _frames(cue["pattern"])))
        how = [f"{cue['text']}: phrase"]
        fillers: list[Filler] = []
        if cue["category"] == "REPORT" and any(f.role == "source" for f in right):
            return self._according(cue, right, how)
        verb = self._verb_before(cue["start"])
        if verb is not None:
            fillers = [Filler("source", *self._extended(np, verb.start)) for np in verb.subjects]
        if cue["category"] == "ACCUSE" and cue["kind"] == "phrase":
            fillers = [f._replace(role="target") for f in fillers]
        if cue["category"] == "REPORT" and not (fillers and right):
            return None
        return self._finish(cue, fillers + right, {}, how, verb)

    def _verb_before(self, at: int) -> Verb | None:
        for back in range(at, max(self.sentence.start - 1, at - 4), -1):
            if back in self.clauses:
                return self.clauses[back]
        here = at
        while here < self.sentence.end and here < at + 5:
            if here in self.clauses:
                return self.clauses[here]
            here += 1
        subject = self.clauses[max(self.clauses)].subjects if self.clauses else ()
        first = min(self.clauses) if self.clauses else -1
        if first >= 0 and first < at:
            return self.clauses[first]
        del subject
        return None

    def _according(self, cue: CuePlain, right: list[Filler], how: list[str]) -> TiePlain | None:
        reading, sentence = self.reading, self.sentence
        source = next(f for f in right if f.role == "source")
        here = source.end
        content: Bounds | None = None
        back = cue["start"] - 1
        while back >= sentence.start and reading.classes[back] in "A_":
            back -= 1
        if back >= sentence.start:
            start = sentence.start
            while start < back and reading.classes[start] in "C_,":
                start += 1
            end = back if reading.classes[back] in "," else back + 1
            content = (start, end)
            how.append("content before")
        else:
            while here < sentence.end and reading.classes[here] != ",":
                here += 1
            if here + 1 < sentence.end:
                content = (here + 1, clause_end(reading, sentence, here + 1, wide=True))
        if content is None or content[1] - content[0] < 2:
            return None
        return self._finish(cue, [source, Filler("content", *content)], {}, how, None)

    def _adverb(self, cue: CuePlain) -> TiePlain | None:
        """allegedly: somebody unnamed says so."""
        reading, sentence = self.reading, self.sentence
        here = solid(reading, cue["end"], sentence.end)
        verb = next(
            (self.clauses[at] for at in range(here, min(here + 3, sentence.end)) if at in self.clauses), None
        )
        if verb is None:
            return None
        how = [f"{cue['text']}: adverb, nobody named"]
        fillers: list[Filler] = []
        if cue["category"] == "ACCUSE":
            agent = verb.at + 1
            while agent < min(sentence.end, verb.at + 6) and reading.words[agent].lower != "by":
                agent += 1
            subject = [self._extended(np, verb.start) for np in verb.subjects]
            if (
                verb.kind == "L"
                and agent < sentence.end
                and reading.words[agent].lower == "by"
                and reading.phrase_end[agent + 1]
            ):
                fillers.append(Filler("target", agent + 1, reading.phrase_end[agent + 1]))
                fillers += [Filler("issue", *bounds) for bounds in subject[:1]]
            elif verb.kind != "L":
                fillers += [Filler("target", *bounds) for bounds in subject]
                fillers.append(Filler("issue", verb.at, clause_end(reading, sentence, verb.at, wide=False)))
            if not fillers:
                return None
            fillers.append(Filler("hedge", cue["start"], cue["end"]))
        else:
            start = min([np[0] for np in verb.subjects], default=verb.start)
            fillers.append(Filler("content", start, clause_end(reading, sentence, verb.at, wide=True)))
        return self._finish(cue, fillers, {"source": "unnamed"}, how, verb)

    def _extended(self, phrase: Bounds, limit: int) -> Bounds:
        """The subject with the prepositional phrases that identify it."""
        if phrase[1] > limit:
            return phrase
        known = self.known.get(phrase[0])
        bounds = self.reading.extended(phrase, limit, LINKS)
        if known is not None and known[0] == phrase[0] and bounds[1] < known[1] <= limit:
            return known
        return bounds

    def _finish(
        self,
        cue: CuePlain,
        fillers: list[Filler],
        implicit: dict[str, str],
        how: list[str],
        verb: Verb | None,
        factor: float = 1.0,
    ) -> TiePlain | None:
        """Check the fillers against the category and give the tie its score."""
        category = cue["category"]
        allowed = ALLOWED.get(category, _ALL)
        kept: list[Filler] = []
        for filler in fillers:
            role = filler.role
            if role not in allowed:
                role = _INSTEAD.get(role, "")
            if role == "target" and not self._may_be_target(category, filler):
                role = "issue" if "issue" in allowed else ""
                filler = self._widened(filler, fillers)
            if not role or (role in ("source", "target") and _overlap(filler, cue["fragments"])):
                continue
            kept.append(filler._replace(role=role))
        if category == "DISPUTE":
            kept = self._parties(kept)
        elif "target" in allowed and not any(f.role == "target" for f in kept):
            kept += self._behind(kept)
        sources = [f for f in kept if f.role == "source"]
        about = [f for f in kept if f.role in ("target", "issue", "content")]
        if category == "REPORT" and not any(f.role == "content" for f in kept):
            return None
        if not about and category not in ("WITHHOLD", "DISPUTE", "ACKNOWLEDGE"):
            return None
        if not about and not sources:
            return None
        if sources:
            implicit.pop("source", None)
        score = cue["score"] * factor
        if not sources and "source" not in implicit:
            score *= 0.75
        elif sources and not any(self._is_actor(f) for f in sources):
            score *= _NO_ACTOR
        attributes: dict[str, str | bool] = {}
        if verb is not None and cue["kind"] == "verb" and category == "REPORT":
            if verb.how == "infinitive":
                score *= _INFINITIVE
            elif verb.how.startswith("gerund"):
                score *= _GERUND
            elif verb.how == "reduced passive" and not sources:
                return None
        if verb is not None and verb.negated:
            attributes["negated"] = True
            how.append("negated")
            score *= 0.5 if category == "REPORT" else 0.8
        for at in range(verb.start, verb.at) if verb is not None else ():
            certainty = self.hedges.get(self.reading.words[at].lower)
            if certainty:
                attributes["certainty"] = certainty
        said = next((f for f in kept if f.role == "content"), None)
        if said is not None:
            attributes["quote"] = self._quoted(said)
        roles: list[RolePlain] = []
        seen: set[tuple[str, int, int]] = set()
        for filler in kept:
            key = (filler.role, filler.start, filler.end)
            if key not in seen:
                seen.add(key)
                roles.append(
                    {
                        "role": filler.role,
                        "start": filler.start,
                        "end": filler.end,
                        "label": LABELS[filler.role],
                    }
                )
        roles += [{"role": role, "implicit": reason} for role, reason in implicit.items()]
        return {
            "fragments": cue["fragments"],
            "category": category,
            "roles": roles,
            "attributes": attributes,
            "score": round(score, 3),
            "reason": " ".join(how),
        }

    def _quoted(self, content: Filler) -> str:
        """How words are given: directly, in part or not at all in quotation marks."""
        quote = self.reading.quote
        if quote[content.start] >= 0 and quote[content.end - 1] >= 0:
            return "direct"
        return "mixed" if any(quote[at] >= 0 for at in range(content.start, content.end)) else "indirect"

    def _may_be_target(self, category: str, filler: Filler) -> bool:
        """Whether the phrase can be who is meant; whom one accuses or urges need not be known."""
        if self._is_actor(filler):
            return True
        end = self.reading.phrase_end[filler.start]
        role = self.reading.words[end - 1].role if end else "event"
        return category in _ADDRESSED and role not in ("event", "place")

    def _widened(self, filler: Filler, others: list[Filler]) -> Filler:
        """An act that stood where an actor was looked for, in its full length."""
        if any(other.start > filler.start for other in others):
            return filler
        end = clause_end(self.reading, self.sentence, filler.start, wide=False)
        return filler._replace(end=max(end, filler.end))

    def _is_actor(self, filler: Filler) -> bool:
        """Whether an actor stands at the start or the end of the phrase's head."""
        reading = self.reading
        if reading.classes[filler.start] in "RW":
            return True
        end = reading.phrase_end[filler.start] or filler.end
        return any(at in self.known for at in (filler.start, end - 1))

    def _behind(self, fillers: list[Filler]) -> list[Filler]:
        """Whose act the issue is, where the words say so: Trump’s plan, an offer by the minister."""
        reading = self.reading
        for filler in fillers:
            if filler.role != "issue":
                continue
            end = reading.phrase_end[filler.start]
            for at in range(filler.start + 1, min(end, filler.end)):
                if reading.classes[at] == "O" and at - 1 in self.known:
                    return [Filler("target", filler.start, at)]
            for at in range(max(end, filler.start), min(filler.end, end + 6)):
                if reading.words[at].lower == "by" and reading.phrase_end[at + 1] and at + 1 in self.known:
                    return [Filler("target", *self.known[at + 1])]
        return []

    def _parties(self, fillers: list[Filler]) -> list[Filler]:
        """The parties of a dispute, each a source: between A and B."""
        out: list[Filler] = []
        for filler in fillers:
            out.append(filler)
            here = filler.end
            if filler.role == "source" and here + 1 < self.sentence.end and self.reading.classes[here] == "C":
                end = self.reading.phrase_end[here + 1]
                if end:
                    out.append(Filler("source", here + 1, end))
        return out


def _overlap(filler: Filler, fragments: list[list[int]]) -> bool:
    return any(filler.start < end and start < filler.end for start, end in fragments)


@lru_cache(maxsize=4096)
def _frames(pattern: str) -> tuple[Frame, ...]:
    return parse_frames(pattern, "doc.spans['stances']")
