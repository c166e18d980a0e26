"""Softmax regression on a matrix of similarities."""

from dataclasses import dataclass

import numpy as np

from bot.matching.ranking.sparse_matrix import Floats, Integers

_PENALTY = 0.05
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Softmax:
    """Class scores of a text whose similarities with the training rows are s: s @ coefficients + bias.

    Shapes: coefficients (rows, classes), bias (classes,).
    """

    coefficients: Floats
    bias: Floats


def fit_softmax(gram: Floats, classes: Integers, class_count: int) -> Softmax:
    """L2-regularized multinomial logistic regression in its dual (kernel) form.

    With K the matrix of similarities, centred in feature space, and Y the rows' classes one-hot, the
    loss is the cross-entropy of softmax(K A) against Y plus _PENALTY / 2 * trace(A' K A). Its gradient
    in the space of functions is softmax(K A) - Y + _PENALTY * A; Nesterov's accelerated descent takes
    _STEPS steps of 1 / L, L being a bound on the curvature: half of K's largest eigenvalue + _PENALTY.
    Centring takes away the direction that all texts share, which makes L some six times smaller and
    30 steps enough; it happens in the matrix that is given, for its size. Time is
    2 * _STEPS * rows² * classes operations.
    """
    means: Floats = gram.mean(axis=0)
    centred: Floats = gram
    centred -= means[:, np.newaxis]
    centred -= means - means.mean()
    wanted = np.zeros((len(classes), class_count), dtype=np.float32)
    wanted[np.arange(len(classes)), classes] = 1
    step = np.float32(1 / (_largest_eigenvalue(centred) / 2 + _PENALTY))

    current: Floats = np.zeros_like(wanted)
    ahead = current
    momentum = 1.0
    for _ in range(_STEPS):
        shares: Floats = centred @ ahead
        shares -= shares.max(axis=1, keepdims=True)
        np.exp(shares, out=shares)
        shares /= shares.sum(axis=1, keepdims=True)
        # one array all the way: shares, gradient, step down it, following coefficients
        shares -= wanted
        shares += _PENALTY * ahead
        shares *= -step
        shares += ahead
        following = shares
        next_momentum = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = following + np.float32((momentum - 1) / next_momentum) * (following - current)
        current, momentum = following, next_momentum
    coefficients = current - current.mean(axis=0)
    return Softmax(coefficients, -means @ coefficients)


def _largest_eigenvalue(matrix: Floats) -> float:
    """By power iteration from a fixed start; at most some percent too small, which the step bears."""
    vector = np.cos(np.arange(len(matrix), dtype=np.float32)) + 1
    size = 0.0
    for _ in range(15):
        vector = matrix @ vector
        size = float(np.linalg.norm(vector))
        if size == 0:
            return 0.0
        vector /= size
    return size
