"""A sparse matrix by its columns: for each feature the rows that have it."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]
Positions = NDArray[np.int32]

_AT_ONCE = 2**15
"""Weights that are multiplied at once: with 200 columns they take 26 MB."""


def narrowed(numbers: NDArray[np.number]) -> NDArray[np.integer]:
    """Whole numbers, none below zero, in as few bytes as hold them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


@dataclass(frozen=True, slots=True)
class Postings:
    """Shapes: bounds (features + 1,), between which a feature's stretch of `rows` and `weights` lies."""

    bounds: Positions
    rows: NDArray[np.integer]
    weights: NDArray[np.floating]

    @property
    def sizes(self) -> Positions:
        """How many rows have each feature."""
        return np.diff(self.bounds)

    def only(self, features: NDArray[np.bool_]) -> Self:
        """Without the rows of the features that are not wanted, which keep their places."""
        kept = np.repeat(features, self.sizes)
        bounds = np.concatenate([[0], np.cumsum(self.sizes * features)]).astype(np.int32)
        return type(self)(bounds, self.rows[kept], self.weights[kept])

    def dense(self, features: NDArray[np.bool_], row_count: int) -> Floats:
        """The features that are wanted, in full: (wanted features, rows)."""
        sizes = self.sizes[features]
        kept = np.repeat(features, self.sizes)
        full = np.zeros((len(sizes), row_count), dtype=np.float32)
        full[np.repeat(np.arange(len(sizes)), sizes), self.rows[kept]] = self.weights[kept]
        return full

    def transposed(self, row_count: int) -> Self:
        """For each row the features that it has."""
        feature_of = np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes)
        order = np.argsort(self.rows, kind="stable")
        bounds = np.concatenate([[0], np.cumsum(np.bincount(self.rows, minlength=row_count))])
        return type(self)(bounds.astype(np.int32), feature_of[order], self.weights[order])

    def times(self, matrix: Floats) -> Floats:
        """The product with a matrix (rows, columns): (features, columns)."""
        product = np.zeros((len(self.sizes), matrix.shape[1]), dtype=np.float32)
        sizes = self.sizes
        for size in np.unique(sizes[sizes > 0]).tolist():  # features of one size make one product
            alike = np.flatnonzero(sizes == size)
            for some in np.array_split(alike, 1 + len(alike) * size // _AT_ONCE):
                places = self.bounds[some, np.newaxis] + np.arange(size)
                weights = self.weights[places][:, np.newaxis].astype(np.float32, copy=False)
                product[some] = (weights @ matrix[self.rows[places]])[:, 0]
        return product
