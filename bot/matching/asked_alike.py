"""Puts questions together that ask the same thing in other words, or in another language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.matching.matcher import Match
from bot.matching.recognizing.normalize import normalize

ALIKE = 0.78  # of all letters stand in words that both have: a small word more or less, in any order
SAME_WORD = 80  # of 100: with a slip
_NOT_FAR = 60  # of 100: what is less alike by its letters is not looked at by words
_WITH_SLIPS = 12  # words that the other has not: more of them are no slips, and take long to compare
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
    counted: Counter[str]
    letters: int
    matches: Sequence[Match]

    @classmethod
    def of(cls, asked: Asked, matches: Sequence[Match]) -> _Read:
        words = normalize(asked.text)
        counted = Counter(words.split())
        return cls(asked, words, counted, _letters(counted), matches)


def grouped(questions: Iterable[Asked], nearest: Callable[[Asked], Sequence[Match]]) -> list[AskedAlike]:
    """The groups, most asked first.

    In one language questions are alike by their words. Of two languages they are where `nearest`, the entries
    that a question may mean, best first, gives both the same one clearly enough.
    """
    ordered = sorted(questions, key=lambda asked: (-asked.times, asked.language, asked.text))
    groups: list[list[_Read]] = []
    for asked in ordered:
        read = _Read.of(asked, nearest(asked))
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
        return any(_share_words(other, read) for other in of_language)
    theirs, its = group[0].matches, read.matches
    return (
        bool(theirs and its)
        and theirs[0].entry_id == its[0].entry_id
        and min(theirs[0].score, its[0].score) >= NEAR_ENOUGH
    )


def _share_words(one: _Read, other: _Read) -> bool:
    """By words and not by letters alone: bakers who rest are not bankers who invest."""
    may_differ = (1 - ALIKE) * (one.letters + other.letters)
    mine = one.counted - other.counted
    differ = _letters(mine) + _letters(other.counted - one.counted)
    if mine.total() > _WITH_SLIPS or differ <= may_differ:
        return differ <= may_differ
    if fuzz.token_sort_ratio(one.words, other.words, score_cutoff=_NOT_FAR) < _NOT_FAR:
        return False
    theirs = list((other.counted - one.counted).elements())
    for word in mine.elements():
        same = next((each for each in theirs if fuzz.ratio(word, each) >= SAME_WORD), None)
        if same is not None:
            theirs.remove(same)
            differ -= len(word) + len(same)
    return differ <= may_differ


def _letters(words: Counter[str]) -> int:
    return sum(len(word) * times for word, times in words.items())
