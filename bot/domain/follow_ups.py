"""Short questions such as "and when?" and "y en Europa?", which go on from the answer before them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.answering import Answered, Courtesy, Missed, Reply, Suggested
from bot.domain.message_parts import what_is_read
from bot.domain.normalize import normalize

STAYS_FOR = timedelta(minutes=10)
MOST_CHATS = 5_000

_MOST_WORDS = 4
_LONGEST = 200  # characters, of so few words
_SUGGESTIONS = 3
_JOINING = frozenset(
    normalize(word)
    for word in ("and", "y", "e", "et", "و", "but", "pero", "mais", "also", "también", "aussi")
)
_ARABIC_AND = "و"
_AFTER_ARABIC_AND = frozenset(
    normalize(word)
    for word in ("ما", "ماذا", "من", "كيف", "متى", "أين", "هل", "لماذا", "كم", "في", "عن", "بالنسبة")
)
"""Words that the Arabic "and" is joined to; most words that begin with its letter do not hold it."""


class LastEntries:
    """Which entry each chat was last shown; in memory only, for ten minutes, lost without harm."""

    def __init__(self, most_chats: int = MOST_CHATS) -> None:
        self._most_chats = most_chats
        self._shown: dict[int, tuple[str, datetime]] = {}

    def note(self, chat_id: int, entry_id: str, now: datetime) -> None:
        """Remembers an entry; beyond the most chats the one that was shown something longest ago goes."""
        self._shown.pop(chat_id, None)
        self._shown[chat_id] = (entry_id, now)
        if len(self._shown) > self._most_chats:
            del self._shown[next(iter(self._shown))]

    def of(self, chat_id: int, now: datetime) -> str | None:
        """The entry that a chat was last shown, None when that is too long ago."""
        entry_id, shown_at = self._shown.get(chat_id, ("", now))
        return entry_id if entry_id and now - shown_at <= STAYS_FOR else None


def may_follow(text: str) -> bool:
    """Whether a message may go on from the one before: it is short, or begins with "and"."""
    words = normalize(text[:_LONGEST]).split()
    is_short = len(text) <= _LONGEST and len(words) <= _MOST_WORDS
    return bool(words) and (is_short or _without_joint(words) != words)


def in_context(text: str, title: str) -> str:
    """The message together with the question before it, as one question without marks between."""
    return normalize(f"{title} {' '.join(_without_joint(normalize(what_is_read(text)).split()))}")


def second_look(alone: Missed | Suggested, again: Reply, last: str, related: Iterable[str]) -> Reply:
    """The reply to a follow-up, from what it means alone and what together with the question before it.

    Answered only by one entry that is another than the last one. Else suggested is what the message may mean
    alone, that first which is related to the last entry; then what else was found, and what else is related.
    Where there is nothing at all, `alone` stays.
    """
    if isinstance(again, Answered) and len(again.entry_ids) == 1 and again.entry_ids != (last,):
        return again
    by_itself = alone.entry_ids if isinstance(alone, Suggested) else ()
    together = () if isinstance(again, Courtesy) else again.entry_ids
    related = tuple(related)
    near = [entry_id for entry_id in by_itself if entry_id in related]
    found = dict.fromkeys(
        entry_id for entry_id in (*near, *by_itself, *together, *related) if entry_id != last
    )
    return Suggested(tuple(found)[:_SUGGESTIONS], alone.score) if found else alone


def _without_joint(words: list[str]) -> list[str]:
    """The words without an "and" before them."""
    if not words:
        return words
    first, *others = words
    if first in _JOINING:
        return others
    rest = first.removeprefix(_ARABIC_AND)
    return [rest, *others] if rest != first and rest in _AFTER_ARABIC_AND else words
