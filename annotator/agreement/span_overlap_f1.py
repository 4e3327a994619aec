"""Overlap span F1: the same label on words that overlap."""

from annotator.agreement._f1 import PairwiseF1
from annotator.agreement._matching import overlapping

measure = PairwiseF1(
    "span-overlap-f1",
    "Overlap span F1",
    "As exact span F1, but a pair of spans matches when its labels are the same and they share a "
    "character; one to one, as many pairs as there can be.",
    overlapping,
)
