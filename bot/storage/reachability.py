"""Whether the database can be used, told apart from everything else that may go wrong with it.

A server that was lost is not waited for by everybody: until it is back everything is refused at once, and
one look a second finds out. So a question that needs no database is answered without delay.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

LOOK_EVERY = 1.0  # seconds between two looks at a server that was lost
# sqlite.org/rescode.html: busy, locked, no memory, read-only, I/O, full, cannot open
_PASSING_SQLITE = frozenset({5, 6, 7, 8, 10, 13, 14})
# PostgreSQL's appendix of error codes: connection, rollback, resources, object in use, operator, system
_PASSING_STATES = ("08", "40", "53", "55", "57", "58", "25006", "25P03")
_LOST_STATES = ("08", "57P")

_held_back: ContextVar[bool] = ContextVar("held_back", default=False)
logger = logging.getLogger(__name__)


class DatabaseUnreachableError(RuntimeError):
    """The database cannot be used for now, and nothing of the transaction is certain to be stored.

    The text carries no password.
    """


class Reachability:
    """Turns faults that pass into DatabaseUnreachableError; one line in the log when they begin and end.

    `look` raises while the database cannot be reached; None where each use shows it anew (SQLite).
    """

    def __init__(self, look: Callable[[], Awaitable[None]] | None, password: str | None = None) -> None:
        self._look = look
        self._password = password
        self._trouble = ""
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def watched(self, *, writing: bool) -> Iterator[None]:
        """Around every use of a connection. Raises DatabaseUnreachableError, at once while it is lost."""
        if _held_back.get():
            raise DatabaseUnreachableError("held back")
        if self._looking is not None:
            raise DatabaseUnreachableError(self._trouble)
        try:
            yield
        except SQLAlchemyError as error:
            if not passes(error):
                raise
            trouble = self.words(error)
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

    def words(self, error: BaseException) -> str:
        """What the database says, in one line and without the password."""
        said = str(getattr(error, "orig", None) or "").strip() or type(error).__name__
        line = said.splitlines()[0]
        return line.replace(self._password, "***") if self._password else line

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
            await asyncio.sleep(LOOK_EVERY)
            try:
                await look()
            except Exception as error:  # whatever it is: who gave up here would never find the database again
                logger.debug("database.still_away", extra={"trouble": self.words(error)})
                continue
            self._looking = None
            self._back()
            return


def passes(error: SQLAlchemyError) -> bool:
    """Whether the same may work later: the fault is neither in what was asked nor in what is stored."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _PASSING_SQLITE
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_PASSING_STATES)
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def is_lost(error: SQLAlchemyError) -> bool:
    """Of those that pass: whether no connection is to be had, so that everybody has to wait."""
    if not isinstance(error, DBAPIError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or str(state).startswith(_LOST_STATES)
