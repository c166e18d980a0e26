"""Which language is a question written in? Its script says it, and its words."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from bot.domain.normalize import normalize
from bot.domain.postings import Floats
from bot.domain.text_table import TextTable, hashes

_LONGEST_TEXT = 1_000
"""Characters that are read; the language shows long before."""

_CLEAR = 3.0
"""How far ahead the likeliest language must be of the next one, as a log of probabilities."""

_KNOWN_SHARE = 0.5
"""Of a text's words, how many the likeliest language must know: others speak languages we do not."""

_FOREIGN_WORDS = 4
"""Fewer words are too few to say that a text is in a language that we do not have."""

_UNSEEN = 0.1
"""How often a word counts as seen in a language that knows it not."""


class QuestionLanguages:
    """Tells languages apart by what people write in them; built once, then only read."""

    def __init__(self, phrasings: Mapping[str, Iterable[str]]) -> None:
        """Phrasings by language; what they hold of letters and words is all that is known of a language."""
        counted = {language: _counted(given) for language, given in phrasings.items()}
        self._words = {language: _Frequencies(counts) for language, counts in counted.items()}
        letters = {language: _letters(counts) for language, counts in counted.items()}
        self._scripts = {language: _script(counted) for language, counted in letters.items()}
        self._alphabets = {language: frozenset(counted) for language, counted in letters.items()}

    def of(self, text: str) -> str | None:
        """The language of a text; None where it is unclear, as in a name, a number or a foreign language.

        A language that alone is written in the text's script needs no known word, only known letters.
        """
        return self._of_normalized(normalize(text[:_LONGEST_TEXT]))

    def _of_normalized(self, question: str) -> str | None:
        letters = _letters(Counter(question.split()))
        script = _script(letters)
        candidates = [language for language, of_language in self._scripts.items() if of_language == script]
        if not letters or not candidates:
            return None
        if len(candidates) == 1:
            return candidates[0] if letters.keys() <= self._alphabets[candidates[0]] else None
        return self._likeliest(question.split(), candidates)

    def is_foreign(self, text: str) -> bool:
        """Whether a text seems to be in a language that we do not have.

        It is in a script that none of ours is written in; or it has some words, and no language of ours knows
        half of them. Names, numbers and short messages are not, however unclear their language is.
        """
        question = normalize(text[:_LONGEST_TEXT])
        letters = _letters(Counter(question.split()))
        if not letters or self._of_normalized(question) is not None:
            return False
        if _script(letters) not in self._scripts.values():
            return True
        words = question.split()
        most_known = max(known.of(words).astype(bool).sum() for known in self._words.values())
        return len(words) >= _FOREIGN_WORDS and most_known < _KNOWN_SHARE * len(words)

    def _likeliest(self, words: list[str], candidates: list[str]) -> str | None:
        found = {language: self._words[language].of(words) for language in candidates}
        ranked = sorted(
            (
                (float(np.log(np.where(seen == 0, _UNSEEN, seen)).sum()), language)
                for language, seen in found.items()
            ),
            reverse=True,
        )
        (best, language), (second, _) = ranked[:2]
        known = np.count_nonzero(found[language])
        return language if best - second >= _CLEAR and known >= _KNOWN_SHARE * len(words) else None


class _Frequencies:
    """For each word how often it stands in a thousand texts."""

    def __init__(self, counts: Counter[str]) -> None:
        """`counts` says under the empty text how many texts there are."""
        words = [word for word in counts if word]
        self._table = TextTable.of(words)
        self._seen = np.array([1_000 * counts[word] / counts[""] for word in words] or [0], np.float32)

    def of(self, words: list[str]) -> Floats:
        """(words,), zero for those never seen."""
        places = self._table.first_places(hashes(words))
        seen: Floats = np.where(places < 0, np.float32(0), self._seen[places])
        return seen


def _counted(texts: Iterable[str]) -> Counter[str]:
    """In how many texts each normalized word stands, and under the empty text how many texts there are."""
    typed: Counter[str] = Counter()
    for text in texts:
        typed[""] += 1
        typed.update(set(text.split()))
    counted: Counter[str] = Counter()
    for piece, count in typed.items():
        for word in normalize(piece).split() if piece else [piece]:
            counted[word] += count
    return counted


def _letters(words: Counter[str]) -> Counter[str]:
    letters: Counter[str] = Counter()
    for word, count in words.items():
        for letter in word:
            if letter.isalpha():
                letters[letter] += count
    return letters


def _script(letters: Counter[str]) -> str:
    """The script of most letters, by the first word of their Unicode names; empty without a letter."""
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[unicodedata.name(letter, "").partition(" ")[0]] += count
    return max(scripts, key=lambda script: scripts[script], default="")
