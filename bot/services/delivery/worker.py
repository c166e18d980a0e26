"""The delivery worker: begin, wait for the slot, send, settle. What cannot be known stays `unknown`.

Before the request leaves, a failure means "try later". After it left, no reply means `unknown`, and no
machine sends that row again. A kill at any instant leaves pending rows, which go out after the restart,
and begun rows, which become unknown.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.announcements import Announcement
from bot.domain.delivery.deliveries import Delivery
from bot.domain.delivery.outcomes import Unknown
from bot.domain.delivery.ranks import LAST_RANK, PRESSING
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.delivery.departures import NOT_SENT, Begun, Departing, Sender
from bot.services.delivery.outcome_writer import settle
from bot.services.delivery.slots import Pacing
from bot.services.delivery.sweeper import Sweeping
from bot.services.leader_lease import Working
from bot.services.stoppable_waits import first_of
from bot.storage import announcements, outbox
from bot.storage.database import Connection, Database
from bot.storage.database_reachability import DatabaseUnreachableError

IN_FLIGHT = 64  # rows begun and not yet settled: so many are unknown after a kill, at most
IN_FLIGHT_AT_MOST = 256  # the same at a pace above 256 messages a second, where 64 would have to wait
FOR_PRESSING = 8  # one of so many of them is for alerts and urgent calls alone
AHEAD = 0.1  # seconds before its slot that a row begins, at most: in good time, and hardly any too early
TOGETHER = 500  # attempts written in one transaction
TRIES = 5  # to write one attempt that the database refuses for a reason that does not pass
UNREADABLE_FOR = 60.0  # seconds until a row is looked at again whose announcement nobody here can read
SPARED_FOR = 1.0  # seconds until a chat is looked at again that may not be written to now

logger = logging.getLogger(__name__)


class DeliveryWorker:
    """Works the outbox off while it is this process's turn.

    `changed` is set by whoever puts something into the outbox, so that it need not wait for the next look.
    Nothing begins while `may_begin` says no; nothing for a chat of which `may_write_to` says no.
    """

    def __init__(
        self,
        database: Database,
        working: Working,
        sender: Sender,
        pacing: Pacing,
        *,
        now: Callable[[], datetime],
        alerting: Alerting,
        waits: Waits,
        changed: asyncio.Event | None = None,
        may_begin: Callable[[], bool] = lambda: True,
        may_write_to: Callable[[int], bool] = lambda _chat_id: True,
    ) -> None:
        self._database = database
        self._working = working
        self._sender = sender
        self._pacing = pacing
        self._now = now
        self._alerting = alerting
        self._waits = waits
        self._news = changed or asyncio.Event()
        self._may_begin = may_begin
        self._may_write_to = may_write_to
        self.sweeping = Sweeping(database, working, alerting, now=now, every=waits.sweep)
        self.outcomes: Counter[str] = Counter()  # attempts since the start, by what came of them

    async def run(self, stopping: asyncio.Event) -> None:
        """Works until `stopping`; then waits a while for what is in the air and settles it.

        When it is cancelled, it ends at once, as by a kill: what is in the air becomes unknown.
        """
        departing = Departing(self._sender, self._pacing, in_flight(self._pacing.limit), self._news)
        self._departing, self._has_more, self._is_new, self._is_ending = departing, True, True, False
        ended = asyncio.create_task(stopping.wait())
        ended.add_done_callback(lambda _: self._news.set())
        sweeper = asyncio.create_task(self.sweeping.run(stopping))
        try:
            while not stopping.is_set():
                self._news.clear()
                if await self._try_step():
                    await self._until_news()
                else:
                    await first_of(stopping, seconds=self._waits.outbox_idle)
            await self._finish()
            # cut off in the middle of a statement it takes its connection along, and a database in memory
            await first_of(sweeper, seconds=self._waits.finish / 4)
        finally:
            await departing.cut()
            for task in (ended, sweeper):
                task.cancel()
            await asyncio.gather(ended, sweeper, return_exceptions=True)  # it gives its connection back

    async def _try_step(self) -> bool:
        try:
            await self._step()
        except DatabaseUnreachableError:
            return False  # the log says so already
        except Exception:
            logger.exception("delivery.step_failed")
            await self._settle_singly()
            return False
        return True

    async def _step(self) -> None:
        """One transaction: what came of attempts is written, and what leaves next begins."""
        attempts, room = self._departing.over[:TOGETHER], self._room()
        has_news = bool(attempts) or self._is_new
        if not has_news and not (room and (self._has_more or await self._is_anything_due())):
            return
        began: list[Begun] = []
        try:
            async with self._database.transaction() as connection:
                if self._is_new:
                    await self._take_over(connection)
                await settle(connection, attempts, self._alerting, self._now())
                if room:
                    began = await self._begin(connection)
        except Exception:
            for begun in began:  # it may have been written all the same, and none of it leaves
                self._departing.note(begun, NOT_SENT)
            raise
        del self._departing.over[: len(attempts)]
        self.outcomes.update(type(attempt.outcome).__name__.lower() for attempt in attempts)
        self._is_new = False
        self._departing.take(began)

    async def _is_anything_due(self) -> bool:
        async with self._database.reading() as connection:
            return bool(await outbox.due(connection, self._now(), 1))

    async def _take_over(self, connection: Connection) -> None:
        lost = await outbox.give_up_earlier(connection, self._working.epoch)
        if lost:
            logger.warning("delivery.recovered_as_unknown", extra={"count": lost})

    def _room(self, kept_free: int = 0) -> int:
        """How many rows may begin now: those that leave soon, as long as not too many are open.

        Some places are `kept_free` for who comes after them.
        """
        soon, waiting = self._pacing.slots(AHEAD), self._departing.waiting
        is_ready = waiting <= soon // 2 and self._working.is_ours and self._may_begin()
        if self._is_ending or not is_ready:
            return 0
        return max(0, min(soon - waiting, in_flight(self._pacing.limit) - kept_free - self._departing.open))

    async def _begin(self, connection: Connection) -> list[Begun]:
        """Where many requests get no answer, some places are left for what waits for nothing else."""
        now, clock = self._now(), asyncio.get_running_loop().time()
        room, up_to = self._room(in_flight(self._pacing.limit) // FOR_PRESSING), LAST_RANK
        if not room:
            room, up_to = self._room(), PRESSING
        found = await outbox.due(connection, now, room, up_to=up_to) if room else []
        known = await self._read(connection, {delivery.announcement_id for delivery in found})
        ready: list[int] = []
        rests: list[tuple[int, datetime]] = []
        for delivery in found:
            rest = self._rest(delivery, clock) if delivery.announcement_id in known else UNREADABLE_FOR
            if rest > 0:  # nobody else waits for this chat
                rests.append((delivery.delivery_id, now + timedelta(seconds=rest)))
            else:
                self._pacing.rests.note_sent(delivery.chat_id, clock)
                ready.append(delivery.delivery_id)
        await outbox.put_off(connection, rests)
        began = await outbox.begin(connection, self._working.epoch, ready, now) if ready else []
        if len(began) < len(ready):
            await outbox.skip_left(connection, ready)
        self._has_more = len(found) == room and bool(began or rests)
        return [Begun(delivery, known[delivery.announcement_id]) for delivery in began]

    def _rest(self, delivery: Delivery, clock: float) -> float:
        """Seconds that this row has to wait, although it is due."""
        spared = 0.0 if self._may_write_to(delivery.chat_id) else SPARED_FOR
        return max(spared, self._pacing.rests.ready(delivery.chat_id, clock) - clock)

    async def _read(self, connection: Connection, announcement_ids: Iterable[int]) -> dict[int, Announcement]:
        """As they are now, and stay until the transaction ends: what was corrected goes out corrected."""
        known: dict[int, Announcement] = {}
        for announcement_id in sorted(announcement_ids):
            try:
                found = await announcements.find(connection, announcement_id, stays=True)
            except (KeyError, ValueError):  # written by another release: it must not hold up the others
                logger.exception("delivery.unreadable", extra={"announcement": announcement_id})
                continue
            if found is not None:
                known[announcement_id] = found
        return known

    async def _until_news(self) -> None:
        """Until another step is worth its transaction: outcomes gather for a moment, and so does room."""
        idle = self._waits.outbox_idle
        if self._has_more:
            if self._room() >= in_flight(self._pacing.limit) // 4:
                return
            soon = self._pacing.ready_at - asyncio.get_running_loop().time() - AHEAD
            idle = min(idle, soon) if soon > 0 else idle
        await first_of(self._news, seconds=idle)
        if self._news.is_set():
            await asyncio.sleep(self._waits.settle)

    async def _settle_singly(self) -> None:
        """What the database will not take must hold up nothing else: after some tries it is unknown."""
        attempts = self._departing.over[:]
        self._departing.over.clear()
        for attempt in attempts:
            if attempt.failures == TRIES:
                attempt = replace(attempt, outcome=Unknown("what came of it cannot be written"))
            try:
                async with self._database.transaction() as connection:
                    await settle(connection, [attempt], self._alerting, self._now())
            except Exception as error:
                logger.debug("delivery.not_settled", extra={"trouble": type(error).__name__})
                is_to_blame = not isinstance(error, DatabaseUnreachableError)
                failed = replace(attempt, failures=min(TRIES, attempt.failures + is_to_blame))
                self._departing.over.append(failed)

    async def _finish(self) -> None:
        """What has not left is pending again; what is in the air is waited for, but not for ever."""
        self._is_ending = True
        clock = asyncio.get_running_loop().time
        end = clock() + self._waits.finish
        await self._departing.end(self._waits.finish * 3 / 4)
        while self._departing.over:  # what is known is written once at least, however late it came
            is_written = await self._try_step()
            if clock() >= end:
                break
            if not is_written:
                await asyncio.sleep(self._waits.finish / 40)


def in_flight(per_second: float) -> int:
    """How many rows may be in the air at a pace: a quarter of a second's, within bounds."""
    return max(IN_FLIGHT, min(IN_FLIGHT_AT_MOST, int(per_second / 4)))
