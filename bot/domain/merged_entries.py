"""Entries compared as a whole, for more phrasings than can be trained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.domain.arrays import Arrays, found_under, put_under
from bot.domain.feature_index import FeatureIndex
from bot.domain.features import Features, features
from bot.domain.lexicon import Known
from bot.domain.postings import Floats, Integers, Positions, Postings
from bot.domain.quantized import Quantized

_FREQUENT = 24
"""A feature of more than one entry in so many is multiplied as a full row: quicker than a long list."""

_SCALE = np.float32(20)
"""Cosines of whole entries lie close together; this lets their differences speak like trained scores."""


@dataclass(frozen=True, slots=True)
class MergedEntries:
    """Cosines with entries.

    `places` (features,) is where a frequent feature stands in `frequent` (frequent features, entries), -1
    for the others, which are in `rare`.
    """

    places: Positions
    frequent: Quantized
    rare: Postings

    @classmethod
    def of(cls, index: FeatureIndex) -> Self:
        """`index` has one row an entry, as `merged_rows` makes them."""
        often = index.postings.sizes > max(16, index.row_count // _FREQUENT)
        places = np.where(often, np.cumsum(often) - 1, -1).astype(np.int32)
        frequent = Quantized.of(index.postings.dense(often, index.row_count))
        return cls(places, frequent, index.postings.only(~often))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same of."""
        return (
            {"places": self.places}
            | put_under("frequent", self.frequent.to_arrays())
            | put_under("rare", self.rare.to_arrays())
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """What `to_arrays` described."""
        return cls(
            arrays["places"],
            Quantized.from_arrays(found_under("frequent", arrays)),
            Postings.from_arrays(found_under("rare", arrays)),
        )

    def evidence(self, text: Known) -> tuple[Floats, Floats]:
        """Scores and cosines of a text, each (entries,)."""
        places = self.places[text.places]
        often = places >= 0
        cosines = self.frequent.weighted_sum(places[often], text.weights[often])
        rows, weights = self.rare.found(text.places[~often], text.weights[~often])
        cosines += np.bincount(rows, weights, minlength=len(cosines))
        return cosines * _SCALE, cosines


def merged_rows(texts: Sequence[str], classes: Integers, class_count: int) -> Iterator[Features]:
    """The features of each class's normalized texts added up, in the order of the classes.

    Of the sums the logarithm counts: what all phrasings of an entry have is no more than a few times as
    telling as what one has.
    """
    order = np.argsort(classes, kind="stable")
    ends = np.cumsum(np.bincount(classes, minlength=class_count))
    start = 0
    for end in ends.tolist():
        rows = [features(texts[position]) for position in order[start:end]]
        numbers = np.concatenate([row.numbers for row in rows] or [np.zeros(0, np.uint32)])
        weights = np.concatenate([row.weights for row in rows] or [np.zeros(0, np.float32)])
        merged, inverse = np.unique(numbers, return_inverse=True)
        sums = np.bincount(inverse, weights, minlength=len(merged))
        yield Features(merged, np.log1p(sums).astype(np.float32))
        start = end


def grouped(classes: Integers, most: int) -> tuple[Integers, Integers]:
    """At most `most` groups, each of texts of one class: groups of the texts (texts,), classes of the groups.

    Every class with texts has a group; there have to be fewer such classes than `most`.
    """
    sizes = np.bincount(classes)
    room = most - np.count_nonzero(sizes)
    counts = np.minimum(sizes, 1 + sizes * room // len(classes))
    firsts = np.cumsum(counts) - counts
    order = np.argsort(classes, kind="stable")
    of_class = classes[order]
    numbers = np.arange(len(classes)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    groups = np.empty_like(classes)
    groups[order] = firsts[of_class] + numbers % counts[of_class]
    return groups, np.repeat(np.arange(len(sizes)), counts)
