"""A charge that is called untrue is denied: called the accusation “a lie”."""

from __future__ import annotations

from annotator.suggest.complements import Filler
from annotator.suggest.extents import solid
from annotator.suggest.scene import Scene
from annotator.suggest.stances import CuePlain

#: Verbs that say what something is.
_CALLING = frozenset("call describe brand label term dub characterise characterize deem".split())
_CHARGES = frozenset(
    "accusation accusations allegation allegations assertion assertions charge charges claim claims "
    "insinuation insinuations suggestion suggestions rumour rumours rumor rumors".split()
)
_UNTRUE = frozenset(
    "lie lies false falsehood falsehoods untrue untruth untruths baseless groundless unfounded "
    "unsubstantiated fabricated fabrication fabrications invented invention nonsense nonsensical absurd "
    "absurdity ridiculous ludicrous preposterous laughable rubbish garbage fiction fictitious fantasy bogus "
    "hoax slander slanderous libel libellous defamatory smear smears malicious".split()
)
#: How sure it is that this denies.
SCORE = 0.8


def rebuttal(scene: Scene, cue: CuePlain) -> tuple[CuePlain, tuple[Filler, ...]] | None:
    """The cue as a denial with the charge as issue and what it is called as content, or None."""
    if cue["category"] not in {"REPORT", "CONDEMN"} or cue["text"] not in _CALLING:
        return None
    reading, end = scene.reading, scene.sentence.end
    here = solid(reading, cue["end"], end)
    charge = scene.phrase_at(here)
    if charge is None:
        return None
    # the adjective may stand in one base phrase with the noun: called the claim false
    head = next((at for at in range(*charge) if reading.words[at].lower in _CHARGES), -1)
    if head < 0:
        return None
    start = head + 1
    while start < end and (reading.classes[start] in "_," or reading.words[start].lower == "as"):
        start += 1
    stop = start
    while stop < end and reading.classes[stop] in "DNAE#HQ":
        quote = reading.quote[stop] if reading.classes[stop] == "Q" else -1
        stop = min(end, reading.quotes[quote][1]) if quote >= 0 else stop + 1
    if not any(reading.words[at].lower in _UNTRUE for at in range(start, stop)):
        return None
    issue, content = Filler("issue", charge[0], head + 1), Filler("content", start, stop)
    return {**cue, "category": "DENY", "score": max(cue["score"], SCORE)}, (issue, content)
