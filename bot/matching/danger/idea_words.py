"""The words of a message that stand for ideas of danger, in each language by the lists of curators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from sys import intern
from typing import TypeVar

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.slips import Slips, beginnings, is_slip

SHORTEST_MISSPELT = 5
"""Letters from which on a word may be misspelt by one: shorter ones are too near to others."""

_SURE_GROUPS, _SHORT_WORDS = range(3, 7), range(4, 6)
"""Words of a group whose others say which is meant where a short one is misspelt ("end my lif"), and letters
of such a word: longer ones are known by themselves."""

_REMEMBERED = 4_000  # words

_LATEST_OPENING = 2
"""Words that may stand before the one that begins a question: "so", "hi and"."""

_LONGEST_ARTICLE = 3  # letters

_Meanings = frozenset[tuple[str, "Idea"]]
_Key = TypeVar("_Key")


class Idea(StrEnum):
    """What a word of a message may stand for."""

    DESPAIR = "despair"
    CRY = "cry"
    FEAR = "fear"
    AUTHORITY = "authority"
    HERE = "here"
    NOW = "now"
    SEIZED = "seized"
    DETAINED = "detained"  # of words for seized those that tell a state: of others than one's own a subject
    MINE = "mine"
    SELF = "self"
    PEOPLE = "people"
    VIOLENCE = "violence"
    HELD = "held"
    AGGRESSOR = "aggressor"
    PERIL = "peril"
    REMOVAL = "removal"
    RAID = "raid"
    FILLER = "filler"
    ASKS = "asks"  # begins a question
    ASIDE = "aside"  # before what is only spoken of: "about", "against"
    ABOUT = "about"
    TOPIC = "topic"
    OUTRIGHT = "outright"  # a danger that needs nothing said beside it
    EVERYDAY = "everyday"  # none: a common word that is no slip of another, or an idle turn of words


_ASKED = (Idea.ABOUT, Idea.TOPIC)


@dataclass(frozen=True, slots=True)
class FoundIdeas:
    """The ideas of a message in one language, the words for each, and how many words mean nothing."""

    ideas: Mapping[Idea, frozenset[str]]
    unread: int

    def has(self, *ideas: Idea) -> bool:
        """Whether any of these ideas is there."""
        return any(idea in self.ideas for idea in ideas)


class IdeaWords:
    """Built once from the words of all languages, then only read."""

    def __init__(self, words: Mapping[str, Mapping[Idea, Iterable[str]]]) -> None:
        """`words` maps a language to the words for each idea; a star stands for any ending or beginning.

        In a group of words the last may have a star.
        """
        self.well_known = frozenset(language for language, ideas in words.items() if Idea.ABOUT in ideas)
        self._groups: dict[tuple[str, ...], _Meanings] = {}
        self._open_groups: dict[tuple[str, ...], dict[str, _Meanings]] = {}  # without their last word
        self._turns: dict[str, set[tuple[str, ...]]] = {}  # of everyday speech, by their first word
        self._asides: dict[str, set[tuple[str, ...]]] = {}
        self._beginnings: dict[str, _Meanings] = {}
        self._endings: dict[str, _Meanings] = {}
        everyday: set[str] = set()
        alike: dict[_Meanings, _Meanings] = {}  # thousands of groups mean the same few things
        for language, ideas in words.items():
            for idea, phrases in ideas.items():
                for phrase in phrases:
                    group = tuple(map(intern, normalize(phrase).split()))
                    meaning = (language, idea)
                    if not group:
                        continue
                    if idea is Idea.ASIDE:
                        self._asides.setdefault(group[0], set()).add(group)
                    elif idea is Idea.EVERYDAY and len(group) > 1:
                        self._turns.setdefault(group[0], set()).add(group)
                    elif idea is Idea.EVERYDAY:
                        everyday.update(group)
                    elif phrase.endswith("*") and len(group) == 1:
                        _add(self._beginnings, group[0], meaning, alike)
                    elif phrase.endswith("*"):
                        last = self._open_groups.setdefault(group[:-1], {})
                        _add(last, group[-1], meaning, alike)
                    elif phrase.startswith("*") and len(group) == 1:
                        _add(self._endings, group[0][::-1], meaning, alike)
                    else:
                        _add(self._groups, group, meaning, alike)
        self._longest: dict[str, int] = {}
        for group in (*self._groups, *((*group, "") for group in self._open_groups)):
            self._longest[group[0]] = max(self._longest.get(group[0], 0), len(group))
        # of languages with a few cries alone, no word is what somebody meant who misspelt another
        meant = {
            group
            for group, meanings in self._groups.items()
            if any(language in self.well_known for language, _ in meanings)
        }
        self._known = frozenset(word for group in self._groups for word in group) | everyday
        self._slips = _slips_of(group[0] for group in meant if len(group) == 1)
        self._slips_in_groups = _slips_of(word for group in meant if len(group) > 1 for word in group)
        self._gaps: dict[tuple[str, ...], list[tuple[str, ...]]] = {}  # groups by what is left without a word
        for group in sorted(meant):
            for place, word in enumerate(group):
                if len(group) in _SURE_GROUPS and len(word) in _SHORT_WORDS:
                    self._gaps.setdefault(_without(group, place), []).append(group)
        self._nearly = lru_cache(maxsize=_REMEMBERED)(self._look_near)
        self._spelled = lru_cache(maxsize=_REMEMBERED)(self._spell)

    def find(self, words: Sequence[str], spoken: str | None = None) -> list[FoundIdeas]:
        """The ideas of a message in each language that has any, in a fixed order; last those in others: none.

        What begins like a subject in another language than the message is `spoken` in names none.
        """
        ideas: defaultdict[str, defaultdict[Idea, set[str]]] = defaultdict(lambda: defaultdict(set))
        read: defaultdict[str, set[int]] = defaultdict(set)
        hidden = self.spoken_of(words)
        groups = sorted(self._groups_in(words, hidden))
        officers = {
            place
            for place, length, (_, idea) in groups
            if idea is Idea.AUTHORITY and length > 1
            for place in range(place, place + length)
        }
        for start, length, (language, idea) in groups:
            places = range(start, start + length)
            if (idea in _ASKED and officers.issuperset(places)) or (
                idea is Idea.ASKS and start > _LATEST_OPENING
            ):
                continue
            ideas[language][idea].add(" ".join(words[start : start + length]))
            read[language].update(places)
        for start, word in enumerate(words):
            if start in hidden:
                continue
            for meant, (language, idea) in sorted(self._nearly(word)):
                if idea in _ASKED and spoken not in (None, language):
                    continue
                ideas[language][idea].add(meant)
                read[language].add(start)
        told = [
            FoundIdeas(
                {idea: frozenset(group) for idea, group in found.items()}, len(words) - len(read[language])
            )
            for language, found in ideas.items()
        ]
        return [*told, FoundIdeas({}, len(words))]

    def spoken_of(self, words: Sequence[str]) -> set[int]:
        """The places of words that belong to a turn of everyday speech ("took part"), or to what is only
        spoken of ("about the raids").
        """
        hidden = {
            place
            for start, word in enumerate(words)
            for turn in self._turns.get(word, ())
            if tuple(words[start : start + len(turn)]) == turn
            for place in range(start, start + len(turn))
        }
        for start, word in enumerate(words):
            for group in self._asides.get(word, ()):
                end = start + len(group)
                if tuple(words[start:end]) == group and end < len(words):
                    hidden.update((end, end + 1) if len(words[end]) <= _LONGEST_ARTICLE else (end,))
        return hidden

    def _groups_in(
        self, words: Sequence[str], hidden: set[int]
    ) -> Iterator[tuple[int, int, tuple[str, Idea]]]:
        """Where groups of words stand, how long they are, and what each means; as typed, then as spelled."""
        yield from self._nearly_groups_in(words, hidden)
        spelled = tuple(map(self._spelled, words))
        for shortest, message in ((1, tuple(words)), (2, spelled)):
            if shortest > 1 and message == tuple(words):
                return
            for start, word in enumerate(message):
                if start in hidden:
                    continue
                for length in range(1, 1 + min(self._longest.get(word, 0), len(message) - start)):
                    if start + length - 1 in hidden:
                        break
                    group = message[start : start + length]
                    if length >= shortest:
                        for meaning in self._groups.get(group, ()):
                            yield start, length, meaning
                    for begins, meanings in self._open_groups.get(group[:-1], {}).items():
                        if group[-1].startswith(begins):
                            for meaning in meanings:
                                yield start, length, meaning

    def _nearly_groups_in(
        self, words: Sequence[str], hidden: set[int]
    ) -> Iterator[tuple[int, int, tuple[str, Idea]]]:
        """The same of groups of which one short word is misspelt by a letter, but not its first."""
        for start in range(len(words)):
            for length in _SURE_GROUPS:
                group = tuple(words[start : start + length])
                if len(group) < length or not hidden.isdisjoint(range(start, start + length)):
                    break
                for place, word in enumerate(group):
                    for meant in self._gaps.get(_without(group, place), ()):
                        if word not in self._known and is_slip(word, meant[place]):
                            for meaning in self._groups[meant]:
                                yield start, length, meaning

    def _spell(self, word: str) -> str:
        """The word of a group that this one misspells by one letter; itself where that is not clear."""
        if len(word) < SHORTEST_MISSPELT or word in self._known:
            return word
        meant = self._slips_in_groups.of(word)
        return meant.pop() if len(meant) == 1 else word

    def _look_near(self, word: str) -> tuple[tuple[str, tuple[str, Idea]], ...]:
        """What a word means by its beginning or end, else by a word that it misspells by one letter."""
        found = [
            (part, meaning)
            for known, parts in (
                (self._beginnings, beginnings(word, 2)),
                (self._endings, beginnings(word[::-1], 2)),
            )
            for part in parts
            for meaning in known.get(part, ())
        ]
        if not found and len(word) >= SHORTEST_MISSPELT and word not in self._known:
            found = [
                (meant, (language, idea))
                for meant in self._slips.of(word)
                for language, idea in self._groups[(meant,)]
                if idea not in _ASKED  # a slip of "police" is no slip of "price"
            ]
        return tuple(found)


def _without(group: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (*group[:place], "", *group[place + 1 :])


def _add(
    known: dict[_Key, _Meanings], key: _Key, meaning: tuple[str, Idea], alike: dict[_Meanings, _Meanings]
) -> None:
    both = known.get(key, frozenset()) | {meaning}
    known[key] = alike.setdefault(both, both)


def _slips_of(words: Iterable[str]) -> Slips:
    return Slips({word for word in words if len(word) >= SHORTEST_MISSPELT})
