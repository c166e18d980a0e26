"""What is counted of the phrasings, without any training: how much of each feature each entry has."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.array_file import Arrays, found_under, put_under
from bot.matching.ranking.feature_index import FeatureIndex
from bot.matching.ranking.feature_rarity import Known
from bot.matching.ranking.sparse_matrix import Floats, Integers, Postings

_OFTEN = 4
"""Features that more than one of so many classes has are also kept as full rows, which add up in a quarter of
the time. One feature in fifty is, and 19 of 20 postings that a question meets are of these."""

_WEIGHT = np.float32(0.07)
_SMOOTHING = np.float32(3e-6)
"""Of naive Bayes, measured together with the regression's share, see docs/matching.md; a third or three times
the smoothing is as good."""


@dataclass(frozen=True)
class Counted:
    """`sums` are, for each feature, the classes that have it and its weights added up over a class's rows.

    `totals` (classes,) are the sums of all of a class's features.
    """

    sums: Postings
    totals: Floats

    @classmethod
    def of(cls, index: FeatureIndex, classes: Integers, class_count: int) -> Self:
        """`classes` (rows,) are those of the index's rows."""
        sums = index.sums(classes, class_count)
        totals = np.bincount(sums.rows, sums.weights, minlength=class_count)
        return cls(sums.small(), np.maximum(totals, 1e-9).astype(np.float32))

    @cached_property
    def _often(self) -> tuple[NDArray[np.int16], Floats]:
        """For each feature its place among those of many classes, or -1; and the logs of these, in full."""
        often = np.flatnonzero(self.sums.sizes > len(self.totals) / _OFTEN)
        places = np.full(len(self.sums.sizes), -1, np.int16)
        places[often] = np.arange(len(often))
        rows = np.zeros((len(often), len(self.totals)), np.float32)
        for place, feature in enumerate(often.tolist()):
            stretch = slice(self.sums.bounds[feature], self.sums.bounds[feature + 1])
            rows[place, self.sums.rows[stretch]] = self.logs[stretch]
        return places, rows

    @cached_property
    def logs(self) -> Floats:
        """What each of the sums adds to its class's score: taken beforehand, they cost a question nothing."""
        shares = self.sums.weights.astype(np.float32) / (self.totals[self.sums.rows] * _SMOOTHING)
        logs: Floats = np.log1p(shares).astype(np.float32)
        return logs

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same of."""
        return {"totals": self.totals} | put_under("sums", self.sums.to_arrays())

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """What `to_arrays` described."""
        return cls(Postings.from_arrays(found_under("sums", arrays)), arrays["totals"])

    def evidence(self, text: Known) -> tuple[Floats, Floats]:
        """Naive Bayes' scores of a text, and how much of it each class explains: each (classes,).

        To the score a feature adds the log of its share in all that a class holds, over the smallest share
        that matters, and zero where a class lacks it: so a class with little text is not preferred, and one
        without any is never named. Explained is the share in 0..1 of the text's squared length, unknown
        features included, that lies in features which a class has.
        """
        places, rows = self._often
        at = places.take(text.places)
        often = at >= 0
        logs, weights = rows.take(at.compress(often), axis=0), text.weights.compress(often)
        found, asked = self.sums.places(text.places.compress(~often), text.weights.compress(~often))
        classes, count = self.sums.rows.take(found), len(self.totals)
        scores = np.einsum("i,ij->j", weights, logs)
        scores += np.bincount(classes, asked * self.logs.take(found), minlength=count).astype(np.float32)
        explained = np.einsum("i,ij->j", weights**2, (logs > 0).astype(np.float32))
        explained += np.bincount(classes, asked**2, minlength=count).astype(np.float32)
        return _WEIGHT * scores, text.readings * explained
