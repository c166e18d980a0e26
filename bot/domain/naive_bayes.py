"""Naive Bayes: what a feature's share in a class says for it, beside what the regression learned."""

import numpy as np

from bot.domain.postings import Floats, Integers

_WEIGHT = np.float32(0.07)
_SMOOTHING = np.float32(3e-6)
"""Measured together with the regression's share, see docs/matching.md; a third or three times the smoothing
is as good."""


def log_odds(sums: Floats, classes: Integers, class_count: int) -> Floats:
    """How much a feature speaks for a class, to be added to the regression's scores: (sums,).

    `sums` (sums,) are a feature's weights added up over a class's rows, one for each feature of each of
    `classes` (sums,). A class that lacks the feature counts as zero: the log of a share in all that the
    class holds, over the smallest share that matters. So a class with little text is not preferred, and
    one without any is never named. Against the regression, which sums up, a logarithm trusts a feature
    that few of an entry's phrasings have.
    """
    totals = np.bincount(classes, sums, minlength=class_count).astype(np.float32)
    shares = sums / np.maximum(totals[classes], np.float32(1e-9))
    odds: Floats = _WEIGHT * np.log1p(shares / _SMOOTHING)
    return odds
