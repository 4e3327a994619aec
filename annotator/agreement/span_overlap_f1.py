"""Overlap span F1: the same label on words that overlap."""

from annotator.agreement._spans import SpanMeasure

measure = SpanMeasure(
    "span-overlap-f1",
    "Overlap span F1",
    "As exact span F1, but two spans match when their labels are the same and they share a character; "
    "one to one, as many pairs as there can be. Spans that only touch do not overlap.",
    "Hripcsak and Rothschild 2005, JAMIA 12:296; a maximum matching, so that order makes no difference",
    ends="overlap",
)
