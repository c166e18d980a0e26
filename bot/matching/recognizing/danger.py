"""Whether a message says that somebody is in danger now: looked for before everything else.

Words stand for ideas (*a cry for help*, *an authority*, *here*, *seized*), in each language by a list that
curators keep; a few combinations of ideas mean danger. So "ICE at my door" and "la migra está afuera" are one
rule, and who adds a word adds it to every rule. What asks about the subject ("does the law forbid
raids?") names the subject, and then more is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.question import Question
from bot.matching.recognizing.slips import Slips, beginnings

LONGEST_READ = 60
"""Words at the beginning and as many at the end: a cry for help stands in one of the two."""

SHORTEST_MISSPELT = 5
"""Letters from which on a word may be misspelt by one: shorter ones are too near to others."""

_REMEMBERED = 4_000  # words

ALARMS = ("\U0001f198", "\U0001f6a8")  # SOS, a siren
FRIGHTENED = ("\U0001f628", "\U0001f630", "\U0001f631", "\U0001f62d", "\U0001f622")  # faces that fear or weep
OFFICERS = ("\U0001f46e", "\U0001f693", "\U0001f694")  # police, and their cars
WEAPONS = ("\U0001f52a", "\U0001f52b", "\U0001fa78")  # a knife, a gun, blood
"""Faces, officers and weapons are a cry for help where nothing else is said."""


class Danger(StrEnum):
    """What a message is about; the values are the kinds of courtesy that answer it."""

    ANY = "emergency"
    AUTHORITIES = "emergency-police"  # the police or the like are the danger: none of their numbers helps


class Idea(StrEnum):
    """What a word of a message may stand for."""

    DESPAIR = "despair"
    CRY = "cry"
    FEAR = "fear"
    AUTHORITY = "authority"
    HERE = "here"
    NOW = "now"
    SEIZED = "seized"
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
    ABOUT = "about"
    TOPIC = "topic"
    OUTRIGHT = "outright"  # a danger that needs nothing said beside it
    EVERYDAY = "everyday"  # none: a common word that is no slip of another, or an idle turn of words


_ASKED = (Idea.ABOUT, Idea.TOPIC)


@dataclass(frozen=True, slots=True)
class _Found:
    """The ideas of a message in one language, the words for each, and how many words mean nothing."""

    ideas: Mapping[Idea, frozenset[str]]
    unread: int

    def has(self, *ideas: Idea) -> bool:
        """Whether any of these ideas is there."""
        return any(idea in self.ideas for idea in ideas)


class DangerSigns:
    """Built once from the words of all languages, then only read."""

    def __init__(self, words: Mapping[str, Mapping[Idea, Iterable[str]]]) -> None:
        """`words` maps a language to the words for each idea; a star stands for any ending or beginning."""
        self._words = _Words(words)

    def look(self, question: Question) -> Danger | None:
        """The danger that a message tells of, in whichever language; None for all else."""
        words = _read(question.words)
        if not words:
            return _by_signs(question.text)
        alarm = any(sign in question.text for sign in ALARMS)
        found = [ideas for ideas in self._words.find(words, question.language) if ideas.ideas or alarm]
        is_about = any(ideas.has(Idea.ABOUT) for ideas in found)
        dangers = {_danger(ideas, is_about, alarm) for ideas in found}
        return next((danger for danger in (Danger.AUTHORITIES, Danger.ANY) if danger in dangers), None)

    def asks_about(self, words: Sequence[str]) -> bool:
        """Whether normalized words name a subject, or stand in a turn of everyday speech: however much they
        sound like a cry for help, they are none.
        """
        words = _read(words)
        named = any(ideas.has(Idea.ABOUT, Idea.TOPIC) for ideas in self._words.find(words))
        return named or bool(self._words.in_turns(words))


class _Words:
    """The words of all languages, found in one walk over a message."""

    def __init__(self, words: Mapping[str, Mapping[Idea, Iterable[str]]]) -> None:
        self._languages = tuple(words)
        well_known = {language for language, ideas in words.items() if Idea.ABOUT in ideas}
        self._groups: dict[tuple[str, ...], set[tuple[str, Idea]]] = {}
        self._turns: dict[str, set[tuple[str, ...]]] = {}  # of everyday speech, by their first word
        self._beginnings: dict[str, set[tuple[str, Idea]]] = {}
        self._endings: dict[str, set[tuple[str, Idea]]] = {}
        everyday: set[str] = set()
        for language, ideas in words.items():
            for idea, phrases in ideas.items():
                for phrase in phrases:
                    group = tuple(normalize(phrase).split())
                    if idea is Idea.EVERYDAY and len(group) > 1:
                        self._turns.setdefault(group[0], set()).add(group)
                    elif idea is Idea.EVERYDAY:
                        everyday.update(group)
                    elif phrase.endswith("*") and len(group) == 1:
                        self._beginnings.setdefault(group[0], set()).add((language, idea))
                    elif phrase.startswith("*") and len(group) == 1:
                        self._endings.setdefault(group[0][::-1], set()).add((language, idea))
                    elif group:
                        self._groups.setdefault(group, set()).add((language, idea))
        # of languages with a few cries alone, none is what somebody meant who misspelt another
        single = [
            group[0]
            for group, meanings in self._groups.items()
            if len(group) == 1 and any(language in well_known for language, _ in meanings)
        ]
        self._longest: dict[str, int] = {}
        for group in self._groups:
            self._longest[group[0]] = max(self._longest.get(group[0], 0), len(group))
        self._known = frozenset(word for group in self._groups for word in group) | everyday
        self._slips = Slips(word for word in single if len(word) >= SHORTEST_MISSPELT)
        self._nearly = lru_cache(maxsize=_REMEMBERED)(self._look_near)

    def find(self, words: Sequence[str], spoken: str | None = None) -> list[_Found]:
        """The ideas in each language of a message that is `spoken` in one, where that is known.

        What begins like a subject in another language names none.
        """
        ideas: dict[str, dict[Idea, set[str]]] = {language: {} for language in self._languages}
        read: dict[str, set[int]] = {language: set() for language in self._languages}
        hidden = self.in_turns(words)
        officers = self._officers(words)
        for start, word in enumerate(words):
            if start in hidden:
                continue
            for length in range(1, 1 + min(self._longest.get(word, 0), len(words) - start)):
                if start + length - 1 in hidden:
                    break
                group = tuple(words[start : start + length])
                for language, idea in self._groups.get(group, ()):
                    if idea in _ASKED and officers.issuperset(range(start, start + length)):
                        continue
                    ideas[language].setdefault(idea, set()).add(" ".join(group))
                    read[language].update(range(start, start + length))
            for meant, (language, idea) in self._nearly(word):
                if idea in _ASKED and spoken not in (None, language):
                    continue
                ideas[language].setdefault(idea, set()).add(meant)
                read[language].add(start)
        return [
            _Found(
                {idea: frozenset(group) for idea, group in ideas[language].items()},
                len(words) - len(read[language]),
            )
            for language in self._languages
        ]

    def _officers(self, words: Sequence[str]) -> set[int]:
        """The places of words that together name an authority: none of them alone names a subject."""
        return {
            place
            for start, word in enumerate(words)
            for length in range(2, 1 + min(self._longest.get(word, 0), len(words) - start))
            if any(
                idea is Idea.AUTHORITY
                for _, idea in self._groups.get(tuple(words[start : start + length]), ())
            )
            for place in range(start, start + length)
        }

    def in_turns(self, words: Sequence[str]) -> set[int]:
        """The places of words that belong to a turn of everyday speech ("took part")."""
        return {
            place
            for start, word in enumerate(words)
            for turn in self._turns.get(word, ())
            if tuple(words[start : start + len(turn)]) == turn
            for place in range(start, start + len(turn))
        }

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


def _read(words: Sequence[str]) -> Sequence[str]:
    is_short = len(words) <= 2 * LONGEST_READ
    return words if is_short else (*words[:LONGEST_READ], *words[-LONGEST_READ:])


def _by_signs(text: str) -> Danger | None:
    """The danger that a message of pictures alone tells of."""
    if any(sign in text for sign in OFFICERS):
        return Danger.AUTHORITIES
    return Danger.ANY if any(sign in text for sign in (*ALARMS, *FRIGHTENED, *WEAPONS)) else None


def _danger(found: _Found, is_about: bool, alarm: bool) -> Danger | None:
    """What the ideas of a message come to; the rules from the surest to the least sure."""
    has, only_this = found.has, not found.unread
    mine, near = has(Idea.MINE), has(Idea.SELF, Idea.MINE)
    somebody = near or has(Idea.PEOPLE)
    at_the_door = has(Idea.AUTHORITY) and has(Idea.HERE)
    if (is_about or has(Idea.TOPIC)) and (is_about or not (at_the_door and mine)):
        return None
    by_police = has(Idea.AUTHORITY, Idea.RAID, Idea.REMOVAL, Idea.SEIZED)
    by_whom = Danger.AUTHORITIES if by_police else Danger.ANY  # where that is in doubt: no official's number
    trouble = has(Idea.SEIZED, Idea.VIOLENCE, Idea.HELD, Idea.PERIL, Idea.AUTHORITY, Idea.HERE)
    calls = has(Idea.CRY) and (only_this or trouble or has(Idea.MINE, Idea.FEAR, Idea.RAID))
    afraid = has(Idea.FEAR) and (only_this or trouble or has(Idea.NOW))
    if has(Idea.DESPAIR):
        return Danger.ANY
    if alarm or calls or afraid:
        return by_whom
    if has(Idea.OUTRIGHT):
        return by_whom
    police = has(Idea.AUTHORITY) and (
        only_this or has(Idea.HERE, Idea.RAID) or (somebody and has(Idea.SEIZED, Idea.VIOLENCE))
    )
    raid = has(Idea.RAID) and (only_this or mine or has(Idea.HERE, Idea.NOW, Idea.PEOPLE))
    seized = has(Idea.SEIZED) and (
        mine or (somebody and (only_this or has(Idea.NOW, Idea.REMOVAL, Idea.HERE)))
    )
    removed = has(Idea.REMOVAL) and near and has(Idea.NOW, Idea.SEIZED)
    if police or raid or seized or removed:
        return Danger.AUTHORITIES
    held = has(Idea.HELD) and (only_this or near or has(Idea.AGGRESSOR))
    hurt = has(Idea.VIOLENCE) and (
        only_this
        or mine
        or (near and has(Idea.AGGRESSOR, Idea.HERE, Idea.NOW, Idea.PERIL))
        or (has(Idea.AGGRESSOR) and has(Idea.HERE))
    )
    perils = len(found.ideas.get(Idea.PERIL, ()))
    lost = perils >= 2 or (perils and somebody and has(Idea.NOW, Idea.HERE, Idea.AGGRESSOR))
    return Danger.ANY if held or hurt or lost else None
