"""Words that are one slip of the finger, or an ending, away from a known one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
        self._near: dict[str, str] = {}  # by what is left of them, parted by blanks: a set takes far more
        for word in words:
            for shorter in without_one(word):
                before = self._near.get(shorter)
                self._near[shorter] = word if before is None else f"{before} {word}"

    def of(self, word: str) -> set[str]:
        """The known words that are one letter, or two swapped ones, away."""
        near = {known for shorter in without_one(word) for known in self._near.get(shorter, "").split()}
        return {known for known in near if OSA.distance(word, known) == 1}


def beginnings(word: str, shortest: int) -> Iterator[str]:
    """What a word begins with, the longest first; of at least so many letters."""
    return (word[:size] for size in range(min(len(word), LONGEST), shortest - 1, -1))
