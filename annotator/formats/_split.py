"""Which articles are for training, for development and for testing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotator.domain.errors import AnnotatorError

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Split:
    """A share for each of `SPLITS`; articles fall into them by a hash of their key and the seed.

    So an article stays where it is when others are added. `moved` are exceptions, see `settled`.
    """

    shares: tuple[float, float, float]
    seed: str
    moved: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parsed(cls, ratio: str, seed: str) -> Split:
        """Read "80/10/10" for train/dev/test, in any unit.

        Raises:
            AnnotatorError: these are not three shares, or none is for training.
        """
        parts = [part.strip() for part in ratio.split("/")]
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
            raise AnnotatorError(f"{ratio!r} is no split", "Give three whole numbers, like 80/10/10.")
        train, dev, test = (int(part) for part in parts)
        if not train:
            raise AnnotatorError(f"the split {ratio} has nothing for training", "Try 80/10/10.")
        total = train + dev + test
        return cls((train / total, dev / total, test / total), seed)

    def of(self, key: str) -> str:
        """The split of an article, or of a group of articles, by its key."""
        if key in self.moved:
            return self.moved[key]
        draw, upto = self.draw(key), 0.0
        for name, share in zip(SPLITS, self.shares, strict=True):
            upto += share
            if draw < upto:
                return name
        return SPLITS[0]

    def draw(self, key: str) -> float:
        """A number from 0 up to 1 that is the key's own."""
        digest = hashlib.sha256(f"{self.seed}\n{key}".encode()).digest()
        return int.from_bytes(digest[:6]) / (1 << 48)

    def settled(self, keys: Iterable[str]) -> Split:
        """This split with train and dev not empty, where there are two keys or more.

        If no key falls into train, the one with the lowest draw is moved there; if then none falls
        into dev and dev has a share, the one with the highest draw is, which is one of test's if test
        has any. With more articles the hash fills both and nothing is moved. Keys are read only as far
        as needed.
        """
        found: dict[str, str] = {}
        needed = {"train", "dev"} if self.shares[1] else {"train"}
        for key in keys:
            found[key] = self.of(key)
            if needed <= set(found.values()):
                return self
        moved: dict[str, str] = {}
        by_draw = sorted(found, key=self.draw)
        if by_draw and "train" not in found.values():
            moved[by_draw[0]] = found[by_draw[0]] = "train"
        if "dev" in needed - set(found.values()) and len(found) > 1:
            moved[by_draw[-1]] = "dev"
        return Split(self.shares, self.seed, moved)
