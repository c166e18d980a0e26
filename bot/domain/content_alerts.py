"""What staff must hear of that calls for their words: the content, what it lacks, a round that is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ContentRefused:
    """The content was changed and holds a problem at `place` (file:line), and so many `more`."""

    place: str
    problem: str
    more: int


@dataclass(frozen=True, slots=True)
class SentencesRefused:
    """The same of the bot's own sentences: others stand in for these, and the rest of a change is in use."""

    place: str
    problem: str
    more: int


@dataclass(frozen=True, slots=True)
class ContentMended:
    """The content or the sentences that were refused for this problem are good again, and in use."""

    place: str
    problem: str


@dataclass(frozen=True, slots=True)
class StaffRowsWait:
    """So many things that staff put in stand over a file that was changed otherwise (`asked`), or do not fit
    it any more (`aside`)."""

    asked: int
    aside: int


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """A round is over, and so many people answered. `themes` are by language."""

    round_id: int
    themes: Mapping[str, str]
    people: int


@dataclass(frozen=True, slots=True)
class AskedInVain:
    """Questions alike that have no answer: the words of the most asked one, already scrubbed."""

    words: str
    times: int


@dataclass(frozen=True, slots=True)
class ThumbsDown:
    """An answer that did not help, by its question."""

    question: str
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class WeeklyDigest:
    """What staff should see to: what is most asked in vain, the worst answers, people to turn to.

    Of these there are none (`no_contacts`), or so many that nobody has checked for long (`old_contacts`).
    """

    asked: tuple[AskedInVain, ...]
    answers: tuple[ThumbsDown, ...]
    no_contacts: bool = False
    old_contacts: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.asked or self.answers or self.no_contacts or self.old_contacts)


def weekly_digest(facts: Mapping[str, Any]) -> WeeklyDigest:
    """The digest that was stored as these facts. Raises KeyError or TypeError on anything else."""
    return WeeklyDigest(
        tuple(AskedInVain(**each) for each in facts["asked"]),
        tuple(ThumbsDown(**each) for each in facts["answers"]),
        facts["no_contacts"],
        facts["old_contacts"],
    )
