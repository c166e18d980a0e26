"""One process works, others stand by: whose turn it is, and what a process may do that has lost it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from bot.domain.waits import Waits
from bot.services.stoppable_waits import first_of
from bot.storage import leader_lease
from bot.storage.database import Connection, Database
from bot.storage.database_reachability import DatabaseUnreachableError

logger = logging.getLogger(__name__)


class TurnLostError(RuntimeError):
    """Another process works by now: nothing was written."""


class Transactions(Protocol):
    """Where those write who plan: a database, or the turn on it."""

    def transaction(self) -> AbstractAsyncContextManager[Connection]: ...


class Turn(Protocol):
    """What those ask who listen to people."""

    @property
    def is_ours(self) -> bool: ...

    @property
    def epoch(self) -> int: ...

    async def is_still_ours(self) -> bool: ...

    async def others_worked_since(self, epoch: int) -> bool: ...

    def note_other(self) -> None: ...


async def _nothing() -> None:
    return


class Working:
    """The turn of this process, on a database that others may share.

    Whoever has the turn renews it. Whoever cannot, because the database is away, has lost nothing yet: nobody
    else can have taken it without the database. Until that answers, or another process is heard of, it goes
    on listening to people; nothing can be sent to many or planned, because each such write asks the database
    for the epoch, in the same transaction.
    """

    def __init__(
        self, database: Database, holder: str, waits: Waits, steady: Callable[[], float] = time.monotonic
    ) -> None:
        """`steady` is a clock in seconds that nobody sets."""
        self._database = database
        self._holder = holder
        self._waits = waits
        self._steady = steady
        self._epoch = 0
        self._unbroken_since = 0  # nobody else worked after this epoch
        self._certain_until = 0.0
        self._has_looked = False  # since we were last certain, and the database did not answer
        self._lost = asyncio.Event()
        self._lost.set()

    @property
    def epoch(self) -> int:
        """Of this process's turn; 0 before its first one."""
        return self._epoch

    @property
    def is_ours(self) -> bool:
        """Whether it is this process's turn, as far as it knows."""
        return not self._lost.is_set()

    @property
    def is_certain(self) -> bool:
        """Whether nobody else can have the turn. On SQLite the file's lock says so."""
        return self.is_ours and (self._database.is_sqlite or self._steady() < self._certain_until)

    async def is_still_ours(self) -> bool:
        """Whether it is this process's turn, for who may have stood still while another took it.

        The database is asked, for a while, when the turn has run out since it was last asked. While it does
        not answer the turn is ours, as far as anybody knows. Raises nothing.
        """
        if self.is_ours and not self.is_certain and not self._has_looked:
            await self._renew(self._waits.lease_renewed)
        return self.is_ours

    async def others_worked_since(self, epoch: int) -> bool:
        """Whether another process may have handled something after what was taken in in that turn.

        Raises DatabaseUnreachableError: while the database is away nobody can know.
        """
        if self._database.is_sqlite or (self.is_certain and epoch >= self._unbroken_since):
            return False
        async with self._database.reading() as connection:
            latest = await leader_lease.latest(connection)
        return latest > epoch and (latest != self._epoch or epoch < self._unbroken_since)

    async def take(self, first: Callable[[], Awaitable[None]] = _nothing) -> bool:
        """Begins a turn if it is nobody else's; `first` is done before anybody hears that it is ours.

        Raises DatabaseUnreachableError.
        """
        asked_at = self._steady()
        async with self._database.transaction() as connection:
            epoch = await leader_lease.take(connection, self._holder, self._waits.lease)
        if epoch is None:
            return False
        if epoch != self._epoch + 1:
            self._unbroken_since = epoch - 1
        self._epoch = epoch
        self._certain_until, self._has_looked = asked_at + self._waits.lease, False
        await first()
        self._lost.clear()
        logger.info("working.begun", extra={"epoch": epoch})
        return True

    async def until_ours(
        self, stopping: asyncio.Event, first: Callable[[], Awaitable[None]] = _nothing
    ) -> bool:
        """Stands by until its turn, which begins with `first`; false when told to stop before."""
        stands_by, not_before = False, self._steady()
        while not stopping.is_set():
            try:
                if self._steady() < not_before:
                    async with self._database.reading():
                        pass  # only to hear when it is away again
                elif await self.take(first):
                    return True
                elif not stands_by:
                    logger.info("working.standing_by")
                    stands_by = True
            except DatabaseUnreachableError:  # the log says so already
                if stands_by:  # nobody could renew a turn: who has it gets a lease's time to do so now
                    not_before = self._steady() + self._waits.lease
            await first_of(stopping, seconds=self._waits.lease_asked)
        return False

    async def keep(self, stopping: asyncio.Event) -> None:
        """Renews the turn until `stopping`; returns at once when another process has it."""
        if self._database.is_sqlite:
            await stopping.wait()
            return
        while self.is_ours and not stopping.is_set():
            wait = self._waits.lease_renewed if self.is_certain else self._waits.lease_asked
            await first_of(stopping, self._lost, seconds=wait)
            if self.is_ours and not stopping.is_set():
                await self._renew(self._waits.lease)

    async def give_up(self) -> None:
        """Ends the turn in good order, so that the next process need not wait. Does not raise for long."""
        if not self.is_ours:
            return
        self._lost.set()
        try:
            async with asyncio.timeout(self._waits.lease_renewed), self._database.transaction() as connection:
                await leader_lease.give_up(connection, self._epoch)
        except (DatabaseUnreachableError, TimeoutError):
            return  # it ends by itself

    def note_other(self) -> None:
        """Another process was heard of. Where ours cannot be certain of its turn, it is over."""
        if self.is_ours and not self.is_certain:
            self._lose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A transaction that is written only if it is this process's turn.

        Raises TurnLostError where it is not, and DatabaseUnreachableError.
        """
        epoch = self._epoch
        async with self._database.transaction() as connection:
            if not await leader_lease.is_current(connection, epoch):
                self._lose()
                raise TurnLostError
            yield connection

    async def _renew(self, within: float) -> None:
        asked_at = self._steady()
        try:
            async with asyncio.timeout(within), self._database.transaction() as connection:
                is_renewed = await leader_lease.renew(connection, self._epoch, self._waits.lease)
        except (DatabaseUnreachableError, TimeoutError):
            self._has_looked = not self.is_certain
            return
        if is_renewed:
            self._certain_until, self._has_looked = asked_at + self._waits.lease, False
        else:
            self._lose()

    def _lose(self) -> None:
        if self.is_ours:
            logger.warning("working.lost", extra={"epoch": self._epoch})
            self._lost.set()
