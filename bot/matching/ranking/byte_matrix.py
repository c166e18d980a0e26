"""Matrices in a byte a number: a quarter of the memory, and as quick to add up."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.array_file import Arrays
from bot.matching.ranking.sparse_matrix import Floats

_GREATEST = 127


@dataclass(frozen=True, slots=True)
class Quantized:
    """A matrix whose row i is steps[i] * scales[i]: no number is off by more than 1/254
    of its row's greatest.

    Shapes: steps (rows, columns), scales (rows,).
    """

    steps: NDArray[np.int8]
    scales: Floats

    @classmethod
    def of(cls, matrix: Floats) -> Self:
        """The nearest there is to the matrix."""
        greatest = np.abs(matrix).max(axis=1, initial=0)
        scales = (np.maximum(greatest, np.float32(1e-30)) / _GREATEST).astype(np.float32)
        return cls(np.rint(matrix / scales[:, np.newaxis]).astype(np.int8), scales)

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same matrix of."""
        return {"steps": self.steps, "scales": self.scales}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The matrix that `to_arrays` described."""
        return cls(arrays["steps"], arrays["scales"])

    def weighted_sum(self, rows: NDArray[np.integer], weights: Floats) -> Floats:
        """The rows of these numbers, each times its weight, added up: (columns,)."""
        # not BLAS: it would wait for its other threads, which costs more than this sum when they are busy
        summed: Floats = np.einsum(
            "i,ij->j",
            weights * self.scales.take(rows),
            self.steps.take(rows, axis=0),
            dtype=np.float32,
            casting="unsafe",
        )
        return summed
