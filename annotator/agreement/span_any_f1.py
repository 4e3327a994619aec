"""Any-overlap span F1: the same label on words that overlap, however many share them."""

from annotator.agreement._spans import SpanMeasure

measure = SpanMeasure(
    "span-any-f1",
    "Any-overlap span F1",
    "As overlap span F1, but not one to one: a span counts when it overlaps any span of the other "
    "annotator with the same label. Where it is well above overlap F1, one annotator marks in one span what "
    "the other marks in several.",
    "The lenient setting under which corpora are often published",
    ends="any",
)
