"""What was taken in and what was handled, over restarts, and signs of life: nothing is lost or done twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.waits import Waits
from bot.services.deferred_writes import Deferring
from bot.services.handled_numbers import REMEMBERED, HandledNumbers
from bot.services.stoppable_waits import first_of
from bot.storage import single_values
from bot.storage.database import Connection, Database
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.storage.single_values import Mark
from bot.storage.spool import Kept, Spool, SpoolError

RECENT = timedelta(minutes=2)
SERVED_AGAIN_FOR = timedelta(hours=48)  # the platform keeps an update for 24 hours
BEAT = timedelta(seconds=10)  # signs of life are written no more often
DATABASE_AWAY = "the database cannot be reached"

logger = logging.getLogger(__name__)


def _wall() -> datetime:
    return datetime.now(UTC)


def _by_the_wall(value: str, at: datetime) -> datetime:
    """When a sign of life was given by the computer's clock; an earlier release wrote that as its time."""
    return datetime.fromisoformat(value) if value else at


async def time_of_the_bot(connection: Connection, wall: datetime) -> datetime:
    """What time it is for the bot that works on this database, for a program beside it.

    `wall` is the computer's clock. It counts alone where no bot gave a sign of life within two minutes.
    """
    mark = await single_values.read(connection, Mark.RECEIVED)
    if mark is None or abs(wall - (noted := _by_the_wall(*mark))) > RECENT:
        return wall
    return wall + (mark[1] - noted)


