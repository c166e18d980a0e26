"""How likely a message comes from danger, tells a case of one's own, or asks for a language.

It is learned from lines when the program is made (`training/`), and comes with it as plain arrays. A message
counts by its pieces, words and pairs of words, as in ranking, and by the ideas of danger that its words stand
for. So what was learned of a scene in one language helps in another, and a word that somebody adds is worth
something at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.array_file import Arrays, found_under, put_under
from bot.matching.ranking.byte_matrix import Quantized
from bot.matching.ranking.features import features
from bot.matching.ranking.sparse_matrix import Floats

METHOD = 2
"""Raised by whoever changes how a message counts: what was learned before is then stale."""

KINDS = ("other", "personal-case", "emergency", "emergency-police", "language")
"""What is told apart, in the order of what is learned; all but the first are kinds of courtesy."""

IDEA_WEIGHT = 0.15
"""Of each idea, beside a text of length one; twice as much is as good."""


@dataclass(frozen=True, slots=True)
class MessageKinds:
    """Shapes: numbers (features,), rising; rarity (features,); says (features, kinds); bias (kinds,).

    `unseen` is the rarity of all other features: they make a text longer, and what is known of
    it says less.
    """

    numbers: NDArray[np.uint32]
    rarity: NDArray[np.float16]
    says: Quantized
    bias: Floats
    unseen: float

    @classmethod
    def unlearned(cls) -> Self:
        """Takes every message for something else."""
        number, nothing = np.zeros(1, np.uint32), np.zeros((1, len(KINDS)), np.float32)
        return cls(
            number,
            number.astype(np.float16),
            Quantized.of(nothing),
            np.log([1, *(len(KINDS) - 1) * [1e-9]]),
            1.0,
        )

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same of."""
        arrays: Arrays = {
            "numbers": self.numbers,
            "rarity": self.rarity,
            "bias": self.bias,
            "unseen": np.array(self.unseen),
        }
        return arrays | put_under("says", self.says.to_arrays())

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """What `to_arrays` described."""
        return cls(
            arrays["numbers"],
            arrays["rarity"],
            Quantized.from_arrays(found_under("says", arrays)),
            arrays["bias"],
            float(arrays["unseen"]),
        )

    def shares(self, words: Sequence[str], ideas: Iterable[str]) -> dict[str, float]:
        """The probability of each of KINDS, for a normalized text of these words in which these ideas are."""
        places, weights = self.counted(words, ideas)
        scores = self.bias + self.says.weighted_sum(places, weights)
        shares = np.exp(scores - scores.max())
        return dict(zip(KINDS, (shares / shares.sum()).tolist(), strict=True))

    def counted(self, words: Sequence[str], ideas: Iterable[str]) -> tuple[NDArray[np.intp], Floats]:
        """The places of the features that are known of a text, and the weight of each."""
        typed = features(words)
        places, is_known = self._found(typed.numbers)
        weights = typed.weights.compress(is_known) * self.rarity.take(places)
        unknown = typed.weights.compress(~is_known) * np.float32(self.unseen)
        weights /= np.float32(max(math.sqrt(float(weights @ weights + unknown @ unknown)), 1e-9))
        named, _ = self._found(np.array([idea_number(idea) for idea in ideas], np.uint32))
        return (
            np.concatenate([places, named]),
            np.concatenate([weights, np.full(len(named), IDEA_WEIGHT, np.float32)]),
        )

    def _found(self, numbers: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        places = self.numbers.searchsorted(numbers)
        is_known = self.numbers.take(places, mode="clip") == numbers
        return places.compress(is_known), is_known


def idea_number(idea: str) -> int:
    """The number by which an idea is a feature."""
    return crc32(f"idea {idea}".encode())
