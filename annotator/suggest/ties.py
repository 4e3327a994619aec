"""Component `blame_ties`: who takes which stance to whom about what, as `doc._.ties`.

Works on the cues of `blame_stances` and the actors of `blame_actors`. Each tie is a plain dictionary
(see `TiePlain`).
"""

from __future__ import annotations

from spacy.tokens import Doc

from annotator.suggest import actors, stances
from annotator.suggest.clauses import verbs, with_arcs
from annotator.suggest.component import LexiconComponent
from annotator.suggest.constructions import draft
from annotator.suggest.nesting import nested
from annotator.suggest.proposal import TiePlain, propose
from annotator.suggest.reading import Reading, forget, read
from annotator.suggest.scene import Scene
from annotator.suggest.stances import CuePlain

#: The fewest points a suggestion needs; in a title-case line, which tells less, more.
_ENOUGH, _ENOUGH_IN_TITLE = 0.41, 0.45

#: Verbs that say what somebody has in mind and not what they say.
_KNOWING = frozenset("know learn understand realise realize recognise recognize forget remember see".split())


class Ties(LexiconComponent):
    """Joins cues and actors to ties."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        if not Doc.has_extension("ties"):
            Doc.set_extension("ties", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.ties`."""
        reading = read(doc, self.lexicon)
        doc._.ties = nested(reading, self._ties(doc, reading), _ENOUGH)
        forget(doc)
        return doc

    def _ties(self, doc: Doc, reading: Reading) -> list[TiePlain]:
        """The best tie of each cue that has enough to show, in the order of the text.

        A tie never has more points than its cue, so that a weak cue needs no look at its sentence.
        """
        cues: list[CuePlain] = doc.spans[stances.GROUP].attrs["cues"] if stances.GROUP in doc.spans else []
        mentions = doc.spans[actors.GROUP].attrs["mentions"] if actors.GROUP in doc.spans else []
        known = {at: (start, end) for start, end in mentions for at in range(start, end)}
        parsed = doc.has_annotation("DEP")
        found: list[TiePlain] = []
        index = 0
        for sentence in reading.sentences:
            first = index
            while index < len(cues) and cues[index]["start"] < sentence.end:
                index += 1
            enough = _ENOUGH_IN_TITLE if sentence.title else _ENOUGH
            strong = [cue for cue in cues[first:index] if cue["score"] >= enough]
            if not strong:
                continue
            clauses = verbs(reading, sentence)
            if parsed:
                with_arcs(doc, reading, sentence, clauses)
            scene = Scene(reading, sentence, clauses, known, self.lexicon.hedges, self.lexicon.harms)
            found += _best(scene, strong, enough)
        return found


def _best(scene: Scene, cues: list[CuePlain], enough: float) -> list[TiePlain]:
    """Of the readings of each cue the longest that holds, of equally long ones the one with most points."""
    best: dict[int, tuple[int, TiePlain]] = {}
    knowing: set[int] = set()
    for cue in cues:
        rival = best.get(cue["head"])
        if rival is not None and (cue["end"], cue["score"]) <= (rival[0], rival[1]["score"]):
            continue
        drafted = draft(scene, cue)
        tie = propose(scene, drafted, enough) if drafted is not None else None
        if tie is None:
            continue
        if rival is None or (cue["end"], tie["score"]) > (rival[0], rival[1]["score"]):
            best[cue["head"]] = cue["end"], tie
            knowing.discard(cue["head"])
            if cue["category"] == "REPORT" and cue["text"].split()[0] in _KNOWING:
                knowing.add(cue["head"])
    known = {head for head in knowing if any(_in_issue(head, tie) for _, tie in best.values())}
    return [best[head][1] for head in sorted(best.keys() - known)]


def _in_issue(head: int, tie: TiePlain) -> bool:
    """Whether the token lies in an issue of the tie: who is accused of knowing does not say so."""
    return any(
        role["role"] == "issue" and role.get("start", 0) <= head < role.get("end", 0) for role in tie["roles"]
    )
