"""Scores every entry for a text, from phrasings that are trained together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.feature_index import FeatureIndex, Floats, Integers
from bot.domain.features import Features, features
from bot.domain.softmax import fit_softmax
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


class Scorer:
    """Trained once on normalized phrasings, then only read."""

    def __init__(
        self, texts: Sequence[str], classes: Integers, class_count: int, *, merged: bool = False
    ) -> None:
        """`classes` (texts,) numbers the entries from 0; an entry may have no text.

        `merged` compares entries as a whole, without training: time and memory then grow with the text
        alone, at the price of some points of accuracy.
        """
        self._class_count = class_count
        self._vocabulary = Vocabulary(texts, classes.tolist())
        self._merged = merged
        if self._merged:
            every_class = np.arange(class_count)
            self._index = FeatureIndex(_merged_rows(texts, classes, class_count), every_class, class_count)
            return
        self._classes = classes
        self._index = FeatureIndex(map(features, texts), classes, class_count)
        self._softmax = fit_softmax(self._index.gram(), classes, class_count)
        self._lengths = np.maximum(self._index.lengths_of_sums(classes, class_count), 1e-9)

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
        if self._merged:
            return Evidence(similarities * np.float32(_MERGED_SCALE), similarities, coverage)
        sums = np.bincount(self._classes, similarities, minlength=self._class_count)
        closeness = (sums / self._lengths).astype(np.float32)
        scores = similarities @ self._softmax.coefficients + self._softmax.bias
        return Evidence(scores, closeness, coverage)


def _merged_rows(texts: Sequence[str], classes: Integers, class_count: int) -> Iterator[Features]:
    order = np.argsort(classes, kind="stable")
    ends = np.cumsum(np.bincount(classes, minlength=class_count))
    start = 0
    for end in ends.tolist():
        merged: dict[str, float] = defaultdict(float)
        for position in order[start:end]:
            for name, weight in features(texts[position]).items():
                merged[name] += weight
        yield {name: float(np.log1p(weight)) for name, weight in merged.items()}
        start = end
