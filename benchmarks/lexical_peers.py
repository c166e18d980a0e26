"""Two textbook methods to be compared with, over an inverted index: BM25, and TF-IDF of character n-grams."""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bot.matching.recognizing.normalize import normalize

K1, B = 1.5, 0.75  # the usual constants of BM25
GRAM_LENGTHS = (2, 3, 4)

Postings = Mapping[str, tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]]


class Bm25:
    """The phrasing with the highest Okapi BM25 over its words."""

    def __init__(self, phrasings: Sequence[tuple[str, str]]) -> None:
        self._entry_ids = [entry_id for entry_id, _ in phrasings]
        counts = [Counter(normalize(text).split()) for _, text in phrasings]
        lengths = np.array([max(1, counted.total()) for counted in counts], np.float64)
        norms = K1 * (1 - B + B * lengths / lengths.mean())
        self._postings = _postings(counts, lambda found, tf: tf * (K1 + 1) / (tf + norms[found]), _bm25_idf)

    def best(self, question: str) -> tuple[str, float]:
        scores = np.zeros(len(self._entry_ids))
        for word in set(normalize(question).split()):
            if word in self._postings:
                found, weights = self._postings[word]
                scores[found] += weights
        number = int(scores.argmax())
        return self._entry_ids[number], float(scores[number])


class CharacterTfidf:
    """The phrasing with the highest cosine over the 2- to 4-grams of its characters, inside words."""

    def __init__(self, phrasings: Sequence[tuple[str, str]]) -> None:
        self._entry_ids = [entry_id for entry_id, _ in phrasings]
        counts = [Counter(_grams(normalize(text))) for _, text in phrasings]
        size = len(counts)
        self._idf = {
            gram: float(np.log((1 + size) / (1 + frequency)) + 1)
            for gram, frequency in Counter(gram for counted in counts for gram in counted).items()
        }
        norms = np.array([max(1e-9, self._norm(counted)) for counted in counts])
        self._postings = _postings(counts, lambda found, tf: tf / norms[found], _smooth_idf)

    def best(self, question: str) -> tuple[str, float]:
        counted = Counter(_grams(normalize(question)))
        norm = self._norm(counted) or 1.0
        scores = np.zeros(len(self._entry_ids))
        for gram, count in counted.items():
            if gram in self._postings:
                found, weights = self._postings[gram]
                scores[found] += weights * (count * self._idf[gram] / norm)
        number = int(scores.argmax())
        return self._entry_ids[number], float(scores[number])

    def _norm(self, counted: Mapping[str, int]) -> float:
        """The length of the vector of the known grams."""
        return math.sqrt(sum((count * self._idf.get(gram, 0.0)) ** 2 for gram, count in counted.items()))


def _grams(text: str) -> Iterable[str]:
    for word in text.split():
        padded = f" {word} "
        for length in GRAM_LENGTHS:
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


def _postings(
    counts: Sequence[Mapping[str, int]],
    weigh: Callable[[npt.NDArray[np.intp], npt.NDArray[np.float64]], npt.NDArray[np.float64]],
    idf: Callable[[int, int], float],
) -> Postings:
    """Where each term occurs, and what it counts there: `weigh(documents, counts)` times `idf`."""
    places: dict[str, array[int]] = defaultdict(lambda: array("q"))
    frequencies: dict[str, array[float]] = defaultdict(lambda: array("d"))
    for number, counted in enumerate(counts):
        for term, count in counted.items():
            places[term].append(number)
            frequencies[term].append(count)
    postings = {}
    for term, numbers in places.items():
        found = np.array(numbers, np.intp)
        weights = weigh(found, np.array(frequencies[term], np.float64))
        postings[term] = (found, weights * idf(len(counts), len(found)))
    return postings


def _bm25_idf(size: int, frequency: int) -> float:
    return float(np.log(1 + (size - frequency + 0.5) / (frequency + 0.5)))


def _smooth_idf(size: int, frequency: int) -> float:
    return float(np.log((1 + size) / (1 + frequency)) + 1)
