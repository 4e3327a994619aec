"""Words attributed before the cue: “…,” he said; …, said the minister; …, he said, …."""

from __future__ import annotations

from annotator.suggest.clauses import Verb
from annotator.suggest.complements import Filler
from annotator.suggest.extents import LINKS, clause_end, opens_clause, solid
from annotator.suggest.reading import Bounds
from annotator.suggest.scene import Scene

#: A quotation of at least so many words counts as a statement also without a comma at its end.
_STATEMENT = 5
#: The fewest words of a clause that somebody says.
_FEW = 3


def content_before(scene: Scene, verb: Verb, after: int) -> tuple[Filler, ...]:
    """The content before the verb, with the source where it follows the verb, which ends at `after`.

    Empty where nothing that is said stands before it.
    """
    classes, quote = scene.reading.classes, scene.reading.quote
    if verb.kind not in "VL":
        return ()
    source = _source_after(scene, verb, after)
    subjects = scene.subjects(verb)
    if not source and not subjects:
        return ()
    back = scene.before(verb.start if source else min(subject.start for subject in subjects))
    if back < 0:
        return ()
    if classes[back] == "Q" and scene.reading.words[back - 1].text == ".":
        return ()  # a quotation that is attributed ends with a comma, ? or !; this one was complete
    if classes[back] == "Q" and quote[back] >= 0:
        bounds = scene.reading.quotes[quote[back]]
        ended = back < scene.sentence.start or classes[back - 1] in ",.:_" or back - bounds[0] > _STATEMENT
        if bounds[1] - 1 == back and ended:
            whole = Filler("content", *_with_beginning(scene, bounds))
            return (*source, whole, *_rest_of_quotation(scene, max([after, *(s.end for s in source)])))
    if scene.reading.words[back].lower == "as" and back >= scene.sentence.start:
        return _said_as(scene, back, after)
    relative = any(classes[subject.start] in "WZ" for subject in subjects)
    if back < scene.sentence.start or classes[back] != "," or verb.kind != "V" or relative:
        return ()
    return _between_commas(scene, source, back, after)


def _source_after(scene: Scene, verb: Verb, after: int) -> tuple[Filler, ...]:
    """The source of an inverted cue: “…,” said the minister."""
    classes = scene.reading.classes
    back = scene.before(verb.start)
    quoted = back >= 0 and classes[back] == "Q"
    if not quoted and not (back >= scene.sentence.start and classes[back] == ","):
        return ()
    phrase = scene.phrase_at(solid(scene.reading, after, scene.sentence.end))
    if phrase is None:
        return ()
    bounds = scene.reading.extended(phrase, scene.sentence.end, LINKS)
    return (Filler("source", *bounds),) if quoted or scene.nothing_follows(bounds[1]) else ()


def _said_as(scene: Scene, at: int, after: int) -> tuple[Filler, ...]:
    """What somebody is said to have said: As the mayor said, it was late. It was late, as the mayor said."""
    classes, end = scene.reading.classes, scene.sentence.end
    here, start = solid(scene.reading, after, end), scene.first_word(at)
    if not scene.nothing_follows(here):
        return ()
    if at > start:
        back = scene.before(at)
        return (Filler("content", start, back),) if classes[back] == "," and back - start >= _FEW else ()
    while here < end and classes[here] != ",":
        here += 1
    if here + _FEW > end:
        return ()
    return (Filler("content", here + 1, clause_end(scene.reading, scene.sentence, here + 1, wide=True)),)


def _between_commas(scene: Scene, source: tuple[Filler, ...], back: int, after: int) -> tuple[Filler, ...]:
    """A clause up to the comma before the cue, and what goes on after the cue's own comma."""
    reading, end = scene.reading, scene.sentence.end
    here = solid(reading, max([after, *(s.end for s in source)]), end)
    if not scene.nothing_follows(here):
        return ()
    out = [*source]
    start = scene.first_word(back)
    while here < end and reading.classes[here] != ",":
        here += 1
    # "The museum, she said, was full": the subject stands before the cue, its verb after it
    goes_on = here + 1 < end and reading.classes[here + 1] in "VXM" and reading.phrase_end[start] == back
    if back - start >= _FEW or (goes_on and not source):
        out.append(Filler("content", start, back))
    if not source and here + 1 < end and (goes_on or opens_clause(reading, here + 1, end)):
        out.append(Filler("content", here + 1, clause_end(reading, scene.sentence, here + 1, wide=True)))
    return tuple(out) if len(out) > len(source) else ()


def _with_beginning(scene: Scene, quote: Bounds) -> Bounds:
    """A quotation that ends a clause begun outside it takes the beginning along."""
    if scene.sentence.start < quote[0] < scene.sentence.end:
        start = scene.first_word(quote[0])
        if not any(scene.reading.words[at].cues for at in range(start, quote[0])):
            return start, quote[1]
    return quote


def _rest_of_quotation(scene: Scene, after: int) -> tuple[Filler, ...]:
    """The second half of a split quotation, or the quotation that follows (“A,” he said. “B.”)."""
    reading = scene.reading
    here, limit = after, min(after + 12, len(reading.words))
    while here < limit and reading.classes[here] not in "Q_":
        if reading.classes[here] in "VM":
            return ()
        here += 1
    if here < limit and reading.classes[here] == "Q" and reading.quote[here] >= 0:
        return (Filler("content", *reading.quotes[reading.quote[here]]),)
    return ()


def quotation_below(scene: Scene, after: int) -> tuple[Filler, ...]:
    """The quotation that opens the next paragraph, where the cue's own ends with a colon."""
    reading, many = scene.reading, len(scene.reading.words)
    here = solid(reading, after, scene.sentence.end)
    if here >= many or reading.words[here].text != ":":
        return ()
    below = here + 1
    while below < many and reading.classes[below] == "_":
        below += 1
    if below == here + 1 or below >= many or reading.quote[below] < 0:
        return ()
    bounds = reading.quotes[reading.quote[below]]
    return (Filler("content", *bounds),) if bounds[0] == below else ()
