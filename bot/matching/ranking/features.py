"""What two sentences can have in common: pieces of words, words, and words beside one another."""

from collections.abc import Sequence
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
"""Weights of the kinds; measured together on public sets and on the FAQ, see docs/matching.md."""

_REMEMBERED_WORDS = 4_000
_REMEMBERED_TEXTS = 4  # of a message is asked for danger, and for an entry

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


def features(words: Sequence[str]) -> Features:
    """The features of a normalized text's words with their weights, before any weighting by rarity.

    Character 1- to 4-grams inside `<word>`, words (`=word`) and neighbouring words (`one two`). Normalized
    text holds none of the marks, so kinds never mix.
    A feature that occurs c times weighs 1 + ln c as much as one that occurs once.
    """
    return _latest(tuple(words))


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _latest(words: tuple[str, ...]) -> Features:
    every, weights = _occurring(words)
    order = every.argsort(kind="stable")
    ordered = every.take(order)
    is_first = np.ones(len(every), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    starts = is_first.nonzero()[0]
    ends = np.concatenate([starts[1:], [len(every)]]) if len(every) else starts
    counted = 1 + np.log(ends - starts, dtype=np.float32)
    return Features(ordered.take(starts), weights.take(order.take(starts)) * counted)


def features_of_all(
    texts: Sequence[str],
) -> tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.float32]]:
    """The same of many texts, a hundred times as quick: features in rising order, texts' places, weights.

    The three have one length; the places of one feature's texts rise too.
    """
    found = [_occurring(text.split()) for text in texts]
    sizes = np.array([len(every) for every, _ in found], np.intp)
    numbers = np.concatenate([every for every, _ in found])
    weights = np.concatenate([weights for _, weights in found])
    keys = (numbers.astype(np.uint64) << np.uint64(32)) + np.repeat(
        np.arange(len(texts), dtype=np.uint64), sizes
    )
    pairs, firsts, counts = np.unique(keys, return_index=True, return_counts=True)
    return (
        (pairs >> np.uint64(32)).astype(np.uint32),
        pairs.astype(np.uint32).astype(np.int32),
        weights[firsts] * (1 + np.log(counts, dtype=np.float32)),
    )


def _occurring(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Features as often as they occur, and the weight of each one's kind."""
    found = [_remembered(word) if len(word) <= _LONGEST_REMEMBERED else _of_word(word) for word in words]
    pairs = np.array([_number(" ".join(pair)) for pair in pairwise(words)], np.uint32)
    return (
        np.concatenate([*(every for every, _ in found), pairs]),
        np.concatenate([*(weights for _, weights in found), np.full(len(pairs), _PAIR_WEIGHT, np.float32)]),
    )


def _of_word(word: str) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Its pieces and itself."""
    marked = f"<{word}>"
    grams = [
        _number(gram)
        for length in _GRAM_LENGTHS
        for start in range(len(marked) - length + 1)
        if (gram := marked[start : start + length]) not in "<>"
    ]
    weights = np.full(len(grams) + 1, _GRAM_WEIGHT, np.float32)
    weights[-1] = _WORD_WEIGHT
    return np.array([*grams, _number(f"={word}")], np.uint32), weights


_remembered = lru_cache(maxsize=_REMEMBERED_WORDS)(_of_word)


def _number(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass"))
