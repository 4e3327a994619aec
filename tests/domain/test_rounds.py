"""Which sentences have suggestions, and what is left of them."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.rounds import ARMS, Round, shown_part
from annotator.domain.text import Article, Sentence, Tokens

TEXT = "Ada blamed Bo. Bo denied it. " * 200
SENTENCES = tuple(
    Sentence(start, start + len(one))
    for n in range(200)
    for start, one in ((29 * n, "Ada blamed Bo."), (29 * n + 15, "Bo denied it."))
)
ARTICLE = Article("a", TEXT, SENTENCES, Tokens([]))
MIXED = Round("pilot", "mixed", hidden=0.3, seed=7)


def test_about_the_share_is_hidden_and_always_the_same() -> None:
    hidden = [MIXED.hides(ARTICLE, one.start) for one in SENTENCES]
    assert 0.22 < sum(hidden) / len(hidden) < 0.38
    assert hidden == [MIXED.hides(ARTICLE, one.start) for one in SENTENCES]
    for other in (replace(MIXED, seed=8), replace(MIXED, name="next")):
        assert hidden != [other.hides(ARTICLE, one.start) for one in SENTENCES]
    assert hidden != [MIXED.hides(replace(ARTICLE, id="b"), one.start) for one in SENTENCES]


def test_every_offset_of_a_sentence_is_drawn_alike() -> None:
    for one in SENTENCES:
        assert len({MIXED.hides(ARTICLE, at) for at in range(one.start, one.end)}) == 1


def test_the_other_arms_draw_nothing() -> None:
    for arm in ARMS[:3]:
        told = {Round("r", arm, hidden=0.5).arm_at(ARTICLE, one.start, one.end) for one in SENTENCES}
        assert told == {"hidden" if arm == "hidden" else "shown"}


def test_a_joined_sentence_is_shown_where_a_part_of_it_is() -> None:
    arms = [MIXED.arm_at(ARTICLE, one.start, one.end) for one in SENTENCES]
    for (one, this), (other, that) in zip(
        zip(SENTENCES, arms, strict=True), list(zip(SENTENCES, arms, strict=True))[1:], strict=False
    ):
        joined = MIXED.arm_at(ARTICLE, one.start, other.end)
        assert joined == ("hidden" if (this, that) == ("hidden", "hidden") else "shown")


def test_nothing_of_a_hidden_sentence_is_suggested_anywhere() -> None:
    spans, ties = {}, {}
    for n, one in enumerate(SENTENCES):
        spans[f"c{n}"] = Span(f"c{n}", "STANCE", ((one.start + 3, one.start + 6),))
        spans[f"a{n}"] = Span(f"a{n}", "ACTOR", ((one.start, one.start + 2),))
        after = (n + 1) % len(SENTENCES)
        roles = (Role("source", f"a{n}"), Role("target", f"a{after}"), Role("nested", tie=f"t{after}"))
        ties[f"t{n}"] = Tie(f"t{n}", f"c{n}", "ACCUSE", roles)
    found = shown_part(Labels(spans, ties), ARTICLE, MIXED)
    assert 0 < len(found.ties) < len(ties)
    for span in found.spans.values():
        assert not MIXED.hides(ARTICLE, span.start)
    for n, one in enumerate(SENTENCES):
        assert (f"t{n}" in found.ties) is not MIXED.hides(ARTICLE, one.start)
    for tie in found.ties.values():
        for role in tie.roles:
            assert role.filler in found.spans if role.filler else role.tie in found.ties
    whole = Labels(spans, ties)
    assert shown_part(whole, ARTICLE, Round("r")) is whole
    assert shown_part(whole, ARTICLE, Round("r", "hidden")) == Labels()


def test_a_fragment_in_a_hidden_sentence_hides_the_span() -> None:
    number = next(
        n
        for n in range(len(SENTENCES))
        if not MIXED.hides(ARTICLE, SENTENCES[n].start) and MIXED.hides(ARTICLE, SENTENCES[n + 1].start)
    )
    one, other = SENTENCES[number], SENTENCES[number + 1]
    span = Span("s", "STANCE", ((one.start, one.start + 3), (other.start, other.start + 2)))
    assert shown_part(Labels({"s": span}), ARTICLE, MIXED) == Labels()
