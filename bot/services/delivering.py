"""The delivery worker: claim, pace, begin, send, settle. What cannot be known stays `unknown`.

Before the request leaves, a failure means "try later". After it left, no reply means `unknown`, and no
machine sends that row again. A kill at any instant leaves claimed rows, which go out after the restart,
and begun rows, which become unknown.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.announcements import Announcement
from bot.domain.deliveries import Delivery
from bot.domain.outcomes import Outcome, RetryLater, Unknown
from bot.domain.pacing import Lead
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.pacing import Pacing
from bot.services.settling import Attempt, Settling
from bot.services.sweeping import Sweeping
from bot.storage import announcements, outbox
from bot.storage.database import Database
from bot.storage.reachability import DatabaseUnreachableError

# a claim is worked off in seconds; where that takes longer another worker may have the rest, and begins it
CLAIMED_FOR = timedelta(seconds=30)
BEGUN_FOR = timedelta(seconds=60)  # longer than any request may last: 5 s to connect, 20 s for the answer
IN_FLIGHT = 64  # rows begun and not yet settled: so many are unknown after a kill, at most
IN_FLIGHT_AT_MOST = 256  # the same at a pace above 256 messages a second, where 64 would have to wait
BEGUN_TOGETHER = 100  # rows that begin in one transaction when the pace allows it

logger = logging.getLogger(__name__)


class Sender(Protocol):
    """Sends one message and says what came of it. Never raises for what the platform answers."""

    async def send(self, chat_id: int, language: str, announcement: Announcement) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Leaving:
    """A claimed row and the moment at which its message leaves, in seconds of the loop's clock."""

    delivery: Delivery
    slot: float


