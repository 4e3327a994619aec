"""Build the report: every layer's figures, then all their intervals from the same resamples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement import ac1, alpha, dawid_skene, ledger_f1, measures, relation_f1, tie_f1, u_alpha
from annotator.agreement._columns import Pairings, pairings
from annotator.agreement._entries import entries
from annotator.agreement._grouping import Grouping, groupings
from annotator.agreement._intervals import RESAMPLES, SEED
from annotator.agreement._questions import STANCE, STATUS, questions
from annotator.agreement._roles import implicit_or_not, role_sets
from annotator.agreement._rows import (
    NOBODY,
    Couples,
    CoupleTally,
    Draft,
    Shares,
    agreement_tally,
    finished,
)
from annotator.agreement._spans import Ends, MatchedSpans, matched_spans, span_shares
from annotator.agreement._ties import MatchedTies, matched_ties
from annotator.agreement.report.model import Breakdown, Counts, Layer, Part, Report
from annotator.domain.ratings import Figure, Ratings

#: Overlap F1 this much above exact F1 means that annotators find the same things and bound them differently.
BOUNDS_APART = 0.10
COEFFICIENTS = ("alpha", "agreement", "ac1")
_SPANS: tuple[tuple[Ends, str, str], ...] = (
    ("overlap", "span-overlap-f1", "overlapping"),
    ("exact", "span-f1", "exact bounds"),
    ("any", "span-any-f1", "overlapping any"),
)


@dataclass(frozen=True)
class Subject:
    """What the report is about: names in the scheme, and what the ratings leave out.

    Attributes:
        round: name of the round.
        head: label of the spans that head ties.
        entities: labels whose spans stand for an entry.
        open, changed: articles begun and not submitted, and changed afterwards, by annotator.
        not_begun: articles assigned and never begun, by annotator.
        surface: whether some entries are words, for want of a registry entry.
        whom: whether ties have a target; without, the headline is on sources alone.
    """

    round: str = "main"
    head: str = "STANCE"
    entities: frozenset[str] = frozenset()
    open: Mapping[str, int] | None = None
    changed: Mapping[str, int] | None = None
    surface: bool = False
    whom: bool = True
    not_begun: Mapping[str, int] | None = None


def build(ratings: Ratings, subject: Subject, *, intervals: bool = True) -> Report:
    """The report on some ratings; without `intervals` it is there at once, and lacks only them."""
    builder = _Builder(ratings, subject)
    layers = builder.layers()
    figures = builder.figures(intervals=intervals)
    made = tuple(_filled(layer, figures) for layer in layers)
    many = len(builder.found.articles)
    return Report(
        subject.round,
        ratings.annotators,
        many,
        len(ratings.articles) - many,
        len(builder.found.pairs),
        dict(subject.open or {}),
        dict(subject.changed or {}),
        made,
        tuple(builder.warnings(made)),
        _definitions(made),
        RESAMPLES,
        SEED,
        dict(subject.not_begun or {}),
    )


@dataclass(frozen=True)
class _Slot:
    """Where the figures of a part are among all: its own, then one run for each breakdown."""

    measure: str
    title: str
    what: str
    own: int
    runs: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class _Layer:
    name: str
    title: str
    question: str
    slots: tuple[_Slot, ...]
    confusion: Counts | None = None
    errors: Counts | None = None
    notes: tuple[str, ...] = ()


class _Builder:
    """Matches once, then makes drafts of all figures."""

    def __init__(self, ratings: Ratings, subject: Subject) -> None:
        self.ratings, self.subject = ratings, subject
        self.found: Pairings = pairings(ratings)
        self._drafts: list[Draft] = []
        self._spans: MatchedSpans = matched_spans(self.found)
        self._ties: MatchedTies = matched_ties(self.found)
        self._questions: dict[str, Couples] = dict(questions(self.found, self._ties))

    def figures(self, *, intervals: bool) -> list[Figure]:
        """All figures, in the order of the slots."""
        return finished(self._drafts) if intervals else [draft.figure for draft in self._drafts]

    def layers(self) -> list[_Layer]:
        """The layers, the headline first; those that nobody's labels speak to are left out."""
        made = [self._ledger(), self._cue(), self._boundaries(), self._category()]
        made += [self._attributes(), self._roles(), self._entries(), self._whole(), self._status()]
        return [layer for layer in [*made, self._annotators()] if layer.slots]

    # One method for each layer

    def _ledger(self) -> _Layer:
        note = (
            ("Entries are compared by their words where a span has no registry entry.",)
            if self.subject.surface
            else ()
        )
        claims = ledger_f1.claims(self.found)
        title, question = ("Who is heard", "Do they let the same sources speak in an article?")
        if self.subject.whom:
            title, question = ("Who blames whom", "Do they let an article say the same of the same?")
        of_arms = ledger_f1.claims_by_arm(self.found) if self.found.armed else None
        slot = self._shares(
            "ledger-f1",
            title.lower(),
            "claims of an article",
            claims,
            "group",
            articles=True,
            of_arms=of_arms,
        )
        return _Layer("headline", title, question, (slot,), notes=note)

    def _cue(self) -> _Layer:
        head = self.subject.head
        slots = []
        for ends, name, title in _SPANS[:2]:
            shares = span_shares(self.found, self._spans, ends)
            if head in shares.kinds:
                mine = shares.chosen(shares.kind == shares.kinds.index(head))
                soft = ends == "overlap"
                slots.append(
                    self._shares(name, f"{head} found, {title}", f"{head} spans", mine, "", articles=soft)
                )
        if STANCE in self._questions:
            slots += self._couples(STANCE, f"a {head} in the sentence", "sentences both reviewed")
        return _Layer("cue", "Cue found", "Do they see the same acts?", tuple(slots))

    def _boundaries(self) -> _Layer:
        slots = []
        for ends, name, title in _SPANS:
            shares = span_shares(self.found, self._spans, ends)
            hard = ends == "exact"
            slots.append(
                self._shares(name, f"spans, {title}", "spans of all labels", shares, "label", articles=hard)
            )
        slots += [
            self._slot("u-alpha", f"|u-alpha of {draft.figure.name}", "stretches of text", draft, ())
            for draft in (
                u_alpha.boundary_drafts(self.found, self.ratings.lengths) if len(self.found) else ()
            )
        ]
        return _Layer("boundaries", "Boundaries", "Do they mark the same words?", tuple(slots))

    def _category(self) -> _Layer:
        slots: list[_Slot] = []
        what = f"ties whose {self.subject.head} spans overlap, one to one"
        for question in ("category", "group"):
            if question in self._questions:
                slots += self._couples(question, question, what, specific=question)
        table = self._questions.get("category")
        confusion = None if table is None else _confusion("category", table)
        return _Layer(
            "category", "Category and group", "Do they call the act the same?", tuple(slots), confusion
        )

    def _attributes(self) -> _Layer:
        slots: list[_Slot] = []
        for name in self._questions:
            if name not in ("category", "group", STATUS, STANCE):
                slots += self._couples(name, name, "ties found by both", brief=True)
        return _Layer("attributes", "Attributes", "Do they qualify the act the same?", tuple(slots))

    def _roles(self) -> _Layer:
        if not len(self._ties.ties):
            return _Layer("roles", "Roles", "", ())
        found, ties = self.found, self._ties
        soft = relation_f1.relations(found, ties, "overlap")
        hard = relation_f1.relations(found, ties, "exact")
        fillers, exact = (tie_f1.role_shares(found, ties, exactly=e) for e in (False, True))
        kinds = implicit_or_not(found, ties, fillers)
        given = "fillers of ties found by both"
        slots = [
            self._shares("role-f1", "fillers, overlapping", given, fillers, "role", more=[("filler", kinds)]),
            self._shares("role-f1", "fillers, exact bounds", given, exact, "role"),
            self._shares("relation-f1", "relations end to end", "role, head and filler", soft.shares, "role"),
            self._shares(
                "relation-f1", "the same, exact bounds", "role, head and filler", hard.shares, "role"
            ),
            self._shares(
                "relation-f1",
                "given matched arguments",
                "relations whose head and filler both marked",
                soft.shares.chosen(soft.given),
                "role",
            ),
        ]
        sets = role_sets(found, ties)
        slots.append(
            self._slot(
                "alpha-masi", "which roles are filled", "sets of roles of ties found by both", sets, ()
            )
        )
        errors = _errors(soft)
        return _Layer(
            "roles",
            "Roles",
            "Do they link the same to it, implicit fillers too?",
            tuple(slots),
            errors=errors,
        )

    def _entries(self) -> _Layer:
        labels = self.subject.entities & set(self.found.units.labels)
        shares = entries(self.found, self._spans, labels)
        if not labels or not len(shares.hit):
            return _Layer("entries", "Registry entries", "", ())
        note = ("Many are words, since their span has no registry entry.",) if self.subject.surface else ()
        slot = self._shares("entry", "same entry", "spans both marked, overlapping", shares, "label")
        return _Layer(
            "entries", "Registry entries", "Do they mean the same actor or event?", (slot,), notes=note
        )

    def _whole(self) -> _Layer:
        if not len(self._ties.ties):
            return _Layer("ties", "Whole ties", "", ())
        slots = []
        for exactly, title in ((False, "whole ties, overlapping"), (True, "whole ties, exact bounds")):
            shares = tie_f1.whole_ties(self.found, self._ties, exactly=exactly)
            slots.append(self._shares("tie-f1", title, "all ties", shares, "category", articles=not exactly))
        return _Layer("ties", "Whole ties", "Do they make the same tie, with all its roles?", tuple(slots))

    def _status(self) -> _Layer:
        if STATUS not in self._questions or not len(self._questions[STATUS].one):
            return _Layer("status", "Sentence status", "", ())
        slots = self._couples(STATUS, "status", "sentences both reviewed", specific="status")
        confusion = _confusion("status", self._questions[STATUS])
        return _Layer(
            "status",
            "Sentence status",
            "Do they say of the same sentences that nothing is there?",
            tuple(slots),
            confusion,
        )

    def _annotators(self) -> _Layer:
        figures = dawid_skene.measure.figures(self.ratings)
        slots = [
            self._slot("dawid-skene", figure.name, "sentences", Draft(figure), ())
            for figure in figures
            if figure.value is not None
        ]
        return _Layer("annotators", "Annotators", "Who departs, and how? (a diagnostic)", tuple(slots))

    # How drafts become slots

    def _shares(
        self,
        measure: str,
        title: str,
        what: str,
        shares: Shares,
        kind: str,
        *,
        articles: bool = False,
        more: Sequence[tuple[str, Grouping]] = (),
        of_arms: Shares | None = None,
    ) -> _Slot:
        """A part of shares; `of_arms` are what stands for them where they are broken down by arm."""
        runs = [(kind, shares.drafts(shares.kinds, shares.kind))] if kind and len(shares.kinds) > 1 else []
        runs += [(by, shares.drafts(g.names, g.group, g.rows)) for by, g in more]
        for by, one in groupings(self.found, shares.pairing, shares.arm, articles=articles).items():
            runs.append((by, shares.drafts(one.names, one.group, one.rows, intervals=by != "article")))
        if of_arms is not None:
            arms = groupings(self.found, of_arms.pairing, of_arms.arm).get("suggestions")
            if arms is not None:
                runs.append(("suggestions", of_arms.drafts(arms.names, arms.group, arms.rows)))
        return self._slot(measure, title, what, shares.overall(), runs)

    def _couples(
        self, question: str, title: str, what: str, *, specific: str = "", brief: bool = False
    ) -> list[_Slot]:
        couples = self._questions[question]
        out = []
        for name in COEFFICIENTS:
            tally = _TALLIES[name]
            whole = Grouping(("all",), np.zeros(len(couples.one), dtype=np.int64), None)
            inside = couples.within
            all_inside = None if inside is None else [inside.overall().figure]
            own = couples.drafts(
                tally, whole.names, whole.group, coverage=all_inside, banded=name == "alpha"
            )[0]
            runs: list[tuple[str, list[Draft]]] = []
            if name == "agreement" and specific:
                shares = couples.specific()
                runs.append((specific, shares.drafts(shares.kinds, shares.kind)))
            if not brief:
                within = {} if inside is None else groupings(self.found, inside.pairing, inside.arm)
                for by, one in groupings(self.found, couples.pairing, couples.arm).items():
                    coverage = None
                    if inside is not None:
                        there = within[by]
                        told = inside.drafts(there.names, there.group, there.rows, intervals=False)
                        known = {draft.figure.name: draft.figure for draft in told}
                        coverage = [known.get(n, Figure(n, None)) for n in one.names]
                    made = couples.drafts(
                        tally, one.names, one.group, one.rows, coverage, banded=name == "alpha"
                    )
                    runs.append((by, made))
            out.append(self._slot(name, f"{title}: {_COEFFICIENT_TITLES[name]}", what, own, runs))
        return out

    def _slot(
        self, measure: str, title: str, what: str, own: Draft, runs: Sequence[tuple[str, Sequence[Draft]]]
    ) -> _Slot:
        at = len(self._drafts)
        self._drafts.append(own)
        placed = []
        for by, drafts in runs:
            placed.append((by, len(self._drafts), len(self._drafts) + len(drafts)))
            self._drafts += drafts
        return _Slot(measure, title, what, at, tuple(placed))

    # What concerns the whole

    def warnings(self, layers: Sequence[Layer]) -> Iterator[str]:
        """What a reader must know before any figure."""
        if not len(self.found):
            yield f"Nothing to compare: {NOBODY}."
            return
        empty: dict[str, int] = {}
        for number, reading in enumerate(self.found.readings):
            if not reading.units:
                name = self.found.annotators[self.found.annotator[number]]
                empty[name] = empty.get(name, 0) + 1
        for name, count in sorted(empty.items()):
            total = int((self.found.annotator == self.found.annotators.index(name)).sum())
            yield f"{name} marked nothing in {count} of {total} articles."
        spans = next((layer for layer in layers if layer.name == "boundaries"), None)
        if spans is not None:
            overlap, exact = (part.figure.value for part in spans.parts[:2])
            if exact is not None and overlap is not None and overlap - exact > BOUNDS_APART:
                yield (
                    f"Boundary disagreement: overlap F1 is {overlap:.3f} and exact F1 {exact:.3f}; "
                    "they find the same spans and bound them differently."
                )
        articles = len(self.found.articles)
        if articles < 5:
            yield f"{articles} articles are too few for intervals (5 are needed)."
        elif articles < 20:
            yield f"{articles} articles are few: intervals are wide, and figures may change much with more."


