"""How much each of several vocabularies uses a word: looked up once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.matching.ranking.sparse_matrix import Floats
from bot.matching.ranking.spelling import Vocabulary
from bot.matching.ranking.text_table import TextTable, hashes


@dataclass(frozen=True, slots=True)
class WordUse:
    """Shape of `frequencies`: (words + 1, vocabularies); the last row is that of all unknown words."""

    table: TextTable
    frequencies: Floats

    @classmethod
    def of(cls, vocabularies: Sequence[Vocabulary]) -> Self:
        words = [vocabulary.words for vocabulary in vocabularies]
        places = {
            word: place for place, word in enumerate(dict.fromkeys(word for of in words for word in of))
        }
        frequencies = np.zeros((len(places) + 1, len(vocabularies)), np.float32)
        for column, vocabulary in enumerate(vocabularies):
            frequencies[[places[word] for word in words[column]], column] = vocabulary.frequency
        return cls(TextTable.of(list(places)), frequencies)

    def of_words(self, words: Sequence[str]) -> Floats:
        """How often each of these words occurs in a text of each vocabulary: (words, vocabularies)."""
        found: Floats = self.frequencies.take(self.table.first_places(hashes(words)), axis=0)
        return found
