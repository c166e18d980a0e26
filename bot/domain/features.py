"""What two sentences can have in common: pieces of words, words, and words beside one another."""

import math
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

_GRAM_LENGTHS = (1, 2, 3, 4)
_GRAM_WEIGHT = 1.0
_WORD_WEIGHT = 1.5
_PAIR_WEIGHT = 0.75
_SKIP_PAIR_WEIGHT = 0.35
"""Weights of the kinds; measured together on public sets and on the FAQ, see docs/matching.md."""

_REMEMBERED_WORDS = 4_000

Features = dict[int, float]
"""Weights by the feature's CRC-32: a number takes a tenth of a text's memory, and of a language's 30,000
features two share one about every tenth time, which hurts nobody."""


def features(text: str) -> Features:
    """The features of a normalized text with their weights, before any weighting by rarity.

    Character 1- to 4-grams inside `<word>`, words (`=word`), neighbouring words (`one two`) and words
    with one between them (`one_three`). Normalized text holds none of the marks, so kinds never mix.
    A feature that occurs c times weighs 1 + ln c as much as one that occurs once.
    """
    words = text.split()
    grams: Counter[int] = Counter()
    for word in words:
        grams.update(_grams(word))
    found = {gram: _GRAM_WEIGHT * _damped(count) for gram, count in grams.items()}
    for weight, kind in (
        (_WORD_WEIGHT, Counter("=" + word for word in words)),
        (_PAIR_WEIGHT, Counter(map(" ".join, pairwise(words)))),
        (_SKIP_PAIR_WEIGHT, Counter(map("_".join, zip(words, words[2:], strict=False)))),
    ):
        for feature, count in kind.items():
            found[_number(feature)] = weight * _damped(count)
    return found


@lru_cache(maxsize=_REMEMBERED_WORDS)
def _grams(word: str) -> tuple[int, ...]:
    marked = f"<{word}>"
    return tuple(
        _number(gram)
        for length in _GRAM_LENGTHS
        for start in range(len(marked) - length + 1)
        if (gram := marked[start : start + length]) not in "<>"
    )


def _number(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass"))


def _damped(count: int) -> float:
    return 1.0 if count == 1 else 1.0 + math.log(count)
