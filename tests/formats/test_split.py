"""Which article goes where: by its own hash, so that it stays there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.formats._split import Split


def _divided(keys: list[str], ratio: str, seed: str) -> Counter[str]:
    split = Split.parsed(ratio, seed).settled(keys)
    return Counter(split.of(key) for key in keys)


def test_shares_come_near_to_what_was_asked() -> None:
    counts = _divided([f"a{i}" for i in range(10_000)], "80/10/10", "0")
    assert abs(counts["train"] - 8000) < 150
    assert abs(counts["dev"] - 1000) < 120
    assert abs(counts["test"] - 1000) < 120


@pytest.mark.parametrize("ratio", ["80/10/10", "50/25/25", "98/1/1", "1/1/98", "1/98/1"])
@pytest.mark.parametrize("count", range(2, 9))
def test_train_and_dev_are_never_empty(ratio: str, count: int) -> None:
    for seed in range(30):
        counts = _divided([f"a{i}" for i in range(count)], ratio, str(seed))
        assert counts["train"], (seed, counts)
        assert counts["dev"], (seed, counts)


def test_an_article_for_dev_is_taken_from_test_first() -> None:
    taken = 0
    for seed in range(200):
        keys = [f"a{i}" for i in range(6)]
        split = Split.parsed("60/1/39", str(seed))
        before = {key: split.of(key) for key in keys}
        settled = split.settled(keys)
        if {"train", "test"} == set(before.values()):
            taken += 1
            moved = [key for key in keys if settled.of(key) != before[key]]
            assert [before[key] for key in moved] == ["test"]
    assert taken > 100


def test_the_last_for_training_is_the_lowest_draw() -> None:
    split = Split.parsed("1/98/1", "0")
    keys = [f"a{i}" for i in range(5)]
    settled = split.settled(keys)
    assert [key for key in keys if settled.of(key) == "train"] == [min(keys, key=split.draw)]


def test_one_article_is_for_training() -> None:
    assert all(_divided(["a"], "80/10/10", str(seed)) == {"train": 1} for seed in range(30))


def test_a_split_with_no_share_stays_empty() -> None:
    for seed in range(30):
        assert set(_divided([f"a{i}" for i in range(20)], "80/20/0", str(seed))) == {"train", "dev"}
        assert set(_divided(["a", "b", "c"], "100/0/0", str(seed))) == {"train"}


def test_an_article_stays_where_it_is_when_others_come() -> None:
    few = [f"a{i}" for i in range(60)]
    before = Split.parsed("80/10/10", "7").settled(few)
    after = Split.parsed("80/10/10", "7").settled([f"b{i}" for i in range(100)] + few)
    assert not before.moved
    assert [before.of(key) for key in few] == [after.of(key) for key in few]


def test_the_seed_matters() -> None:
    keys = [f"a{i}" for i in range(60)]
    one, two = (Split.parsed("80/10/10", seed) for seed in "12")
    assert [one.of(key) for key in keys] != [two.of(key) for key in keys]


def test_keys_are_read_only_as_far_as_needed() -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield f"a{read}"

    Split.parsed("80/10/10", "0").settled(endless())
    assert read < 500


@pytest.mark.parametrize(
    "ratio", ["", "80", "80/20", "0/50/50", "0/0/0", "a/b/c", "-1/1/1", "80/10/10/0", "8.5/1/1"]
)
def test_what_is_no_split_is_refused(ratio: str) -> None:
    with pytest.raises(AnnotatorError, match="split"):
        Split.parsed(ratio, "0")
