"""Tests of `annotator.segment`."""
