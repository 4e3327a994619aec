"""Tests of `annotator.schemes`."""
