"""Any text at all: no crash, legal labels, work in proportion to the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.fit import fit
from annotator.domain.rules import violations
from annotator.domain.text import Article, Sentence, Tokens
from annotator.schemes import reader
from annotator.suggest.suggester import Suggester

WORDS = (
    "said told accused blamed of for on that to by with from and but , . : ; — “ ” \" ' ’s ( ) [ ] - – … \n \n\n "
    "the a his who which must will not Kabul Pakistan Mr. officials report attack claim accusing held responsible "
    "according allegedly reportedly without naming both Friday $5 and/or those behind warned ‘ ’ '' `` ”said"
).split(" ")


def article(text: str) -> Article:
    """The text with each line as a sentence."""
    sentences, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            sentences.append(Sentence(start, start + len(line)))
        start += len(line) + 1
    return Article("a", text, tuple(sentences), Tokens([]))


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_yields_legal_labels(suggester: Suggester, text: str) -> None:
    scheme, _ = reader.load("blame")
    one = article(text)
    labels = suggester.suggest(one)
    assert list(violations(fit(labels, scheme), scheme, len(text))) == []
    queued = [(sentence.start, sentence.end) for sentence in one.sentences]
    for span in labels.spans.values():
        assert any(start <= span.start < end for start, end in queued)
        assert text[span.start : span.end].strip()


@pytest.mark.parametrize(
    "piece", ["council ", "he said ", "“he said ” ", "Kabul ’s report claim of ", "( ", "and "]
)
def test_work_grows_with_the_text(suggester: Suggester, piece: str) -> None:
    def seconds(times: int) -> float:
        begin = time.process_time()
        suggester.suggest(article(piece * times))
        return time.process_time() - begin

    seconds(100)
    assert seconds(12_000) < 12 * max(seconds(3_000), 0.05)
