"""Finds phrasings of two entries that are all but the same, with the same numbers: a letter or two apart, or
the same words in another order."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
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
    """Among phrasings in the order of their lengths: only what is about as long can be near.

    Nor can what differs in the parity of more letters than letters may be wrong: of four hundred pairs one is
    held against each other letter by letter.
    """
    texts = [text for text, _ in group]
    parities = np.array([_parities(text) for text in texts], dtype=np.uint64)
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        end = bisect_right(texts, len(some[-1]) * (2 - NEAR) / NEAR, lo=start, key=len)
        most_wrong = math.ceil((1 - NEAR) * (len(some[-1]) + len(texts[end - 1])))
        odd = np.bitwise_count(parities[start : start + len(some), np.newaxis] ^ parities[start:end])
        for row, column in zip(*(places.tolist() for places in np.nonzero(odd <= most_wrong)), strict=True):
            one, other = texts[start + row], texts[start + column]
            if row < column and Indel.normalized_similarity(one, other, score_cutoff=NEAR):
                yield group[start + row], group[start + column]


def _parities(text: str) -> int:
    """A bit for each letter that stands in it an odd number of times; some letters share one."""
    return reduce(lambda parities, letter: parities ^ 1 << (ord(letter) & 63), text, 0)
