"""Puts questions together that ask the same thing in other words, or in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.matching.matcher import Match
from bot.matching.recognizing.normalize import normalize

ALIKE = 0.78  # of all letters stand in words that both have: a small word more or less, in any order
SAME_WORD = 80  # of 100: with a slip
_NOT_FAR = 60  # of 100: what is less alike by its letters is not looked at by words
NEAR_ENOUGH = 0.12  # of an entry's score: less says little of what is meant
MOST = 8  # questions in one group: somebody reads all of them before they become phrasings


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and how often it was asked."""

    text: str
    language: str
    times: int


@dataclass(frozen=True, slots=True)
class AskedAlike:
    """Questions that ask the same thing, the most asked first, and the entries that this is nearest to."""

    questions: tuple[Asked, ...]
    near: tuple[str, ...]

    @property
    def times(self) -> int:
        return sum(question.times for question in self.questions)

    @property
    def languages(self) -> tuple[str, ...]:
        """In the order of the questions."""
        return tuple(dict.fromkeys(question.language for question in self.questions))


@dataclass(frozen=True, slots=True)
class _Read:
    asked: Asked
    words: str
    matches: Sequence[Match]


def grouped(questions: Iterable[Asked], nearest: Callable[[Asked], Sequence[Match]]) -> list[AskedAlike]:
    """The groups, most asked first.

    In one language questions are alike by their words. Of two languages they are where `nearest`, the entries
    that a question may mean, best first, gives both the same one clearly enough.
    """
    ordered = sorted(questions, key=lambda asked: (-asked.times, asked.language, asked.text))
    groups: list[list[_Read]] = []
    for asked in ordered:
        read = _Read(asked, normalize(asked.text), nearest(asked))
        alike = (group for group in groups if len(group) < MOST and _is_alike(group, read))
        group = next(alike, None)
        if group is None:
            groups.append([read])
        else:
            group.append(read)
    found = [
        AskedAlike(tuple(read.asked for read in group), tuple(match.entry_id for match in group[0].matches))
        for group in groups
    ]
    return sorted(found, key=lambda group: -group.times)


def _is_alike(group: Sequence[_Read], read: _Read) -> bool:
    """By the words of any question of its language in the group, else by what the first one is near to."""
    of_language = [other for other in group if other.asked.language == read.asked.language]
    if of_language:
        return any(_share_words(other.words, read.words) for other in of_language)
    theirs, its = group[0].matches, read.matches
    return (
        bool(theirs and its)
        and theirs[0].entry_id == its[0].entry_id
        and min(theirs[0].score, its[0].score) >= NEAR_ENOUGH
    )


def _share_words(one: str, other: str) -> bool:
    """By words and not by letters alone: bakers who rest are not bankers who invest."""
    if fuzz.token_sort_ratio(one, other) < _NOT_FAR:
        return False
    left, shared = other.split(), 0
    for word in one.split():
        same = next((each for each in left if fuzz.ratio(word, each) >= SAME_WORD), None)
        if same is not None:
            left.remove(same)
            shared += len(word) + len(same)
    return shared >= ALIKE * (len(one.replace(" ", "")) + len(other.replace(" ", "")))