class Receiving:
    """Keeps updates that wait in the spool, knows those that were handled, and notes what `health` reads.

    What is to be written is written behind the answers, by `run`. None of it raises while the database or
    the spool is away.
    """

    def __init__(
        self,
        database: Database,
        deferring: Deferring,
        spool: Spool,
        waits: Waits,
        wall: Callable[[], datetime] = _wall,
    ) -> None:
        """`wall` is the computer's clock: who asks from outside the process has no other to compare with."""
        self._database = database
        self._deferring = deferring
        self._spool = spool
        self._waits = waits
        self._wall = wall
        self._beats: dict[Mark, datetime] = {}
        self._written: dict[Mark, datetime] = {}
        self._handled = HandledNumbers()
        self._settled: list[tuple[int, datetime]] = []
        self._settled_at: datetime | None = None  # the last one
        self._is_erased = True
        self._wanted = asyncio.Event()
        self._trouble = ""

    def without_database(self) -> AbstractContextManager[None]:
        """Inside, the database counts as away: for what must not overtake something that waits for it."""
        return self._database.held_back()

    async def recover(self, left: Sequence[Path] = ()) -> list[Kept]:
        """What processes before left unhandled, in its order, also in the files `left`; those are removed.

        What cannot be read is left where it is, and the log says so.
        """
        for file in left:
            try:
                await self._spool.take_over(file)
            except SpoolError as error:  # the others are of use all the same
                self._note(str(error))
        waiting = await self._read(self._spool)
        if left_beside := self._left_beside():
            beside = Spool(left_beside)
            waiting += await self._read(beside)
            await beside.close()
            self._is_erased = False  # it goes into the spool as soon as that can be written
            self._wanted.set()
        return waiting

    async def _read(self, spool: Spool) -> list[Kept]:
        try:
            handled = await spool.newest_handled(REMEMBERED)
            waiting = await spool.waiting()
        except SpoolError as error:
            self._note(str(error))
            return []
        for update_id, self._settled_at in handled:
            self._handled.add(update_id)
        return waiting

    def _left_beside(self) -> Path | None:
        file = self._spool.beside
        return file if file is not None and file.exists() else None

    async def keep(self, updates: Sequence[Kept], now: datetime) -> bool:
        """Puts updates into the spool; whether they are there. The log says once why not."""
        try:
            await self._spool.keep(updates, now)
        except SpoolError as error:
            self._note(str(error))
            return False
        self._note("")
        return True

    def is_handled(self, update_id: int, now: datetime) -> bool:
        """Whether this update is known to have been handled, in this process or an earlier one.

        After a week without updates the platform counts from anywhere, also over numbers that came before.
        """
        if self._settled_at is not None and now - self._settled_at > SERVED_AGAIN_FOR:
            self._handled, self._settled_at = HandledNumbers(), None
        return update_id in self._handled

    def settle(self, update_id: int, now: datetime) -> None:
        """The update was handled, to its last reply."""
        self._handled.add(update_id)
        self._settled_at = now
        self._settled.append((update_id, now))
        self._wanted.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Writes what was settled and deferred, behind the answers, until `stopping`; then `flush` is due."""
        deferring = asyncio.create_task(self._deferring.run(stopping, self._waits.database_look))
        while not stopping.is_set():
            await first_of(stopping, self._wanted)
            await asyncio.sleep(self._waits.settle)  # so that more comes along
            await self.flush()
            if not self._is_erased:
                self._wanted.set()
            if self._trouble or not self._is_erased:
                await first_of(stopping, seconds=self._waits.database_look)
        await deferring

    async def flush(self) -> None:
        """Writes what was settled; what cannot be written is kept, and known in this process all the same.

        What people wrote is gone from the files then, or at a later call where somebody else reads them.
        """
        self._wanted.clear()
        if not self._settled and self._is_erased:
            return
        writing, self._settled = self._settled, []
        try:
            if left_beside := self._left_beside():
                await self._spool.take_over(left_beside)
            if writing and not await self._spool.settle(writing, writing[-1][1] - SERVED_AGAIN_FOR):
                self._is_erased = False
            if not self._is_erased:
                self._is_erased = await self._spool.erase_log()
        except SpoolError as error:
            self._note(str(error))
            self._settled = (writing + self._settled)[-REMEMBERED:]
            self._wanted.set()
        else:
            self._note("")

    async def finish(self, unkept: Sequence[Kept], now: datetime) -> bool:
        """The same at the end, with what could not be kept; whether it is kept now.

        Where another program holds the spool it goes into the file beside it.
        """
        await self.flush()
        if not unkept and not self._settled:
            return True
        beside = Spool(self._spool.beside)
        try:
            await beside.keep(unkept, now)
            await beside.settle(self._settled, now - SERVED_AGAIN_FOR)
        except SpoolError as error:
            self._note(str(error))
            return not unkept
        finally:
            await beside.close()
        return self._spool.beside is not None or not unkept

    def beat_received(self, now: datetime) -> None:
        """The platform spoke to us, and what it said is confirmed or in our hands."""
        self._beat(Mark.RECEIVED, now)

    def beat_ticked(self, now: datetime) -> None:
        """The schedule was looked at."""
        self._beat(Mark.TICKED, now)

    def _beat(self, mark: Mark, now: datetime) -> None:
        self._beats[mark] = now
        last = self._written.get(mark)
        if last is not None and abs(now - last) < BEAT:
            return
        self._written[mark] = now
        by_the_wall = self._wall().isoformat()

        async def write(connection: Connection) -> None:
            await single_values.write(connection, mark, by_the_wall, now)

        self._deferring.write(write)

    async def oldest_waiting(self) -> datetime | None:
        """Since when the first update in the spool waits. Raises SpoolError."""
        return await self._spool.oldest()

    async def problems_standing_by(self) -> list[str]:
        """The same of a process that stands by: without the database nobody knows whether another works."""
        try:
            async with self._database.reading():
                return []
        except DatabaseUnreachableError:
            return [DATABASE_AWAY]

    async def problems(self, now: datetime) -> list[str]:
        """Why the running bot is not healthy, in words for an operator; empty when it is.

        Asked of the running bot itself, its own memory counts, and `now` is its time; asked from outside,
        what it has written, and `now` is the computer's clock.
        """
        found = []
        beats = dict(self._beats)
        marked = (Mark.RECEIVED, "heard from Telegram"), (Mark.TICKED, "looked at the schedule")
        try:
            async with self._database.reading() as connection:
                for mark, _ in marked:
                    written = await single_values.read(connection, mark)
                    if written is not None:
                        beats.setdefault(mark, _by_the_wall(*written))
        except DatabaseUnreachableError:
            found.append(DATABASE_AWAY)
        for mark, what in marked:
            at = beats.get(mark)
            if at is None:
                found.append(f"the bot has never {what}")
            elif now - at > RECENT:
                found.append(f"the bot has not {what} since {_shown(at)}")
        return found + await self._problems_of_spool(now)

    async def _problems_of_spool(self, now: datetime) -> list[str]:
        try:
            oldest = await self._spool.oldest()
        except SpoolError as error:
            return [f"what waits cannot be kept on disk: {error}"]
        if self._trouble:
            return [f"what waits cannot be kept on disk: {self._trouble}"]
        return waiting_for_long(oldest, now)

    def _note(self, trouble: str) -> None:
        """One line a change of state, not one a failure."""
        if trouble and not self._trouble:
            logger.error("spool.troubled", extra={"trouble": trouble})
        elif self._trouble and not trouble:
            logger.info("spool.recovered")
        self._trouble = trouble


def waiting_for_long(oldest: datetime | None, now: datetime) -> list[str]:
    """What is wrong when something has waited since then: an update is handled, or let go, long before."""
    if oldest is None or now - oldest <= RECENT:
        return []
    return [f"something that people wrote has been waiting since {_shown(oldest)}"]


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
