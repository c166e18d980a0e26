"""Whether a message says that somebody is in danger now: looked for before everything else.

What was learned from many lines decides. Of a message it sees the words, and the ideas that words stand for
(*a cry for help*, *an authority*, *here*, *seized*), in each language by a list that curators keep.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from bot.matching.danger.idea_words import FoundIdeas, Idea, IdeaWords
from bot.matching.danger.message_kinds import MessageKinds
from bot.matching.recognizing.message_parts import asks
from bot.matching.recognizing.question import Question

_LENGTHS = (2, 4, 8, 15)
"""Words; a cry is short."""

LONG, _STRETCH = 25, 12
"""Words up to which a message is short, and in a stretch of a long sentence."""

_MOST_PIECES = 12
_MOST_WORDS = _MOST_PIECES * _STRETCH
"""At the beginning of a long message, and as many at its end."""

ALARMS = ("\U0001f198", "\U0001f6a8")  # SOS, a siren
FRIGHTENED = ("\U0001f628", "\U0001f630", "\U0001f631")  # faces that fear; who weeps is met with warmth
OFFICERS = ("\U0001f46e", "\U0001f693", "\U0001f694")  # police, and their cars
WEAPONS = ("\U0001f52a", "\U0001f52b", "\U0001fa78")  # a knife, a gun, blood
"""Faces, officers and weapons are a cry for help where nothing else is said."""


class Danger(StrEnum):
    """What a message is about; the values are the kinds of courtesy that answer it."""

    ANY = "emergency"
    AUTHORITIES = "emergency-police"  # the police or the like are the danger: none of their numbers helps


LIKELY, _LIKELY_ABROAD, _LIKELY_IN_OTHERS, _LIKELY_UNCLEAR = 0.3, 0.75, 0.6, 0.5
_LIKELY_WITHIN, CERTAIN = 0.7, 0.9
"""Probabilities from which on a message comes from danger. Who is told so in vain is harmed less than who is
in danger and is not told. More is asked in an unknown language, unless danger is said outright; where no word
of danger is there in one of which the clearest cries alone are known, or in none that is clear; and of a long
message, in which some sentence easily looks like danger. From the last on danger counts more than that an
entry is surely meant."""

_BY_AUTHORITIES = 0.4
"""Of that, the share from which on the authorities are the danger. In doubt nobody is sent to them."""

_SHORT, _LIKELY_OF_TWO = 2, 0.99
"""Words up to which a message comes from danger only where one of them stands for an idea of it; or two from
that probability on, as "swallowed tablets"."""

_OF_DANGER = (
    *(Idea.DESPAIR, Idea.CRY, Idea.FEAR, Idea.AUTHORITY, Idea.SEIZED, Idea.VIOLENCE, Idea.HELD),
    *(Idea.PERIL, Idea.RAID, Idea.REMOVAL, Idea.OUTRIGHT),
)

_ASKING_MARKS = frozenset("?¿؟")
_COMING = (Idea.AUTHORITY, Idea.RAID)
_BESIDE_THEM = (Idea.TOPIC, Idea.SELF, Idea.MINE, Idea.HERE, Idea.SEIZED, Idea.VIOLENCE)
"""What makes a name of theirs more than a word: "film policier" has none of it."""

_SAYING, _LIKELY_OF_DESPAIR = 8, 0.05
"""Up to so many words that say that somebody is tired of life, and ask nothing, are believed from there on:
what was learned takes some for a wish to get no more messages."""

_NEVER = 1e-9  # nothing is surer than that
_MOST_READ = 120  # words at once

_REMEMBERED = 32  # messages and their pieces: of each is asked twice

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
        """The danger that a message tells of, a short one `at_least` so likely; None for all else.

        Of a long one counts as much what the sentence says that is likeliest of danger as the whole: among
        many some easily sounds like danger. A clear cry is heard among however calm ones, and whatever else
        is asked beside it.
        """
        if not question.words:
            return _by_signs(question.text)
        shares = self.shares(question)
        if len(question.words) <= _SHORT and not self.stands_for_danger(question):
            # common words stand in many lines of danger: "no", "my son"
            at_least = max(at_least, _LIKELY_OF_TWO if len(question.words) == _SHORT else 1)
        if self._asks_for_figure(question):
            at_least = max(at_least, _LIKELY_IN_OTHERS)
        likely, least = _of_danger(shares), at_least
        if at_least == LIKELY and self._says_so(question, Idea.DESPAIR):
            least = _LIKELY_OF_DESPAIR
        if len(question.words) > LONG:
            least = _LIKELY_WITHIN
            shares = max(map(self.shares, pieces(question)), key=_of_danger)
            likely = _on_average(_of_danger(shares), max(likely, LIKELY))
        if likely < max(least, self._least_abroad(question)):
            return None
        is_by_authorities = shares[Danger.AUTHORITIES] >= _BY_AUTHORITIES * _of_danger(shares)
        return Danger.AUTHORITIES if is_by_authorities else Danger.ANY

    def is_outright(self, question: Question) -> bool:
        """Whether a short message says a danger outright, and asks nothing."""
        return self._says_so(question, Idea.OUTRIGHT)

    def _says_so(self, question: Question, idea: Idea) -> bool:
        """Whether a short message tells of an idea, and asks nothing."""
        if len(question.words) > _SAYING:
            return False
        found = self._words.find(question.words, question.language)
        return any(ideas.has(idea) for ideas in found) and not any(
            ideas.has(Idea.ABOUT) or _asks_in_general(ideas) for ideas in found
        )

    def _least_abroad(self, question: Question) -> float:
        """What is asked besides of a message in a language of which little or nothing is known."""
        if question.is_foreign and not self.is_outright(question):
            return _LIKELY_ABROAD
        if question.language in self._words.well_known or self.stands_for_danger(question):
            return 0.0
        return _LIKELY_UNCLEAR if question.language is None else _LIKELY_IN_OTHERS

    def only_cries(self, question: Question, *also: Idea) -> bool:
        """Whether a message cries for help, or stands for one of `also`, and for no other idea of danger."""
        cries = (Idea.CRY, *also)
        others = (idea for idea in _OF_DANGER if idea not in cries)
        return self._holds(question, *cries) and not self._holds(question, *others)

    def asks_of_authorities(self, question: Question) -> bool:
        """Whether a message names an authority or a raid, and asks or tells something of them."""
        if self._asks_for_figure(question):
            return False
        found = self._words.find(question.words, question.language)
        is_asked = asks(question.text) or not _ASKING_MARKS.isdisjoint(question.text)
        return any(ideas.has(*_COMING) and (is_asked or ideas.has(*_BESIDE_THEM)) for ideas in found)

    def _asks_for_figure(self, question: Question) -> bool:
        """Whether a question is how many there are, of others than who asks and those near to them."""
        found = self._words.find(question.words[:_MOST_READ], question.language)
        return any(map(_asks_how_many, found)) and not any(
            ideas.has(Idea.SELF, Idea.MINE, Idea.CRY, Idea.HERE) for ideas in found
        )

    def _holds(self, question: Question, *ideas: Idea) -> bool:
        words = question.words
        if len(words) > 2 * _MOST_WORDS:  # more are in no piece either
            words = (*words[:_MOST_WORDS], *words[-_MOST_WORDS:])
        return any(found.has(*ideas) for found in self._words.find(words, question.language))

    def stands_for_danger(self, question: Question) -> bool:
        """Whether a word or a picture of a message stands for an idea of danger."""
        return self._holds(question, *_OF_DANGER) or any(
            sign in question.text for signs in _PICTURES.values() for sign in signs
        )

    def _shares(self, question: Question) -> Mapping[str, float]:
        read = replace(question, words=question.words[:_MOST_READ])
        return self._kinds.shares(read.words, ideas_in(read, self._words))


def _on_average(one: float, other: float) -> float:
    """The probability whose log-odds lie in the middle between those of two."""
    odds = math.sqrt(one * other / max((1 - one) * (1 - other), _NEVER))
    return odds / (1 + odds)


def _of_danger(shares: Mapping[str, float]) -> float:
    return shares[Danger.ANY] + shares[Danger.AUTHORITIES]


def pieces(question: Question) -> list[Question]:
    """What is read of a message: a short one as it is, of a long one each sentence, and of a long sentence
    stretches that overlap; as many from its beginning as from its end, where a cry for help stands.
    """
    if len(question.words) <= LONG:
        return [question]
    every = [piece for part in question.parts for piece in _stretches(part)]
    every = every if len(every) <= 2 * _MOST_PIECES else every[:_MOST_PIECES] + every[-_MOST_PIECES:]
    return [replace(piece, language=question.language, is_foreign=question.is_foreign) for piece in every]


def _stretches(sentence: Question) -> Iterator[Question]:
    words = sentence.words
    if len(words) <= _STRETCH:
        yield sentence
        return
    for start in range(0, len(words) - _STRETCH // 2, _STRETCH // 2):
        yield replace(sentence, words=words[start : start + _STRETCH])


def ideas_in(question: Question, known: IdeaWords) -> list[str]:
    """The names of the ideas in a message, and of each two that stand in it together.

    They are those of the language in which most are found; pictures that cry for help, and how long the
    message is, count as ideas.
    """
    words = question.words
    found = known.find(words, question.language)
    most = max(found, key=lambda ideas: (len(ideas.ideas), ideas.has(Idea.DESPAIR, Idea.OUTRIGHT)))
    names = sorted(idea.value for idea in most.ideas)
    if any(ideas.has(Idea.ABOUT) or _asks_in_general(ideas) for ideas in found):
        names.append("asked")
    if not most.unread:
        names.append("alone")
    names += [name for name, signs in _PICTURES.items() if any(sign in question.text for sign in signs)]
    names.append(f"length {sum(len(words) > length for length in _LENGTHS)}")
    return [*names, *(f"{one} {other}" for one, other in combinations(names, 2))]


def _asks_in_general(found: FoundIdeas) -> bool:
    """Whether a question names neither whom it comes from nor anybody who is near to them."""
    return found.has(Idea.ASKS) and not found.has(Idea.SELF, Idea.MINE) and not found.has(Idea.CRY)


def _asks_how_many(found: FoundIdeas) -> bool:
    """Whether a word that begins a question is one of what is only asked about: those count."""
    nothing = frozenset[str]()
    return not found.ideas.get(Idea.ASKS, nothing).isdisjoint(found.ideas.get(Idea.ABOUT, nothing))


def _by_signs(text: str) -> Danger | None:
    """The danger that a message of pictures alone tells of."""
    if any(sign in text for sign in OFFICERS):
        return Danger.AUTHORITIES
    return Danger.ANY if any(sign in text for sign in (*ALARMS, *FRIGHTENED, *WEAPONS)) else None
