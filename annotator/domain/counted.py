"""A number of things in words."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """`1 tie`, `2 ties`, `1,200 entries`; `many` is the plural where it is not the word with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
