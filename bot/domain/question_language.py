"""Which language is a question written in? Its script says it, and its words."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from bot.domain.normalize import normalize

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
        texts = {language: [normalize(text) for text in given] for language, given in phrasings.items()}
        self._words = {language: _frequencies(given) for language, given in texts.items()}
        letters = {language: _letters(" ".join(given)) for language, given in texts.items()}
        self._scripts = {language: _script(counted) for language, counted in letters.items()}
        self._alphabets = {language: frozenset(counted) for language, counted in letters.items()}

    def of(self, text: str) -> str | None:
        """The language of a text; None where it is unclear, as in a name, a number or a foreign language.

        A language that alone is written in the text's script needs no known word, only known letters.
        """
        return self._of_normalized(normalize(text[:_LONGEST_TEXT]))

    def _of_normalized(self, question: str) -> str | None:
        letters = _letters(question)
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
        letters = _letters(question)
        if not letters or self._of_normalized(question) is not None:
            return False
        if _script(letters) not in self._scripts.values():
            return True
        words = question.split()
        most_known = max(sum(word in known for word in words) for known in self._words.values())
        return len(words) >= _FOREIGN_WORDS and most_known < _KNOWN_SHARE * len(words)

    def _likeliest(self, words: list[str], candidates: list[str]) -> str | None:
        ranked = sorted(
            (
                (sum(math.log(self._words[language].get(word, _UNSEEN)) for word in words), language)
                for language in candidates
            ),
            reverse=True,
        )
        (best, language), (second, _) = ranked[:2]
        known = sum(word in self._words[language] for word in words)
        return language if best - second >= _CLEAR and known >= _KNOWN_SHARE * len(words) else None


def _frequencies(texts: list[str]) -> dict[str, float]:
    """For each word how often it stands in a thousand texts."""
    counted = Counter(word for text in texts for word in set(text.split()))
    return {word: 1_000 * count / len(texts) for word, count in counted.items()}


def _letters(text: str) -> Counter[str]:
    return Counter({letter: count for letter, count in Counter(text).items() if letter.isalpha()})


def _script(letters: Counter[str]) -> str:
    """The script of most letters, by the first word of their Unicode names; empty without a letter."""
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[unicodedata.name(letter, "").partition(" ")[0]] += count
    return max(scripts, key=lambda script: scripts[script], default="")
