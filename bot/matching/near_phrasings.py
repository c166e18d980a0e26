"""Finds phrasings of two entries that are all but the same, with the same numbers: a letter or two apart, or
the same words in another order."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.matching.recognizing.normalize import normalize

NEAR = 0.95  # of all letters: one wrong letter in a phrasing of some twenty
SHORTEST = 12  # letters: in shorter ones a letter makes another word
COMMON = 2  # so often a word is meant as it stands
MANY_WORDS = 5  # of fewer, the order makes a question or another number ("goal 23", "23 goals")
AT_ONCE = 256
_NUMBER = re.compile(r"\d+")


def near_pairs(phrasings: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """The positions of two phrasings that are near each other and of two entries; each is (entry, text).

    Phrasings that say the very same are no pair: of those the check tells by itself. Nor are those in which
    one word stands for another, and curators use both: "traite" is no slip for "retraite".
    """
    read = [normalize(text) for _, text in phrasings]
    known = Counter(word for text in read for word in text.split())
    yield from _in_another_order(phrasings, read)
    alike: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for position, text in enumerate(read):
        if len(text) >= SHORTEST:
            alike.setdefault(tuple(_NUMBER.findall(text)), []).append((text, position))
    for group in alike.values():
        for (one, place), (other, there) in _near_in(sorted(group, key=lambda each: len(each[0]))):
            is_another = phrasings[place][0] != phrasings[there][0] and one != other
            if is_another and not _another_word(one.split(), other.split(), known):
                yield place, there


def _in_another_order(phrasings: Sequence[tuple[str, str]], read: Sequence[str]) -> Iterator[tuple[int, int]]:
    first: dict[tuple[str, ...], int] = {}
    for position, text in enumerate(read):
        words = text.split()
        if len(words) < MANY_WORDS:
            continue
        earlier = first.setdefault(tuple(sorted(words)), position)
        if phrasings[earlier][0] != phrasings[position][0] and read[earlier] != text:
            yield earlier, position


def _another_word(one: list[str], other: list[str], known: Counter[str]) -> bool:
    differing = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    is_swap = len(one) == len(other) and len(differing) == 1
    return is_swap and all(known[word] >= COMMON for word in differing[0])


def _near_in(
    group: list[tuple[str, int]],
) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Among phrasings in the order of their lengths: only what is about as long can be near."""
    texts = [text for text, _ in group]
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        end = bisect_right(texts, len(some[-1]) * (2 - NEAR) / NEAR, lo=start, key=len)
        near = process.cdist(
            some,
            texts[start:end],
            scorer=Indel.normalized_similarity,
            score_cutoff=NEAR,
            dtype=np.float32,
        )
        for row, column in zip(*np.nonzero(near), strict=True):
            if row < column:
                yield group[start + row], group[start + column]
