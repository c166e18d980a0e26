"""Whether the database can be used, told apart from everything else that may go wrong with it.

A server that was lost is not waited for by everybody: until it is back everything is refused at once, and
one look after another finds out. So a question that needs no database is answered without delay.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.exc import SQLAlchemyError

from bot.storage.faults import is_lost, lasts, passes, words

_held_back: ContextVar[bool] = ContextVar("held_back", default=False)
logger = logging.getLogger(__name__)


class DatabaseUnreachableError(RuntimeError):
    """The database cannot be used for now, and nothing of the transaction is certain to be stored.

    The text is ours: it carries nothing of what was asked or stored, and no address.
    """


class DatabaseUnusableError(RuntimeError):
    """The database cannot be used until somebody mends it, and nothing of the transaction is stored.

    The text is ours too.
    """


class Reachability:
    """Turns faults that pass into DatabaseUnreachableError; one line in the log when they begin and end.

    `look` raises while the database cannot be reached; None where each use shows it anew (SQLite). One look
    follows another after `look_every` seconds.
    """

    def __init__(self, look: Callable[[], Awaitable[None]] | None, look_every: float) -> None:
        self._look = look
        self._look_every = look_every
        self._trouble = ""
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_troubled(self) -> bool:
        """Whether the last write found the database away."""
        return bool(self._trouble)

    @contextmanager
    def watched(self, *, writing: bool) -> Iterator[None]:
        """Around every use of a connection. Raises DatabaseUnreachableError, at once while it is lost.

        Raises DatabaseUnusableError for what stays as it is; what was asked wrongly stays SQLAlchemy's error.
        Who was cancelled meanwhile ends as cancelled, whatever the database said to that: a server that is
        told to interrupt a statement may interrupt the taking back.
        """
        if _held_back.get():
            raise DatabaseUnreachableError("held back")
        if self._looking is not None:
            raise DatabaseUnreachableError(self._trouble)
        try:
            yield
        except SQLAlchemyError as error:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise asyncio.CancelledError from None
            if lasts(error):
                raise DatabaseUnusableError(words(error)) from None
            if not passes(error):
                raise
            trouble = words(error)
            self._away(trouble, is_lost=is_lost(error))
            raise DatabaseUnreachableError(trouble) from None
        if self._trouble and self._looking is None and writing:
            self._back()

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Inside, and in tasks that begin inside, the database counts as unreachable."""
        token = _held_back.set(True)
        try:
            yield
        finally:
            _held_back.reset(token)

    async def close(self) -> None:
        """Looks no more."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])
            self._looking = None

    def _away(self, trouble: str, *, is_lost: bool) -> None:
        if not self._trouble:
            logger.warning("database.away", extra={"trouble": trouble})
        self._trouble = trouble
        if is_lost and self._look is not None and self._looking is None:
            self._looking = asyncio.create_task(self._until_back(self._look))

    def _back(self) -> None:
        self._trouble = ""
        logger.info("database.back")

    async def _until_back(self, look: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(self._look_every)
            try:
                await look()
            except Exception as error:  # whatever it is: who gave up here would never find the database again
                logger.debug("database.still_away", extra={"trouble": words(error)})
                continue
            self._looking = None
            self._back()
            return
