"""Scores every entry for a text, from phrasings that are trained together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.domain.arrays import Arrays, found_under, put_under
from bot.domain.feature_index import FeatureIndex, Floats, Integers
from bot.domain.features import Features, features
from bot.domain.softmax import Softmax, fit_softmax
from bot.domain.vocabulary import Vocabulary

_MERGED_SCALE = 20.0
"""Cosines of whole entries lie close together; this lets their differences speak like trained scores."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each entry.

    `scores` (entries,) are log odds up to a constant, from what tells the entries apart. `closeness`
    (entries,) is the cosine with the entry as a whole, from what the text shares with it, whatever other
    entries say. `coverage` in 0..1 is the share of the text's words that any phrasing has.
    """

    scores: Floats
    closeness: Floats
    coverage: float


@dataclass(frozen=True, slots=True)
class _Training:
    """What is learned of rows: their classes (rows,), the regression, the classes' lengths (classes,)."""

    classes: Integers
    softmax: Softmax
    lengths: Floats


class Scorer:
    """Trained once on normalized phrasings, then only read."""

    def __init__(self, vocabulary: Vocabulary, index: FeatureIndex, training: _Training | None) -> None:
        """Without a training the rows of the index are the entries themselves."""
        self._vocabulary = vocabulary
        self._index = index
        self._training = training

    @classmethod
    def of(cls, texts: Sequence[str], classes: Integers, class_count: int, *, merged: bool = False) -> Self:
        """`classes` (texts,) numbers the entries from 0; an entry may have no text.

        `merged` compares entries as a whole, without training: time and memory then grow with the text
        alone, at the price of some points of accuracy.
        """
        vocabulary = Vocabulary.of(texts, classes.tolist())
        if merged:
            rows = _merged_rows(texts, classes, class_count)
            return cls(vocabulary, FeatureIndex.of(rows, np.arange(class_count), class_count), None)
        index = FeatureIndex.of(map(features, texts), classes, class_count)
        softmax = fit_softmax(index.gram(), classes, class_count)
        lengths = np.maximum(index.lengths_of_sums(classes, class_count), np.float32(1e-9))
        return cls(vocabulary, index, _Training(classes, softmax, lengths))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same scorer of."""
        arrays = put_under("vocabulary", self._vocabulary.to_arrays())
        arrays |= put_under("index", self._index.to_arrays())
        if self._training is not None:
            arrays |= {
                "classes": self._training.classes,
                "coefficients": self._training.softmax.coefficients,
                "bias": self._training.softmax.bias,
                "lengths": self._training.lengths,
            }
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The scorer that `to_arrays` described."""
        training = None
        if "classes" in arrays:
            softmax = Softmax(arrays["coefficients"], arrays["bias"])
            training = _Training(arrays["classes"], softmax, arrays["lengths"])
        return cls(
            Vocabulary.from_arrays(found_under("vocabulary", arrays)),
            FeatureIndex.from_arrays(found_under("index", arrays)),
            training,
        )

    def evidence(self, text: str) -> Evidence:
        """What speaks for each entry in a normalized text.

        The text counts half as it stands and half with its spelling corrected: a correction helps a
        misspelt word, and should not make a foreign word a known one.
        """
        similarities = self._index.similarities(features(text))
        coverage = self._vocabulary.coverage(text)
        corrected = self._vocabulary.corrected(text)
        if corrected != text:
            similarities = np.float32(0.5) * (similarities + self._index.similarities(features(corrected)))
            coverage = (coverage + self._vocabulary.coverage(corrected)) / 2
        if self._training is None:
            return Evidence(similarities * np.float32(_MERGED_SCALE), similarities, coverage)
        lengths, softmax = self._training.lengths, self._training.softmax
        sums = np.bincount(self._training.classes, similarities, minlength=len(lengths))
        closeness = (sums / lengths).astype(np.float32)
        return Evidence(similarities @ softmax.coefficients + softmax.bias, closeness, coverage)


def _merged_rows(texts: Sequence[str], classes: Integers, class_count: int) -> Iterator[Features]:
    order = np.argsort(classes, kind="stable")
    ends = np.cumsum(np.bincount(classes, minlength=class_count))
    start = 0
    for end in ends.tolist():
        merged: dict[int, float] = defaultdict(float)
        for position in order[start:end]:
            for name, weight in features(texts[position]).items():
                merged[name] += weight
        yield {name: float(np.log1p(weight)) for name, weight in merged.items()}
        start = end
