"""What is known of a word by itself: its word class where that is closed, its forms, its shape.

Word classes are single letters, coarse enough to come from word lists as well as from a tagger:

    D determiner   N noun, adjective or unknown   E name   # number   R personal pronoun
    W who, which   Z that    V finite verb   B bare verb   G -ing form   L passive participle
    X be, have, do   M modal   T to   P preposition   S conjunction that opens a clause
    C and, or, but   A adverb   O possessive 's   H hyphen inside a word
    , . : punctuation   Q quotation mark   ( ) brackets   _ blank
"""

from __future__ import annotations

from typing import Protocol

BASE, THIRD, PAST, PARTICIPLE, ING = 1, 2, 4, 8, 16

_CLOSED = {
    "D": "the a an this these those some any each every no all both many several few most other another "
    "his her its their our my your such either neither enough more less much one various certain",
    "R": "he she they we i it you him them us me himself herself itself themselves ourselves myself "
    "yourself there something anything everything nothing",
    "W": "who which whom whose what whoever whatever",
    "Z": "that",
    "X": "is are was were be been being am has have had having do does did doing 's 're 've 'm 'd ’s ’re ’ve "
    "’m ’d get gets got getting",
    "M": "will would can could may might must shall should ca wo 'll ’ll cannot",
    "T": "to",
    "P": "of in on at by for with from into onto about against over under between among through during "
    "within without toward towards upon via per despite including regarding concerning amid amidst amongst "
    "across behind beyond beside besides near off out outside inside throughout except like unlike alongside "
    "above below around along past up down aboard atop versus vs vs. notwithstanding following ahead",
    "S": "because although though if when while whereas unless until since as after before once whether "
    "where how why than so lest whenever wherever",
    "C": "and or but nor & yet plus",
    "A": "not n't n’t also now then again too very quite rather even just only still already never ever "
    "always often sometimes soon later earlier here therefore however meanwhile instead else perhaps maybe "
    "almost further together ago away back today yesterday tomorrow tonight far well long once twice indeed "
    "thus hence otherwise nevertheless nonetheless moreover furthermore first responsible accountable liable "
    "guilty able unable aware unaware",
    ",": ",",
    ".": ". ! ? … ...",
    ":": ": ; — – -- ---",
    "Q": "\" “ ” `` '' „ « »",
    "(": "( [",
    ")": ") ]",
}
CLOSED = {word: tag for tag, words in _CLOSED.items() for word in words.split()}

BE = frozenset("is are was were be been being am get gets got 're ’re 'm ’m".split())
HAVE = frozenset("has have had having 've ’ve".split())
NEGATIONS = frozenset("not n't n’t never no without neither nor".split())
SUBJECT_PRONOUNS = frozenset("he she they we i it you".split())
TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december today yesterday tomorrow tonight morning afternoon evening "
    "night day week month year weekend midday noon midnight jan jan. feb feb. mar. apr apr. aug aug. sept "
    "sept. oct oct. nov nov. dec dec. a.m. p.m. am pm edt est gmt days weeks months years hours minutes hour "
    "minute mondays tuesdays wednesdays thursdays fridays saturdays sundays century decade decades moment "
    "time times spring summer autumn winter".split()
)
#: 's after a name: of whom, or is/has.
CLITICS = frozenset({"'s", "’s"})
#: Classes, and a dash, that neighbours change.
_UNSETTLED = frozenset("OHZDT–")
OPENING, CLOSING, STRAIGHT = frozenset("“``„«"), frozenset("”»"), frozenset('"')
_BEYOND_DOUBT = 0.8
#: How many words may stand between the parts of a verb that is a cue of several words, and in its gap.
BETWEEN, GAP = 5, 14
NOT_ADVERBS = frozenset(
    "family early only likely daily weekly monthly friendly ally rally reply supply assembly italy july "
    "bully elderly unlikely deadly lonely lovely costly anomaly monopoly butterfly holy ugly silly".split()
)
#: Adjectives and participles that say which ones after a noun, with their prepositions.
_TAKES = {
    word: frozenset(prepositions.split())
    for word, prepositions in {
        "based": "in at near", "armed": "with", "linked": "to with", "tied": "to", "allied": "to with",
        "affiliated": "to with", "associated": "with", "aligned": "with", "loyal": "to", "close": "to",
        "familiar": "with", "responsible": "for", "opposed": "to", "involved": "in", "sympathetic": "to",
        "hostile": "to", "critical": "of", "connected": "to with", "related": "to",
    }.items()
}  # fmt: skip
_NOT_ING = frozenset(
    "thing something anything nothing everything king ring spring string morning evening building meeting "
    "during beijing being wing sing sling bring ceiling wedding feeling sterling offspring darling "
    "hearing briefing housing funding spending funding standing bombing shooting killing gathering ruling "
    "warning setting beginning training proceeding listing earning filing rating".split()
)
_NOT_ED = frozenset(
    "need seed speed feed breed deed indeed hundred united red bed led shed creed exceed".split()
)


_NONE: frozenset[str] = frozenset()


