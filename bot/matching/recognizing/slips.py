"""Words that are one slip of the finger, or an ending, away from a known one."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST = 40
"""Letters. No known word is longer, and who looks at all that is left of a longer one never ends."""


def without_one(word: str) -> set[str]:
    """A word and what is left of it without any one letter: two that share one of these are near.

    A word that is too long is near to none.
    """
    if len(word) > LONGEST:
        return set()
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def beginnings(word: str, shortest: int) -> Iterator[str]:
    """What a word begins with, the longest first; of at least so many letters."""
    return (word[:size] for size in range(min(len(word), LONGEST), shortest - 1, -1))
