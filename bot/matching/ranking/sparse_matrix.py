"""A sparse matrix by its columns: for each feature the rows that have it."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.array_file import Arrays

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]
Positions = NDArray[np.int32]

_AT_ONCE = 2**15
"""Weights that are multiplied at once: with 200 columns they take 26 MB."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Shapes: bounds (features + 1,), between which a feature's stretch of `rows` and `weights` lies."""

    bounds: Positions
    rows: NDArray[np.integer]
    weights: NDArray[np.floating]

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same postings of."""
        return {"bounds": self.bounds, "rows": self.rows, "weights": self.weights}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The postings that `to_arrays` described."""
        return cls(arrays["bounds"], arrays["rows"], arrays["weights"])

    def small(self) -> Self:
        """The same in two thirds of the memory: weights to three digits."""
        narrow = self.rows.astype(np.uint16) if self.rows.max(initial=0) < 2**16 else self.rows
        return type(self)(self.bounds, narrow, self.weights.astype(np.float16))

    @property
    def sizes(self) -> Positions:
        """How many rows have each feature."""
        return np.diff(self.bounds)

    def found(self, features: Integers, weights: Floats) -> tuple[Positions, Floats]:
        """The rows that have these features, and there the feature's weight times the one given for it."""
        positions, given = self.places(features, weights)
        return self.rows[positions], self.weights[positions] * given

    def places(self, features: Integers, weights: Floats) -> tuple[NDArray[np.integer], Floats]:
        """Where in `rows` and `weights` these features stand, and there the weight given for each."""
        ends = self.bounds.take(features + 1)
        sizes = ends - self.bounds.take(features)
        counted = sizes.cumsum()
        positions = (ends - counted).repeat(sizes) + np.arange(counted[-1] if len(counted) else 0)
        return positions, weights.repeat(sizes)

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
