"""What a question names outright: a part of a document by its number, a state whose vote it asks.

Such a question needs no likeness to a phrasing: states and numbers are too many to write phrasings for each.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.recognizing.numbered_parts import Numbered
from bot.matching.recognizing.question import Question
from bot.matching.recognizing.vote_questions import Asks, VoteQuestions


class Naming:
    """Built once, then only read. `votes_entry` is the entry that answers for one state, or None."""

    def __init__(self, votes: VoteQuestions, numbered: Numbered, votes_entry: str | None) -> None:
        self._vote_questions = votes
        self._numbered = numbered
        self._votes = votes_entry

    def entries(self, question: Sequence[str]) -> tuple[str, ...]:
        """The entries that the words of a question name; none for most questions."""
        numbered = self._numbered.entries(question)
        if self._votes is not None and self._vote_questions.asks(question) is Asks.THE_VOTE:
            return (self._votes, *numbered)
        return numbered

    def refuses(self, entry_id: str, question: Sequence[str]) -> bool:
        """Whether an entry is not what the words of a question are about, however like they are."""
        is_of_the_vote = entry_id == self._votes or entry_id in self._vote_questions.entries
        return is_of_the_vote and self._vote_questions.asks(question) is Asks.ANOTHER_VOTE

    def after(self, last: str, question: Question) -> tuple[str, ...]:
        """The entry that a bare name or number means after the entry `last`."""
        if self._votes is not None and last == self._votes and self.of_states(question.matched.words):
            return (self._votes,)
        return self._numbered.after(last, question.matched.words)

    def of_states(self, question: Sequence[str]) -> str | None:
        """The entry that answers for states, where words name some and say nothing else."""
        return self._votes if self._vote_questions.are_all_of(question) else None
