"""The features that phrasings have, and how rare each is."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.domain.arrays import Arrays
from bot.domain.features import Features
from bot.domain.postings import Floats, Integers


@dataclass(frozen=True, slots=True)
class Known:
    """The features of a text that a lexicon knows: their places in it, and their weights.

    The whole text has length one, what is not known included: a text about something else is short.
    """

    places: Integers
    weights: Floats

    def __bool__(self) -> bool:
        return len(self.places) > 0

    def halved_with(self, other: "Known") -> "Known":
        """Half of this text and half of the other one."""
        return Known(
            np.concatenate([self.places, other.places]),
            np.float32(0.5) * np.concatenate([self.weights, other.weights]),
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Features by their place. Shapes: features (features,) in rising order, idf (features,).

    A feature's weight is multiplied by its rarity among classes, idf = 1 + ln((1 + C) / (1 + c)) for C
    classes of which c have it: phrasings of one entry repeat its words, and that must not make the
    words cheap. Unknown features count with c = 0.
    """

    features: NDArray[np.uint32]
    idf: Floats
    unknown_idf: float

    @classmethod
    def of(cls, features: NDArray[np.uint32], class_counts: Integers, class_count: int) -> Self:
        """`class_counts` (features,) says in how many of all classes each feature occurs."""
        idf = (1 + np.log((1 + class_count) / (1 + class_counts))).astype(np.float32)
        return cls(features, idf, 1 + math.log(1 + class_count))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same lexicon of."""
        return {"features": self.features, "idf": self.idf, "unknown_idf": np.array(self.unknown_idf)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The lexicon that `to_arrays` described."""
        return cls(arrays["features"], arrays["idf"], float(arrays["unknown_idf"]))

    def known(self, asked: Features) -> Known:
        """What is known of a text."""
        places = np.searchsorted(self.features, asked.numbers)
        known = places < len(self.features)
        known[known] = self.features[places[known]] == asked.numbers[known]
        unknown = asked.weights[~known]
        unknown_square = float(unknown @ unknown) * self.unknown_idf**2
        places = places[known]
        weights = asked.weights[known] * self.idf[places]
        length = math.sqrt(float(weights @ weights) + unknown_square)
        return Known(places, weights / np.float32(max(length, 1e-9)))
