"""Hypothesis strategies: records with everything that may legally stand in one."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from annotator.domain.labels import Labels, Rejected, Role, Span, Status, Tie
from annotator.domain.plain import span_to_plain, tie_to_plain
from annotator.domain.record import Record, Visits
from annotator.domain.text import Article, Publication, Region, Sentence

from .golden import SCHEME, tokens

#: Words that break naive offsets: emoji with joiners and modifiers, combining marks, right-to-left
#: script, ideographs, every line end, separators, controls, tags, sub-token labels.
PIECES = (
    "Kabul", "blamed", "U.S.-backed", "👩‍👩‍👧", "👍🏽", "🇹🇯", "e\u0301", "न्याय", "ירושלים", "القدس",
    "東京。", " ", "  ", "\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x1b[2J", "\u200b", "\ufeff",
    '"', "\\", "\\u0000", "</script>", ".", "…", "’s", "Ａ",
)  # fmt: skip
NAMES = ("anna", "ben", "chloé", "дарья", "emre", "名前")

texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
metas = st.dictionaries(words.filter(lambda key: key != "publications"), json_values, max_size=3)
fates = st.sampled_from([None, "accepted", "moved", "relabelled"])
origins = st.sampled_from(["human", "blame@0.1"])
scores = st.none() | st.floats(0, 1)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(texts)
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = [pair for pair in zip(bounds[::2], bounds[1::2], strict=False) if text[slice(*pair)].strip()]
    sentences = tuple(Sentence(*pair) for pair in pairs)
    regions = tuple(Region(start, end, "nav_label") for start, end in draw(_bounds(text, 2)))
    return Article(
        draw(words.filter(bool)), text, sentences, tokens(text), regions, draw(st.none() | words), draw(metas)
    )


@st.composite
def records(draw: st.DrawFn, article: Article | None = None) -> Record:
    article = draw(articles()) if article is None else article
    annotator = draw(st.sampled_from((None, *NAMES)))
    labels = draw(_labels(article)) if annotator else Labels()
    visit = st.builds(
        Visits, st.integers(0, 10**6).map(lambda ms: ms / 1000), st.sampled_from(["shown", "hidden", "none"])
    )
    return Record(
        article,
        "blame@1",
        "spacy.en@3.8",
        annotator,
        draw(st.sampled_from(["main", "pilot 1"])),
        draw(st.integers(1, 3)),
        draw(st.sampled_from(["human", "suggestion", "gold"])),
        labels,
        {sentence.start: draw(visit) for sentence in article.sentences},
        tuple(draw(st.lists(_publications(), max_size=3))),
        draw(st.none() | times),
        draw(st.none() | times),
        draw(st.none() | times),
        tuple(draw(st.lists(st.fixed_dictionaries({"tie": words, "taken": words}), max_size=1))),
    )


@st.composite
def _labels(draw: st.DrawFn, article: Article) -> Labels:
    fragments = st.lists(_fragments(article.text), max_size=6) if article.text else st.just([])
    spans = {
        f"s{index}": Span(
            f"s{index}",
            draw(st.sampled_from(list(SCHEME.labels))),
            parts,
            draw(st.dictionaries(words, st.booleans() | words, max_size=2)),
            draw(st.none() | words),
            draw(origins),
            draw(fates),
            draw(scores),
        )
        for index, parts in enumerate(draw(fragments))
    }
    ties: dict[str, Tie] = {}
    for index in range(draw(st.integers(0, 3)) if spans else 0):
        roles = [
            Role(name, filler)
            for name, filler in draw(
                st.lists(
                    st.tuples(st.sampled_from(["source", "target", "issue"]), st.sampled_from(list(spans)))
                )
            )
        ]
        roles += draw(
            st.lists(st.sampled_from([Role("source", implicit="author"), Role("issue", implicit="context")]))
        )
        roles += [Role("nested", tie=other) for other in ties if draw(st.booleans())]
        ties[f"t{index}"] = Tie(
            f"t{index}",
            draw(st.sampled_from(list(spans))),
            draw(st.sampled_from([None, *SCHEME.categories])),
            tuple(roles),
            draw(st.dictionaries(words, st.booleans() | words, max_size=2)),
            draw(st.booleans()),
            draw(origins),
            draw(fates),
            draw(scores),
            draw(st.none() | words),
        )
    rejected = [
        Rejected(f"x{s.id}", "span", s.origin, span_to_plain(s))
        for s in spans.values()
        if draw(st.booleans())
    ]
    rejected += [
        Rejected(f"x{t.id}", "tie", t.origin, tie_to_plain(t)) for t in ties.values() if draw(st.booleans())
    ]
    labels = Labels(spans, ties, rejected={one.id: one for one in rejected})
    for sentence in article.sentences:
        status = draw(st.sampled_from(["open", "done", "nothing", "skipped"]))
        labels = labels.with_status(
            sentence.start, Status(status, draw(st.booleans()), draw(st.none() | words))
        )
    return labels


def _bounds(text: str, most: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    if not text:
        return st.just([])
    pair = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda p: p[0] < p[1])
    return st.lists(pair, max_size=most)


@st.composite
def _fragments(draw: st.DrawFn, text: str) -> tuple[tuple[int, int], ...]:
    ends = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    return tuple(zip(ends[::2], ends[1::2], strict=False))


def _publications() -> st.SearchStrategy[Publication]:
    maybe = st.none() | words
    return st.builds(Publication, words, maybe, maybe, maybe, maybe, metas)
