"""The cosines among phrasings, which are never written out."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.matching.ranking.sparse_matrix import Floats, Postings

_FREQUENT = 64
"""A feature of more than one row in so many is multiplied as a full row: quicker than a long list."""


@dataclass(frozen=True, slots=True)
class Similarities:
    """The matrix X X' of sparse rows X, as what it takes to multiply with it.

    `frequent` (features, rows) are the features of many rows in full, `several` those of a few, `by_row` the
    same by their rows, and `single` (rows,) is what the features of one row alone add on the diagonal.
    """

    frequent: Floats
    several: Postings
    by_row: Postings
    single: Floats

    @classmethod
    def of(cls, postings: Postings, row_count: int) -> Self:
        """Of rows of length one the similarities are cosines."""
        sizes = postings.sizes
        often = sizes > max(16, row_count // _FREQUENT)
        once = sizes == 1
        firsts = postings.bounds[:-1][once]
        single = np.bincount(postings.rows[firsts], postings.weights[firsts] ** 2, minlength=row_count)
        several = postings.only(~often & ~once)
        return cls(
            postings.dense(often, row_count),
            several,
            several.transposed(row_count),
            single.astype(np.float32),
        )

    def times(self, matrix: Floats) -> Floats:
        """The product with a matrix (rows, columns), in its shape."""
        product: Floats = self.frequent.T @ (self.frequent @ matrix)
        product += self.single[:, np.newaxis] * matrix
        product += self.by_row.times(self.several.times(matrix))
        return product
