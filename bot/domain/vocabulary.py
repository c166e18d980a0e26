"""The words of the phrasings: how much of a text they cover, and what a misspelt word was to be."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Self

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain.arrays import Arrays, array_as_texts, texts_as_array

_SHORTEST = 4
_LONGEST = 40
_LEAST_SIMILARITY = 0.7
_REMEMBERED = 10_000


class Vocabulary:
    """The known words and how rare they are; built once, then only read."""

    def __init__(self, rarity: Mapping[str, float], unknown_rarity: float) -> None:
        """`rarity` is that of each known word."""
        self._rarity = rarity
        self._unknown_rarity = unknown_rarity
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(rarity):
            self._by_length[len(word)].append(word)
        self._nearest = lru_cache(maxsize=_REMEMBERED)(self._search)

    @classmethod
    def of(cls, texts: Sequence[str], classes: Sequence[int]) -> Self:
        """Of normalized texts and the numbers of the entries that they belong to, as many."""
        entries: dict[str, set[int]] = defaultdict(set)
        for text, number in zip(texts, classes, strict=True):
            for word in text.split():
                entries[word].add(number)
        count = len(set(classes))
        rarity = {word: math.log((1 + count) / len(found)) for word, found in entries.items()}
        return cls(rarity, math.log(1 + count))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same vocabulary of."""
        return {
            "words": texts_as_array(list(self._rarity)),
            "rarity": np.array([*self._rarity.values(), self._unknown_rarity]),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The vocabulary that `to_arrays` described."""
        *rarity, unknown_rarity = arrays["rarity"].tolist()
        return cls(dict(zip(array_as_texts(arrays["words"]), rarity, strict=True)), unknown_rarity)

    def coverage(self, text: str) -> float:
        """The share in 0..1 of the normalized text's words that are known, rare words counting more.

        A word in c of C entries counts ln((1 + C) / c), an unknown one like a word in one entry. No word
        at all is no coverage.
        """
        words = set(text.split())
        known = sum(self._rarity[word] for word in words if word in self._rarity)
        unknown = sum(self._unknown_rarity for word in words if word not in self._rarity)
        return known / (known + unknown) if known else 0.0

    def corrected(self, text: str) -> str:
        """The normalized text with each unknown word of 4 letters or more replaced by its nearest known one.

        Near is an optimal-string-alignment similarity (one minus insertions, deletions, substitutions and
        swapped neighbours over the longer length) of at least 0.7; a word without one stays, so do numbers.
        """
        return " ".join(
            word if word in self._rarity or not _may_be_misspelt(word) else self._nearest(word)
            for word in text.split()
        )

    def _search(self, word: str) -> str:
        nearest, least = word, _LEAST_SIMILARITY
        for difference in range(int(len(word) * (1 / _LEAST_SIMILARITY - 1)) + 1):
            for length in {len(word) - difference, len(word) + difference}:
                candidates = self._by_length.get(length, ())
                hit = process.extractOne(
                    word, candidates, scorer=OSA.normalized_similarity, score_cutoff=least
                )
                if hit is not None and (nearest == word or hit[1] > least):
                    nearest, least = hit[0], hit[1]
        return nearest


def _may_be_misspelt(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and not any(letter.isdigit() for letter in word)
