from __future__ import annotations

import pytest

from annotator.domain.scheme import Scheme
from annotator.schemes.reader import load


@pytest.fixture(scope="session")
def blame() -> Scheme:
    return load("blame")[0]


@pytest.fixture(scope="session")
def polnear() -> Scheme:
    return load("polnear")[0]