class DeliveryWorker:
    """Works the outbox off. One per process; `worker` names it among others on one database."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        pacing: Pacing,
        *,
        now: Callable[[], datetime],
        alerting: Alerting,
        worker: str,
        waits: Waits,
    ) -> None:
        self._database = database
        self._sender = sender
        self._pacing = pacing
        self._now = now
        self._worker = worker
        self._waits = waits
        self._capacity = asyncio.Semaphore(in_flight(pacing.limit))
        self._in_flight: set[asyncio.Task[None]] = set()
        self._settling = Settling(database, now, self._capacity.release, alerting)
        self.sweeping = Sweeping(database, now, alerting, waits.sweep)
        self._known: dict[int, Announcement] = {}
        self._lead = Lead()
        self._in_doubt: list[int] = []  # rows of a beginning of which no word came back; none of them left
        self._batch = max(10, min(500, int(pacing.limit * 2)))

    async def take_over(self) -> None:
        """Ends the leases of a process that is certainly dead; only where no other process can run."""
        async with self._database.transaction() as connection:
            await outbox.release_all(connection)

    async def run(self, stopping: asyncio.Event) -> None:
        """Works until `stopping`; then waits for what is in the air and settles it.

        When it is cancelled, it ends at once, as by a kill: what is in the air becomes unknown.
        """
        settler = asyncio.create_task(self._keep_settling(stopping))
        sweeper = asyncio.create_task(self.sweeping.run(stopping))
        try:
            while not stopping.is_set():
                try:
                    worked = await self.step(stopping)
                except DatabaseUnreachableError:
                    worked = False  # the log says so already
                except Exception:
                    logger.exception("delivery.round_failed")
                    worked = False
                if not worked:
                    await _wait(stopping, self._waits.outbox_idle)
            await asyncio.gather(*self._in_flight)
            await settler
            await sweeper
            await self._settling.settle_all()
            await self._undo_doubtful()
        finally:
            left = (settler, sweeper, *self._in_flight)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)  # each gives its connection back

    async def step(self, stopping: asyncio.Event) -> bool:
        """One round: claims a batch and launches it. True when there was something to send."""
        clock = asyncio.get_running_loop().time
        await self._undo_doubtful()
        await self._pacing.tell()
        if self._pacing.quiet_until > clock():
            return False
        claimed = await self._claim()
        together: list[Leaving] = []
        for place, delivery in enumerate(claimed):
            now = clock()
            if stopping.is_set() or self._pacing.quiet_until > now:
                await self._give_back(claimed[place:], 0)
                break
            pause = self._pacing.rests.ready(delivery.chat_id, now) - now
            if pause > 0:  # nobody else waits for this chat
                await self._give_back([delivery], pause)
                continue
            if together and not self._pacing.has_slot:  # asking for more takes a while
                await self._launch(together)
                together = []
            slot = await self._pacing.slot(len(claimed) - place)
            self._pacing.rests.note_sent(delivery.chat_id, slot)
            if slot - clock() > self._lead.together or len(together) >= BEGUN_TOGETHER:
                await self._launch(together)
                together = []
                await _wait(stopping, slot - self._lead.seconds - clock())
            together.append(Leaving(delivery, slot))
        if stopping.is_set():
            await self._give_back([leaving.delivery for leaving in together], 0)
            return False
        await self._launch(together)
        return bool(claimed)

    async def _claim(self) -> list[Delivery]:
        now = self._now()
        async with self._database.transaction() as connection:
            claimed = await outbox.claim(connection, self._worker, now, now + CLAIMED_FOR, self._batch)
            if not claimed:
                return []
            known: dict[int, Announcement] = {}
            for announcement_id in {delivery.announcement_id for delivery in claimed}:
                found = self._known.get(announcement_id)
                found = found or await announcements.find(connection, announcement_id)
                if found is not None:
                    known[announcement_id] = found
            self._known = known
        return claimed

    async def _give_back(self, deliveries: Sequence[Delivery], seconds: float) -> None:
        if not deliveries:
            return
        ids = [delivery.delivery_id for delivery in deliveries]
        async with self._database.transaction() as connection:
            await outbox.give_back(connection, self._worker, ids, self._now() + timedelta(seconds=seconds))

    async def _launch(self, leaving: Sequence[Leaving]) -> None:
        """The point of no return: rows that may still leave are marked, then sent, as many as there is room.

        Room in the air comes first, so that nothing that has begun waits: it would be unknown after a kill.
        """
        left = list(leaving)
        while left:
            await self._capacity.acquire()
            room = 1
            while room < len(left) and not self._capacity.locked():
                await self._capacity.acquire()
                room += 1
            await self._launch_together(left[:room])
            del left[:room]

    async def _launch_together(self, together: Sequence[Leaving]) -> None:
        may_leave: set[int] = set()
        try:
            may_leave = await self._begin([leaving.delivery for leaving in together])
        except Exception:
            self._in_doubt += [leaving.delivery.delivery_id for leaving in together]
            raise
        finally:
            for _ in range(len(together) - len(may_leave)):
                self._capacity.release()
        kept = []
        for leaving in together:
            if leaving.delivery.delivery_id in may_leave:
                announcement = self._known[leaving.delivery.announcement_id]
                task = asyncio.create_task(self._attempt(leaving, announcement))
                self._in_flight.add(task)
                task.add_done_callback(self._in_flight.discard)
            else:
                kept.append(leaving.delivery)
        await self._give_back(kept, 0)

    async def _begin(self, deliveries: Sequence[Delivery]) -> set[int]:
        clock = asyncio.get_running_loop().time
        now, since = self._now(), clock()
        ids = [delivery.delivery_id for delivery in deliveries]
        async with self._database.transaction() as connection:
            begun = await outbox.begin(connection, self._worker, ids, now, now + BEGUN_FOR)
        self._lead = self._lead.after(clock() - since)
        return begun

    async def _undo_doubtful(self) -> None:
        """Before these rows can be claimed again: what a commit without a word marked is pending again."""
        if self._in_doubt:
            async with self._database.transaction() as connection:
                await outbox.undo_begin(connection, self._worker, self._in_doubt)
            self._in_doubt = []

    async def _attempt(self, leaving: Leaving, announcement: Announcement) -> None:
        try:
            may_leave = await self._pacing.turn(leaving.slot)
        except Exception:
            logger.exception("delivery.pacing_failed")
            may_leave = False
        if may_leave:
            outcome = await self._send(leaving.delivery, announcement)
        else:
            outcome = RetryLater(timedelta(0), "missed its slot")
        self._settling.add(Attempt(leaving.delivery, announcement, outcome))

    async def _send(self, delivery: Delivery, announcement: Announcement) -> Outcome:
        clock = asyncio.get_running_loop().time
        self._pacing.rests.note_sent(delivery.chat_id, clock())
        try:
            outcome = await self._sender.send(delivery.chat_id, delivery.language, announcement)
        except Exception as surprise:
            logger.exception("delivery.sender_failed")
            outcome = Unknown(type(surprise).__name__)
        if isinstance(outcome, RetryLater) and outcome.flood:
            self._pacing.note_flood(delivery.chat_id, outcome.after.total_seconds(), clock())
        else:
            self._pacing.rests.note_accepted(delivery.chat_id)
        return outcome

    async def _keep_settling(self, stopping: asyncio.Event) -> None:
        while not (stopping.is_set() and not self._in_flight):
            await self._settling.wait(0.05)
            try:
                await self._settling.settle()
            except DatabaseUnreachableError:
                await asyncio.sleep(0.1)
            except Exception:
                logger.exception("delivery.settle_failed")
                await asyncio.sleep(0.1)


def in_flight(per_second: float) -> int:
    """How many rows may be in the air at a pace: a quarter of a second's, within bounds."""
    return max(IN_FLIGHT, min(IN_FLIGHT_AT_MOST, int(per_second / 4)))


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    """Sleeps, but not beyond the moment of `stopping`."""
    if seconds > 0:
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            return
