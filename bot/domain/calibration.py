"""From scores to probabilities, learned from questions whose answer was hidden."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.scorer import Evidence

SIGNALS = 2

_PRIOR = np.array([1.0, 8.0, 0.0])
"""Weights to lean on where there are few questions to learn from: those that public sets agree on."""

_PRIOR_STRENGTH = 1.0
_STEPS = 25
_SMALLEST_STEP = 1e-6

Doubles = NDArray[np.float64]


def signals(evidence: Evidence) -> tuple[float, float]:
    """What the trust in the best entry rests on: its log share among all entries, and its closeness.

    The first falls where entries compete, the second where the text is about something else.
    """
    scores = evidence.scores
    best = int(scores.argmax())
    top = float(scores[best])
    return -float(np.log(np.exp(scores - top).sum())), float(evidence.closeness[best])


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the signals and, last, a constant: probability = logistic(weights · (signals, 1))."""

    weights: tuple[float, ...]

    def probability(self, seen: tuple[float, float]) -> float:
        """The probability in 0..1 that the best entry is right."""
        odds = float(np.dot(self.weights, (*seen, 1.0)))
        return float(1 / (1 + np.exp(-np.clip(odds, -30, 30))))


def fit_calibration(seen: Doubles, right: Doubles, importance: Doubles) -> Calibration:
    """Logistic regression by Newton's method with halved steps, pulled towards _PRIOR instead of towards zero.

    Shapes: seen (questions, SIGNALS), right and importance (questions,). No question at all gives the
    prior.
    """
    inputs = np.column_stack([seen, np.ones(len(seen))])

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
    return Calibration(tuple(weights.tolist()))
