"""How a cue takes its roles from the words around it: verbs, nouns, phrases, adverbs."""

from __future__ import annotations

from functools import lru_cache

from annotator.suggest.attribution import content_before, quotation_below
from annotator.suggest.clauses import Verb
from annotator.suggest.complements import Filler, fit_frames
from annotator.suggest.extents import ASKING, clause_end, solid
from annotator.suggest.frames import Frame, parse_frames
from annotator.suggest.proposal import Draft
from annotator.suggest.reading import Bounds, Sentence
from annotator.suggest.rebuttals import rebuttal
from annotator.suggest.scene import Scene
from annotator.suggest.stances import CuePlain
from annotator.suggest.words import NEGATIONS

_LIGHT = frozenset(
    "express expressed expresses expressing voice voiced voices voicing make made makes making issue issued "
    "issues issuing give gave given gives giving offer offered offers offering have has had having convey "
    "conveyed conveys conveying deliver delivered delivers reiterate reiterated reiterates renew renewed "
    "renews repeat repeated repeats raise raised raises raising send sent sends".split()
)
_POSSESSIVES = frozenset({"his", "her", "its", "their", "our", "my"})
_BY_LINKS = frozenset({"of", "in"})
#: How far after a passive verb its agent is looked for, and how far around a phrase its verb.
_AGENT, _VERB = 12, 5
_NOUN_FACTOR = 0.85
#: What somebody asks for who speaks without a name.
_NOT_TO_BE, _NAMED = ("not", "to", "be"), frozenset({"named", "identified", "quoted"})
#: A colon needs at least so many tokens after it to announce what somebody says.
_FEW = 4


def draft(scene: Scene, cue: CuePlain) -> Draft | None:
    """What the cue's construction yields, or None where there is none."""
    match cue["kind"]:
        case "verb":
            return _verb(scene, cue)
        case "noun":
            return _noun(scene, cue)
        case "adverb":
            return _adverb(scene, cue)
        case "mark":
            return _mark(scene, cue)
        case "modal":
            return _modal(scene, cue)
        case "harm":
            return _harm(scene, cue)
        case _:
            return _phrase(scene, cue)


def _verb(scene: Scene, cue: CuePlain) -> Draft | None:
    verb = scene.verbs.get(cue["head"])
    if verb is None:
        return None
    if _asks_for_anonymity(scene, cue["end"]):
        return None
    frames = _frames(cue["pattern"])
    if not frames:
        return _wrong(scene, cue, verb)
    if verb.negated:
        cue = _with_negation(scene, cue, verb)
    denied = None if verb.passive else rebuttal(scene, cue)
    if denied is not None:
        cue, found = denied
        how = [f"{cue['text']}: {verb.how or 'verb'}", "charge called untrue"]
        return Draft(cue, how, [*scene.subjects(verb), *found], verb=verb)
    out = Draft(cue, [f"{cue['text']}: {verb.how or 'verb'}"], verb=verb)
    if verb.passive and _takes_no_object(scene, verb, cue["end"], frames):
        out.how = [f"{cue['text']}: passive"]
        _fill_passive(scene, out, verb, frames)
        return None if _only_done_to(scene, out) else out
    out.fillers = scene.subjects(verb)
    if len(cue["fragments"]) > 1:
        stop = cue["fragments"][1][0]
        inner = Sentence(scene.sentence.start, stop, False)
        gap = fit_frames(scene.reading, inner, cue["head"] + 1, frames)[:1]
        found = tuple(filler._replace(end=min(filler.end, stop)) for filler in gap)
        found += fit_frames(scene.reading, scene.sentence, cue["end"], _without_objects(frames))
    else:
        report = cue["category"] == "REPORT"  # what somebody says stands before the verb as often
        found = () if report else fit_frames(scene.reading, scene.sentence, cue["end"], frames)
        before = () if found else _said_before(scene, cue, verb, frames)
        if before:
            found = before
            out.how.append("content before")
            if any(filler.role == "source" for filler in found):
                out.fillers = []
        elif report:
            found = fit_frames(scene.reading, scene.sentence, cue["end"], frames)
    if not found and cue["category"] == "REPORT":
        found = quotation_below(scene, cue["end"])
    if not found and "+" in cue["text"]:
        found = _context(scene, cue)
    if found:
        out.how.append("+ " + ", ".join(dict.fromkeys(filler.role for filler in found)))
    out.fillers += found
    return out


def _asks_for_anonymity(scene: Scene, after: int) -> bool:
    """Whether a verb is about the name of the one who speaks alone: asked not to be named."""
    words = tuple(word.lower for word in scene.reading.words[after : min(after + 4, scene.sentence.end)])
    return (words[:3] == _NOT_TO_BE and words[-1] in _NAMED) or "anonymity" in words[:2]


