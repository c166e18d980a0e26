"""Sparse rows of features, and the cosine of a text with each row."""

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.domain.arrays import Arrays

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]
Positions = NDArray[np.int32]

_FREQUENT_IN_GRAM = 24
_FREQUENT_IN_TEXTS = 6
"""A feature of more than one row in so many is multiplied as a full row: quicker than a long list. For the
gram these rows are made and dropped again, for comparing texts they are kept, so there are fewer."""


@dataclass(frozen=True, slots=True)
class FeatureIndex:
    """Rows of weighted features in compressed form, sorted by feature.

    A feature's weight is multiplied by its rarity among classes, idf = 1 + ln((1 + C) / (1 + c)) for C
    classes of which c have it: phrasings of one entry repeat its words, and that must not make the
    words cheap. Rows have length one. A text's unknown features count in its length with c = 0, so a
    text about something else is far from everything.

    Shapes: features (features,) in rising order, idf (features,), bounds (features + 1,) between
    which a feature's stretch of `rows` and `weights` lies.
    """

    row_count: int
    unknown_idf: float
    features: NDArray[np.uint32]
    idf: Floats
    bounds: Positions
    rows: Positions
    weights: Floats
    _places: Positions = field(init=False)
    _frequent: Floats = field(init=False)

    def __post_init__(self) -> None:
        places, frequent = self._full_rows(_FREQUENT_IN_TEXTS)
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_frequent", frequent)

    @classmethod
    def of(cls, rows: Iterable[Mapping[int, float]], classes: Integers, class_count: int) -> Self:
        """Rows are read once and one at a time; `classes` (rows,) holds numbers below `class_count`."""
        found, weighted, sizes = array("I"), array("f"), array("I")
        for row in rows:
            found.extend(row)
            weighted.extend(row.values())
            sizes.append(len(row))
        numbers = np.array(found, dtype=np.uint32)
        weights = np.array(weighted, dtype=np.float32)
        row_of = np.repeat(np.arange(len(sizes), dtype=np.int32), np.array(sizes, dtype=np.intp))

        order = np.argsort(numbers, kind="stable")
        features, counts = np.unique(numbers, return_counts=True)
        feature_of = np.repeat(np.arange(len(features)), counts)
        weights, row_of = weights[order], row_of[order]
        in_classes = np.unique(feature_of * max(class_count, 1) + classes[row_of]) // max(class_count, 1)
        class_counts = np.bincount(in_classes, minlength=len(features))
        idf = (1 + np.log((1 + class_count) / (1 + class_counts))).astype(np.float32)

        weights *= idf[feature_of]
        lengths = np.sqrt(np.bincount(row_of, weights**2, minlength=len(sizes)))
        weights /= np.maximum(lengths, 1e-9)[row_of].astype(np.float32)
        bounds = np.cumsum([0, *counts.tolist()], dtype=np.int32)
        return cls(len(sizes), 1 + math.log(1 + class_count), features, idf, bounds, row_of, weights)

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same index of."""
        return {
            "size": np.array([self.row_count, self.unknown_idf]),
            "features": self.features,
            "idf": self.idf,
            "bounds": self.bounds,
            "rows": self.rows,
            "weights": self.weights,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The index that `to_arrays` described."""
        row_count, unknown_idf = arrays["size"].tolist()
        names = ("features", "idf", "bounds", "rows", "weights")
        return cls(int(row_count), unknown_idf, *(arrays[name] for name in names))

    def similarities(self, features: Mapping[int, float]) -> Floats:
        """The cosine of a text with every row, in the shape (rows,); zeros where nothing is known."""
        asked = np.fromiter(features.keys(), np.uint32, len(features))
        weights = np.fromiter(features.values(), np.float32, len(features))
        numbers = np.searchsorted(self.features, asked)
        known = numbers < len(self.features)
        known[known] = self.features[numbers[known]] == asked[known]
        if not known.any():
            return np.zeros(self.row_count, dtype=np.float32)
        unknown_square = float(np.sum(weights[~known] ** 2)) * self.unknown_idf**2
        numbers = numbers[known]
        weights = weights[known] * self.idf[numbers]
        weights /= np.float32(math.sqrt(float(weights @ weights) + unknown_square))

        places = self._places[numbers]
        similarities: Floats = weights[places >= 0] @ self._frequent[places[places >= 0]]
        rare = numbers[places < 0]
        ends = self.bounds[rare + 1]
        sizes = ends - self.bounds[rare]
        positions = np.repeat(ends - np.cumsum(sizes), sizes) + np.arange(sizes.sum())
        products = self.weights[positions] * np.repeat(weights[places < 0], sizes)
        similarities += np.bincount(self.rows[positions], products, minlength=self.row_count)
        return similarities

    def lengths_of_sums(self, classes: Integers, class_count: int) -> Floats:
        """The length of each class's rows added up, in the shape (classes,)."""
        feature_of = np.repeat(np.arange(len(self.features)), np.diff(self.bounds))
        keys, inverse = np.unique(feature_of * class_count + classes[self.rows], return_inverse=True)
        sums = np.bincount(inverse, self.weights)
        return np.sqrt(np.bincount(keys % class_count, sums**2, minlength=class_count)).astype(np.float32)

    def gram(self) -> Floats:
        """Cosines among all rows, in the shape (rows, rows).

        Frequent features go through one dense product; each rare one adds its few pairs, one of a single
        row its square.
        """
        places, frequent = self._full_rows(_FREQUENT_IN_GRAM)
        gram: Floats = frequent.T @ frequent
        sizes = np.diff(self.bounds)
        starts, ends = self.bounds[:-1], self.bounds[1:]

        single = starts[(sizes == 1) & (places < 0)]
        diagonal = np.bincount(self.rows[single], self.weights[single] ** 2, minlength=self.row_count)
        gram[np.diag_indices_from(gram)] += diagonal
        several = (sizes > 1) & (places < 0)
        for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
            among, weight = self.rows[start:end], self.weights[start:end]
            gram[among[:, None], among] += weight[:, None] * weight
        return gram

    def _full_rows(self, share: int) -> tuple[Positions, Floats]:
        """The features of more than one row in `share`: each one's place, -1 for the others; their rows."""
        sizes = np.diff(self.bounds)
        frequent = sizes > max(16, self.row_count // share)
        places = np.where(frequent, np.cumsum(frequent) - 1, -1).astype(np.int32)
        full = np.zeros((int(frequent.sum()), self.row_count), dtype=np.float32)
        of_weight = np.repeat(places, sizes)
        kept = of_weight >= 0
        full[of_weight[kept], self.rows[kept]] = self.weights[kept]
        return places, full
