"""A wish for a language, told from what only names one, and heard beside danger."""

from __future__ import annotations

from dataclasses import dataclass

from bot.matching.danger.danger_signs import LONG, Danger
from bot.matching.danger.learned_kinds import A_BARE_WISH, CASE, LANGUAGE, SURELY_A_WISH, LearnedKinds
from bot.matching.recognizing.message_language import Hearing
from bot.matching.recognizing.named_subjects import Naming
from bot.matching.recognizing.question import Question
from bot.matching.replies import Courtesy, Missed, Reply


@dataclass(frozen=True, slots=True)
class WishReader:
    """Reads messages that may wish for a language. Without a hearing none does."""

    learned: LearnedKinds
    hearing: Hearing | None
    naming: Naming | None

    def beside(self, question: Question) -> list[Question]:
        """What a short message says beside the mere name of a language: "help" of "help, arabic"."""
        if self.hearing is None or len(question.words) > LONG:
            return []
        return [rest for spelling in question.spellings for rest in self.hearing.beside_language(spelling)]

    def danger(self, danger: Danger, question: Question) -> Courtesy:
        """The reply to danger; with the language that is wished for beside it."""
        if self.hearing is None or not self.learned.may_wish(question) or self._is_statement(question):
            return Courtesy(danger)
        return Courtesy(danger, self.hearing.wish(question).language)

    def reply(self, question: Question, found: Reply) -> Reply:
        """A wish for a language for a message that is one; else what was `found` for it, and not surely.

        What only states something of a language is none; of what tells of a paper of somebody's, what was
        learned says whether it is their case.
        """
        hearing, is_courtesy = self.hearing, isinstance(found, Courtesy) and found.kind == LANGUAGE
        is_wish = self.learned.is_wish(question)
        if hearing is None or not (is_wish or is_courtesy):
            return found
        if self._is_statement(question):
            is_case = hearing.tells_of_paper(question) and self.learned.is_case(question, is_no_wish=True)
            return Courtesy(CASE) if is_case else Missed(0.0) if is_courtesy else found
        if not is_wish:
            return found
        if self.learned.is_wish(question, SURELY_A_WISH):
            return hearing.wish(question)
        is_likely = self.learned.is_wish(question, A_BARE_WISH) or hearing.names_language(question)
        return Courtesy(LANGUAGE) if is_likely and not isinstance(found, Courtesy) else found

    def _is_statement(self, question: Question) -> bool:
        """Whether a message names a language and does not wish for it."""
        if self.hearing is None:
            return False
        asked = self.hearing.asks_of_others(question)
        names_state = self.naming is not None and self.naming.names_state(asked)
        return names_state or self.hearing.is_statement(question)
