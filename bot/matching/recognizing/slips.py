"""Words that are one slip of the finger, or an ending, away from a known one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from rapidfuzz.distance import OSA

LONGEST = 40
"""Letters. No known word is longer, and who looks at all that is left of a longer one never ends."""


def without_one(word: str) -> set[str]:
    """A word and what is left of it without any one letter: two that share one of these are near.

    A word that is too long is near to none.
    """
    if len(word) > LONGEST:
        return set()
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


class Slips:
    """Finds the known words that a word misspells by one letter; built once, then only read."""

    def __init__(self, words: Iterable[str]) -> None:
        """Normalized words."""
        self._words = list(dict.fromkeys(words))
        # what is left of them by its hash alone: texts would take ten times as much
        left = [list(map(hash, without_one(word))) for word in self._words]
        hashes = np.fromiter(chain.from_iterable(left), np.int64)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._places = np.repeat(np.arange(len(left), dtype=np.int32), list(map(len, left)))[order]

    def of(self, word: str) -> set[str]:
        """The known words that are one letter, or two swapped ones, away."""
        if not len(self._hashes):
            return set()
        asked = np.array(list(map(hash, without_one(word))), np.int64)
        first = self._hashes.searchsorted(asked)
        is_there = self._hashes.take(first, mode="clip") == asked
        if not is_there.any():
            return set()
        first, last = first[is_there], self._hashes.searchsorted(asked[is_there], "right")
        near = {
            self._words[place]
            for begins, ends in zip(first.tolist(), last.tolist(), strict=True)
            for place in self._places[begins:ends].tolist()
        }
        return {known for known in near if OSA.distance(word, known) == 1}


def is_slip(word: str, known: str) -> bool:
    """Whether a short word is another but for one letter behind its first, or two swapped ones."""
    return word[:1] == known[:1] and OSA.distance(word, known, score_cutoff=1) == 1


def beginnings(word: str, shortest: int) -> Iterator[str]:
    """What a word begins with, the longest first; of at least so many letters."""
    return (word[:size] for size in range(min(len(word), LONGEST), shortest - 1, -1))
