"""What each feature says for each entry: counted and trained, added up beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.array_file import Arrays, found_under, put_under
from bot.matching.ranking.byte_matrix import Quantized
from bot.matching.ranking.feature_index import FeatureIndex
from bot.matching.ranking.feature_rarity import Known
from bot.matching.ranking.softmax import Softmax
from bot.matching.ranking.sparse_matrix import Floats, Integers, Positions, Postings, narrowed

_LARGEST_RARE = 8
"""Rows that a feature has at most to be looked up row by row. Nine of ten features are that rare; a weight
for each entry would take most of the memory for them."""

_REGRESSION_SHARE = np.float32(0.7)
"""The regression and naive Bayes say much the same; in full their sum leads by half as much again as the
regression alone, on which the leads that decisions ask for were measured."""

_COUNTED_SHARE, _COUNTED_ALONE = np.float32(0.07), np.float32(0.21)
"""Of naive Bayes, measured together with the regression's share, see docs/matching.md; it is louder without
the regression, so that its leads are about as long."""

_SMOOTHING = np.float32(3e-6)
"""Of naive Bayes: a third or three times as much is as good."""


@dataclass(frozen=True, slots=True)
class FeatureWeights:
    """A text's score for a class is its features' weights times what these say for the class, added up.

    A feature has a stretch of `rows`, `weights`, `classes` and `logs`, between its `bounds` (features + 1,).
    Each place of it adds its weight times that row of `says` (rows, classes), and its log to its class. A
    frequent feature has a row of its own and nothing else; these rows come first, and `held` (frequent
    features, bytes) has a bit for each class that holds the feature. A rare one has the rows of the phrasings
    that hold it, beside each class's first the log that naive Bayes gives it for the class. `bias` (classes,)
    is what is said of any text.
    """

    bounds: Positions
    rows: NDArray[np.integer]
    weights: NDArray[np.float16]
    classes: NDArray[np.integer]
    logs: NDArray[np.float16]
    says: Quantized
    held: NDArray[np.uint8]
    bias: Floats

    @classmethod
    def of(cls, index: FeatureIndex, classes: Integers, class_count: int, softmax: Softmax | None) -> Self:
        """`softmax` was trained on the cosines of the index's rows, whose `classes` (rows,) these are.

        To a score naive Bayes adds the log of a feature's share in all that a class holds, over the smallest
        share that matters, and zero where the class lacks it: so a class with little text is not preferred,
        and one without any is never named.
        """
        sums = index.sums(classes, class_count)
        counted = _logs(sums, class_count, _COUNTED_ALONE if softmax is None else _COUNTED_SHARE)
        often = index.postings.sizes > _LARGEST_RARE
        frequent = Postings(sums.bounds, sums.rows, counted).dense(often, class_count)
        is_held = frequent > 0
        by_row, bias = np.zeros((1, class_count), np.float32), np.zeros(class_count, np.float32)
        if softmax is not None:
            by_row, bias = _REGRESSION_SHARE * softmax.coefficients, _REGRESSION_SHARE * softmax.bias
            frequent += index.postings.only(often).times(by_row)[often]
        frequent -= frequent.mean(axis=1, keepdims=True)  # the same for all classes, and finer steps

        rare = index.postings.only(~often)
        feature_of = np.repeat(np.arange(len(often)), rare.sizes)
        pairs = np.repeat(np.arange(len(often)), sums.sizes) * class_count + sums.rows
        at, firsts = np.unique(
            pairs.searchsorted(feature_of * class_count + classes[rare.rows]), return_index=True
        )
        logs = np.zeros(len(feature_of), np.float32)
        logs[firsts] = counted[at]

        bounds = np.concatenate([[0], np.cumsum(np.where(often, 1, rare.sizes))]).astype(np.int32)
        is_own = np.zeros(bounds[-1], bool)
        is_own[bounds[:-1][often]] = True

        def laid_out(
            own: NDArray[np.number] | float, others: NDArray[np.number] | float
        ) -> NDArray[np.float64]:
            found = np.empty(len(is_own))
            found[is_own], found[~is_own] = own, others
            return found

        alone = len(frequent) + (rare.rows if softmax is not None else 0)
        return cls(
            bounds,
            narrowed(laid_out(np.arange(len(frequent)), alone)),
            laid_out(1, rare.weights if softmax is not None else 0).astype(np.float16),
            narrowed(laid_out(0, classes[rare.rows])),
            laid_out(0, logs).astype(np.float16),
            Quantized.of(np.concatenate([frequent, by_row])),
            np.packbits(is_held, axis=1),
            bias,
        )

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same of."""
        return {
            "bounds": self.bounds,
            "rows": self.rows,
            "weights": self.weights,
            "classes": self.classes,
            "logs": self.logs,
            "held": self.held,
            "bias": self.bias,
        } | put_under("says", self.says.to_arrays())

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """What `to_arrays` described."""
        return cls(
            arrays["bounds"],
            arrays["rows"],
            arrays["weights"],
            arrays["classes"],
            arrays["logs"],
            Quantized.from_arrays(found_under("says", arrays)),
            arrays["held"],
            arrays["bias"],
        )

    def evidence(self, text: Known) -> tuple[Floats, Callable[[int], float]]:
        """The scores of a text (classes,), and how much of it the class of a number explains.

        That is the share in 0..1 of its squared length, unknown features included, that lies in features
        which the class has.
        """
        ends = self.bounds.take(text.places + 1)
        sizes = ends - self.bounds.take(text.places)
        counted = sizes.cumsum()
        found = (ends - counted).repeat(sizes) + np.arange(counted[-1] if len(counted) else 0)
        given = text.weights.repeat(sizes)
        rows, classes, logs = self.rows.take(found), self.classes.take(found), self.logs.take(found)
        scores = self.says.weighted_sum(rows, given * self.weights.take(found))
        scores += self.bias
        scores += np.bincount(classes, given * logs, len(scores))

        def explained(number: int) -> float:
            is_own = rows < len(self.held)
            bits = self.held[:, number >> 3].take(rows.compress(is_own)) >> (7 - (number & 7)) & 1
            squares = given * given
            rare = float(squares @ ((classes == number) & (logs > 0)))
            return text.readings * (rare + float(squares.compress(is_own) @ bits))

        return scores, explained


def _logs(sums: Postings, class_count: int, share: np.float32) -> Floats:
    totals = np.maximum(np.bincount(sums.rows, sums.weights, minlength=class_count), 1e-9)
    logs: Floats = share * np.log1p(sums.weights / (totals.astype(np.float32)[sums.rows] * _SMOOTHING))
    return logs
