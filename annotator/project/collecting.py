"""Python's garbage collector, held back where many labels are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def few_collections() -> Iterator[None]:
    """Look for garbage in circles less often: labels are many objects and no circles, and it took a tenth."""
    before = gc.get_threshold()
    gc.freeze()  # what the program itself is made of is no garbage
    gc.set_threshold(500_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
