"""Several scorers, one a language or so, of which those that know a text's words are heard."""

from collections.abc import Sequence
from functools import reduce

import numpy as np

from bot.domain.feature_index import Integers
from bot.domain.rounds import parts
from bot.domain.scorer import Evidence, Scorer

_SHARPNESS = 4
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

    def evidence(self, text: str) -> Evidence:
        """What speaks for each entry, in the words of the scorers that cover the text best.

        A scorer's scores weigh (its coverage / the best coverage) ** _SHARPNESS; one that weighs next to
        nothing is not asked. A scorer that knows none of the words would otherwise vote as well: for the
        entry that is least like all others.
        """
        if len(self._scorers) == 1:
            return self._scorers[0].evidence(text)
        coverages = [scorer.coverage(text) for scorer in self._scorers]
        best = max(coverages)
        weights = [(coverage / best) ** _SHARPNESS if best else 1.0 for coverage in coverages]
        heard = [
            (weight, scorer.evidence(text))
            for weight, scorer in zip(weights, self._scorers, strict=True)
            if weight > _LEAST_WEIGHT
        ]
        return Evidence(
            reduce(np.add, (np.float32(weight) * evidence.scores for weight, evidence in heard)),
            reduce(np.maximum, (evidence.closeness for _, evidence in heard)),
            max(evidence.coverage for _, evidence in heard),
        )
