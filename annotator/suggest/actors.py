"""Component `blame_actors`: who may act or be held responsible, as `doc.spans["actors"]`.

A span's label is ACTOR, its `kb_id_` the key of the gazetteers and its `id_` the kind, where known.
The group's attributes `scores` and `reasons` run parallel to the spans; `mentions` bounds everybody who
is mentioned, whether or not they seem to act.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import NamedTuple

from spacy.tokens import Doc, Span, SpanGroup

from annotator.suggest.component import LexiconComponent
from annotator.suggest.lexicon import Lexicon, Name
from annotator.suggest.reading import Bounds, Reading, Sentence, read
from annotator.suggest.salience import log_odds, probability

GROUP = "actors"
_LONGEST_PLACE = 5
#: The least probability that makes a mention an actor.
_ENOUGH = 0.5
#: After these a state is a place; an unknown name is one after fewer.
_PLACE_PREPOSITIONS = frozenset(
    "in at near across inside into around outside throughout within onto over through above below off to "
    "along beyond between toward towards under".split()
)
_PLACES = frozenset({"state", "capital", "region", "city", "area"})
_BEFORE_PLACES = frozenset("in at near across into outside around throughout".split())
_NAMING_STATES = frozenset({"state", "capital", "demonym", "people"})
_LINKS = frozenset({"of"})
_TITLED_LINKS = frozenset({"of", "for", "in", "at", "from", "to", "on"})
_NAME_LINKS = frozenset({"of", "for", "on", "and", "against"})
#: First words of names of things, events and places.
_NAMES_NOBODY = frozenset(
    "operation cyclone hurricane typhoon tropical storm mount lake lakes fort camp cape gulf strait port "
    "project highway route interstate flight line cathedral".split()
)
_OFFICE = frozenset({"person", "experts", "unnamed_group", "government"})
_THINGS = frozenset({"place", "event", "title"})
_PERSONAL = frozenset({"he", "she", "they", "we", "i"})
_GROUP_PRONOUNS = frozenset("many some others those both most several few all".split())
#: OntoNotes types of names that do not act, and kinds of those that do.
_NO_ACTOR_TYPES = frozenset("DATE TIME EVENT LAW WORK_OF_ART LANGUAGE PRODUCT FAC LOC MONEY".split())
_KINDS = {"PERSON": "person", "ORG": "organisation", "GPE": "state", "NORP": "unnamed_group"}


class Actor(NamedTuple):
    """One who is mentioned: token bounds, kind and entity where known ("" where not).

    `sort` is what the mention looks like, for `salience`.
    """

    start: int
    end: int
    kind: str
    entity: str
    sort: str
    reason: str


class Actors(LexiconComponent):
    """Finds actors among the noun phrases."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["actors"]`."""
        reading = read(doc, self.lexicon)
        finder = _Finder(reading, self.lexicon, _entity_types(doc))
        parsed = doc.has_annotation("DEP")
        found: list[Actor] = []
        scores: list[float] = []
        mentions: list[list[int]] = []
        earlier: set[str] = set()
        for sentence in reading.sentences:
            here = finder.actors(sentence)
            mentions += ([actor.start, actor.end] for actor in here)
            seen = [((actor.start, actor.end), actor.sort) for actor in here]
            for actor, odds in zip(here, log_odds(reading, sentence, seen, earlier), strict=True):
                score = probability(odds, _parsed(doc, actor) if parsed else ())
                if score >= _ENOUGH:
                    found.append(finder.resolved(actor))
                    scores.append(round(score, 3))
        spans = [Span(doc, a.start, a.end, "ACTOR", kb_id=a.entity, span_id=a.kind) for a in found]
        attributes = {
            "scores": scores,
            "reasons": [a.reason for a in found],
            "mentions": mentions,
            "lexicon": self.digest,
        }
        doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=spans, attrs=attributes)
        return doc


