"""Unknown words that are misspelt known ones."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4
_LEAST_SIMILARITY = 0.7
_LONGEST = 40


class Spelling:
    """Knows the words of all phrasings."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` are normalized."""
        self._words = {word for text in texts for word in text.split()}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if len(word) >= _SHORTEST - 1:
                self._by_length[len(word)].append(word)
        self._nearest = lru_cache(maxsize=10_000)(self._search)

    def corrected(self, text: str) -> str:
        """The normalized text with each unknown word of 4 letters or more replaced by its nearest known one.

        Near is an optimal-string-alignment similarity (insertions, deletions, substitutions, swapped
        neighbours, over the longer length) of at least 0.7; a word without one stays, so do numbers.
        """
        return " ".join(
            word
            if word in self._words or not _SHORTEST <= len(word) <= _LONGEST or any(map(str.isdigit, word))
            else self._nearest(word)
            for word in text.split()
        )

    def _search(self, word: str) -> str:
        best, best_similarity = word, _LEAST_SIMILARITY
        for distance in range(int(len(word) * (1 / _LEAST_SIMILARITY - 1)) + 1):
            for length in {len(word) - distance, len(word) + distance}:
                hit = process.extractOne(
                    word,
                    self._by_length.get(length, ()),
                    scorer=OSA.normalized_similarity,
                    score_cutoff=best_similarity,
                )
                if hit and (hit[1] > best_similarity or best == word):
                    best, best_similarity = hit[0], hit[1]
        return best
