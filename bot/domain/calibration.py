"""From scores to probabilities, learned from questions whose answer was hidden."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

_PRIOR = np.array([0.9, 0.9])
"""Slope and constant to lean on where there are few questions to learn from; public sets give about these."""

_PRIOR_STRENGTH = 2.0
_STEPS = 25
_SMALLEST_STEP = 1e-6

Doubles = NDArray[np.float64]
Truths = NDArray[np.bool_]


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


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over trust (Platt's scaling)."""

    slope: float
    constant: float

    def probability(self, trusted: float) -> float:
        """The probability in 0..1 that the best entry is right."""
        return float(1 / (1 + np.exp(-np.clip(self.slope * trusted + self.constant, -30, 30))))


def fit_calibration(trusted: Doubles, right: Truths, importance: Doubles) -> Calibration:
    """Logistic regression by Newton's method with halved steps, pulled towards _PRIOR.

    Shapes: all (questions,). No question at all gives the prior.
    """
    inputs = np.column_stack([trusted, np.ones(len(trusted))])

    def loss(weights: Doubles) -> float:
        odds = inputs @ weights
        entropy = float(importance @ (np.logaddexp(0, odds) - right * odds))
        return entropy + _PRIOR_STRENGTH / 2 * float(np.sum((weights - _PRIOR) ** 2))

    weights = _PRIOR.copy()
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (importance * (expected - right)) + _PRIOR_STRENGTH * (weights - _PRIOR)
        spread = importance * expected * (1 - expected)
        curvature = (inputs * spread[:, None]).T @ inputs + _PRIOR_STRENGTH * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > _SMALLEST_STEP:
            step /= 2
        weights = weights - step
    return Calibration(float(max(weights[0], 0.05)), float(weights[1]))