_TALLIES: dict[str, CoupleTally] = {
    "alpha": alpha.measure.tally,
    "agreement": agreement_tally,
    "ac1": ac1.measure.tally,
}
_COEFFICIENT_TITLES = {"alpha": "alpha", "agreement": "percent agreement", "ac1": "AC1"}
#: Measures that are no file of their own.
_MORE = {
    "agreement": (
        "Percent agreement",
        "The share of things compared of which both said the same. Not corrected for chance: two people "
        "who always say the same word agree in all. By category it is specific agreement: of all that "
        "either gave this value, the share where the other did too.",
        "Hripcsak and Rothschild 2005, JAMIA 12:296",
    ),
    "role-f1": (
        "Role F1",
        "Of all fillers of ties that both annotators have (heads overlap, one to one), the share that the "
        "other tie has in the same role too: a span that overlaps or is equal, an implicit filler with the "
        "same reason, or a tie on an overlapping head.",
        "F1 given matched heads, as in frame-semantic parsing",
    ),
    "entry": (
        "Same entry",
        "Of all spans that both marked with one label (overlapping, one to one), the share that both "
        "resolve to the same entry. Not corrected for chance, which is next to nothing with many entries.",
        "Percent agreement",
    ),
    "alpha-masi": (
        "alpha with MASI",
        "Krippendorff's alpha on the set of roles that are filled, with MASI as the distance of two sets: "
        "one less Jaccard's index times 1 (equal), 2/3 (one holds the other), 1/3 (they share some) or 0.",
        "Passonneau 2006; Krippendorff 2004",
    ),
}


