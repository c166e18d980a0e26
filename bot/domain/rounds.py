"""Content arrives language by language: the same entries come round again and again.

Phrasings of different languages have little to learn from one another, and training takes the square of
how many phrasings are trained together, so the rounds are where a large FAQ is taken apart.
"""

from collections.abc import Hashable, Sequence

LARGEST_PART = 3_500
"""Phrasings trained together: the matrix of their similarities then takes 49 MB."""


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


def parts(entries: Sequence[Hashable], largest: int = LARGEST_PART) -> list[tuple[int, int]]:
    """Ranges of positions to train together, each of whole rounds and as long as can be up to `largest`.

    Scores of parts add up. A round longer than `largest` is cut where it must be.
    """
    ranges: list[tuple[int, int]] = []
    first = 0
    for start, end in rounds(entries):
        if end - first > largest and start > first:
            ranges.append((first, start))
            first = start
        while end - first > largest:
            ranges.append((first, first + largest))
            first += largest
    if first < len(entries):
        ranges.append((first, len(entries)))
    return ranges
