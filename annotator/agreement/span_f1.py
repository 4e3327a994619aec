"""Exact span F1: the same label on just the same words."""

from annotator.agreement._spans import SpanMeasure

measure = SpanMeasure(
    "span-f1",
    "Exact span F1",
    "Twice the spans both annotators marked alike, label and bounds, over all they marked; "
    "added up over pairs of annotators and the articles both finished.",
    "Hripcsak and Rothschild 2005, JAMIA 12:296",
    ends="exact",
)