class _Finder:
    """Says of a base noun phrase who acts there."""

    def __init__(self, reading: Reading, lexicon: Lexicon, entity_types: dict[int, str]) -> None:
        self.reading = reading
        self.lexicon = lexicon
        self.entity_types = entity_types

    def actors(self, sentence: Sentence) -> list[Actor]:
        """Everybody the sentence mentions, in order; they overlap only where one describes another."""
        found: list[Actor] = []
        at = taken = sentence.start
        while at < sentence.end:
            end = self.reading.phrase_end[at]
            if end:
                actor = self._actor(sentence, (at, end))
                if actor is not None and actor.start >= taken:
                    found.append(actor)
                    # Whoever is named in what describes somebody may act as well.
                    longer = actor.end > end
                    taken = end if longer and self.reading.is_modified((at, end), sentence.end) else actor.end
            at = end or at + 1
        return found

    def resolved(self, actor: Actor) -> Actor:
        """The actor, of no entity where its name is that of others elsewhere and its state is not near."""
        state = self.lexicon.states_of.get(actor.entity)
        return actor._replace(entity="") if state is not None and state not in self._states else actor

    @cached_property
    def _states(self) -> frozenset[str]:
        """The states that the document names most often, also by their capitals and peoples."""
        named = Counter[str]()
        for at, word in enumerate(self.reading.words):
            last = min(at + word.names, len(self.reading.words))
            for stop in range(last, at, -1):
                meaning = self.lexicon.names.get(self._joined(at, stop))
                if meaning is not None:
                    named[meaning.entity] += meaning.sort in _NAMING_STATES
                    break
        most = max(named.values(), default=0)
        return frozenset(state for state, times in named.items() if times == most > 0)

    def _actor(self, sentence: Sentence, phrase: Bounds) -> Actor | None:
        """The actor that the phrase names, or else the one it belongs to (Somalia’s decisions)."""
        found = self._named_by(sentence, phrase)
        if found is not None:
            return found
        for at in range(phrase[1] - 1, phrase[0], -1):
            if self.reading.classes[at] == "O":
                last = self.reading.words[phrase[1] - 1]
                if last.cap or last.role == "place":
                    return None
                return self._named_by(sentence, (phrase[0], at))
        return None

    def _named_by(self, sentence: Sentence, phrase: Bounds) -> Actor | None:
        start, end = phrase
        words, classes = self.reading.words, self.reading.classes
        if end - start == 1 and classes[start] == "R":
            return self._pronoun(sentence, start)
        head = self._head(phrase)
        if words[head].cap and classes[head] == "E":
            return self._by_name(sentence, phrase, head)
        return self._by_noun(sentence, phrase, head)

    def _pronoun(self, sentence: Sentence, at: int) -> Actor | None:
        """He, many; those behind the strike."""
        lower = self.reading.words[at].lower
        if lower == "those" and self.reading.is_modified((at, at + 1), sentence.end):
            bounds = self.reading.extended((at, at + 1), sentence.end, _LINKS)
            return Actor(*bounds, "unnamed_group", "", "described group", "those: described group")
        after = self.reading.phrase_end[at + 2] if at + 2 < sentence.end else 0
        if lower == "those" and after and self.reading.classes[at + 1] == "P":
            return Actor(at, after, "unnamed_group", "", "described group", "those: described group")
        if lower in _PERSONAL:
            return Actor(at, at + 1, "", "", "pronoun", f"{lower}: pronoun")
        if lower in _GROUP_PRONOUNS:
            return Actor(at, at + 1, "", "", "group pronoun", f"{lower}: pronoun")
        return None

    def _head(self, phrase: Bounds) -> int:
        """The last word of the phrase that does not stand in brackets."""
        classes, head = self.reading.classes, phrase[1] - 1
        if classes[head] == ")":
            while head > phrase[0] and classes[head] != "(":
                head -= 1
            head -= 1
        return max(head, phrase[0])

    def _by_noun(self, sentence: Sentence, phrase: Bounds, head: int) -> Actor | None:
        """A phrase whose head is a noun for somebody who acts: Afghan officials."""
        last = self.reading.words[head]
        if self.reading.is_time(phrase) or last.role in _THINGS:
            return None
        meaning = self._gazetteer(phrase)
        if not last.role:
            if meaning is not None and meaning.sort == "people":
                return Actor(*phrase, "unnamed_group", meaning.entity, "people", f"{last.lower}: people")
            return None
        bounds = self.reading.extended(
            phrase, sentence.end, _TITLED_LINKS if last.role in _OFFICE else _LINKS
        )
        entity = meaning.entity if meaning is not None and last.role == "government" else ""
        kind = last.role.replace("_", " ")
        sort = f"{kind} of a state" if meaning is not None and meaning.sort == "demonym" else kind
        return Actor(*bounds, last.role, entity, sort, f"{last.lower}: {kind}")

    def _by_name(self, sentence: Sentence, phrase: Bounds, head: int) -> Actor | None:
        """A phrase that ends in a name: a person, an organisation, a state that acts."""
        last = self.reading.words[head]
        type_ = self.entity_types.get(head, "")
        if last.role in ("place", "event") or last.time:
            return None
        meaning = self._gazetteer(phrase)
        if meaning is None and type_ in _NO_ACTOR_TYPES:
            return None
        if self.reading.words[phrase[0] + (self.reading.classes[phrase[0]] == "D")].lower in _NAMES_NOBODY:
            return None
        if last.role in _OFFICE or last.role in ("organisation", "armed_group"):
            # In a title every noun looks like a name.
            links = _TITLED_LINKS if last.role in _OFFICE and not sentence.title else _LINKS
            bounds = self.reading.extended(phrase, sentence.end, links)
            if bounds == phrase and not sentence.title and last.role != "person":
                bounds = self._full_name(phrase, sentence.end)
            entity = meaning.entity if meaning is not None and last.role != "person" else ""
            kind = last.role.replace("_", " ")
            return Actor(*bounds, last.role, entity, kind, f"{last.text}: {kind}")
        if meaning is not None and (meaning.entity or self._ends_with_place(phrase)):
            return self._known(sentence, phrase, meaning)
        if phrase[0] == head == sentence.start and not type_ and last.forms:
            return None
        kind = _KINDS.get(type_, "")
        if not kind and self._is_person(phrase, head):
            kind = "person"
        near = _PLACE_PREPOSITIONS if type_ == "GPE" else _BEFORE_PLACES
        sort = f"{kind or 'unknown'} name"
        if phrase[0] == head == sentence.start and not kind:
            sort = "capitalised first word"
        if type_ in ("", "GPE") and self._is_place(sentence, phrase[0], near):
            sort = "placed name"
        if sentence.title and sort == "unknown name":
            sort = "capitalised noun"
        return Actor(*phrase, kind, "", sort, f"{last.text}: name")

    def _full_name(self, phrase: Bounds, limit: int) -> Bounds:
        """The phrase with what belongs to its name: Office for National Statistics."""
        start, end = phrase
        words, classes = self.reading.words, self.reading.classes
        while end + 1 < limit and words[end].lower in _NAME_LINKS:
            first = end + 1 + (words[end + 1].lower == "the")
            after = self.reading.phrase_end[end + 1]
            if not after or after > limit or self.reading.is_time((end + 1, after)):
                break
            if classes[first] != "E" or words[first].text in self.lexicon.names:
                break
            end = after
        return start, end

    def _is_person(self, phrase: Bounds, head: int) -> bool:
        """Whether a title or a given name stands in the phrase before its last word."""
        words = self.reading.words[phrase[0] : head]
        return any(
            word.role in ("title", "person") or word.text in self.lexicon.given_names for word in words
        )

    def _known(self, sentence: Sentence, phrase: Bounds, meaning: Name) -> Actor | None:
        """A name of the gazetteers."""
        end, sort = phrase[1], meaning.sort
        if sort in _PLACES and self._is_place(sentence, phrase[0], _PLACE_PREPOSITIONS):
            sort = f"placed {sort}"
        lone = end - phrase[0] == 1
        if meaning.sort == "demonym" and lone and end < sentence.end and self.reading.classes[end] == "H":
            return None
        bounds = phrase
        if meaning.sort == "organisation":
            bounds = self.reading.extended(phrase, sentence.end, _LINKS)
        kind = meaning.kind or ("unnamed_group" if meaning.sort == "people" else "")
        entity = meaning.entity
        if self._is_person(phrase, end - 1) and not self._ends_with_name(phrase):
            kind, entity = "person", ""  # Labour spokesman Ann Example is not the party
        name = self.reading.words[end - 1].text
        return Actor(*bounds, kind, entity, f"known {sort}", f"{name}: known {meaning.sort}")

    def _is_place(self, sentence: Sentence, start: int, prepositions: frozenset[str]) -> bool:
        """Whether a name is where something happens: in Syria; Palmyra, Syria; in Iraq and Syria."""
        classes, words = self.reading.classes, self.reading.words
        before = start - 1
        while before >= sentence.start and classes[before] in "AQ":
            before -= 1
        if before < sentence.start:
            return False
        if classes[before] in "PT":
            return words[before].lower in prepositions
        if classes[before] not in "C," or not words[before - 1].cap:
            return False
        first = self.reading.phrase_start[before - 1]
        return first > sentence.start and self._is_place(sentence, first, _BEFORE_PLACES)

    def _gazetteer(self, phrase: Bounds) -> Name | None:
        """What the gazetteers know of the longest name in the phrase; of equals the last."""
        start, end = phrase
        words, lexicon = self.reading.words, self.lexicon
        best: Name | None = None
        longest = 0
        for at in range(start, end):
            reach = words[at].names
            for stop in range(min(end, at + reach), at, -1) if reach else ():
                meaning = lexicon.names.get(self._joined(at, stop))
                if meaning is not None:
                    if stop - at >= longest:
                        best, longest = meaning, stop - at
                    break
        return best

    def _ends_with_name(self, phrase: Bounds) -> bool:
        """Whether a name of the gazetteers ends the phrase."""
        start, end = phrase
        return any(
            self._joined(at, end) in self.lexicon.names for at in range(max(start, end - _LONGEST_PLACE), end)
        )

    def _ends_with_place(self, phrase: Bounds) -> bool:
        """Whether the phrase is a place by its end (eastern Ghazni, not: Boston Globe)."""
        start, end = phrase
        return any(
            (meaning := self.lexicon.names.get(self._joined(at, end))) is not None and meaning.sort in _PLACES
            for at in range(max(start, end - _LONGEST_PLACE), end)
        )

    def _joined(self, start: int, end: int) -> str:
        """The words as the gazetteers write them."""
        parts = []
        for at in range(start, end):
            parts.append(self.reading.words[at].text)
            if not self.reading.glued[at] and at + 1 < end:
                parts.append(" ")
        return "".join(parts).replace("’", "'").replace("–", "-")


def _parsed(doc: Doc, actor: Actor) -> list[str]:
    """What a parser says of the mention: its arc, and the arc of its clause."""
    root = doc[actor.start : actor.end].root
    head, arc = root.head, root.dep_
    if arc == "pobj":
        arc = f"pobj {head.lower_}"
        head = head.head
    while head.dep_ in _CLIMBED and head.head is not head:
        head = head.head
    clause = "root" if head.dep_ == "ROOT" else head.dep_
    return ["parsed", f"arc {arc}", f"clause {clause}", f"arc {arc}, clause {clause}"]


#: Arcs that do not leave a clause.
_CLIMBED = frozenset(
    {"aux", "prep", "pobj", "dobj", "attr", "poss", "compound", "xcomp", "pcomp", "agent", "nmod"}
)


def _entity_types(doc: Doc) -> dict[int, str]:
    """Entity type of each token, where the pipeline has a recogniser."""
    return {at: entity.label_ for entity in doc.ents for at in range(entity.start, entity.end)}
