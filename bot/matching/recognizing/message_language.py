"""What a message is without being matched: pictures alone, a foreign one, a wish for a language."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.matching.recognizing.conversation_words import AskingOn
from bot.matching.recognizing.language.language_signs import OTHER
from bot.matching.recognizing.language.question_language import QuestionLanguages
from bot.matching.recognizing.question import Question
from bot.matching.replies import Courtesy


class Hearing:
    """Built once from the content, then only read."""

    def __init__(self, languages: QuestionLanguages, asking_on: AskingOn, known: Collection[str]) -> None:
        """`known` are the languages in which questions are answered or at least matched."""
        self._languages = languages
        self._asking_on = asking_on
        self._known = frozenset(known)

    def read(self, text: str) -> Question:
        """The message with its language."""
        return self._languages.read(text)

    def courtesy(self, question: Question) -> Courtesy | None:
        """What a message of pictures alone is, or one in a language that we do not have."""
        if kind := self._asking_on.by_symbols(question):
            return Courtesy(kind)
        is_known = question.language is None or question.language in self._known
        return None if is_known else Courtesy("language", question.language)

    def wish(self, question: Question) -> Courtesy:
        """The reply to a message that is a wish for a language."""
        wish = self._asking_on.language_wish(question)
        own = question.language if wish.refused else None
        return Courtesy("language", wish.wanted or (own if own not in wish.refused else None))

    def bare_name(self, question: Question) -> Courtesy | None:
        """The reply to the mere name of a language, politely said or not."""
        code = self._asking_on.bare_name(question.words)
        return None if code is None else Courtesy("language", None if code == OTHER else code)

    def means_language(self, question: Question) -> bool:
        """Whether one is named in a message, and no people of the same name."""
        return self._asking_on.means_language(question.words)

    def tells_who(self, question: Question) -> bool:
        """Whether a message says who somebody is: "soy venezolano"."""
        return self._asking_on.tells_who(question.matched.words)

    def named_apart(self, question: Question) -> str | None:
        """The language that a message names apart from what else it says: "my boss hit me. spanish"."""
        code = self._asking_on.named_apart(question)
        return None if code == OTHER else code

    def beside_language(self, question: Question) -> list[Question]:
        """What else a message says that names a language."""
        return self._asking_on.beside_language(question)

    def is_errand(self, words: Sequence[str]) -> bool:
        """Whether normalized words ask for something for work or study, and so tell no case."""
        return self._asking_on.is_errand(words)

    def is_of_messages(self, question: Question) -> bool:
        """Whether a message speaks of messages: of those it may be tired, and not of life."""
        return self._asking_on.is_of_messages(question.words)

    def is_thanking(self, question: Question) -> bool:
        """Whether a message thanks, if it means nothing else."""
        return self._asking_on.is_thanking(question)

    def behind_thanks(self, question: Question) -> tuple[str, ...]:
        """The words of what is asked behind thanks; none where nothing is."""
        return self._asking_on.behind_thanks(question)
