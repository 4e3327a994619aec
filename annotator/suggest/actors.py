"""Component `blame_actors`: who may act or be held responsible, as `doc.spans["actors"]`.

A span's label is ACTOR, its `kb_id_` the key of the gazetteers and its `id_` the kind, where known.
The group's attributes `scores` and `reasons` run parallel to the spans.
"""

from __future__ import annotations

from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from annotator.suggest.component import LexiconComponent
from annotator.suggest.lexicon import Lexicon, Name
from annotator.suggest.reading import Bounds, Reading, Sentence, read
from annotator.suggest.words import TIME

GROUP = "actors"
_PLACE_PREPOSITIONS = frozenset(
    "in at near across inside into around outside throughout within onto over through above below off to along "
    "beyond between toward towards under".split()
)
_BEFORE_PLACES = frozenset("in at near across into outside around throughout".split())
_LINKS = frozenset({"of"})
_TITLED_LINKS = frozenset({"of", "for", "in", "at", "from", "to", "on"})
_OFFICE = frozenset({"person", "experts", "unnamed_group", "government"})
_PERSONAL = frozenset("he she they we i him her them us me himself herself themselves".split())
_NO_ACTOR = frozenset({"place", "event"})
_GROUP_PRONOUNS = frozenset("many some others those both most several few all".split())


class Actor(NamedTuple):
    """One actor: token bounds, kind and entity where known ("" where not)."""

    start: int
    end: int
    kind: str
    entity: str
    score: float
    reason: str


@Language.factory("blame_actors", assigns=["doc.spans"])
def make_actors(nlp: Language, name: str) -> Actors:
    """Make the component with the lexicon of this installation."""
    del nlp
    return Actors(name)


class Actors(LexiconComponent):
    """Finds actors among the noun phrases."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["actors"]`."""
        reading = read(doc, self.lexicon)
        people = _named_entities(doc)
        found: list[Actor] = []
        for sentence in reading.sentences:
            at = sentence.start
            while at < sentence.end:
                end = reading.phrase_end[at]
                if end:
                    actor = actor_of(reading, self.lexicon, sentence, (at, end), people)
                    if actor is None:
                        actor = self._possessor(reading, sentence, (at, end), people)
                    if actor is not None and (not found or actor.start >= found[-1].end):
                        found.append(actor)
                    at = end
                else:
                    at += 1
        spans = [Span(doc, a.start, a.end, "ACTOR", kb_id=a.entity, span_id=a.kind) for a in found]
        attributes = {
            "scores": [a.score for a in found],
            "reasons": [a.reason for a in found],
            "lexicon": self.digest,
        }
        doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=spans, attrs=attributes)
        return doc

    def _possessor(
        self, reading: Reading, sentence: Sentence, phrase: Bounds, people: dict[int, tuple[str, int]]
    ) -> Actor | None:
        """Whose decision, attack or plan it is: Somalia’s decisions."""
        for at in range(phrase[1] - 1, phrase[0], -1):
            if reading.classes[at] == "O":
                last = reading.words[phrase[1] - 1]
                if last.cap or last.role == "place":
                    return None
                return actor_of(reading, self.lexicon, sentence, (phrase[0], at), people)
        return None


def actor_of(
    reading: Reading, lexicon: Lexicon, sentence: Sentence, phrase: Bounds, people: dict[int, tuple[str, int]]
) -> Actor | None:
    """The actor a base noun phrase names, with what identifies it, or None."""
    start, end = phrase
    words, classes = reading.words, reading.classes
    if end - start == 1 and classes[start] == "R":
        lower = words[start].lower
        if lower in _PERSONAL:
            return Actor(start, end, "", "", 0.45, f"{lower}: pronoun")
        return Actor(start, end, "", "", 0.3, f"{lower}: pronoun") if lower in _GROUP_PRONOUNS else None
    if reading.is_time(phrase) and classes[end - 1] != "E":
        return None
    head = end - 1
    while (head > start and classes[head] in ")(") or (head > start + 1 and classes[head - 1] == "("):
        head -= 1
    last = words[head]
    role = last.role if last.role != "title" or not last.cap else ""
    meaning = known_name(reading, lexicon, start, end)
    if last.cap and classes[head] in "EN" and classes[head] != "N":
        return _named(reading, sentence, phrase, head, role, meaning, people)
    if role in _NO_ACTOR or role == "title" or not role:
        if meaning is not None and meaning.sort == "people" and not role:
            return Actor(start, end, "unnamed_group", meaning.entity, 0.6, f"{last.lower}: people")
        return None
    links = _TITLED_LINKS if role in _OFFICE else _LINKS
    extended = reading.extended(phrase, sentence.end, links)
    entity = meaning.entity if meaning is not None and role == "government" else ""
    return Actor(*extended, role, entity, 0.65, f"{last.lower}: {_plain(role)}")


