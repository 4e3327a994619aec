"""From a draft of a tie to the tie: roles that its category allows, attributes, score, reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from annotator.suggest.clauses import Verb
from annotator.suggest.complements import Filler
from annotator.suggest.extents import clause_end
from annotator.suggest.reading import Bounds
from annotator.suggest.scene import Scene
from annotator.suggest.stances import CuePlain

LABELS = {
    "source": "ACTOR", "target": "ACTOR", "issue": "ISSUE", "content": "CONTENT", "hedge": "HEDGE",
    "evidence": "EVIDENCE",
}  # fmt: skip
_ALL = frozenset(LABELS)
#: Roles of the categories that do not allow all.
ALLOWED = {
    "JUSTIFY": _ALL - {"target"},
    "DISPUTE": _ALL - {"target"},
    "REPORT": _ALL - {"target", "issue"},
}
#: Categories whose verbs take a person for their object.
_ADDRESSED = frozenset({"ACCUSE", "DEMAND", "WARN", "THREATEN"})
_AGENTIVE = ("ers", "ors", "ists", "ians", "eers", "men")
_NOT_AGENTIVE = frozenset(
    "numbers papers letters matters orders offers powers factors sectors errors doors floors colors colours "
    "borders waters shelters centers theaters posters tenders flowers servers chapters quarters headquarters "
    "corners layers papers rivers computers answers prayers dinners specimen".split()
)
#: Categories that say something without saying about what.
_BARE = frozenset({"WITHHOLD", "DISPUTE", "ACKNOWLEDGE"})
#: Roles that say what a stance is about.
_ABOUT = frozenset({"target", "issue", "content"})
#: Categories whose issue names, where no target stands beside it, whom they are against.
_AGAINST_SOMEBODY = frozenset({"ACCUSE", "THREATEN", "DEMAND", "REJECT"})
_FROM = frozenset({"by", "from"})
_MUTUAL = {"each": "other", "one": "another"}
#: How far after the issue's first phrase its author, and how far into the issue the one it is against.
_AUTHOR, _FAR = 6, 14
#: What a circumstance does to the score.
_NO_SOURCE, _UNKNOWN_SOURCE, _INFINITIVE, _GERUND = 0.75, 0.8, 0.5, 0.8
_NEGATED, _NEGATED_REPORT, _AGENTLESS = 0.8, 0.5, 0.7


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


@dataclass(slots=True)
class Draft:
    """What a construction yields: a cue, who and what might fill its roles, and how that was seen."""

    cue: CuePlain
    how: list[str]
    fillers: list[Filler] = field(default_factory=list)
    implicit: dict[str, str] = field(default_factory=dict)
    verb: Verb | None = None
    factor: float = 1.0

    def has(self, role: str) -> bool:
        """Whether some words fill the role."""
        return any(filler.role == role for filler in self.fillers)


def propose(scene: Scene, draft: Draft, enough: float) -> TiePlain | None:
    """The tie, or None where too little of it is there or it has fewer points than `enough`."""
    category = draft.cue["category"]
    if not draft.fillers or (category == "REPORT" and not (draft.has("content") or draft.has("issue"))):
        return None
    draft.fillers = _allowed(scene, draft)
    if category == "DISPUTE":
        draft.fillers = _parties(scene, draft.fillers)
    elif "target" in ALLOWED.get(category, _ALL) and not draft.has("target"):
        draft.fillers += _author(scene, draft.fillers, category)
    filled = {filler.role for filler in draft.fillers}
    if draft.cue["kind"] == "harm" and "target" not in filled:
        return None
    if category == "REPORT" and "content" not in filled:
        return None
    if filled.isdisjoint(_ABOUT) and not (category in _BARE and "source" in filled):
        return None
    if "source" in filled:
        draft.implicit.pop("source", None)
    score = round(draft.cue["score"] * draft.factor * _certainty(scene, draft), 3)
    if score < enough:
        return None
    attributes = _attributes(scene, draft)
    roles: list[RolePlain] = [
        {"role": filler.role, "start": filler.start, "end": filler.end, "label": LABELS[filler.role]}
        for filler in dict.fromkeys(draft.fillers)
    ]
    roles += [{"role": role, "implicit": reason} for role, reason in draft.implicit.items()]
    return {
        "fragments": draft.cue["fragments"],
        "category": category,
        "roles": roles,
        "attributes": attributes,
        "score": score,
        "reason": " ".join(draft.how),
    }


def _allowed(scene: Scene, draft: Draft) -> list[Filler]:
    """The fillers under roles that the category allows; what is no actor is an act."""
    category = draft.cue["category"]
    allowed = ALLOWED.get(category, _ALL)
    kept: list[Filler] = []
    for filler in draft.fillers:
        fitted = filler
        if filler.role == "issue" and "issue" not in allowed:
            fitted = filler._replace(role="content")
        elif filler.role == "target" and "target" in allowed and not _may_be_target(scene, category, filler):
            fitted = _widened(scene, filler, draft.fillers)
        if _mutual(scene, fitted):
            continue
        named = fitted.role in ("source", "target")
        if fitted.role in allowed and not (named and _overlaps(fitted, draft.cue["fragments"])):
            kept += _deeds(scene, fitted)
    return kept


def _mutual(scene: Scene, filler: Filler) -> bool:
    """Whether the words are `each other` or `one another`, which name nobody."""
    words, start = scene.reading.words, filler.start
    second = _MUTUAL.get(words[start].lower)
    return second is not None and start + 1 < len(words) and words[start + 1].lower == second


def _deeds(scene: Scene, filler: Filler) -> list[Filler]:
    """Two deeds after one stance are two issues: of hiding the report and lying about it."""
    classes = scene.reading.classes
    if filler.role != "issue" or classes[filler.start] != "G":
        return [filler]
    out, start = [], filler.start
    for at in range(filler.start + 1, filler.end - 1):
        if classes[at] == "C" and classes[at + 1] == "G":
            out.append(Filler("issue", start, at - (classes[at - 1] == ",")))
            start = at + 1
    return [*out, Filler("issue", start, filler.end)]


def _may_be_target(scene: Scene, category: str, filler: Filler) -> bool:
    """Whether the phrase can be who is meant; whom one accuses or urges need not be known."""
    if scene.is_actor(filler):
        return True
    end = scene.reading.phrase_end[filler.start]
    role = scene.reading.words[end - 1].role if end else "event"
    return role != "event" and (category in _ADDRESSED or (role != "place" and _agentive(scene, end)))


def _agentive(scene: Scene, end: int) -> bool:
    """Whether the phrase that ends here has a plural head that looks like people: dockers, florists."""
    head = scene.reading.words[end - 1].lower
    return head.endswith(_AGENTIVE) and head not in _NOT_AGENTIVE


def _widened(scene: Scene, filler: Filler, others: list[Filler]) -> Filler:
    """An act that stands where an actor was looked for, in its full length."""
    end = filler.end
    if not any(other.start > filler.start for other in others):
        end = max(end, clause_end(scene.reading, scene.sentence, filler.start, wide=False))
    return Filler("issue", filler.start, end)


def _overlaps(filler: Filler, fragments: list[list[int]]) -> bool:
    return any(filler.start < end and start < filler.end for start, end in fragments)


def _author(scene: Scene, fillers: list[Filler], category: str) -> list[Filler]:
    """Whose act the issue is, or who is to act, where the words say so.

    Trump’s plan; an offer by the minister; that the mayor resign; to impose sanctions on Iran.
    """
    reading, mentions = scene.reading, scene.actors
    sources = [filler for filler in fillers if filler.role == "source"]
    for filler in fillers:
        if filler.role != "issue":
            continue
        end = reading.phrase_end[filler.start]
        if category == "DEMAND" and end and end < filler.end and reading.classes[end] in "VXMBA":
            return [Filler("target", filler.start, end)]
        for at in range(filler.start + 1, min(end, filler.end)):
            if reading.classes[at] == "O" and at - 1 in mentions:
                return [Filler("target", filler.start, at)]
        for at in range(max(end, filler.start), min(filler.end, end + _AUTHOR)):
            if reading.words[at].lower in _FROM and at + 1 in mentions:
                return [Filler("target", *mentions[at + 1])]
        if category in _AGAINST_SOMEBODY:
            for at in range(filler.start, min(filler.end, filler.start + _FAR)):
                bounds = mentions.get(at)
                if bounds and bounds[1] <= filler.end and not _same(scene, bounds, sources):
                    return [Filler("target", max(bounds[0], filler.start), bounds[1])]
    return []


def _same(scene: Scene, bounds: Bounds, others: list[Filler]) -> bool:
    """Whether the mention is a pronoun, or ends in the same word as one of the others."""
    words = scene.reading.words
    last = words[bounds[1] - 1].lower
    return scene.reading.classes[bounds[0]] == "R" or any(
        last == words[other.end - 1].lower or (bounds[0] < other.end and other.start < bounds[1])
        for other in others
    )


def _parties(scene: Scene, fillers: list[Filler]) -> list[Filler]:
    """The parties of a dispute, each a source: between A and B."""
    out: list[Filler] = []
    for filler in fillers:
        out.append(filler)
        here = filler.end
        if filler.role == "source" and here + 1 < scene.sentence.end and scene.reading.classes[here] == "C":
            phrase = scene.phrase_at(here + 1)
            out += [Filler("source", *phrase)] if phrase else []
    return out


def _certainty(scene: Scene, draft: Draft) -> float:
    """How the circumstances lower the score; tells of a negation in `draft.how`."""
    factor, verb = 1.0, draft.verb
    report = draft.cue["category"] == "REPORT"
    sources = [filler for filler in draft.fillers if filler.role == "source"]
    if sources and not any(scene.is_actor(source) for source in sources):
        # a paper is as good a source as a person: according to records
        factor *= 1.0 if report and draft.cue["kind"] == "phrase" else _UNKNOWN_SOURCE
    elif not sources and "source" not in draft.implicit:
        factor *= _NO_SOURCE
    if verb is None:
        return factor
    if draft.cue["kind"] == "verb":
        factor *= _INFINITIVE if verb.how == "infinitive" else 1.0
        factor *= _GERUND if verb.how.startswith("gerund") else 1.0
        if report and verb.passive and not sources:
            factor *= 0.0 if verb.how == "reduced passive" else _AGENTLESS
    if verb.negated and draft.cue["kind"] != "phrase":  # the words of a phrase say so themselves
        draft.how.append("negated")
        factor *= _NEGATED_REPORT if report else _NEGATED
    return factor


def _attributes(scene: Scene, draft: Draft) -> dict[str, str | bool]:
    """Attributes that the words show."""
    out: dict[str, str | bool] = {}
    verb, words, quote = draft.verb, scene.reading.words, scene.reading.quote
    if verb is not None:
        if verb.negated and draft.cue["kind"] != "phrase":
            out["negated"] = True
        certainty = [
            scene.hedges[word.lower] for word in words[verb.start : verb.at] if word.lower in scene.hedges
        ]
        if certainty:
            out["certainty"] = certainty[-1]
    content = next((filler for filler in draft.fillers if filler.role == "content"), None)
    if content is not None:
        if quote[content.start] >= 0 and quote[content.end - 1] >= 0:
            out["quote"] = "direct"
        else:
            partly = any(quote[at] >= 0 for at in range(content.start, content.end))
            out["quote"] = "mixed" if partly else "indirect"
    return out
