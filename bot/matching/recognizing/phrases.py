"""Known groups of words, found in a text as the longest group that fits."""

from collections.abc import Iterable, Iterator, Sequence
from sys import intern
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """What groups of normalized words mean; one group may mean several things."""

    def __init__(self, meanings: Iterable[tuple[str, Meaning]]) -> None:
        """`meanings` are normalized groups of words with what each means; an empty group is left out."""
        self._meanings: dict[tuple[str, ...], tuple[Meaning, ...]] = {}
        self._longest: dict[str, int] = {}
        for text, meaning in meanings:
            group = tuple(map(intern, text.split()))
            if not group:
                continue
            known = self._meanings.get(group, ())
            if meaning not in known:
                self._meanings[group] = (*known, meaning)
            self._longest[group[0]] = max(self._longest.get(group[0], 0), len(group))

    def at(self, words: Sequence[str], start: int) -> tuple[tuple[Meaning, ...], int]:
        """What the longest known group that begins at `start` means, and how many words it has: 0 if none."""
        for length in range(min(self._longest.get(words[start], 0), len(words) - start), 0, -1):
            meanings = self._meanings.get(tuple(words[start : start + length]))
            if meanings is not None:
                return meanings, length
        return (), 0

    def of(self, word: str) -> tuple[Meaning, ...]:
        """What one word by itself means."""
        return self._meanings.get((word,), ())

    def words(self) -> Iterator[str]:
        """Every word of every group, some more than once."""
        for group in self._meanings:
            yield from group
