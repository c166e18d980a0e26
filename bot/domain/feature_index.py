"""Sparse rows of features, and the cosine of a text with each row."""

import math
from array import array
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]

_FREQUENT_SHARE = 24
"""A feature of more than one row in so many is kept as a full row: quicker than a long list."""


class FeatureIndex:
    """Rows of weighted features in compressed form, sorted by feature.

    A feature's weight is multiplied by its rarity among classes, idf = 1 + ln((1 + C) / (1 + c)) for C
    classes of which c have it: phrasings of one entry repeat its words, and that must not make the
    words cheap. Rows have length one. A text's unknown features count in its length with c = 0, so a
    text about something else is far from everything.
    """

    def __init__(self, rows: Iterable[Mapping[str, float]], classes: Integers, class_count: int) -> None:
        """Rows are read once and one at a time; `classes` (rows,) holds numbers below `class_count`."""
        self._numbers: dict[str, int] = {}
        found, weighted, sizes = array("q"), array("f"), array("q")
        for row in rows:
            found.extend(self._numbers.setdefault(name, len(self._numbers)) for name in row)
            weighted.extend(row.values())
            sizes.append(len(row))
        feature_of = np.array(found, dtype=np.intp)
        weights = np.array(weighted, dtype=np.float32)
        self.row_count = len(sizes)
        row_of = np.repeat(np.arange(self.row_count), np.array(sizes, dtype=np.intp))

        pairs = np.unique(feature_of * max(class_count, 1) + classes[row_of])
        counts = np.bincount(pairs // max(class_count, 1), minlength=len(self._numbers))
        self._idf = (1 + np.log((1 + class_count) / (1 + counts))).astype(np.float32)
        self._unknown_idf = 1 + math.log(1 + class_count)

        weights *= self._idf[feature_of]
        lengths = np.sqrt(np.bincount(row_of, weights**2, minlength=self.row_count))
        weights /= np.maximum(lengths, 1e-9)[row_of].astype(np.float32)
        sizes_of = np.bincount(feature_of, minlength=len(self._numbers))
        self._is_frequent = sizes_of > max(16, self.row_count // _FREQUENT_SHARE)
        self._dense_rows = np.cumsum(self._is_frequent) - 1
        self._dense = np.zeros((int(self._is_frequent.sum()), self.row_count), dtype=np.float32)
        dense = self._is_frequent[feature_of]
        self._dense[self._dense_rows[feature_of[dense]], row_of[dense]] = weights[dense]

        rare = np.flatnonzero(~dense)
        rare = rare[np.argsort(feature_of[rare], kind="stable")]
        self._rows = row_of[rare]
        self._weights = weights[rare]
        self._ends = np.cumsum(np.where(self._is_frequent, 0, sizes_of))
        self._sizes = np.diff(self._ends, prepend=0)

    def similarities(self, features: Mapping[str, float]) -> Floats:
        """The cosine of a text with every row, in the shape (rows,); zeros where nothing is known."""
        found: list[int] = []
        found_weights: list[float] = []
        unknown_square = 0.0
        for name, weight in features.items():
            number = self._numbers.get(name)
            if number is None:
                unknown_square += (weight * self._unknown_idf) ** 2
            else:
                found.append(number)
                found_weights.append(weight)
        if not found:
            return np.zeros(self.row_count, dtype=np.float32)
        numbers = np.array(found, dtype=np.intp)
        weights = np.array(found_weights, dtype=np.float32) * self._idf[numbers]
        weights /= np.float32(math.sqrt(float(weights @ weights) + unknown_square))

        frequent = self._is_frequent[numbers]
        similarities: Floats = weights[frequent] @ self._dense[self._dense_rows[numbers[frequent]]]
        rare = numbers[~frequent]
        sizes = self._sizes[rare]
        positions = np.repeat(self._ends[rare] - np.cumsum(sizes), sizes) + np.arange(sizes.sum())
        products = self._weights[positions] * np.repeat(weights[~frequent], sizes)
        return similarities + np.bincount(self._rows[positions], products, minlength=self.row_count).astype(
            np.float32
        )

    def lengths_of_sums(self, classes: Integers, class_count: int) -> Floats:
        """The length of each class's rows added up, in the shape (classes,)."""
        squares = np.zeros(class_count)
        for column in self._dense:
            squares += np.bincount(classes, column, minlength=class_count) ** 2
        feature_of = np.repeat(np.arange(len(self._sizes)), self._sizes)
        keys, inverse = np.unique(feature_of * class_count + classes[self._rows], return_inverse=True)
        sums = np.bincount(inverse, self._weights)
        squares += np.bincount(keys % class_count, sums**2, minlength=class_count)
        return np.sqrt(squares).astype(np.float32)

    def gram(self) -> Floats:
        """Cosines among all rows, in the shape (rows, rows).

        Frequent features go through one dense product; each rare one adds its few pairs, one of a single
        row its square.
        """
        gram: Floats = self._dense.T @ self._dense
        rows, weights, ends = self._rows, self._weights, self._ends
        starts = ends - self._sizes
        single = starts[self._sizes == 1]
        diagonal = np.bincount(rows[single], weights[single] ** 2, minlength=self.row_count)
        gram[np.diag_indices_from(gram)] += diagonal
        several = self._sizes > 1
        for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
            among, weight = rows[start:end], weights[start:end]
            gram[among[:, None], among] += weight[:, None] * weight
        return gram
