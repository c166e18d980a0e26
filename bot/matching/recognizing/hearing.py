"""What a message is told to be before it is matched: a wish for a language, or in which language it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.matching.recognizing.asking_on import AskingOn
from bot.matching.recognizing.question_language import QuestionLanguages


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it is matched; `language` where it is a wish for one, or in one that we do not have.

    `is_about_language` alone: somebody wants another language, and does not say which.
    """

    text: str
    is_about_language: bool = False
    language: str | None = None


class Hearing:
    """Built once from the content, then only read."""

    def __init__(self, languages: QuestionLanguages, asking_on: AskingOn, known: Collection[str]) -> None:
        """`known` are the languages in which questions are answered or at least matched."""
        self._languages = languages
        self._asking_on = asking_on
        self._known = frozenset(known)

    def by_symbols(self, text: str) -> str | None:
        """The kind of courtesy that a message of pictures alone is."""
        return self._asking_on.by_symbols(text)

    def is_thanking(self, text: str) -> bool:
        """Whether a message thanks, if it means nothing else."""
        return self._asking_on.is_thanking(text)

    def hear(self, text: str) -> Heard:
        """Arabic in Latin letters comes back in Arabic ones, all else as it is."""
        wish = self._asking_on.language_wish(text)
        if wish is not None:
            own = self._languages.of(text) if wish.refused and wish.wanted is None else None
            return Heard(text, True, wish.wanted or (own if own not in wish.refused else None))
        language = self._languages.of(text)
        if language is not None and language not in self._known:
            return Heard(text, True, language)
        return Heard(self._languages.in_its_letters(text) if language == "ar" else text)
