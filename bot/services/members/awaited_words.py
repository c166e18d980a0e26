"""Chats whose next words may be for something else than an answer, as far as this process knows by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.storage.reachability import DatabaseUnreachableError

Found = TypeVar("Found")


class AwaitedWords:
    """Lasts as long as the process. While the database is away it tells who has to wait for it: somebody who
    was asked for words since the start. Everybody else is answered.
    """

    def __init__(self) -> None:
        self._chats: set[int] = set()

    def begin(self, chat_id: int) -> None:
        """The chat was asked for words."""
        self._chats.add(chat_id)

    def end(self, chat_id: int) -> None:
        """Its next words are nothing but words."""
        self._chats.discard(chat_id)

    async def look(self, chat_id: int, find: Callable[[], Awaitable[Found | None]]) -> Found | None:
        """What is found; while the database is away None.

        Raises DatabaseUnreachableError then for a chat that was asked for words.
        """
        try:
            return await find()
        except DatabaseUnreachableError:
            if chat_id in self._chats:
                raise
            return None
