"""What two sentences can have in common: pieces of words, words, and words beside one another."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_GRAM_LENGTHS = (1, 2, 3, 4)
_GRAM_WEIGHT = 1.0
_WORD_WEIGHT = 1.5
_PAIR_WEIGHT = 0.75
_SKIP_PAIR_WEIGHT = 0.35
"""Weights of the kinds; measured together on public sets and on the FAQ, see docs/matching.md."""

_REMEMBERED_WORDS = 4_000
_LONGEST_REMEMBERED = 40
"""Characters; whoever writes longer words may not fill the memory with them."""


@dataclass(frozen=True, slots=True)
class Features:
    """Which features a text has and how much each weighs, as two arrays of one length, each feature once.

    `numbers` are the features' CRC-32: a number takes a tenth of a text's memory, and of a language's
    30,000 features two share one about every tenth time, which hurts nobody.
    """

    numbers: NDArray[np.uint32]
    weights: NDArray[np.float32]


def features(text: str) -> Features:
    """The features of a normalized text with their weights, before any weighting by rarity.

    Character 1- to 4-grams inside `<word>`, words (`=word`), neighbouring words (`one two`) and words
    with one between them (`one_three`). Normalized text holds none of the marks, so kinds never mix.
    A feature that occurs c times weighs 1 + ln c as much as one that occurs once.
    """
    words = text.split()
    grams = [_remembered(word) if len(word) <= _LONGEST_REMEMBERED else _grams(word) for word in words]
    kinds = (
        (_WORD_WEIGHT, ["=" + word for word in words]),
        (_PAIR_WEIGHT, list(map(" ".join, pairwise(words)))),
        (_SKIP_PAIR_WEIGHT, list(map("_".join, zip(words, words[2:], strict=False)))),
    )
    named = [_number(name) for _, names in kinds for name in names]
    every = np.concatenate([*grams, np.array(named, np.uint32)])
    weights = np.repeat(
        np.array([_GRAM_WEIGHT, *(weight for weight, _ in kinds)], np.float32),
        [len(every) - len(named), *(len(names) for _, names in kinds)],
    )
    numbers, firsts, counts = np.unique(every, return_index=True, return_counts=True)
    return Features(numbers, weights[firsts] * (1 + np.log(counts, dtype=np.float32)))


def _grams(word: str) -> NDArray[np.uint32]:
    marked = f"<{word}>"
    return np.array(
        [
            _number(gram)
            for length in _GRAM_LENGTHS
            for start in range(len(marked) - length + 1)
            if (gram := marked[start : start + length]) not in "<>"
        ],
        np.uint32,
    )


_remembered = lru_cache(maxsize=_REMEMBERED_WORDS)(_grams)


def _number(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass"))
