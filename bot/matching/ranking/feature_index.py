"""Phrasings as sparse rows of features."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.matching.ranking.feature_rarity import Lexicon
from bot.matching.ranking.features import features_of_all
from bot.matching.ranking.similarities import Similarities
from bot.matching.ranking.sparse_matrix import Integers, Postings


@dataclass(frozen=True, slots=True)
class FeatureIndex:
    """Rows of length one; the postings' features are numbered as in the lexicon."""

    lexicon: Lexicon
    row_count: int
    postings: Postings

    @classmethod
    def of(cls, texts: Sequence[str], classes: Integers, class_count: int) -> Self:
        """Of normalized texts; `classes` (texts,) holds numbers below `class_count`."""
        numbers, row_of, weights = features_of_all(texts)
        features, counts = np.unique(numbers, return_counts=True)
        feature_of = np.repeat(np.arange(len(features)), counts)
        in_classes = np.sort(feature_of * class_count + classes[row_of])
        firsts = np.diff(in_classes, prepend=-1) > 0
        class_counts = np.bincount(feature_of, weights=firsts, minlength=len(features)).astype(np.uint16)
        lexicon = Lexicon(features, class_counts, class_count)

        weights *= lexicon.idf(feature_of)
        lengths = np.sqrt(np.bincount(row_of, weights**2, minlength=len(texts)))
        weights /= np.maximum(lengths, 1e-9)[row_of].astype(np.float32)
        bounds = np.cumsum([0, *counts.tolist()], dtype=np.int32)
        return cls(lexicon, len(texts), Postings(bounds, row_of, weights))

    def sums(self, classes: Integers, class_count: int) -> Postings:
        """Each class's rows added up: for each feature the classes that have it, in rising order."""
        sizes = self.postings.sizes
        feature_of = np.repeat(np.arange(len(sizes)), sizes)
        keys, inverse = np.unique(feature_of * class_count + classes[self.postings.rows], return_inverse=True)
        sums = np.bincount(inverse, self.postings.weights).astype(np.float32)
        bounds = np.searchsorted(keys, np.arange(len(sizes) + 1) * class_count).astype(np.int32)
        return Postings(bounds, (keys % class_count).astype(np.int32), sums)

    def similarities(self) -> Similarities:
        """The cosines among all rows."""
        return Similarities.of(self.postings, self.row_count)
