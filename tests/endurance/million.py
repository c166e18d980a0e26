"""A broadcast to very many: how long until everybody has a row, who has to wait, what memory it takes.

    python -m tests.endurance.million [SUBSCRIBERS] [SENT_AT_EACH_END] [DATABASE_URL]

The rows of the first and of the last recipients go through the real worker and a sender that takes
everything at once; those between are marked as sent by SQL, so that the run ends today. An empty database
is made of its own unless a URL is given.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from bot.domain.announcements import Announcement, Audience, BroadcastBody, FormattedText
from bot.domain.delivery.outcomes import Outcome, Sent
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.slots import Pacing
from bot.services.delivery.worker import DeliveryWorker
from bot.services.leader_lease import Working
from bot.storage import outbox, subscribers
from bot.storage.database import Database

TOPIC = "urgent"
UNTHROTTLED = 1e6
SAMPLES = 20  # claims measured at each end


class TakingSender:
    """Takes every message after a moment, as a near server would."""

    def __init__(self) -> None:
        self.sent = 0

    async def send(
        self, chat_id: int, language: str, announcement: Announcement, thread_id: int | None = None
    ) -> Outcome:
        await asyncio.sleep(0.001)
        self.sent += 1
        return Sent(self.sent)


class Watch:
    """The longest stall of the loop, the longest a read of a person's took, and the memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.stalls: list[float] = []
        self.answers: list[float] = []
        self.memory = resident()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Watches while the block runs."""
        tasks = [asyncio.create_task(self._tick()), asyncio.create_task(self._ask())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _tick(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            self.stalls.append(time.monotonic() - before - 0.01)
            self.memory = max(self.memory, resident())

    async def _ask(self) -> None:
        """What a question costs in the database: one read, of who asks."""
        while True:
            before = time.monotonic()
            async with self._database.reading() as connection:
                await subscribers.find(connection, 1)
            self.answers.append(time.monotonic() - before)
            await asyncio.sleep(0.02)


def resident() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


async def measure(subscribers: int, at_each_end: int, url: str) -> dict[str, float]:
    """Seconds, milliseconds, counts and MB."""
    database = Database.open(url)
    await database.migrate()
    await _fill(database, subscribers)
    idle = resident()
    sender, stopping = TakingSender(), asyncio.Event()
    waits = Waits()
    working = Working(database, "million", waits)
    await working.take()
    worker = DeliveryWorker(
        database,
        working,
        sender,
        Pacing(UNTHROTTLED),
        now=lambda: datetime.now(UTC),
        alerting=Alerting(database, tuple),
        waits=waits,
    )
    broadcasting = Broadcasting(database, Audience(TOPIC))
    fanning, draining = Watch(database), Watch(database)
    async with fanning.open():
        began = time.monotonic()
        body = BroadcastBody({"en": FormattedText("To very many")}, "en")
        confirmed = await broadcasting.enqueue("million", Audience(TOPIC), body, datetime.now(UTC))
        assert confirmed is not None
        confirming = time.monotonic() - began
        while await worker.sweeping.sweep():  # noqa: ASYNC110 - a measurement
            await asyncio.sleep(0.02)
        fanned_out = time.monotonic() - began
    first_looks = await _looks(database)
    async with draining.open():
        running = asyncio.create_task(worker.run(stopping))
        began = time.monotonic()
        first_rate = await _until(sender, at_each_end) / at_each_end
        stopping.set()
        await running
        await _mark_sent(database, subscribers - at_each_end - sender.sent)
        last_looks = await _looks(database)
        stopping = asyncio.Event()
        running = asyncio.create_task(worker.run(stopping))
        last_rate = await _until(sender, sender.sent + at_each_end // 2) / (at_each_end // 2)
        began = time.monotonic()
        await broadcasting.status(confirmed.announcement_id)
        counting = time.monotonic() - began
        stopping.set()
        await running
    await database.close()
    return {
        "subscribers": subscribers,
        "confirmed_after_s": confirming,
        "fanned_out_after_s": fanned_out,
        "longest_stall_while_fanning_ms": max(fanning.stalls) * 1000,
        "longest_read_while_fanning_ms": max(fanning.answers) * 1000,
        "questions_while_fanning": len(fanning.answers),
        "look_at_first_ms": first_looks,
        "look_at_last_ms": last_looks,
        "sent_per_second_at_first": 1 / first_rate,
        "sent_per_second_at_last": 1 / last_rate,
        "longest_stall_while_draining_ms": max(draining.stalls) * 1000,
        "longest_read_while_draining_ms": max(draining.answers) * 1000,
        "counting_the_rows_ms": counting * 1000,
        "memory_above_idle_mb": max(fanning.memory, draining.memory) - idle,
    }


async def _fill(database: Database, subscribers: int) -> None:
    async with database.transaction() as connection:
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
        await connection.execute(
            text(f"""
                {numbers}
                INSERT INTO subscribers (chat_id, language, joined_week)
                SELECT 100000 + i * 7, CASE i % 4 WHEN 0 THEN 'en' WHEN 1 THEN 'es' WHEN 2 THEN 'fr'
                       ELSE 'ar' END, '2026-W47' FROM n
            """),  # noqa: S608 - constants
            {"count": subscribers},
        )
        await connection.execute(
            text("INSERT INTO subscriptions (topic, chat_id) SELECT :topic, chat_id FROM subscribers"),
            {"topic": TOPIC},
        )


async def _looks(database: Database) -> float:
    """The median of some looks for the next 500 rows, in milliseconds."""
    took = []
    for _ in range(SAMPLES):
        began = time.monotonic()
        async with database.reading() as connection:
            await outbox.due(connection, datetime.now(UTC), 500)
        took.append(time.monotonic() - began)
    return sorted(took)[SAMPLES // 2] * 1000


async def _until(sender: TakingSender, sent: int) -> float:
    began = time.monotonic()
    while sender.sent < sent:  # noqa: ASYNC110 - a measurement
        await asyncio.sleep(0.01)
    return time.monotonic() - began


async def _mark_sent(database: Database, rows: int) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            text("""
                UPDATE deliveries SET state = 'sent', message_id = 1 WHERE delivery_id IN (
                    SELECT delivery_id FROM deliveries WHERE state = 'pending'
                    ORDER BY delivery_id LIMIT :rows
                )
            """),
            {"rows": rows},
        )


def main() -> None:
    subscribers, at_each_end = (int(value) for value in [*sys.argv[1:3], "1000000", "10000"][:2])
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[3] if len(sys.argv) > 3 else f"sqlite:///{folder}/bot.db"
        found = asyncio.run(measure(subscribers, at_each_end, url))
    sys.stdout.write(json.dumps({name: round(value, 1) for name, value in found.items()}, indent=2) + "\n")


if __name__ == "__main__":
    main()
