"""Scores every entry for a text, from phrasings that are trained together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.domain.arrays import Arrays, found_under, put_under
from bot.domain.class_weights import ClassWeights
from bot.domain.feature_index import FeatureIndex
from bot.domain.features import Features, features
from bot.domain.lexicon import Lexicon
from bot.domain.merged_entries import MergedEntries, grouped, merged_rows
from bot.domain.postings import Floats, Integers
from bot.domain.softmax import fit_softmax
from bot.domain.vocabulary import Vocabulary

_MOST_ROWS = 6_000
"""Trained together: the matrix of their similarities then takes 144 MB."""

_MOST_WORK = 15_000_000_000
"""Rows² times entries: training then takes some ten seconds of one core."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each entry.

    `scores` (entries,) are log odds up to a constant, from what tells the entries apart. `closeness`
    (entries,) is the cosine with the entry as a whole, from what the text shares with it, whatever other
    entries say. `coverage` in 0..1 is the share of the text's words that any phrasing has.
    """

    scores: Floats
    closeness: Floats
    coverage: float


@dataclass(frozen=True, slots=True)
class Scorer:
    """Trained once on normalized phrasings, then only read."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    learned: ClassWeights | MergedEntries

    @classmethod
    def of(cls, texts: Sequence[str], classes: Integers, class_count: int) -> Self:
        """`classes` (texts,) numbers the entries from 0; an entry may have no text.

        Training takes the square of its rows times the number of entries. Where not every text can be a
        row, texts of one entry are merged until there are few enough; where not even every entry can be
        one, entries are compared as a whole without training. Either costs points of accuracy, and time
        and memory then hardly depend on the number of texts.
        """
        vocabulary = Vocabulary.of(texts, classes.tolist())
        most = min(_MOST_ROWS, math.isqrt(_MOST_WORK // max(class_count, 1)))
        if class_count > most:
            rows = merged_rows(texts, classes, class_count)
            index = FeatureIndex.of(rows, np.arange(class_count), class_count)
            return cls(vocabulary, index.lexicon, MergedEntries.of(index))
        if len(texts) > most:
            groups, classes = grouped(classes, most)
            index = FeatureIndex.of(merged_rows(texts, groups, len(classes)), classes, class_count)
        else:
            index = FeatureIndex.of(map(features, texts), classes, class_count)
        softmax = fit_softmax(index.gram(), classes, class_count)
        return cls(vocabulary, index.lexicon, ClassWeights.of(index, softmax, classes, class_count))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same scorer of."""
        name = "merged" if isinstance(self.learned, MergedEntries) else "trained"
        return (
            put_under("vocabulary", self.vocabulary.to_arrays())
            | put_under("lexicon", self.lexicon.to_arrays())
            | put_under(name, self.learned.to_arrays())
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The scorer that `to_arrays` described."""
        merged = found_under("merged", arrays)
        return cls(
            Vocabulary.from_arrays(found_under("vocabulary", arrays)),
            Lexicon.from_arrays(found_under("lexicon", arrays)),
            MergedEntries.from_arrays(merged)
            if merged
            else ClassWeights.from_arrays(found_under("trained", arrays)),
        )

    def evidence(self, text: str, typed: Features, misspelt: Sequence[str]) -> Evidence:
        """What speaks for each entry in a normalized text, whose features `typed` are.

        The text counts half as it stands and half with the words corrected that may be `misspelt`: a
        correction helps a misspelt word, and should not make a foreign word a known one.
        """
        known = self.lexicon.known(typed)
        coverage = self.vocabulary.coverage(text)
        nearest = self.vocabulary.corrected(misspelt)
        if nearest:
            corrected = " ".join(nearest.get(word, word) for word in text.split())
            known = known.halved_with(self.lexicon.known(features(corrected)))
            coverage = (coverage + self.vocabulary.coverage(corrected)) / 2
        scores, closeness = self.learned.evidence(known)
        return Evidence(scores, closeness, coverage)
