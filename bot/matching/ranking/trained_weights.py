"""What each feature says for each entry, once the training is over."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from bot.matching.ranking.array_file import Arrays, found_under, put_under
from bot.matching.ranking.byte_matrix import Quantized
from bot.matching.ranking.feature_index import FeatureIndex
from bot.matching.ranking.feature_rarity import Known
from bot.matching.ranking.softmax import Softmax
from bot.matching.ranking.sparse_matrix import Floats, Positions, Postings

_LARGEST_RARE = 8
"""Rows that a feature has at most to be looked up row by row. Nine of ten features are that rare; a weight
for each entry would take most of the memory for them."""


@dataclass(frozen=True)
class Regression:
    """The regression turned from training rows to features, so that asking does not grow with the rows.

    A frequent feature has a weight for each class, in `scores`; a rare one has its rows: `coefficients`
    (rows, classes). `frequent` are the places of the frequent features, in rising order, and `bias`
    (classes,).
    """

    frequent: Positions
    scores: Quantized
    rare: Postings
    coefficients: Quantized
    bias: Floats

    @classmethod
    def of(cls, index: FeatureIndex, softmax: Softmax) -> Self:
        """`softmax` was trained on the cosines of the index's rows."""
        often = index.postings.sizes > _LARGEST_RARE
        frequent = np.flatnonzero(often).astype(np.int32)
        scores = index.postings.only(often).times(softmax.coefficients)[often]
        scores -= scores.mean(axis=1, keepdims=True)  # the same for all classes, and finer steps
        rare = index.postings.only(~often).small()
        return cls(frequent, Quantized.of(scores), rare, Quantized.of(softmax.coefficients), softmax.bias)

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same of."""
        return (
            {"frequent": self.frequent, "bias": self.bias}
            | put_under("scores", self.scores.to_arrays())
            | put_under("rare", self.rare.to_arrays())
            | put_under("coefficients", self.coefficients.to_arrays())
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """What `to_arrays` described."""
        return cls(
            arrays["frequent"],
            Quantized.from_arrays(found_under("scores", arrays)),
            Postings.from_arrays(found_under("rare", arrays)),
            Quantized.from_arrays(found_under("coefficients", arrays)),
            arrays["bias"],
        )

    @cached_property
    def _among_frequent(self) -> Positions:
        """For each feature its place among the frequent ones, or -1."""
        places = np.full(len(self.rare.sizes), -1, np.int32)
        places[self.frequent] = np.arange(len(self.frequent))
        return places

    def scores_of(self, text: Known) -> Floats:
        """(classes,)"""
        at = self._among_frequent.take(text.places)
        often = at >= 0
        scores: Floats = self.bias + self.scores.weighted_sum(
            at.compress(often), text.weights.compress(often)
        )
        rows, weights = self.rare.found(text.places.compress(~often), text.weights.compress(~often))
        return scores + self.coefficients.weighted_sum(rows, weights) if len(rows) else scores
