"""Finds texts in a long list of them in a tenth of a dict's memory: by a hash of each, in rising order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.array_file import Arrays
from bot.matching.ranking.sparse_matrix import Positions

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class TextTable:
    """Two different texts share a hash once in a billion such lists.

    `hashes` (texts,) are in rising order, `order` (texts,) says where in the list the text of each stands.
    """

    hashes: Hashes
    order: Positions

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        found = np.array([_hash.__wrapped__(text) for text in texts], np.uint64)  # each is asked for once
        order = np.argsort(found, kind="stable")
        return cls(found[order], order.astype(np.int32))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same table of."""
        return {"hashes": self.hashes, "order": self.order}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The table that `to_arrays` described."""
        return cls(arrays["hashes"], arrays["order"])

    def first_places(self, asked: Hashes) -> Positions:
        """Where each text stands in the list, -1 where it does not: (asked,)."""
        if not len(self.hashes):
            return np.full(len(asked), -1, np.int32)
        at = self.hashes.searchsorted(asked)
        is_there = self.hashes.take(at, mode="clip") == asked
        return np.where(is_there, self.order.take(at, mode="clip"), np.int32(-1))

    def places(self, text: str) -> Positions:
        """Every place where a text stands, in rising order."""
        asked = hashes([text])[0]
        return self.order[self.hashes.searchsorted(asked) : self.hashes.searchsorted(asked, "right")]


def hashes(texts: Sequence[str]) -> Hashes:
    """A number for each text: (texts,)."""
    return np.array([_hash(text) for text in texts], np.uint64)


@lru_cache(maxsize=4_000)
def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
