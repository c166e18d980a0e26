"""The features that phrasings have, and how rare each is."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.array_file import Arrays
from bot.matching.ranking.features import Features
from bot.matching.ranking.sparse_matrix import Floats, Integers


@dataclass(frozen=True, slots=True)
class Known:
    """The features of a text that a lexicon knows: their places in it, and their weights.

    The whole text has length one, what is not known included: a text about something else is short. Where
    there are two readings of it, each has half that length.
    """

    places: Integers
    weights: Floats
    readings: int = 1

    def __bool__(self) -> bool:
        return len(self.places) > 0

    def halved_with(self, other: "Known") -> "Known":
        """Half of this text and half of the other one."""
        return Known(
            np.concatenate([self.places, other.places]),
            np.float32(0.5) * np.concatenate([self.weights, other.weights]),
            2,
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Features by their place. Shapes: features (features,) in rising order, class_counts (features,).

    A feature's weight is multiplied by its rarity among classes, idf = 1 + ln((1 + C) / (1 + c)) for C
    classes of which c have it: phrasings of one entry repeat its words, and that must not make the
    words cheap. Unknown features count with c = 0.
    """

    features: NDArray[np.uint32]
    class_counts: NDArray[np.uint16]
    class_count: int

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same lexicon of."""
        return {
            "features": self.features,
            "class_counts": self.class_counts,
            "class_count": np.array(self.class_count),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The lexicon that `to_arrays` described."""
        return cls(arrays["features"], arrays["class_counts"], int(arrays["class_count"]))

    def idf(self, places: Integers) -> Floats:
        """The rarity of the features at these places: (places,)."""
        counts = 1 + self.class_counts.take(places).astype(np.float32)
        rarity: Floats = 1 + np.log(np.float32(1 + self.class_count) / counts)
        return rarity

    def known(self, asked: Features) -> Known:
        """What is known of a text."""
        places = self.features.searchsorted(asked.numbers)
        known = self.features.take(places, mode="clip") == asked.numbers
        unknown = asked.weights.compress(~known)
        unknown_square = float(unknown @ unknown) * (1 + math.log(1 + self.class_count)) ** 2
        places = places.compress(known)
        weights = asked.weights.compress(known) * self.idf(places)
        length = math.sqrt(float(weights @ weights) + unknown_square)
        return Known(places, weights / np.float32(max(length, 1e-9)))
