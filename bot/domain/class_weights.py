"""What each feature says for each entry, once the training is over."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.domain.arrays import Arrays, found_under, put_under
from bot.domain.feature_index import FeatureIndex
from bot.domain.lexicon import Known
from bot.domain.naive_bayes import log_odds
from bot.domain.postings import Floats, Integers, Positions, Postings
from bot.domain.quantized import Quantized
from bot.domain.softmax import Softmax

_LARGEST_RARE = 3
"""Rows that a feature has at most to be looked up row by row. Four of five features are that rare; a weight
for each entry would take most of the memory for them."""

_REGRESSION_SHARE = np.float32(0.7)
"""The regression and naive Bayes say much the same; in full their sum leads by half as much again as the
regression alone, on which the leads that decisions ask for were measured."""

_ALONE = np.float32(3)
"""How much louder naive Bayes is without the regression; its leads are then about as long."""


@dataclass(frozen=True, slots=True)
class ClassWeights:
    """The regression turned from training rows to features, so that asking does not grow with the rows.

    A frequent feature has a weight for each class: towards its score in `scores`, towards the cosine with
    the class's rows added up in `closeness`. A rare one has its rows: `coefficients` (rows, classes),
    `classes` (rows,), and `scales` (classes,), one over the length of the rows added up. `odds` are naive
    Bayes' beside the weights in `rare`, a class's divided among its rows. `places` (features,) is where a
    frequent feature stands in the tables, -1 for a rare one; `bias` (classes,).
    """

    places: Positions
    scores: Quantized
    closeness: Quantized
    rare: Postings
    odds: Floats
    coefficients: Quantized
    classes: Positions
    scales: Floats
    bias: Floats

    @classmethod
    def of(cls, index: FeatureIndex, softmax: Softmax | None, classes: Integers, class_count: int) -> Self:
        """`softmax` was trained on the cosines of the index's rows, whose classes are (rows,).

        Without it naive Bayes has to do by itself, and speaks as loudly as both.
        """
        often = index.postings.sizes > _LARGEST_RARE
        places = np.where(often, np.cumsum(often) - 1, -1).astype(np.int32)
        summed, summed_classes, sums, parts = index.sums(classes, class_count)
        lengths = np.sqrt(np.bincount(summed_classes, sums**2, minlength=class_count))
        scales = (1 / np.maximum(lengths, 1e-9)).astype(np.float32)
        closeness = np.zeros((int(often.sum()), class_count), dtype=np.float32)
        kept = often[summed]
        closeness[places[summed[kept]], summed_classes[kept]] = (sums * scales[summed_classes])[kept]
        odds = log_odds(sums, summed_classes, class_count)
        if softmax is None:
            odds *= _ALONE
            softmax = Softmax.untrained(len(classes), class_count)
            scores = np.zeros_like(closeness)
        else:
            scores = index.postings.times(softmax.coefficients * _REGRESSION_SHARE, often)
        scores[places[summed[kept]], summed_classes[kept]] += odds[kept]
        scores -= scores.mean(axis=1, keepdims=True)  # the same for all classes, and finer steps
        return cls(
            places,
            Quantized.of(scores),
            Quantized.of(closeness),
            index.postings.only(~often),
            (odds / np.bincount(parts))[parts[np.repeat(~often, index.postings.sizes)]].astype(np.float32),
            Quantized.of(softmax.coefficients * _REGRESSION_SHARE),
            classes.astype(np.int32),
            scales,
            softmax.bias * _REGRESSION_SHARE,
        )

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same weights of."""
        return (
            {"places": self.places, "odds": self.odds, "classes": self.classes}
            | {"scales": self.scales, "bias": self.bias}
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
            arrays["odds"],
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
        found, asked = self.rare.places(text.places[~often], text.weights[~often])
        if len(found):
            rows = self.rare.rows[found]
            weights = self.rare.weights[found] * asked
            classes = self.classes[rows]
            scores += self.coefficients.weighted_sum(rows, weights)
            scores += np.bincount(classes, self.odds[found] * asked, minlength=len(scores))
            closeness += np.bincount(classes, weights * self.scales[classes], minlength=len(closeness))
        return scores, closeness