def definition(name: str) -> tuple[str, str, str]:
    """Title, definition and source of a measure of the report.

    Raises:
        AnnotatorError: there is none of that name.
    """
    if name in _MORE:
        return _MORE[name]
    found = measures.load(name)
    return found.title, found.definition, found.source


def defined() -> tuple[str, ...]:
    """Names of all measures that have a definition."""
    return tuple(sorted({*measures.names(), *_MORE}))


def _definitions(layers: Sequence[Layer]) -> dict[str, tuple[str, str, str]]:
    names = dict.fromkeys(part.measure for layer in layers for part in layer.parts)
    return {name: definition(name) for name in names}


def _filled(layer: _Layer, figures: Sequence[Figure]) -> Layer:
    parts = tuple(
        Part(
            slot.measure,
            slot.title,
            slot.what,
            replace(figures[slot.own], name="all"),
            tuple(Breakdown(by, tuple(figures[low:high])) for by, low, high in slot.runs if high > low),
        )
        for slot in layer.slots
    )
    return Layer(layer.name, layer.title, layer.question, parts, layer.confusion, layer.errors, layer.notes)


def _confusion(title: str, couples: Couples) -> Counts:
    table = couples.confusion()
    used = np.flatnonzero(table.sum(axis=0))
    rows = tuple(tuple(int(x) for x in table[i, used]) for i in used)
    return Counts(title, tuple(couples.values[i] for i in used), rows)


def _errors(of: relation_f1.Relations) -> Counts:
    """How many unmatched relations of each role had each error."""
    missed = of.error >= 0
    width = len(relation_f1.ERRORS)
    roles = of.shares.kinds
    table = np.bincount(
        of.shares.kind[missed] * width + of.error[missed], minlength=len(roles) * width
    ).reshape(len(roles), width)
    rows = tuple(tuple(int(x) for x in row) for row in table)
    return Counts("relations that found no partner", roles, rows, relation_f1.ERRORS)
