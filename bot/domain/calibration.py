"""From scores to probabilities."""

import math

import numpy as np

from bot.domain.postings import Floats
from bot.domain.scorer import Evidence

_LEAD_WEIGHT = 0.5
_GREATEST_LEAD = 3.0
"""Twenty times as likely as the next one: more than that says no more."""

_CLOSENESS_WEIGHT = 4.0
_COVERAGE_WEIGHT = 1.5
_LEAST_COVERAGE = 0.05
"""Fixed, not learned: hidden entries are about the same subject as the others, and would teach that words
of another subject do not matter."""

_SLOPE, _CONSTANT = 0.673, 1.269
"""A logistic curve, fitted to what became of phrasings of the FAQ that were held back, some with their whole
entry hidden, and asked."""


def trust(evidence: Evidence) -> float:
    """How much speaks for the best entry: its log share, its lead, its closeness, the coverage.

    The first two fall where entries compete, the others where the text is about something else.
    """
    best = int(evidence.scores.argmax())
    log_share = -float(np.log(np.exp(evidence.scores - evidence.scores[best]).sum()))
    closeness = float(evidence.closeness[best])
    log_coverage = math.log(max(evidence.coverage, _LEAST_COVERAGE))
    return (
        log_share
        + _LEAD_WEIGHT * min(lead(evidence.scores), _GREATEST_LEAD)
        + _CLOSENESS_WEIGHT * (closeness - 0.5)
        + _COVERAGE_WEIGHT * log_coverage
    )


def lead(log_odds: Floats) -> float:
    """The log of how many times likelier the best entry is than the next; infinite where there is none."""
    if len(log_odds) == 1:
        return math.inf
    second, first = np.partition(log_odds, -2)[-2:]
    return float(first - second)


def probability_of(trusted: float) -> float:
    """The probability in 0..1 that the best entry is right, from the trust in it (Platt's scaling)."""
    return 1 / (1 + math.exp(-min(max(_SLOPE * trusted + _CONSTANT, -30.0), 30.0)))
