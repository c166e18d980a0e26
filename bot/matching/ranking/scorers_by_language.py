"""Several scorers, one a language or so, of which those that speak a text's language are heard."""

from collections.abc import Sequence
from functools import reduce
from typing import Self

import numpy as np

from bot.matching.ranking.array_file import Arrays, found_under, put_under
from bot.matching.ranking.features import features
from bot.matching.ranking.scorer import Evidence, Scorer
from bot.matching.ranking.sparse_matrix import Floats, Integers
from bot.matching.ranking.word_use import WordUse

_SHARPNESS = 2
_LEAST_WEIGHT = 0.05
_MOST_CORRECTED = 8


class Panel:
    """Scores texts of any language; built once from all phrasings, then only read."""

    def __init__(self, scorers: Sequence[Scorer]) -> None:
        """At least one scorer."""
        self._scorers = scorers
        self._use = WordUse.of([scorer.vocabulary for scorer in scorers])

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        classes: Integers,
        class_count: int,
        languages: Sequence[str],
        *,
        trained: bool,
    ) -> Self:
        """Normalized phrasings, at least one, the numbers of their entries, each below `class_count`, and
        their languages.

        Phrasings of different languages have nothing to learn from one another, and what is trained together
        with another language answers worse.
        """
        spoken = np.array(languages)
        return cls(
            [
                Scorer.of(
                    [texts[position] for position in part.tolist()],
                    classes[part],
                    class_count,
                    trained=trained,
                )
                for part in (np.flatnonzero(spoken == language) for language in dict.fromkeys(languages))
            ]
        )

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same panel of."""
        arrays: Arrays = {"scorers": np.array(len(self._scorers))}
        for number, scorer in enumerate(self._scorers):
            arrays |= put_under(str(number), scorer.to_arrays())
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The panel that `to_arrays` described."""
        numbers = range(int(arrays["scorers"]))
        return cls([Scorer.from_arrays(found_under(str(number), arrays)) for number in numbers])

    def evidence(self, words: Sequence[str]) -> Evidence:
        """What speaks for each entry in a text of these words, as the scorers see it that speak its language.

        A scorer weighs (its share in the text's words / the greatest share) ** _SHARPNESS; one that weighs
        next to nothing is not asked. A scorer that knows none of the words would otherwise vote as well:
        for the entry that is least like all others. A word that no scorer knows may be misspelt; of many such
        words the first eight, as a text with more is in another language or in none.
        """
        typed, frequencies = features(words), self._use.of_words(words)
        is_known = frequencies.any(axis=1)
        unknown = dict.fromkeys(words[place] for place in np.flatnonzero(~is_known).tolist())
        misspelt = list(unknown)[:_MOST_CORRECTED]
        shares = _shares(frequencies[is_known])
        weights: Floats = (shares / shares.max()) ** _SHARPNESS
        heard = [
            (weight, scorer.evidence(words, typed, misspelt))
            for weight, scorer in zip(weights, self._scorers, strict=True)
            if weight > _LEAST_WEIGHT
        ]
        if len(heard) == 1:  # it weighs one
            return heard[0][1]
        return Evidence(
            reduce(np.add, (weight * evidence.scores for weight, evidence in heard)),
            lambda number: max(evidence.explained(number) for _, evidence in heard),
            any(evidence.is_known for _, evidence in heard),
        )


def _shares(frequencies: Floats) -> Floats:
    """Every word divided among the scorers by how often each of them uses it, added up: (scorers,).

    `frequencies` (words, scorers) are of words that at least one of them knows.
    """
    if not len(frequencies):
        return np.ones(frequencies.shape[1], dtype=np.float32)
    shares: Floats = (frequencies / frequencies.sum(axis=1, keepdims=True)).sum(axis=0)
    return shares