def known_name(reading: Reading, lexicon: Lexicon, start: int, end: int) -> Name | None:
    """What the gazetteers know of the longest name in the phrase that they have."""
    words = reading.words
    best: tuple[int, Name] | None = None
    for at in range(start, end):
        if not words[at].cap and words[at].text[:3] != "al-":
            continue
        reach = lexicon.name_starts.get(words[at].text.split("-")[0])
        if reach is None:
            continue
        for stop in range(min(end, at + reach), at, -1):
            meaning = lexicon.names.get(_joined(reading, at, stop))
            if meaning is not None:
                if best is None or stop - at > best[0] or (stop - at == best[0] and stop == end):
                    best = (stop - at, meaning)
                break
    return best[1] if best else None


def _joined(reading: Reading, start: int, end: int) -> str:
    """The words as the gazetteer writes them."""
    parts = []
    for at in range(start, end):
        parts.append(reading.words[at].text)
        if not reading.glued[at] and at + 1 < end:
            parts.append(" ")
    return "".join(parts).replace("’", "'").replace("–", "-")


def _named(
    reading: Reading,
    sentence: Sentence,
    phrase: Bounds,
    head: int,
    role: str,
    meaning: Name | None,
    people: dict[int, tuple[str, int]],
) -> Actor | None:
    """A phrase that ends in a name: a person, an organisation, a state that acts."""
    start, end = phrase
    words, classes = reading.words, reading.classes
    last = words[head]
    if role in _NO_ACTOR or last.lower in TIME:
        return None
    before = start - 1
    while before >= sentence.start and classes[before] in "AQ":
        before -= 1
    preposition = words[before].lower if before >= sentence.start and classes[before] in "PT" else ""
    tag = people.get(head, ("", 0))[0]
    if tag in {"DATE", "TIME", "EVENT", "LAW", "WORK_OF_ART", "LANGUAGE", "PRODUCT", "FAC", "LOC", "MONEY"}:
        return None
    if role in _OFFICE or role in ("organisation", "armed_group"):
        extended = reading.extended(phrase, sentence.end, _LINKS if role != "person" else _TITLED_LINKS)
        return Actor(*extended, role, meaning.entity if meaning else "", 0.7, f"{last.text}: {_plain(role)}")
    if meaning is not None:
        if meaning.sort in ("state", "capital") and _is_place(reading, sentence, start, preposition):
            return None
        if meaning.sort == "demonym" and end - start == 1 and end < sentence.end and classes[end] == "H":
            return None
        extended = (
            reading.extended(phrase, sentence.end, _LINKS) if meaning.sort == "organisation" else phrase
        )
        kind = meaning.kind or ("unnamed_group" if meaning.sort == "people" else "")
        return Actor(*extended, kind, meaning.entity, 0.75, f"{last.text}: known {meaning.sort}")
    if tag in ("", "GPE") and _is_place(reading, sentence, start, preposition if tag else _near(preposition)):
        return None
    kind = {"PERSON": "person", "ORG": "organisation", "GPE": "state", "NORP": "unnamed_group"}.get(tag, "")
    titled = any(words[at].role in ("title", "person") for at in range(start, head))
    if titled:
        kind = kind or "person"
    if start == sentence.start and head == start and not tag and words[start].forms:
        return None
    return Actor(start, end, kind, "", 0.55 + 0.1 * bool(kind), f"{last.text}: name")


def _near(preposition: str) -> str:
    """A preposition before an unknown name, where it is one of places more than of people."""
    return preposition if preposition in _BEFORE_PLACES else ""


def _is_place(reading: Reading, sentence: Sentence, start: int, preposition: str) -> bool:
    """Whether a name is where something happens: in Syria, Palmyra, Syria, in Iraq and Syria."""
    if preposition:
        return preposition in _PLACE_PREPOSITIONS
    before = start - 1
    if before <= sentence.start or reading.classes[before] not in "C,":
        return False
    first = reading.phrase_start[before - 1]
    if first <= sentence.start or not reading.words[before - 1].cap:
        return False
    earlier = first - 1
    if reading.classes[earlier] == "P":
        return reading.words[earlier].lower in _BEFORE_PLACES
    return reading.classes[earlier] == "," and _is_place(reading, sentence, first, "")


def _plain(kind: str) -> str:
    return kind.replace("_", " ")


def _named_entities(doc: Doc) -> dict[int, tuple[str, int]]:
    """Entity type of each token and where its entity begins, where the pipeline has a recogniser."""
    return {
        at: (entity.label_, entity.start) for entity in doc.ents for at in range(entity.start, entity.end)
    }
