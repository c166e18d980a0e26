"""Several scorers, one a language or so, of which those that speak a text's language are heard."""

from collections import Counter
from collections.abc import Sequence
from functools import reduce

import numpy as np

from bot.domain.feature_index import Floats, Integers
from bot.domain.rounds import parts
from bot.domain.scorer import Evidence, Scorer

_SHARPNESS = 2
_LEAST_WEIGHT = 0.05


class Panel:
    """Scores texts of any language; built once from all phrasings, then only read."""

    def __init__(self, texts: Sequence[str], classes: Integers, class_count: int, *, merged: bool) -> None:
        """Normalized phrasings and the numbers of their entries, each below `class_count`.

        With `merged` there is one scorer that compares entries as a whole, whatever the languages.
        """
        ranges = [(0, len(texts))] if merged else parts(classes.tolist())
        self._scorers = [
            Scorer(texts[first:last], classes[first:last], class_count, merged=merged)
            for first, last in ranges
        ]
        self._shares = _shares([texts[first:last] for first, last in ranges]) if len(ranges) > 1 else {}

    def evidence(self, text: str) -> Evidence:
        """What speaks for each entry, in the eyes of the scorers that speak the text's language.

        A scorer weighs (its share in the text's words / the greatest share) ** _SHARPNESS; one that weighs
        next to nothing is not asked. A scorer that knows none of the words would otherwise vote as well:
        for the entry that is least like all others.
        """
        if len(self._scorers) == 1:
            return self._scorers[0].evidence(text)
        known = [self._shares[word] for word in text.split() if word in self._shares]
        shares = reduce(np.add, known) if known else np.ones(len(self._scorers), dtype=np.float32)
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


def _shares(parts_of_texts: Sequence[Sequence[str]]) -> dict[str, Floats]:
    """For each word its frequency in each part, as shares that add up to one."""
    frequencies: dict[str, Floats] = {}
    for number, texts in enumerate(parts_of_texts):
        for word, count in Counter(word for text in texts for word in text.split()).items():
            of_word = frequencies.setdefault(word, np.zeros(len(parts_of_texts), dtype=np.float32))
            of_word[number] = count / len(texts)
    return {word: of_word / of_word.sum() for word, of_word in frequencies.items()}