def _context(scene: Scene, cue: CuePlain) -> tuple[Filler, ...]:
    """The word that the cue needs but does not take in, as the issue: rejected the allegations."""
    start = scene.reading.phrase_start[cue["end"] - 1]
    return (Filler("issue", start, scene.reading.phrase_end[start]),) if start >= cue["head"] else ()


def _with_negation(scene: Scene, cue: CuePlain, verb: Verb) -> CuePlain:
    """The cue with the negation that makes it what it is: did not blame; never said."""
    start, stop = cue["fragments"][0]
    back = verb.start - 1
    if back >= scene.sentence.start and scene.reading.words[back].lower in NEGATIONS:
        return {**cue, "fragments": [[back, stop], *cue["fragments"][1:]]}
    for at in range(verb.start, start):
        if scene.reading.words[at].lower in NEGATIONS:
            return {**cue, "fragments": [[verb.start, stop], *cue["fragments"][1:]]}
    return cue


def _said_before(scene: Scene, cue: CuePlain, verb: Verb, frames: tuple[Frame, ...]) -> tuple[Filler, ...]:
    """A clause or quotation before a verb that could have it after `that`, in that clause's role."""
    role = next((slot.role for frame in frames for slot in frame if slot.marker == "that"), None)
    if cue["category"] == "REPORT":
        role = "content"
    elif role is None:
        return ()
    return tuple(
        filler._replace(role=role) if filler.role == "content" else filler
        for filler in content_before(scene, verb, cue["end"])
    )


def _takes_no_object(scene: Scene, verb: Verb, after: int, frames: tuple[Frame, ...]) -> bool:
    """Whether a participle with no auxiliary is passive: by, a question or a word of its frames follows."""
    if verb.how != "reduced passive":
        return True
    here = solid(scene.reading, after, scene.sentence.end)
    markers = {slot.marker for frame in frames for slot in frame if slot.marker} - {"that"}
    if here >= scene.sentence.end:
        return False
    return scene.reading.classes[here] == "W" or scene.reading.words[here].lower in markers | ASKING | {"by"}


def _fill_passive(scene: Scene, out: Draft, verb: Verb, frames: tuple[Frame, ...]) -> None:
    """The subject takes the role of the object; `by` names the source."""
    reading, end = scene.reading, scene.sentence.end
    after = out.cue["end"]
    source: list[Filler] = []
    agent = scene.by_phrase(solid(reading, after, end))
    if agent:
        bounds = reading.extended(agent, end, _BY_LINKS)
        source, after = [Filler("source", *bounds)], bounds[1]
    best: list[Filler] = []
    for frame in frames:
        found = list(fit_frames(reading, scene.sentence, after, _without_objects((frame,))))
        objects = [slot.role for slot in frame if not slot.marker]
        if len(found) + len(objects) < len(frame):
            continue
        if objects:
            found = scene.subjects(verb, objects[0]) + found
        if len(found) > len(best):
            best = found
    if not source and out.cue["category"] != "REPORT":
        for at in range(after, min(end, after + _AGENT)):
            agent = scene.by_phrase(at)
            if agent:
                source = [Filler("source", *agent)]
                stop = at
                while reading.classes[stop - 1] in ",A_":
                    stop -= 1
                best = [f._replace(end=min(f.end, stop)) if f.start < stop else f for f in best]
            if agent or reading.classes[at] in ",.VS":
                break
    out.fillers = source + best
    if not source:
        out.implicit["source"] = "agentless"


def _only_done_to(scene: Scene, out: Draft) -> bool:
    """Whether a passive tells what was done to somebody and no stance.

    Who is questioned is heard, only what is questioned is doubted; who is alerted, to nothing, is called.
    """
    somebody = all(scene.is_actor(filler) for filler in out.fillers)
    match out.cue["text"]:
        case "question":
            return somebody or out.cue["category"] == "REPORT"
        case "alert":
            return somebody
        case _:
            return False


def _noun(scene: Scene, cue: CuePlain) -> Draft | None:
    out = Draft(cue, [f"{cue['text']}: noun"], factor=_NOUN_FACTOR)
    out.fillers = list(fit_frames(scene.reading, scene.sentence, cue["end"], _frames(cue["pattern"])))
    if not out.fillers:
        return None
    if not out.has("source"):
        owner = _possessor(scene, cue["head"])
        if owner:
            out.fillers.insert(0, Filler("source", *owner))
            out.how.append("possessive is source")
            return out
        verb = _light_verb(scene, cue["head"])
        if verb is not None:
            out.fillers = scene.subjects(verb) + out.fillers
            out.how.append("subject of the verb before")
        elif cue["category"] == "REPORT":
            return None
    return out


