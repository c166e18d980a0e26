"""The words of the phrasings: how frequent they are, and what a misspelt word was to be."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.ranking.array_file import Arrays, array_as_texts, texts_as_array
from bot.matching.ranking.sparse_matrix import Floats

_SHORTEST = 4
_LONGEST = 40
_LEAST_SIMILARITY = 0.7
_REMEMBERED = 4_000


class Vocabulary:
    """The known words and how frequent they are; built once, then only read."""

    def __init__(self, words: Sequence[str], frequency: Floats) -> None:
        """`words` are in the order of their lengths; `frequency` (words,) is in theirs."""
        self._words = " ".join(words)
        self.frequency = frequency
        self._lengths = np.array([len(word) for word in words], np.int32)
        self._ends = np.cumsum(self._lengths + 1) - 1
        self._letters = _letters(words)
        self._nearest = lru_cache(maxsize=_REMEMBERED)(self._search)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Of normalized texts."""
        counts = Counter(word for text in texts for word in text.split())
        words = sorted(counts, key=lambda word: (len(word), word))
        return cls(words, np.array([counts[word] / len(texts) for word in words], np.float32))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same vocabulary of."""
        return {"words": texts_as_array(self.words), "frequency": self.frequency}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The vocabulary that `to_arrays` described."""
        return cls(array_as_texts(arrays["words"]), arrays["frequency"])

    @property
    def words(self) -> list[str]:
        """The words in the order of `frequency`."""
        return self._words.split()

    def corrected(self, words: Sequence[str]) -> dict[str, str]:
        """For words of a normalized text that are unknown the nearest known one.

        Near is an optimal-string-alignment similarity (one minus insertions, deletions, substitutions and
        swapped neighbours over the longer length) of at least 0.7. Before that comes a known word of one
        letter with another known word glued to it ("loim", "iwant"), which become the two. Left out are words
        without either, words of less than 4 letters, and numbers.
        """
        found = {word: self._parted(word) or self._nearest(word) for word in words if _may_be_misspelt(word)}
        return {word: nearest for word, nearest in found.items() if nearest is not None}

    def _parted(self, word: str) -> str | None:
        """The two known words that one is written of, the first of one letter."""
        first, rest = word[0], word[1:]
        return f"{first} {rest}" if self._knows(first) and self._knows(rest) else None

    def _knows(self, word: str) -> bool:
        places = (np.searchsorted(self._lengths, len(word), side) for side in ("left", "right"))
        first, last = (int(place) for place in places)
        if first == last:
            return False
        start = self._ends[first] - self._lengths[first]
        return f" {word} " in f" {self._words[start : self._ends[last - 1]]} "

    def _search(self, word: str) -> str | None:
        """Of equally similar words the one whose length differs least, then the first in the alphabet."""
        first = np.searchsorted(self._lengths, math.ceil(len(word) * _LEAST_SIMILARITY))
        last = np.searchsorted(self._lengths, len(word) / _LEAST_SIMILARITY, side="right")
        longer = np.maximum(self._lengths[first:last], len(word))
        # an insertion or deletion changes which letters there are by one, a substitution by two
        different = np.bitwise_count(self._letters[first:last] ^ _letters([word])[0])
        near = np.flatnonzero(different <= 2 * np.floor((1 - _LEAST_SIMILARITY) * longer + 1e-6))
        by_length = near[np.argsort(np.abs(self._lengths[first:last][near] - len(word)), kind="stable")]
        candidates = [self._word(first + place) for place in by_length.tolist()]
        hit = process.extractOne(
            word, candidates, scorer=OSA.normalized_similarity, score_cutoff=_LEAST_SIMILARITY
        )
        return None if hit is None else hit[0]

    def _word(self, place: int) -> str:
        end = self._ends[place]
        return self._words[end - self._lengths[place] : end]


def _letters(words: Sequence[str]) -> NDArray[np.uint64]:
    """Which letters each word has, as bits of one number; letters 64 code points apart share one."""
    if not words:
        return np.zeros(0, np.uint64)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.cumsum([0, *(len(word) for word in words[:-1])])
    return np.bitwise_or.reduceat(np.uint64(1) << (codes % 64).astype(np.uint64), starts)


def _may_be_misspelt(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and not any(letter.isdigit() for letter in word)