class Cued(Protocol):
    """What a word needs to know of a cue: whether it is a verb, and how sure."""

    @property
    def kind(self) -> str:
        """verb, noun, adverb or phrase."""
        ...

    @property
    def category(self) -> str:
        """The category of its ties."""
        ...

    @property
    def score(self) -> float:
        """How sure a match is."""
        ...

    @property
    def tail(self) -> tuple[str, ...]:
        """The words after the first."""
        ...

    @property
    def gap(self) -> int:
        """How many of them come before the gap of a discontinuous cue, -1 without a gap."""
        ...


class Word:
    """One word form. Made once and kept by the lexicon.

    `tag` is the class it has by itself ("" where the neighbours decide), `settled` the same where no
    neighbours change it, `forms` the verb forms it can be (bits), `nouny` whether it is a noun as often,
    `names` how many words the longest name has that begins with it, `takes` the prepositions that follow
    where it says which ones (close to, armed with). `plain` is `lower` with straight
    apostrophes. Then whether it is capitalised (`cap`), tells when (`time`), ends a line (`breaks`), would
    be capitalised in a title (`long`), is a verb of attribution (`reports`), and whether it is, as a verb,
    a cue beyond doubt (`plain_stance`: blamed, denied, said).

    `cues` are those that begin with it: `as_verb`, `as_noun` and `as_other` those of this word alone,
    `spread` the verbs by the word that comes next in them, at most `reach` words on, and `phrases` the
    others by the word after this one and by all the words after it, which are at most `longest`.
    """

    __slots__ = (
        "as_noun", "as_other", "as_verb", "breaks", "cap", "cues", "forms", "long", "longest", "lower",
        "names", "nouny", "phrases", "plain", "plain_stance", "reach", "reports", "role", "settled", "spread",
        "tag", "takes", "text", "time",
    )  # fmt: skip

    def __init__(
        self, text: str, forms: int, nouny: bool, role: str, cues: tuple[Cued, ...], *, names: int = 0
    ) -> None:
        self.text = text
        self.lower = lower = text.lower()
        self.plain = lower.replace("’", "'")
        self.cap = text[:1].isupper()
        self.nouny = nouny
        self.role = role
        self.names = names
        self.takes = _TAKES.get(lower, _NONE)
        self.time = lower in TIME or _is_year(text)
        self.long = len(text) > 3 and text[0].isalpha()
        self.breaks = text.isspace() and "\n" in text
        self.cues = cues
        verbs = [cue for cue in cues if cue.kind == "verb"]
        self.plain_stance = any(cue.score >= _BEYOND_DOUBT for cue in verbs)
        self.reports = any(cue.category == "REPORT" for cue in verbs)
        short = [cue for cue in cues if not cue.tail]
        self.as_verb = tuple(cue for cue in short if cue.kind != "noun")
        self.as_noun = tuple(cue for cue in short if cue.kind != "verb")
        self.as_other = tuple(cue for cue in short if cue.kind not in {"verb", "noun"})
        self.spread: dict[str, list[Cued]] = {}
        self.phrases: dict[str, dict[tuple[str, ...], list[Cued]]] = {}
        self.reach = self.longest = 0
        for cue in cues:
            if cue.tail:
                self._file(cue)
        self.tag = CLOSED.get(lower) or _by_shape(text)
        if text in {"US", "IT"}:
            self.tag = ""
        self.settled = "" if self.tag in _UNSETTLED or text in _UNSETTLED else self.tag
        if lower in CLITICS or (self.cap and self.may_be_name):
            self.settled = ""
        self.forms = forms or (0 if self.tag else _forms_by_ending(lower))

    def _file(self, cue: Cued) -> None:
        """File a cue of several words."""
        tail = tuple(part.removeprefix("+") for part in cue.tail)
        if cue.kind == "verb":
            self.reach = max(self.reach, 1 + (GAP if cue.gap == 0 else BETWEEN))
            self.spread.setdefault(tail[0], []).append(cue)
        else:
            self.longest = max(self.longest, len(tail))
            self.phrases.setdefault(tail[0], {}).setdefault(tail, []).append(cue)

    @property
    def may_be_name(self) -> bool:
        """Whether the function word, capitalised inside a sentence, may be part of a name."""
        return self.tag == "A" or self.text in {"May", "Will"}

    def __repr__(self) -> str:
        return f"Word({self.text!r}, {self.tag!r}, {self.forms})"


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and text[:2] in {"19", "20"}


def _by_shape(text: str) -> str:
    if text.isspace():
        return "_"
    if text[0].isdigit() or (text[0] in "$€£" and len(text) > 1):
        return "#"
    if text in {"'", "’", "‘"}:
        return "Q" if text == "‘" else "O"
    if text in {"$", "€", "£", "%"}:
        return "#"
    if text in {"-", "/"}:
        return "H"
    if not any(letter.isalnum() for letter in text):
        return ":"
    lower = text.lower()
    if lower.endswith("ly") and len(lower) > 4 and not text[0].isupper() and lower not in NOT_ADVERBS:
        return "A"
    return ""


def _forms_by_ending(lower: str) -> int:
    """What verb form an unlisted word looks like."""
    if lower.endswith("ing") and len(lower) > 5 and lower not in _NOT_ING:
        return ING
    if lower.endswith("ed") and len(lower) > 4 and lower not in _NOT_ED:
        return PAST | PARTICIPLE
    return 0
