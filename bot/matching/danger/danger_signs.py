"""Whether a message says that somebody is in danger now: looked for before everything else.

What was learned from many lines decides. Of a message it sees the words, and the ideas that words stand for
(*a cry for help*, *an authority*, *here*, *seized*), in each language by a list that curators keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from bot.matching.danger.idea_words import FoundIdeas, Idea, IdeaWords
from bot.matching.danger.message_kinds import MessageKinds
from bot.matching.recognizing.question import Question

_LENGTHS = (2, 4, 8, 15)
"""Words; a cry is short."""

LONGEST_READ = 60
"""Words at the beginning and as many at the end: a cry for help stands in one of the two."""

ALARMS = ("\U0001f198", "\U0001f6a8")  # SOS, a siren
FRIGHTENED = ("\U0001f628", "\U0001f630", "\U0001f631")  # faces that fear; who weeps is met with warmth
OFFICERS = ("\U0001f46e", "\U0001f693", "\U0001f694")  # police, and their cars
WEAPONS = ("\U0001f52a", "\U0001f52b", "\U0001fa78")  # a knife, a gun, blood
"""Faces, officers and weapons are a cry for help where nothing else is said."""


class Danger(StrEnum):
    """What a message is about; the values are the kinds of courtesy that answer it."""

    ANY = "emergency"
    AUTHORITIES = "emergency-police"  # the police or the like are the danger: none of their numbers helps


LIKELY, _LIKELY_ABROAD, CERTAIN = 0.25, 0.75, 0.9
"""Probabilities from which on a message comes from danger. Who is told so in vain is harmed less than who is
in danger and is not told; in a language of which little is known more is asked. From the last on it counts
more than that an entry is surely meant."""

_BY_AUTHORITIES = 0.4
"""Of that, the share from which on the authorities are the danger. In doubt nobody is sent to them."""

_SHORT = 2
"""Words up to which a message comes from danger only where one of them stands for an idea of it."""

_OF_DANGER = (
    *(Idea.DESPAIR, Idea.CRY, Idea.FEAR, Idea.AUTHORITY, Idea.SEIZED, Idea.VIOLENCE, Idea.HELD),
    *(Idea.PERIL, Idea.RAID, Idea.REMOVAL, Idea.OUTRIGHT),
)

_REMEMBERED = 4  # messages: of each is asked twice, for danger and for a case

_PICTURES = {"alarm": ALARMS, "frightened": FRIGHTENED, "officers": OFFICERS, "weapons": WEAPONS}


class DangerSigns:
    """Built once from the words of all languages and from what was learned, then only read."""

    def __init__(self, words: Mapping[str, Mapping[Idea, Iterable[str]]], kinds: MessageKinds) -> None:
        """`words` maps a language to the words for each idea; a star stands for any ending or beginning."""
        self._words = IdeaWords(words)
        self._kinds = kinds
        self.shares = lru_cache(maxsize=_REMEMBERED)(self._shares)
        """How likely a message with words is of each kind."""

    def look(self, question: Question, at_least: float = LIKELY) -> Danger | None:
        """The danger that a message tells of, `at_least` so likely; None for all else."""
        if not question.words:
            return _by_signs(question.text)
        shares = self.shares(question)
        by_authorities = shares[Danger.AUTHORITIES]
        likely = shares[Danger.ANY] + by_authorities
        if len(question.words) <= _SHORT and not self._stands_for_danger(question):
            return None  # common words stand in many lines of danger: "no", "my son"
        if likely < (max(at_least, _LIKELY_ABROAD) if question.is_foreign else at_least):
            return None
        return Danger.AUTHORITIES if by_authorities >= _BY_AUTHORITIES * likely else Danger.ANY

    def _stands_for_danger(self, question: Question) -> bool:
        found = self._words.find(question.words, question.language)
        return any(ideas.has(*_OF_DANGER) for ideas in found) or any(
            sign in question.text for signs in _PICTURES.values() for sign in signs
        )

    def _shares(self, question: Question) -> Mapping[str, float]:
        return self._kinds.shares(_read(question.words), ideas_in(question, self._words))


def ideas_in(question: Question, known: IdeaWords) -> list[str]:
    """The names of the ideas in a message, and of each two that stand in it together.

    They are those of the language in which most are found; pictures that cry for help, and how long the
    message is, count as ideas.
    """
    words = _read(question.words)
    found = known.find(words, question.language)
    most = max(found, key=lambda ideas: len(ideas.ideas))
    names = sorted(idea.value for idea in most.ideas)
    if any(ideas.has(Idea.ABOUT) or _asks_in_general(ideas) for ideas in found):
        names.append("asked")
    if not most.unread:
        names.append("alone")
    names += [name for name, signs in _PICTURES.items() if any(sign in question.text for sign in signs)]
    names.append(f"length {sum(len(words) > length for length in _LENGTHS)}")
    return [*names, *(f"{one} {other}" for one, other in combinations(names, 2))]


def _read(words: Sequence[str]) -> Sequence[str]:
    is_short = len(words) <= 2 * LONGEST_READ
    return words if is_short else (*words[:LONGEST_READ], *words[-LONGEST_READ:])


def _asks_in_general(found: FoundIdeas) -> bool:
    """Whether a question names neither whom it comes from nor anybody who is near to them."""
    return found.has(Idea.ASKS) and not found.has(Idea.SELF, Idea.MINE) and not found.has(Idea.CRY)


def _by_signs(text: str) -> Danger | None:
    """The danger that a message of pictures alone tells of."""
    if any(sign in text for sign in OFFICERS):
        return Danger.AUTHORITIES
    return Danger.ANY if any(sign in text for sign in (*ALARMS, *FRIGHTENED, *WEAPONS)) else None
