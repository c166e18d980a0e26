"""What was deleted goes from the files too, soon after: once for many, and again until it is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

_ERASED = "bot_erased"
CANCELLED_AGAIN = 50  # times, a tenth of a second apart
logger = logging.getLogger(__name__)


def note(connection: AsyncConnection) -> None:
    """To be called in a transaction that deletes or replaces what is personal: none of it is to be left."""
    connection.info[_ERASED] = True


def note_removed(connection: AsyncConnection, done: CursorResult[Any]) -> None:
    """The same, where a statement did delete something."""
    if done.rowcount:
        note(connection)


def is_noted(connection: AsyncConnection) -> bool:
    """Whether that was said in this transaction; asking ends it."""
    return bool(connection.info.pop(_ERASED, False))


class Eraser:
    """Calls `erase` after a deletion, at most every so many seconds, until it says that nothing is left."""

    def __init__(self, erase: Callable[[], Awaitable[bool]], every: float) -> None:
        self._erase = erase
        self._every = every
        self._is_wanted = False
        self._is_closed = False
        self._erasing: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Something was deleted."""
        self._is_wanted = True
        if self._erasing is None or self._erasing.done():
            self._erasing = asyncio.create_task(self._until_clean())

    async def _until_clean(self) -> None:
        while self._is_wanted and not self._is_closed:
            self._is_wanted = False
            try:
                self._is_wanted = not await self._erase()
            except SQLAlchemyError as error:
                logger.debug("database.not_erased", extra={"trouble": type(error).__name__})
                self._is_wanted = True
            await asyncio.sleep(self._every)

    async def close(self) -> None:
        """Erases no more, also where an erasing that is under way takes its end for a failure."""
        self._is_closed = True
        for _ in range(CANCELLED_AGAIN):
            if self._erasing is None or self._erasing.done():
                return
            self._erasing.cancel()
            await asyncio.wait([self._erasing], timeout=0.1)
