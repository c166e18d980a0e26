"""Several scorers, one a language or so, of which those that speak a text's language are heard."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Self

import numpy as np

from bot.domain.arrays import Arrays, array_as_texts, found_under, put_under, texts_as_array
from bot.domain.feature_index import Floats, Integers
from bot.domain.rounds import parts
from bot.domain.scorer import Evidence, Scorer

_SHARPNESS = 2
_LEAST_WEIGHT = 0.05


class Panel:
    """Scores texts of any language; built once from all phrasings, then only read."""

    def __init__(self, scorers: Sequence[Scorer], words: Mapping[str, int], shares: Floats) -> None:
        """`shares` (words, scorers) says how a word is divided among them, in its row by `words`."""
        self._scorers = scorers
        self._words = words
        self._shares = shares

    @classmethod
    def of(cls, texts: Sequence[str], classes: Integers, class_count: int, *, merged: bool) -> Self:
        """Normalized phrasings and the numbers of their entries, each below `class_count`.

        With `merged` there is one scorer that compares entries as a whole, whatever the languages.
        """
        ranges = [(0, len(texts))] if merged else parts(classes.tolist())
        scorers = [
            Scorer.of(texts[first:last], classes[first:last], class_count, merged=merged)
            for first, last in ranges
        ]
        frequencies = _frequencies([texts[first:last] for first, last in ranges] if len(ranges) > 1 else [])
        words = {word: row for row, word in enumerate(frequencies)}
        shares = np.array(list(frequencies.values()), np.float32).reshape(len(words), len(ranges))
        return cls(scorers, words, shares / shares.sum(axis=1, keepdims=True))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same panel of."""
        arrays: Arrays = {"words": texts_as_array(list(self._words)), "shares": self._shares}
        for number, scorer in enumerate(self._scorers):
            arrays |= put_under(str(number), scorer.to_arrays())
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The panel that `to_arrays` described."""
        words = {word: row for row, word in enumerate(array_as_texts(arrays["words"]))}
        scorers = [
            Scorer.from_arrays(found_under(str(number), arrays))
            for number in range(arrays["shares"].shape[1])
        ]
        return cls(scorers, words, arrays["shares"])

    def evidence(self, text: str) -> Evidence:
        """What speaks for each entry, in the eyes of the scorers that speak the text's language.

        A scorer weighs (its share in the text's words / the greatest share) ** _SHARPNESS; one that weighs
        next to nothing is not asked. A scorer that knows none of the words would otherwise vote as well:
        for the entry that is least like all others.
        """
        if len(self._scorers) == 1:
            return self._scorers[0].evidence(text)
        known = [self._words[word] for word in text.split() if word in self._words]
        shares = self._shares[known].sum(axis=0) if known else np.ones(len(self._scorers), dtype=np.float32)
        weights: Floats = (shares / shares.max()) ** _SHARPNESS
        heard = [
            (weight, scorer.evidence(text))
            for weight, scorer in zip(weights, self._scorers, strict=True)
            if weight > _LEAST_WEIGHT
        ]
        return Evidence(
            reduce(np.add, (weight * evidence.scores for weight, evidence in heard)),
            reduce(np.maximum, (evidence.closeness for _, evidence in heard)),
            max(evidence.coverage for _, evidence in heard),
        )


def _frequencies(parts_of_texts: Sequence[Sequence[str]]) -> dict[str, list[float]]:
    """How often each word occurs in a text of each part."""
    frequencies: dict[str, list[float]] = {}
    for number, texts in enumerate(parts_of_texts):
        for word, count in Counter(word for text in texts for word in text.split()).items():
            frequencies.setdefault(word, [0.0] * len(parts_of_texts))[number] = count / len(texts)
    return frequencies
