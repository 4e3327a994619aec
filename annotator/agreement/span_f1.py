"""Exact span F1: the same label on just the same words."""

from annotator.agreement._f1 import PairwiseF1
from annotator.agreement._matching import exact

measure = PairwiseF1(
    "span-f1",
    "Exact span F1",
    "Twice the spans both annotators marked alike, label and bounds, over all they marked; "
    "pooled over pairs of annotators and articles both finished.",
    exact,
)
