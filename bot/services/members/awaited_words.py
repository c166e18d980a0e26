"""Chats whose next words may be for something else than an answer, as far as this process knows by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TypeVar

from bot.domain.people.personal_questions import WRITING_LASTS
from bot.storage.database_reachability import DatabaseUnreachableError

Found = TypeVar("Found")


class AwaitedWords:
    """Lasts as long as the process. While the database is away it tells who has to wait for it: somebody who
    was asked for words within the hour in which they are awaited. Everybody else is answered.

    It knows too who was writing in a round when it closed, of whom the database knows nothing any more.
    """

    def __init__(self) -> None:
        self._asked: dict[int, datetime] = {}  # the latest last
        self._cut_off: dict[int, datetime] = {}

    def __len__(self) -> int:
        """Of how many chats something is kept in memory."""
        return len(self._asked.keys() | self._cut_off.keys())

    def begin(self, chat_id: int, now: datetime) -> None:
        """The chat was asked for words. Who was asked too long ago is forgotten."""
        self.end(chat_id)
        self._asked[chat_id] = now
        while self._is_past(oldest := next(iter(self._asked)), now):
            self.end(oldest)

    def end(self, chat_id: int) -> None:
        """Its next words are nothing but words."""
        self._asked.pop(chat_id, None)

    def cut_off(self, chat_ids: Iterable[int], now: datetime) -> None:
        """What these chats were writing for is over. Who was cut off an hour ago is forgotten."""
        recent = {chat_id: at for chat_id, at in self._cut_off.items() if at > now - WRITING_LASTS}
        self._cut_off = recent | dict.fromkeys(chat_ids, now)

    def was_cut_off(self, chat_id: int, now: datetime) -> bool:
        """Whether its words are still meant for what is over. That is told once."""
        at = self._cut_off.pop(chat_id, None)
        return at is not None and at > now - WRITING_LASTS

    async def look(
        self, chat_id: int, now: datetime, find: Callable[[], Awaitable[Found | None]]
    ) -> Found | None:
        """What is found; while the database is away None.

        Raises DatabaseUnreachableError then for a chat that was asked for words.
        """
        try:
            return await find()
        except DatabaseUnreachableError:
            if chat_id in self._asked and not self._is_past(chat_id, now):
                raise
            return None

    def _is_past(self, chat_id: int, now: datetime) -> bool:
        return self._asked[chat_id] <= now - WRITING_LASTS
