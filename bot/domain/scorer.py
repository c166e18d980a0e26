"""Scores every entry for a text: the part of the matcher that learns from the phrasings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.feature_index import FeatureIndex, Floats, Integers
from bot.domain.features import Features, features
from bot.domain.softmax import fit_softmax
from bot.domain.spelling import Spelling

_LARGEST_PART = 3_500
"""Phrasings trained together: the matrix of their similarities then takes 49 MB."""

_LARGEST_TRAINED = 12_000
"""Phrasings beyond which entries are compared as a whole instead, because training would take minutes."""

_MERGED_SCALE = 20.0
"""Cosines of whole entries lie close together; this lets their differences speak like trained scores."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each entry, in two ways; both have the shape (entries,).

    `scores` are log odds up to a constant, from what tells the entries apart. `closeness` is the cosine
    with the entry as a whole, from what the text and the entry share, whatever other entries say.
    """

    scores: Floats
    closeness: Floats


class Scorer:
    """Trained once on normalized phrasings, then only read."""

    def __init__(self, texts: Sequence[str], classes: Integers, class_count: int) -> None:
        """`classes` (texts,) numbers the entries from 0; an entry may have no text."""
        self._class_count = class_count
        self._spelling = Spelling(texts)
        self._merged = len(texts) > _LARGEST_TRAINED
        if self._merged:
            every_class = np.arange(class_count)
            self._index = FeatureIndex(_merged_rows(texts, classes, class_count), every_class, class_count)
            return
        self._classes = classes
        self._index = FeatureIndex(map(features, texts), classes, class_count)
        self._coefficients = np.zeros((len(texts), class_count), dtype=np.float32)
        self._bias = np.zeros(class_count, dtype=np.float32)
        for first, last in parts(classes, _LARGEST_PART):
            softmax = fit_softmax(self._index.gram(first, last), classes[first:last], class_count)
            self._coefficients[first:last] = softmax.coefficients
            self._bias += softmax.bias
        self._lengths = np.maximum(self._index.lengths_of_sums(classes, class_count), 1e-9)

    def evidence(self, text: str) -> Evidence:
        """What speaks for each entry in a normalized text.

        The text counts half as it stands and half with its spelling corrected: a correction helps a
        misspelt word, and should not make a foreign word a known one.
        """
        similarities = self._index.similarities(features(text))
        corrected = self._spelling.corrected(text)
        if corrected != text:
            similarities = (similarities + self._index.similarities(features(corrected))) / 2
        if self._merged:
            return Evidence(similarities * np.float32(_MERGED_SCALE), similarities)
        sums = np.bincount(self._classes, similarities, minlength=self._class_count)
        return Evidence(
            similarities @ self._coefficients + self._bias, (sums / self._lengths).astype(np.float32)
        )


def parts(classes: Integers, largest: int) -> list[tuple[int, int]]:
    """Ranges of phrasings to train together, each as long as can be up to `largest`.

    Content arrives language by language, so the same entries come round again: ranges end where a round
    ends, and a language is not cut in two, because phrasings of different languages have little to learn
    from one another. Scores of ranges add up; a round longer than `largest` is cut where it must be.
    """
    rounds = [0]
    seen: set[int] = set()
    for position in range(1, len(classes)):
        if classes[position] == classes[position - 1]:
            continue
        seen.add(int(classes[position - 1]))
        if int(classes[position]) in seen:
            rounds.append(position)
            seen = set()
    ranges: list[tuple[int, int]] = []
    first = 0
    for start, end in zip(rounds, [*rounds[1:], len(classes)], strict=True):
        if end - first > largest and start > first:
            ranges.append((first, start))
            first = start
        while end - first > largest:
            ranges.append((first, first + largest))
            first += largest
    if len(classes) > first:
        ranges.append((first, len(classes)))
    return ranges


def _merged_rows(texts: Sequence[str], classes: Integers, class_count: int) -> Iterator[Features]:
    order = np.argsort(classes, kind="stable")
    ends = np.cumsum(np.bincount(classes, minlength=class_count))
    start = 0
    for end in ends.tolist():
        merged: Counter[str] = Counter()
        for position in order[start:end]:
            for name, weight in features(texts[position]).items():
                merged[name] += weight
        yield {name: float(np.log1p(weight)) for name, weight in merged.items()}
        start = end