def _light_verb(scene: Scene, head: int) -> Verb | None:
    """The verb that only carries the noun: expressed its condemnation, made the claim."""
    at = head - 1
    while at > scene.sentence.start and (
        scene.reading.phrase_start[at] >= 0 or scene.reading.classes[at] in "CA"
    ):
        at -= 1
    verb = scene.verbs.get(at)
    return verb if verb is not None and not verb.passive and scene.reading.words[at].lower in _LIGHT else None


def _possessor(scene: Scene, head: int) -> Bounds | None:
    """Whose it is: Spain’s denial, their denial."""
    reading = scene.reading
    start = reading.phrase_start[head]
    if start < 0:
        return None
    for at in range(head - 1, start - 1, -1):
        if reading.classes[at] == "O":
            return start, at
    return (start, start + 1) if reading.words[start].lower in _POSSESSIVES else None


def _phrase(scene: Scene, cue: CuePlain) -> Draft | None:
    found = fit_frames(scene.reading, scene.sentence, cue["end"], _frames(cue["pattern"]))
    out = Draft(cue, [f"{cue['text']}: phrase"], list(found))
    if cue["category"] == "REPORT" and out.has("source"):
        return _according(scene, out)
    verb = out.verb = _verb_near(scene, cue["start"])
    if verb is not None:
        # who is to blame, or under fire, is not who blames
        meant = cue["category"] == "ACCUSE" or cue["text"].startswith("under ")
        role = "target" if meant else "source"
        if meant and cue["category"] == "CONDEMN" and not found:
            return None  # soldiers come under fire, too
        out.fillers = scene.subjects(verb, role) + out.fillers
    elif cue["text"].startswith("under ") and (start := scene.reading.phrase_start[cue["start"] - 1]) >= 0:
        out.fillers.insert(0, Filler("target", start, cue["start"]))  # Minister Under Fire Over Leak
    if cue["category"] == "REPORT" and not (found and out.has("source")):
        return None
    return out


def _verb_near(scene: Scene, at: int) -> Verb | None:
    """The verb whose subject is the phrase's: just before it, just after it, or the first one."""
    around = next((verb for verb in scene.verbs.values() if verb.start <= at <= verb.at), None)
    if around is not None:
        return around
    near = (*range(at, max(scene.sentence.start - 1, at - _VERB), -1), *range(at, at + _VERB))
    for place in near:
        if place in scene.verbs:
            return scene.verbs[place]
    first = min(scene.verbs, default=at)
    return scene.verbs[first] if first < at else None


def _according(scene: Scene, out: Draft) -> Draft | None:
    """The rest of the sentence is what the source says."""
    reading, end = scene.reading, scene.sentence.end
    source = next(filler for filler in out.fillers if filler.role == "source")
    back = scene.before(out.cue["start"])
    if back >= scene.sentence.start:
        content = (scene.first_word(back), back + (reading.classes[back] != ","))
        out.how.append("content before")
    else:
        here = source.end
        while here < end and (reading.classes[here] != "," or _describes(scene, here + 1)):
            here += 1
        if here + 1 >= end:
            return None
        content = (here + 1, clause_end(reading, scene.sentence, here + 1, wide=True))
    if content[1] - content[0] < 2:
        return None
    out.fillers = [source, Filler("content", *content)]
    return out


def _describes(scene: Scene, at: int) -> bool:
    """Whether a clause or participle begins here that describes what stands before the comma."""
    at = scene.reading.next_solid(at, scene.sentence.end)
    return at < scene.sentence.end and scene.reading.classes[at] in "WGL"


def _adverb(scene: Scene, cue: CuePlain) -> Draft | None:
    """Somebody unnamed says so: allegedly, reportedly."""
    reading, end = scene.reading, scene.sentence.end
    here = solid(reading, cue["end"], end)
    verb = next((scene.verbs[at] for at in range(here, min(here + 3, end)) if at in scene.verbs), None)
    if verb is None:
        return None
    out = Draft(cue, [f"{cue['text']}: adverb, nobody named"], implicit={"source": "unnamed"}, verb=verb)
    if cue["category"] == "REPORT":
        start = min([phrase[0] for phrase in verb.subjects if phrase[0] < verb.start], default=verb.start)
        out.fillers = [Filler("content", start, clause_end(reading, scene.sentence, verb.at, wide=True))]
        return out
    if verb.kind == "L":
        agent = next(
            (p for at in range(verb.at + 1, min(end, verb.at + 6)) if (p := scene.by_phrase(at))), None
        )
        if agent is None:
            return None
        out.fillers = [Filler("target", *agent), *scene.subjects(verb, "issue")[:1]]
    else:
        deed = (verb.at, clause_end(reading, scene.sentence, verb.at, wide=False))
        out.fillers = [*scene.subjects(verb, "target"), Filler("issue", *deed)]
    out.fillers.append(Filler("hedge", cue["start"], cue["end"]))
    return out


