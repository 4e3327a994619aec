"""The report: its layers and breakdowns, what it warns of, and its text, rows and page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from annotator.agreement.report.build import Subject, build, defined, definition
from annotator.agreement.report.model import Part, Report
from annotator.agreement.report.page import page
from annotator.agreement.report.rows import COLUMNS, as_csv, as_plain
from annotator.agreement.report.text import layer_lines, number, overview
from annotator.domain.ratings import Filler, Ratings, Reading, TieRating, Unit

SUBJECT = Subject(entities=frozenset({"ACTOR"}), open={"dora": 2}, changed={"ben": 1}, surface=True)
CATEGORIES = [("ACCUSE", "blame"), ("CONDEMN", "blame"), ("DENY", "defend")]


def reading(article: int, *, shift: int = 0, category: int = 0, arm: str = "shown", late: int = 0) -> Reading:
    """Four sentences of 100 characters, a tie in each of the first three."""
    units, ties, claims = [], [], {}
    for s in range(3):
        at = s * 100
        units += [
            Unit("ACTOR", ((at, at + 10),), f"A{(article + s) % 4}"),
            Unit("STANCE", ((at + 20, at + 27 + shift),)),
            Unit("ACTOR", ((at + 40, at + 50),), "B"),
        ]
        name, group = CATEGORIES[(s + category * (article % 2)) % 3]
        target = Filler("target", 3 * s + 2) if s else Filler("target", implicit="unnamed")
        ties.append(TieRating(3 * s + 1, name, group, (Filler("source", 3 * s), target), {"negated": "no"}))
        claims[units[-3].entry, group, "B" if s else "(unnamed)"] = (at + 20,)
    sentences = {0: "done", 100: "done", 200: "done", 300: "nothing" if article % 3 else "skipped"}
    arms = {start: "hidden" if start == 100 else arm for start in sentences}
    when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=article, hours=late)
    return Reading(tuple(units), tuple(ties), sentences, arms, claims, when)


def rows(articles: int = 12, names: Sequence[str] = ("anna", "ben", "carla")) -> Ratings:
    found = {
        f"a{i}": {
            name: reading(i, shift=n if i % 2 else 0, category=n % 2, late=n) for n, name in enumerate(names)
        }
        for i in range(articles)
    }
    found["alone"] = {names[0]: reading(1)}
    return Ratings(found, dict.fromkeys(found, 400))


@pytest.fixture(scope="module")
def report() -> Report:
    return build(rows(), SUBJECT)


def part(report: Report, layer: str, title: str) -> Part:
    return next(p for one in report.layers if one.name == layer for p in one.parts if p.title == title)


def test_layers_run_from_the_headline_down(report: Report) -> None:
    names = [layer.name for layer in report.layers]
    assert names == [
        "headline", "cue", "boundaries", "category", "attributes", "roles", "entries", "ties", "status", "annotators",
    ]  # fmt: skip
    assert (report.articles, report.single, report.pairs) == (12, 1, 3)
    assert report.headline.measure == "ledger-f1"


def test_every_way_to_break_a_figure_down(report: Report) -> None:
    by_all = {"group", "pair", "annotator", "suggestions", "time", "article"}
    assert {b.by for b in report.headline.breakdowns} == by_all
    # Here each claim of an article is made by one sentence, and so in one arm.
    assert sum(f.units for f in report.headline.by("suggestions")) == report.headline.figure.units
    exact = part(report, "boundaries", "spans, exact bounds")
    assert {b.by for b in exact.breakdowns} == {
        "label",
        "pair",
        "annotator",
        "suggestions",
        "time",
        "article",
    }
    assert [f.name for f in exact.by("label")] == ["ACTOR", "STANCE"]
    assert [f.name for f in exact.by("pair")] == ["anna – ben", "anna – carla", "ben – carla"]
    assert [f.name for f in exact.by("suggestions")] == ["shown", "hidden"]
    # The units of every pair are those of two annotators against the rest.
    for by, times in (
        ("label", 1),
        ("pair", 1),
        ("annotator", 2),
        ("suggestions", 1),
        ("time", 1),
        ("article", 1),
    ):
        assert sum(f.units for f in exact.by(by)) == times * exact.figure.units, by
    assert sum(f.articles for f in exact.by("time")) == 12


def test_figures_are_what_they_should_be(report: Report) -> None:
    # ben moves half his stances' bounds by one, carla by two; each is one of three units of a tie.
    found = part(report, "boundaries", "spans, exact bounds")
    assert found.by("label")[0].value == 1.0
    assert found.by("label")[1].value == pytest.approx(0.5)
    assert part(report, "boundaries", "spans, overlapping").figure.value == 1.0
    # ben's categories are turned in every other article; anna and carla agree.
    category = part(report, "category", "category: percent agreement")
    by_pair = {f.name: f.value for f in category.by("pair")}
    assert by_pair == {"anna – ben": 0.5, "anna – carla": 1.0, "ben – carla": 0.5}
    assert category.figure.matched == category.figure.units == 2 * 3 * 3 * 12
    assert part(report, "roles", "fillers, overlapping").figure.value == 1.0
    assert part(report, "entries", "same entry").figure.value == 1.0
    ties = part(report, "ties", "whole ties, overlapping")
    assert ties.figure.value == pytest.approx(2 / 3)


def test_alpha_alone_has_bands_and_figures_have_intervals(report: Report) -> None:
    for _, one, by, figure in report.rows():
        assert not figure.band or one.measure in ("alpha", "u-alpha", "alpha-masi")
        assert (figure.value is None) == bool(figure.reason), (one.title, figure)
        if figure.interval is not None:
            assert figure.value is not None
            assert figure.interval.low <= figure.value <= figure.interval.high
            assert figure.interval.method == "jackknife-t"
        elif figure.value is not None and by != "article" and one.measure != "dawid-skene":
            assert figure.no_interval, (one.title, by, figure)


def test_without_intervals_the_figures_are_the_same(report: Report) -> None:
    quick = build(rows(), SUBJECT, intervals=False)
    assert [f.value for *_, f in quick.rows()] == [f.value for *_, f in report.rows()]
    assert all(f.interval is None for *_, f in quick.rows())


def test_from_fifty_articles_on_it_is_the_bootstrap() -> None:
    many = build(rows(50, ("anna", "ben")), SUBJECT)
    interval = part(many, "boundaries", "spans, exact bounds").figure.interval
    assert interval is not None
    assert interval.method == "bootstrap"


def test_confusions_and_errors_are_counted(report: Report) -> None:
    layer = next(one for one in report.layers if one.name == "category")
    assert layer.confusion is not None
    assert layer.confusion.values == ("ACCUSE", "CONDEMN", "DENY")
    assert sum(map(sum, layer.confusion.rows)) == 2 * 3 * 3 * 12
    for i, row in enumerate(layer.confusion.rows):
        for j, count in enumerate(row):
            assert count == layer.confusion.rows[j][i]


def test_what_a_reader_must_know_is_said(report: Report) -> None:
    empty = rows(3)
    articles = {key: {**of, "carla": Reading()} for key, of in empty.articles.items() if key != "alone"}
    told = build(Ratings(articles, empty.lengths), SUBJECT).warnings
    assert "carla marked nothing in 3 of 3 articles." in told
    assert "3 articles are too few for intervals (5 are needed)." in told
    assert any("Boundary disagreement" in warning for warning in report.warnings)
    assert build(Ratings({}), SUBJECT).warnings == (
        "Nothing to compare: no article was finished by two annotators.",
    )
    text = "\n".join(overview(report))
    assert "not submitted: 2 labelled articles (dora 2)" in text
    assert "changed after submission (the changes do not count): 1 labelled article (ben 1)" in text
    assert "1 article that one alone submitted" in text


def test_every_part_is_defined_and_definitions_have_sources(report: Report) -> None:
    assert {one.measure for _, one, _, _ in report.rows()} <= set(report.definitions) <= set(defined())
    for name in defined():
        assert all(definition(name))


def test_rows_are_harmless_to_spreadsheets() -> None:
    names = ('=HYPERLINK("x")', "+ben", "@carla")
    table = list(csv.reader(io.StringIO(as_csv(build(rows(5, names), SUBJECT)), newline="")))
    assert tuple(table[0]) == COLUMNS
    told = [dict(zip(COLUMNS, row, strict=True)) for row in table[1:]]
    assert any(row["name"].startswith("'=HYPERLINK") for row in told)
    for row in told:
        for column in ("name", "part", "reason", "warnings", "by"):
            assert not row[column].startswith(("=", "+", "@", "-")), row
        assert row["value"] == "" or -1 <= float(row["value"]) <= 1


def test_json_holds_it_all(report: Report) -> None:
    plain = json.loads(json.dumps(as_plain(report), allow_nan=False))
    assert plain["layers"][0]["parts"][0]["figure"]["interval"]["method"] == "jackknife-t"
    assert plain["definitions"]["alpha"]["source"].startswith("Krippendorff")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "data")]
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    hostile = ("<script>alert(1)</script>", "b\u202een", "c&d\x1b[31m")
    text = page(build(rows(12, hostile), SUBJECT))
    tags = _Tags()
    tags.feed(text)
    assert tags.open == []
    assert "script" not in tags.seen
    assert {"svg", "table", "details"} <= tags.seen
    assert all(link.startswith("#define-") for link in tags.links)
    assert {link[1:] for link in tags.links} <= set(re.findall(r'id="([^"]+)"', text))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "@media print" in text


def test_the_page_of_nothing_says_so() -> None:
    text = page(build(Ratings({}), SUBJECT))
    assert "no article was finished by two annotators" in text


def test_shown_and_hidden_stand_side_by_side(report: Report) -> None:
    text = list(overview(report))
    at = text.index("Suggestions shown or hidden, side by side (hidden is the honest one)")
    cue = next(layer for layer in report.layers if layer.name == "cue").parts[0].by("suggestions")
    shown, hidden = (number(figure.value or 0) for figure in cue)
    assert re.match(
        r"  who blames whom +shown \S+ \S+ n \d+ · hidden \S+ \S+ n \d+ · [+-]\.\d+", text[at + 1]
    )
    assert re.fullmatch(
        rf"  STANCE found, \S+ +shown {shown}( \S+)? n \d+ · hidden {hidden}( \S+)? n \d+ · [+-]\.\d+",
        text[at + 2],
    )
    assert "Suggestions shown or hidden" in page(report)


def test_the_headline_by_arm_is_what_the_sentences_of_each_arm_say() -> None:
    """One claim in a sentence of each arm; the other annotator makes it in the second alone, and one more."""
    one, other = ("A", "blame", "B"), ("C", "defend", "(unnamed)")
    seen = {0: "shown", 100: "hidden", 200: "hidden"}
    anna = Reading((), (), dict.fromkeys(seen, "done"), seen, {one: (20, 120), other: (30,)})
    ben = Reading((), (), dict.fromkeys(seen, "done"), seen, {one: (130, 220)})
    found = build(Ratings({"a": {"anna": anna, "ben": ben}}, {"a": 300}), SUBJECT).headline
    assert (found.figure.matched, found.figure.units) == (2, 3)
    arms = {figure.name: (figure.matched, figure.units) for figure in found.by("suggestions")}
    assert arms == {"shown": (0, 2), "hidden": (2, 2)}


def test_lines_fit_and_say_which_is_worst(report: Report) -> None:
    text = list(overview(report))
    assert "Least agreed on" in text
    after = text[text.index("Least agreed on") + 1]
    assert "CONDEMN" in after or "STANCE" in after or "ACCUSE" in after or "DENY" in after
    for layer in report.layers:
        lines = list(layer_lines(layer))
        assert len(lines) > 1
        assert lines[0].startswith(layer.title)
