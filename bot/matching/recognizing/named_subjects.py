"""What a question names outright: an objective or a paragraph by its number, a state whose vote it asks.

Such a question needs no likeness to a phrasing: states and numbers are too many to write phrasings for each.
"""

from __future__ import annotations

import re

from bot.matching.recognizing.numbered_parts import LIST, Numbered
from bot.matching.recognizing.vote_questions import Asks, VoteQuestions

THE_VOTE = "general-assembly-vote"
"""The entry that tells how many states voted for the Compact and against it."""

_SPELLED_OUT = (
    (re.compile(r"(?<!\w)#(?=[0-9٠-٩]{1,2}(?!\w))"), "objective "),
    (re.compile(r"\bEE\.?\s?UU\b\.?|\bU\.S\.(?:A\b\.?)?", re.IGNORECASE), "usa"),
)
"""What would lose its sense when it is normalized: marks, and letters that stand twice."""


class Naming:
    """Built once, then only read. `votes_entry` is the entry that answers for one state, or None."""

    def __init__(self, votes: VoteQuestions, numbered: Numbered, votes_entry: str | None) -> None:
        self._vote_questions = votes
        self._numbered = numbered
        self._votes = votes_entry

    def entries(self, question: str) -> tuple[str, ...]:
        """The entries that a normalized question names; none for most questions."""
        numbered = self._numbered.entries(question)
        if self._votes is not None and self._vote_questions.asks(question) is Asks.THE_VOTE:
            return (self._votes, *numbered)
        return numbered

    def refuses(self, entry_id: str, question: str) -> bool:
        """Whether an entry is not what a normalized question is about, however like its wording is."""
        is_of_the_vote = entry_id in (self._votes, THE_VOTE)
        return is_of_the_vote and self._vote_questions.asks(question) is Asks.ANOTHER_VOTE

    def after(self, last: str, text: str) -> tuple[str, ...]:
        """The entry that a bare name or number means after the entry `last`."""
        text = spelled_out(text)
        if last == self._votes and self._votes is not None and self._vote_questions.are_all_of(text):
            return (self._votes,)
        if last == LIST or last.startswith("objective-"):
            return self._numbered.after_list(text)
        return ()


def spelled_out(text: str) -> str:
    """The text, with "#13" and "EE.UU." in letters that survive normalizing."""
    for pattern, words in _SPELLED_OUT:
        text = pattern.sub(words, text)
    return text
