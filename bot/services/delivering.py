"""The delivery worker: claim, pace, begin, send, settle. What cannot be known stays `unknown`.

Before the request leaves, a failure means "try later". After it left, no reply means `unknown`, and no
machine sends that row again. A kill at any instant leaves claimed rows, which go out after the restart,
and begun rows, which become unknown.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.alerts import Alert, AnnouncementRefused, DeliveriesExpired
from bot.domain.announcements import Announcement
from bot.domain.deliveries import Delivery, State, backoff
from bot.domain.outcomes import Moved, Outcome, Refused, RetryLater, Sent, Unknown, Unreachable
from bot.domain.pacing import Pacer
from bot.storage import announcements, marks, outbox, subscribers
from bot.storage.database import Database
from bot.storage.marks import Mark

LEASE = timedelta(seconds=90)  # longer than any request may last
IN_FLIGHT = 64  # requests in the air at once
BEGUN_TOGETHER = 50  # rows that begin in one transaction when the pace allows it
TOGETHER_WITHIN = 0.02  # seconds: slots this near begin together
IDLE = 0.5  # seconds between two looks into an outbox that has nothing due
SWEEP = 1.0  # seconds between two sweeps for expired leases and expired announcements

logger = logging.getLogger(__name__)


class Sender(Protocol):
    """Sends one message and says what came of it. Never raises for what the platform answers."""

    async def send(self, chat_id: int, language: str, announcement: Announcement) -> Outcome: ...


class DeliveryWorker:
    """Works the outbox off. One per process; `worker` names it among others on one database."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        pacer: Pacer,
        *,
        now: Callable[[], datetime],
        alert: Callable[[Alert], Awaitable[None]],
        worker: str,
    ) -> None:
        self._database = database
        self._sender = sender
        self._pacer = pacer
        self._now = now
        self._alert = alert
        self._worker = worker
        self._capacity = asyncio.Semaphore(IN_FLIGHT)
        self._in_flight: set[asyncio.Task[None]] = set()
        self._outcomes: list[tuple[Delivery, Outcome]] = []
        self._known: dict[int, Announcement] = {}
        self._refused: set[int] = set()
        self._swept = float("-inf")
        self._batch = max(10, min(500, int(pacer.per_second * 4)))

    async def take_over(self) -> None:
        """Ends the leases of a process that is certainly dead; only where no other process can run."""
        async with self._database.transaction() as connection:
            await outbox.release_all(connection)

    async def run(self, stopping: asyncio.Event) -> None:
        """Works until `stopping`; then waits for what is in the air and settles it."""
        settling = asyncio.create_task(self._keep_settling(stopping))
        while not stopping.is_set():
            try:
                worked = await self.step(stopping)
            except Exception:
                logger.exception("delivery.round_failed")
                worked = False
            if not worked:
                await _wait(stopping, IDLE)
        await asyncio.gather(*self._in_flight)
        await settling
        await self._settle()

    async def step(self, stopping: asyncio.Event) -> bool:
        """One round: sweeps, claims a batch and launches it. True when there was something to send."""
        clock = asyncio.get_running_loop().time
        if clock() - self._swept >= SWEEP:
            self._swept = clock()
            await self._sweep()
        claimed = await self._claim()
        ready: list[Delivery] = []
        for delivery in claimed:
            now = clock()
            pause = self._pacer.chat_ready(delivery.chat_id, now) - now
            if pause > 1.0:
                await self._give_back([delivery], pause)
                continue
            slot = max(self._pacer.reserve(now), now + pause)
            if slot - now > TOGETHER_WITHIN or len(ready) >= BEGUN_TOGETHER:
                await self._launch(ready)
                ready = []
                await _wait(stopping, slot - clock())
            if stopping.is_set():
                break
            ready.append(delivery)
        await self._launch(ready)
        return bool(claimed)

    async def _sweep(self) -> None:
        now = self._now()
        async with self._database.transaction() as connection:
            lost = await outbox.recover(connection, now)
            expired = await outbox.expire(connection, now)
            keys = [await announcements.find(connection, announcement_id) for announcement_id, _ in expired]
            for announcement_id in await announcements.active_ids(connection):
                if not await outbox.has_open(connection, announcement_id):
                    await announcements.set_state(connection, announcement_id, "active", "finished")
                    self._known.pop(announcement_id, None)
        if lost:
            logger.warning("delivery.recovered_as_unknown", extra={"count": lost})
        for found, (_, count) in zip(keys, expired, strict=True):
            if found is not None:
                await self._alert(DeliveriesExpired(found.key, count))

    async def _claim(self) -> list[Delivery]:
        now = self._now()
        async with self._database.transaction() as connection:
            if await marks.read(connection, Mark.HALTED) is not None:
                return []
            claimed = await outbox.claim(connection, self._worker, now, now + LEASE, self._batch)
            for announcement_id in {delivery.announcement_id for delivery in claimed} - self._known.keys():
                found = await announcements.find(connection, announcement_id)
                if found is not None:
                    self._known[announcement_id] = found
        return claimed

    async def _give_back(self, deliveries: Sequence[Delivery], seconds: float) -> None:
        ids = [delivery.delivery_id for delivery in deliveries]
        async with self._database.transaction() as connection:
            await outbox.give_back(connection, self._worker, ids, self._now() + timedelta(seconds=seconds))

    async def _launch(self, deliveries: Sequence[Delivery]) -> None:
        """The point of no return: rows that may still leave are marked, then sent."""
        if not deliveries:
            return
        now = self._now()
        ids = [delivery.delivery_id for delivery in deliveries]
        async with self._database.transaction() as connection:
            may_leave = await outbox.begin(connection, self._worker, ids, now, now + LEASE)
        kept = [delivery for delivery in deliveries if delivery.delivery_id not in may_leave]
        if kept:
            await self._give_back(kept, 0)
        for delivery in deliveries:
            if delivery.delivery_id in may_leave:
                await self._capacity.acquire()
                task = asyncio.create_task(self._attempt(delivery))
                self._in_flight.add(task)
                task.add_done_callback(self._in_flight.discard)

    async def _attempt(self, delivery: Delivery) -> None:
        clock = asyncio.get_running_loop().time
        self._pacer.note_sent(delivery.chat_id, clock())
        try:
            outcome = await self._sender.send(
                delivery.chat_id, delivery.language, self._known[delivery.announcement_id]
            )
        except Exception as surprise:
            logger.exception("delivery.sender_failed")
            outcome = Unknown(type(surprise).__name__)
        finally:
            self._capacity.release()
        if isinstance(outcome, RetryLater) and outcome.flood:
            self._pacer.note_flood(delivery.chat_id, outcome.after.total_seconds(), clock())
        self._outcomes.append((delivery, outcome))

    async def _keep_settling(self, stopping: asyncio.Event) -> None:
        while not (stopping.is_set() and not self._in_flight):
            await asyncio.sleep(0.05)
            try:
                await self._settle()
            except Exception:
                logger.exception("delivery.settle_failed")

    async def _settle(self) -> None:
        """Writes what is known of finished attempts, in one transaction; keeps it when that fails."""
        settled = self._outcomes[:]
        if not settled:
            return
        now = self._now()
        async with self._database.transaction() as connection:
            sent = [(d.delivery_id, o.message_id) for d, o in settled if isinstance(o, Sent)]
            await outbox.settle_sent(connection, sent)
            for delivery, outcome in settled:
                match outcome:
                    case Sent():
                        pass
                    case RetryLater(after, reason):
                        wait = max(after, timedelta(0)) or backoff(delivery.attempt)
                        await outbox.retry_at(connection, delivery.delivery_id, now + wait, reason)
                    case Unknown(reason):
                        await outbox.settle(connection, delivery.delivery_id, State.UNKNOWN, reason=reason)
                    case Refused(reason):
                        await outbox.settle(connection, delivery.delivery_id, State.REFUSED, reason=reason)
                    case Unreachable(reason):
                        await outbox.settle(
                            connection, delivery.delivery_id, State.UNREACHABLE, reason=reason
                        )
                        await subscribers.forget(connection, delivery.chat_id)
                    case Moved(new_chat_id):
                        await subscribers.move(connection, delivery.chat_id, new_chat_id)
                        await outbox.move(
                            connection, delivery.chat_id, new_chat_id, delivery.delivery_id, now
                        )
        del self._outcomes[: len(settled)]
        for delivery, outcome in settled:
            if isinstance(outcome, Refused) and delivery.announcement_id not in self._refused:
                self._refused.add(delivery.announcement_id)
                key = self._known[delivery.announcement_id].key
                await self._alert(AnnouncementRefused(key, outcome.reason))


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    """Sleeps, but not beyond the moment of `stopping`."""
    if seconds > 0:
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            return