def _modal(scene: Scene, cue: CuePlain) -> Draft | None:
    """Somebody says that somebody must act, or that they themselves will not."""
    at = cue["start"]
    verb = next((verb for verb in scene.verbs.values() if verb.start <= at <= verb.at), None)
    if verb is None or (verb.kind not in "BL" and scene.reading.words[verb.at].lower != "do"):
        return None
    if verb.kind == "L":  # must be stopped: what is demanded is the subject's, by whom is not said
        deeds = [subject._replace(role="issue") for subject in scene.subjects(verb)]
        return Draft(cue, [f"{cue['text']}: modal, passive"], deeds, {"source": "context"}) if deeds else None
    role = "target" if cue["category"] == "DEMAND" else "source"
    subjects = scene.subjects(verb, role)
    if not subjects or not all(scene.is_actor(subject) for subject in subjects):
        return None
    deed = Filler("issue", verb.at, clause_end(scene.reading, scene.sentence, verb.at, wide=False))
    out = Draft(cue, [f"{cue['text']}: modal"], [*subjects, deed])
    if role == "target":
        out.implicit["source"] = "context"
    return out


def _harm(scene: Scene, cue: CuePlain) -> Draft | None:
    """Somebody will, or would, do somebody harm."""
    verb = next((verb for verb in scene.verbs.values() if verb.start <= cue["start"] < verb.at), None)
    if verb is None or verb.kind != "B" or scene.reading.words[verb.at].lower not in scene.harms:
        return None
    sources = scene.subjects(verb)
    if verb.negated or not sources or not all(scene.is_actor(source) for source in sources):
        return None
    deed = Filler("issue", verb.at, clause_end(scene.reading, scene.sentence, verb.at, wide=False))
    cue = {**cue, "fragments": [[cue["start"], verb.at + 1]]}
    name = f"{cue['text']} {scene.reading.words[verb.at].lower}"
    return Draft(cue, [f"{name}: harm of one's own"], [*sources, deed], verb=verb)


def _wrong(scene: Scene, cue: CuePlain, verb: Verb) -> Draft | None:
    """Somebody says that somebody else did wrong: said the firm had misled the regulator."""
    reading = scene.reading
    if not verb.finite or verb.passive or verb.negated:
        return None
    targets = scene.subjects(verb, "target")
    if not targets or not all(scene.is_actor(one) for one in targets):
        return None
    if any(reading.classes[one.start] in "RW" and reading.quote[one.start] < 0 for one in targets):
        return None  # she said she had lied
    if any(word.lower in ASKING for word in reading.words[scene.sentence.start : verb.start]):
        return None
    deed = Filler("issue", verb.at, clause_end(reading, scene.sentence, verb.at, wide=False))
    cue = {**cue, "fragments": [[verb.start, cue["end"]]]}
    return Draft(cue, [f"{cue['text']}: a wrong"], [*targets, deed], {"source": "context"}, verb)


def _mark(scene: Scene, cue: CuePlain) -> Draft | None:
    """A speaker before a colon or after the dash that follows a quotation."""
    reading, sentence, at = scene.reading, scene.sentence, cue["start"]
    out = Draft(cue, [f"{cue['text']} after a name"])
    if cue["text"] == ":":
        first = sentence.start + (reading.classes[sentence.start] == "Q")
        named = first in scene.actors and reading.words[at - 1].cap
        if reading.phrase_end[first] != at or at + _FEW > sentence.end or not named:
            return None
        out.fillers = [Filler("source", first, at), Filler("content", at + 1, reading.paragraph_end(at))]
        return out
    back = scene.before(at)
    phrase = scene.phrase_at(solid(reading, at + 1, sentence.end))
    if back < 0 or reading.classes[back] != "Q" or reading.quote[back] < 0 or phrase is None:
        return None
    if not reading.words[phrase[1] - 1].cap:
        return None
    out.how = [f"{cue['text']} between quotation and name"]
    out.fillers = [Filler("source", *phrase), Filler("content", *reading.quotes[reading.quote[back]])]
    return out


def _without_objects(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    return tuple(rest for frame in frames if (rest := tuple(slot for slot in frame if slot.marker)))


@lru_cache(maxsize=4096)
def _frames(pattern: str) -> tuple[Frame, ...]:
    return parse_frames(pattern, "doc.spans['stances']")
