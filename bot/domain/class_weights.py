"""What each feature says for each entry, once the training is over."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.domain.arrays import Arrays, found_under, put_under
from bot.domain.feature_index import FeatureIndex
from bot.domain.lexicon import Known
from bot.domain.postings import Floats, Integers, Positions, Postings
from bot.domain.quantized import Quantized
from bot.domain.softmax import Softmax

_LARGEST_RARE = 3
"""Rows that a feature has at most to be looked up row by row. Four of five features are that rare; a weight
for each entry would take most of the memory for them."""


@dataclass(frozen=True, slots=True)
class ClassWeights:
    """The regression turned from training rows to features, so that asking does not grow with the rows.

    A frequent feature has a weight for each class: towards its score in `scores`, towards the cosine with
    the class's rows added up in `closeness`. A rare one has its rows: `coefficients` (rows, classes),
    `classes` (rows,), and `scales` (classes,), one over the length of the rows added up. `places`
    (features,) is where a frequent feature stands in the tables, -1 for a rare one; `bias` (classes,).
    """

    places: Positions
    scores: Quantized
    closeness: Quantized
    rare: Postings
    coefficients: Quantized
    classes: Positions
    scales: Floats
    bias: Floats

    @classmethod
    def of(cls, index: FeatureIndex, softmax: Softmax, classes: Integers, class_count: int) -> Self:
        """`softmax` was trained on the cosines of the index's rows, whose classes are (rows,)."""
        often = index.postings.sizes > _LARGEST_RARE
        places = np.where(often, np.cumsum(often) - 1, -1).astype(np.int32)
        summed, summed_classes, sums = index.sums(classes, class_count)
        lengths = np.sqrt(np.bincount(summed_classes, sums**2, minlength=class_count))
        scales = (1 / np.maximum(lengths, 1e-9)).astype(np.float32)
        closeness = np.zeros((int(often.sum()), class_count), dtype=np.float32)
        kept = often[summed]
        closeness[places[summed[kept]], summed_classes[kept]] = (sums * scales[summed_classes])[kept]
        return cls(
            places,
            Quantized.of(index.postings.times(softmax.coefficients, often)),
            Quantized.of(closeness),
            index.postings.only(~often),
            Quantized.of(softmax.coefficients),
            classes.astype(np.int32),
            scales,
            softmax.bias,
        )

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same weights of."""
        return (
            {"places": self.places, "classes": self.classes, "scales": self.scales, "bias": self.bias}
            | put_under("scores", self.scores.to_arrays())
            | put_under("closeness", self.closeness.to_arrays())
            | put_under("rare", self.rare.to_arrays())
            | put_under("coefficients", self.coefficients.to_arrays())
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The weights that `to_arrays` described."""
        return cls(
            arrays["places"],
            Quantized.from_arrays(found_under("scores", arrays)),
            Quantized.from_arrays(found_under("closeness", arrays)),
            Postings.from_arrays(found_under("rare", arrays)),
            Quantized.from_arrays(found_under("coefficients", arrays)),
            arrays["classes"],
            arrays["scales"],
            arrays["bias"],
        )

    def evidence(self, text: Known) -> tuple[Floats, Floats]:
        """Scores and cosines of a text, each (classes,)."""
        places = self.places[text.places]
        often = places >= 0
        scores = self.bias + self.scores.weighted_sum(places[often], text.weights[often])
        closeness = self.closeness.weighted_sum(places[often], text.weights[often])
        rows, weights = self.rare.found(text.places[~often], text.weights[~often])
        if len(rows):
            classes = self.classes[rows]
            scores += self.coefficients.weighted_sum(rows, weights)
            closeness += np.bincount(classes, weights * self.scales[classes], minlength=len(closeness))
        return scores, closeness
