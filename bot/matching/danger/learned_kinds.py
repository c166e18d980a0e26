"""What was learned from lines says of a message: danger, a case of one's own, a wish for a language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.matching.danger.danger_signs import CERTAIN, LIKELY, LONG, Danger, DangerSigns
from bot.matching.danger.idea_words import Idea
from bot.matching.recognizing.question import Question

CASE, LANGUAGE = "personal-case", "language"
"""Kinds of courtesy, as they are called in what was learned."""

_A_CASE, _SURELY_A_CASE = 0.1, 0.95
"""Probabilities that somebody tells a case: from the first on a message without an answer is one; from the
second on also one with an answer that is not sure, and a sentence beside a question that has a sure one."""

_A_WISH, _SURELY_A_WISH, _CERTAINLY_A_WISH = 0.2, 0.5, 0.85
"""Probabilities from which on a message without a sure answer is a wish for a language; from which on it is
granted: below that the bot offers its languages and changes nothing; and from which on it is one although no
language is named and it is like another courtesy, as "please reply" is not."""

_FRIGHT = (Idea.FEAR, Idea.OUTRIGHT)
"""Ideas of which a mere cry may be made besides."""

_SHORT_CRY = 3
"""Words of one at most: "i need help"."""

_LEAST_LETTERS = 3
"""That stand apart and are read as one word."""

_BESIDE_A_WISH = 0.8
"""The probability from which on a piece of such a wish tells of danger: harmless ones often look like it."""


class LearnedKinds:
    """Reads a question in each of its spellings. Without signs every message is something else."""

    def __init__(self, signs: DangerSigns | None = None) -> None:
        self._signs = signs

    def danger(self, question: Question, *, is_certain: bool = False) -> Danger | None:
        """The danger that a message likely tells of, or certainly."""
        question = _joined(question)
        if self._signs is None or question.is_of_numbers:
            return None
        least = CERTAIN if is_certain else LIKELY
        found = (self._signs.look(spelling, least) for spelling in question.spellings)
        return next(filter(None, found), None)

    def is_outright(self, question: Question) -> bool:
        """Whether a short message says a danger outright, and asks nothing."""
        signs = self._signs
        return signs is not None and any(map(signs.is_outright, question.spellings))

    def named_danger(self, question: Question) -> Danger | None:
        """The danger that a part of a message likely tells of, where one of its words stands for one."""
        signs = self._signs
        return signs.look(question) if signs is not None and signs.stands_for_danger(question) else None

    def danger_beside(self, question: Question) -> Danger | None:
        """The danger that the first or the last words of a message tell of by themselves.

        So it is heard beside a wish that outweighs it: "he beats me, arabic please". "Help me" is part of
        many a wish, and so are words that stand for no danger: "me no speak english". A longer message is
        looked at in pieces anyway.
        """
        if (signs := self._signs) is None or len(question.words) > LONG:
            return None
        ends = [end for spelling in question.spellings for end in _ends(spelling)]
        found = {
            danger
            for end in ends
            if signs.stands_for_danger(end) and not signs.only_cries(end)
            if (danger := signs.look(end, _BESIDE_A_WISH))
        }
        return Danger.AUTHORITIES if Danger.AUTHORITIES in found else next(iter(found), None)

    def is_likely_wish(self, question: Question) -> bool:
        """Whether a message likely wishes for a language, be it danger as well."""
        return self._likely(LANGUAGE, question) >= _A_WISH and not self.danger(question, is_certain=True)

    def is_mere_cry(self, question: Question) -> bool:
        """Whether a part of a message is fear or a cry for help, in words or a picture, and names nobody."""
        signs = self._signs
        if signs is None or len(question.words) > _SHORT_CRY:
            return False
        return signs.only_cries(question, *_FRIGHT) if question.words else signs.stands_for_danger(question)

    def is_wish(self, question: Question, *, surely: bool = False) -> bool:
        """Whether a message is a wish for a language if it is no question, and likelier that than danger."""
        likely = self._likely(LANGUAGE, question)
        return likely >= (_SURELY_A_WISH if surely else _A_WISH) and likely > self._of_danger(question)

    def is_certain_wish(self, question: Question) -> bool:
        """Whether a message can hardly be anything but a wish for a language, if it is no question."""
        return self._likely(LANGUAGE, question) >= _CERTAINLY_A_WISH

    def is_rather_wish(self, question: Question) -> bool:
        """Whether what may be danger is a wish for a language, and twice as likely."""
        return self.is_wish(question) and self._likely(LANGUAGE, question) > 2 * self._of_danger(question)

    def is_likely_danger(self, question: Question) -> bool:
        """Whether a message is likely danger, its words for despair believed no more than others."""
        return self._of_danger(question) >= LIKELY

    def _of_danger(self, question: Question) -> float:
        return sum(self._likely(danger, question) for danger in Danger)

    def is_case(self, question: Question, *, surely: bool = False, is_missed: bool = False) -> bool:
        """Whether a message likely tells a case of its sender's own, or surely; of a missed one, for which
        nothing was found, also whether it asks or tells something of authorities: "what if ice knocks".
        """
        likely = self._likely(CASE, question) >= (_SURELY_A_CASE if surely else _A_CASE)
        signs = self._signs
        if likely or signs is None or not is_missed or question.is_foreign:
            return likely
        return any(map(signs.asks_of_authorities, question.spellings))

    def _likely(self, kind: str, question: Question) -> float:
        if self._signs is None:
            return 0.0
        shares = [self._signs.shares(spelling) for spelling in question.spellings if spelling.words]
        return max((share[kind] for share in shares), default=0.0)


def _joined(question: Question) -> Question:
    """The same with its letters together where each stands alone: "h e l p", "9 1 1"."""
    words = question.words
    apart = len(words) >= _LEAST_LETTERS and all(len(word) == 1 and word.isascii() for word in words)
    return replace(question, words=("".join(words),)) if apart else question


def _ends(question: Question) -> Iterator[Question]:
    """What a message begins with and ends with, of at least two words."""
    for place in range(len(question.words)):
        for words in (question.words[:place], question.words[place:]):
            if 1 < len(words) < len(question.words):
                yield replace(question, words=words)
