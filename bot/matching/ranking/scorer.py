"""Scores every entry for a text, from phrasings that are trained together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from bot.matching.ranking.array_file import Arrays, found_under, put_under
from bot.matching.ranking.feature_index import FeatureIndex
from bot.matching.ranking.feature_rarity import Lexicon
from bot.matching.ranking.feature_weights import FeatureWeights
from bot.matching.ranking.features import Features, features
from bot.matching.ranking.softmax import fit_softmax
from bot.matching.ranking.sparse_matrix import Floats, Integers
from bot.matching.ranking.spelling import Vocabulary

LARGEST_TRAINED = 4_000_000
"""Phrasings of a language times entries: training keeps some 45 arrays of that many floats, 720 MB,
reckoned from the 366 MB that 1,600,000 take."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each entry.

    `scores` (entries,) are log odds up to a constant, from what tells the entries apart. `explained` gives
    for an entry's number the share in 0..1 of the text, rare features counting more, that the entry has
    too, whatever other entries say. Where nothing of the text `is_known`, no entry has any of it.
    """

    scores: Floats
    explained: Callable[[int], float]
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Scorer:
    """Made once of normalized phrasings, then only read."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    weights: FeatureWeights

    @classmethod
    def of(cls, texts: Sequence[str], classes: Integers, class_count: int, *, trained: bool) -> Self:
        """`classes` (texts,) numbers the entries from 0; an entry may have no text.

        Where training is not wanted, and where it would take too much memory, what is counted has to do,
        which finds some points less.
        """
        vocabulary = Vocabulary.of(texts)
        index = FeatureIndex.of(texts, classes, class_count)
        softmax = None
        if trained and len(texts) * class_count <= LARGEST_TRAINED:
            softmax = fit_softmax(index.similarities(), classes, class_count)
        return cls(vocabulary, index.lexicon, FeatureWeights.of(index, classes, class_count, softmax))

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same scorer of."""
        return (
            put_under("vocabulary", self.vocabulary.to_arrays())
            | put_under("lexicon", self.lexicon.to_arrays())
            | put_under("weights", self.weights.to_arrays())
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The scorer that `to_arrays` described."""
        return cls(
            Vocabulary.from_arrays(found_under("vocabulary", arrays)),
            Lexicon.from_arrays(found_under("lexicon", arrays)),
            FeatureWeights.from_arrays(found_under("weights", arrays)),
        )

    def evidence(self, words: Sequence[str], typed: Features, misspelt: Sequence[str]) -> Evidence:
        """What speaks for each entry in a normalized text of these words, whose features `typed` are.

        The text counts half as it stands and half with the words corrected that may be `misspelt`: a
        correction helps a misspelt word, and should not make a foreign word a known one.
        """
        known = self.lexicon.known(typed)
        nearest = self.vocabulary.corrected(misspelt)
        if nearest:
            corrected = " ".join(nearest.get(word, word) for word in words).split()
            known = known.halved_with(self.lexicon.known(features(corrected)))
        return Evidence(*self.weights.evidence(known), bool(known))
