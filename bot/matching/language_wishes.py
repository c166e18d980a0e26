"""A wish for a language, granted, offered, or heard beside danger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.matching.danger.danger_signs import LONG, Danger
from bot.matching.danger.learned_kinds import CASE, LANGUAGE, LearnedKinds
from bot.matching.recognizing.message_language import Hearing
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Courtesy, Reply

ELSEWHERE = Courtesy("other-subject")
"""For what the name of a language that nobody wrote of is often taken."""


@dataclass(frozen=True, slots=True)
class WishReader:
    """Reads messages that may wish for a language. Without a hearing none does."""

    learned: LearnedKinds
    hearing: Hearing | None

    def danger_beside_name(
        self, question: Question, decide_one: Callable[[tuple[str, ...]], Reply]
    ) -> Danger | None:
        """The danger that a short message tells of beside the mere name of a language: "help, arabic".

        It is learned, or what curators wrote, which `decide_one` tells.
        """
        if self.hearing is None or len(question.words) > LONG:
            return None
        rests = [rest for spelling in question.spellings for rest in self.hearing.beside_language(spelling)]
        is_wish = self.learned.is_wish(question, surely=True)
        replies = [(rest, decide_one(rest.words)) for rest in rests]
        found = {
            self.learned.named_danger(rest) or _written(reply)
            for rest, reply in replies
            # who asks about raids asks for a text, and "help me change the language" is a wish
            if not isinstance(reply, Answered) and (not is_wish or self.learned.is_mere_cry(rest))
        }
        return max(filter(None, found), default=None)  # the authorities, if there are two

    def danger(self, danger: Danger, question: Question) -> Courtesy:
        """The reply to danger; with the language that is wished for beside it.

        "The French police" wishes for none: beside a short cry, or apart from the rest, a name does.
        """
        hearing = self.hearing
        if hearing is None:
            return Courtesy(danger)
        if self.learned.is_likely_wish(question) or self._is_cry_with_name(question):
            return Courtesy(danger, hearing.wish(question).language)
        return Courtesy(danger, hearing.named_apart(question))

    def is_tired_of_messages(self, question: Question) -> bool:
        """Whether a message that asks for no more of them tells of danger by words for despair alone."""
        is_of_messages = self.hearing is not None and self.hearing.is_of_messages(question)
        return is_of_messages and not self.learned.is_likely_danger(question)

    def _is_cry_with_name(self, question: Question) -> bool:
        rests = self.hearing.beside_language(question) if self.hearing is not None else []
        return any(
            0 < len(rest.words) < len(question.words) and self.learned.is_mere_cry(rest) for rest in rests
        )

    def reply(self, question: Question, found: Reply) -> Reply:
        """A wish for a language for a message that is one; else what was `found` for it, and not surely.

        What is hardly a wish and names no language may as well be any other word to the bot.
        """
        if self.hearing is not None and (named := self.hearing.bare_name(question)):
            return named
        is_wish, is_language = self.learned.is_wish(question), found == Courtesy(LANGUAGE)
        if self.hearing is None or not is_wish:
            return Courtesy(CASE) if is_language and self.learned.is_case(question) else found
        wish = self.hearing.wish(question)
        is_courtesy = isinstance(found, Courtesy) and found not in (ELSEWHERE, Courtesy(LANGUAGE))
        is_surely_wish = self.learned.is_wish(question, surely=True)
        if is_surely_wish and (wish.language or not is_courtesy or self.learned.is_certain_wish(question)):
            return wish
        is_other = is_courtesy or self.hearing.is_thanking(question.matched)
        return found if is_other and not wish.language else Courtesy(LANGUAGE)


def _written(reply: Reply) -> Danger | None:
    return Danger(reply.kind) if isinstance(reply, Courtesy) and reply.kind in set(Danger) else None
