"""Content arrives language by language: the same entries come round again and again.

Phrasings of different languages have nothing to learn from one another, and what is trained together with
another language answers worse, so a large FAQ is taken apart where a round begins that uses other words.
"""

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import chain

import numpy as np

from bot.matching.ranking.sparse_matrix import Integers

_SMALLEST_PART = 200
"""Phrasings that a round must have to be trained by itself: fewer do not show whether they are a language."""

_LEAST_LIKENESS = 0.42
"""Of the words of two rounds in one language; halves of a language have .49 and more from 250 phrasings on,
French and Spanish, which share the most of ours, .29."""


def rounds(entries: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Ranges first..last-1 of positions; a new one begins where an entry comes back after another one."""
    if not entries:
        return []
    firsts = [0]
    seen: set[Hashable] = set()
    for position in range(1, len(entries)):
        if entries[position] == entries[position - 1]:
            continue
        seen.add(entries[position - 1])
        if entries[position] in seen:
            firsts.append(position)
            seen = set()
    return list(zip(firsts, [*firsts[1:], len(entries)], strict=True))


def languages(entries: Sequence[Hashable], texts: Sequence[str]) -> list[Integers]:
    """Positions to train together, each in one part: rounds of texts that use the same words."""
    parts: list[list[range]] = []
    words: list[Counter[str]] = []
    for first, last in rounds(entries):
        counts = Counter(chain.from_iterable(text.split() for text in texts[first:last]))
        alike = [_likeness(counts, known) for known in words]
        best = max(range(len(parts)), key=alike.__getitem__, default=None)
        if best is None or (last - first >= _SMALLEST_PART and alike[best] < _LEAST_LIKENESS):
            parts.append([range(first, last)])
            words.append(counts)
        else:
            parts[best].append(range(first, last))
            words[best] += counts
    return [np.array(list(chain.from_iterable(ranges)), np.intp) for ranges in parts]


def _likeness(some: Counter[str], others: Counter[str]) -> float:
    """Bhattacharyya's coefficient of how often words are used: 0 for no word in common, 1 for equal use."""
    shared = sum(math.sqrt(count * others[word]) for word, count in some.items() if word in others)
    return shared / math.sqrt(max(some.total() * others.total(), 1))
