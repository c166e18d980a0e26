"""Whether a message says that somebody is in danger now: looked for before everything else.

Words stand for ideas (*a cry for help*, *an authority*, *here*, *seized*), in each language by a list that
curators keep; a few combinations of ideas mean danger. So "ICE at my door" and "la migra está afuera" are one
rule, and who adds a word adds it to every rule. What asks about the subject ("does the law forbid
raids?") names the subject, and then more is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from bot.matching.danger.idea_words import FoundIdeas, Idea, IdeaWords
from bot.matching.recognizing.question import Question

LONGEST_READ = 60
"""Words at the beginning and as many at the end: a cry for help stands in one of the two."""

ALARMS = ("\U0001f198", "\U0001f6a8")  # SOS, a siren
FRIGHTENED = ("\U0001f628", "\U0001f630", "\U0001f631")  # faces that fear; who weeps is met with warmth
OFFICERS = ("\U0001f46e", "\U0001f693", "\U0001f694")  # police, and their cars
WEAPONS = ("\U0001f52a", "\U0001f52b", "\U0001fa78")  # a knife, a gun, blood
"""Faces, officers and weapons are a cry for help where nothing else is said."""


_OF_DANGER = (
    *(Idea.DESPAIR, Idea.CRY, Idea.FEAR, Idea.AUTHORITY, Idea.SEIZED, Idea.VIOLENCE, Idea.HELD),
    *(Idea.PERIL, Idea.RAID, Idea.REMOVAL, Idea.OUTRIGHT),
)


class Danger(StrEnum):
    """What a message is about; the values are the kinds of courtesy that answer it."""

    ANY = "emergency"
    AUTHORITIES = "emergency-police"  # the police or the like are the danger: none of their numbers helps


class DangerSigns:
    """Built once from the words of all languages, then only read."""

    def __init__(self, words: Mapping[str, Mapping[Idea, Iterable[str]]]) -> None:
        """`words` maps a language to the words for each idea; a star stands for any ending or beginning."""
        self._words = IdeaWords(words)

    def look(self, question: Question) -> Danger | None:
        """The danger that a message tells of, in whichever language; None for all else."""
        words = _read(question.words)
        if not words:
            return _by_signs(question.text)
        alarm = any(sign in question.text for sign in ALARMS)
        found = [ideas for ideas in self._words.find(words, question.language) if ideas.ideas or alarm]
        is_about = any(ideas.has(Idea.ABOUT) or _asks_in_general(ideas) for ideas in found)
        dangers = {_danger(ideas, is_about, alarm) for ideas in found}
        return next((danger for danger in (Danger.AUTHORITIES, Danger.ANY) if danger in dangers), None)

    def asks_about(self, words: Sequence[str]) -> bool:
        """Whether normalized words name a subject, ask of nobody near, or stand in a turn of everyday speech:
        however much they sound like a cry for help, they are none.
        """
        words = _read(words)
        named = any(
            ideas.has(Idea.ABOUT, Idea.TOPIC) or _asks_in_general(ideas) for ideas in self._words.find(words)
        )
        return named or bool(self._words.spoken_of(words))

    def speaks_of_it(self, words: Sequence[str]) -> bool:
        """Whether any of normalized words is one of danger, in whichever language."""
        return any(ideas.has(*_OF_DANGER) for ideas in self._words.find(_read(words)))


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


def _danger(found: FoundIdeas, is_about: bool, alarm: bool) -> Danger | None:
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
        by_somebody = has(Idea.HERE) and not has(Idea.VIOLENCE, Idea.HELD, Idea.PERIL)
        return Danger.AUTHORITIES if by_somebody else by_whom  # "help, they are here"
    if has(Idea.OUTRIGHT):
        return by_whom
    police = has(Idea.AUTHORITY) and (
        only_this or has(Idea.HERE, Idea.RAID) or (somebody and has(Idea.SEIZED, Idea.VIOLENCE))
    )
    raid = has(Idea.RAID) and (only_this or mine or has(Idea.HERE, Idea.NOW, Idea.PEOPLE))
    acts = found.ideas.get(Idea.SEIZED, frozenset()) - found.ideas.get(Idea.DETAINED, frozenset())
    done = acts or has(Idea.AGGRESSOR)  # "they took them", not "children in detention"
    seized = has(Idea.SEIZED) and (
        mine
        or (only_this and (near or (done and somebody)))
        or (somebody and has(Idea.NOW, Idea.REMOVAL, Idea.HERE))
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
    lost = (
        perils > 2
        or (perils == 2 and (somebody or only_this or has(Idea.NOW, Idea.HERE)))
        or (perils and somebody and has(Idea.NOW, Idea.HERE, Idea.AGGRESSOR))
    )
    return by_whom if held or hurt or lost else None
