"""Softmax regression on the similarities of texts."""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.matching.ranking.similarities import Similarities
from bot.matching.ranking.sparse_matrix import Floats, Integers

_PENALTY = np.float32(0.08)
_STEPS = 9
_REMEMBERED_STEPS = 6
_FIRST_CHANGE = 3.0
"""The greatest change of a score in the first step, before anything is known of the curvature."""

_MOST_HALVINGS = 10
_LEARNED = 1e-7
"""Of the gradient's squared norm, for each row: from there on, floats of 32 bits tell no direction."""

_LEAST_OF_SLOPE = 1e-4
"""A step is taken that lowers the loss by so much of what the slope promises (Armijo's rule)."""


@dataclass(frozen=True, slots=True)
class Softmax:
    """Class scores of a text whose similarities with the training rows are s: s @ coefficients + bias.

    Shapes: coefficients (rows, classes), bias (classes,).
    """

    coefficients: Floats
    bias: Floats


class _Vector(NamedTuple):
    """A direction or a difference as coefficients (rows, classes), and what it does to the rows' scores.

    The scores are the similarities times the coefficients. They are kept beside them because they follow
    every sum, so that a step costs one product with the matrix.
    """

    coefficients: Floats
    scores: Floats

    def plus(self, other: "_Vector", times: float = 1.0) -> "_Vector":
        factor = np.float32(times)
        return _Vector(self.coefficients + factor * other.coefficients, self.scores + factor * other.scores)

    def times(self, factor: float) -> "_Vector":
        return _Vector(np.float32(factor) * self.coefficients, np.float32(factor) * self.scores)

    def dot(self, other: "_Vector") -> float:
        """The inner product in the space of functions."""
        return float(np.vdot(self.coefficients, other.scores))


def fit_softmax(similarities: Similarities, classes: Integers, class_count: int) -> Softmax:
    """L2-regularized multinomial logistic regression in its dual (kernel) form, stopped early.

    With K the matrix of similarities, centred in feature space, and Y the rows' classes one-hot, the loss is
    the cross-entropy of softmax(K A) against Y plus _PENALTY / 2 * trace(A' K A). Its gradient in the space
    of functions is softmax(K A) - Y + _PENALTY * A; L-BFGS (Nocedal and Wright, Numerical Optimization,
    algorithm 7.4) takes _STEPS steps with that space's inner product. Centring takes away the direction that
    all texts share. Each step costs one product with the similarities.
    """
    wanted = np.zeros((len(classes), class_count), dtype=np.float32)
    wanted[np.arange(len(classes)), classes] = 1

    at = _Vector(np.zeros_like(wanted), np.zeros_like(wanted))
    loss, shares = _loss(at, classes)
    known: deque[tuple[_Vector, _Vector]] = deque(maxlen=_REMEMBERED_STEPS)
    step, before = None, None
    for _ in range(_STEPS):
        gradient = _gradient(similarities, at, shares - wanted)
        if gradient.dot(gradient) <= _LEARNED * len(classes):
            break
        if step is not None and before is not None:
            known.append((step, gradient.plus(before, -1)))
        direction = _direction(gradient, known)
        slope = gradient.dot(direction)
        length = 1.0 if known else _FIRST_CHANGE / float(np.abs(direction.scores).max())
        for _ in range(_MOST_HALVINGS):
            following = at.plus(direction, length)
            next_loss, shares = _loss(following, classes)
            if next_loss <= loss + _LEAST_OF_SLOPE * length * slope:
                break
            length /= 2
        step, before = direction.times(length), gradient
        at, loss = following, next_loss
    coefficients = at.coefficients - at.coefficients.mean(axis=0)
    everyone = np.full((len(classes), 1), 1 / max(len(classes), 1), np.float32)
    return Softmax(coefficients, -similarities.times(everyone)[:, 0] @ coefficients)


def _loss(at: _Vector, classes: Integers) -> tuple[float, Floats]:
    """The loss there, and the share of each class in each row: (rows, classes)."""
    shares = at.scores - at.scores.max(axis=1, keepdims=True)
    of_classes = shares[np.arange(len(classes)), classes].copy()
    np.exp(shares, out=shares)
    sums = shares.sum(axis=1, keepdims=True)
    shares /= sums
    cross_entropy = float((np.log(sums[:, 0]) - of_classes).sum(dtype=np.float64))
    return cross_entropy + float(_PENALTY) / 2 * at.dot(at), shares


def _gradient(similarities: Similarities, at: _Vector, errors: Floats) -> _Vector:
    """`errors` (rows, classes) are the shares less those that are wanted."""
    coefficients = errors + _PENALTY * at.coefficients
    scores = similarities.times(coefficients - coefficients.mean(axis=0))
    return _Vector(coefficients, scores - scores.mean(axis=0))


def _direction(gradient: _Vector, known: deque[tuple[_Vector, _Vector]]) -> _Vector:
    """Against the gradient, as far as the curvature along the steps that are `known` suggests."""
    found = gradient.times(-1)
    shares: list[float] = []
    for step, change in reversed(known):
        shares.append(step.dot(found) / step.dot(change))
        found = found.plus(change, -shares[-1])
    if known:
        step, change = known[-1]
        found = found.times(step.dot(change) / change.dot(change))
    for (step, change), share in zip(known, reversed(shares), strict=True):
        found = found.plus(step, share - change.dot(found) / step.dot(change))
    return found
