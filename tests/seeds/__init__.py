"""Tests of what lies in `seeds/`."""
