"""Our whole way: an SQLite file, the outbox, the delivery worker, the sender."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.arrivals_server import TOKEN
from benchmarks.sending_ways import TEXT, Chats, Failures, Run
from bot.content.locale_files import load_texts
from bot.content.locate import locales_folder
from bot.domain.announcements import Announcement, Audience, BroadcastBody, FormattedText
from bot.domain.content.faq import Faq
from bot.domain.content.schedules import Schedule
from bot.domain.delivery.deliveries import Progress, State
from bot.domain.delivery.outcomes import Outcome
from bot.domain.people.subscriptions import Subscriber, iso_week
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.departures import Sender
from bot.services.delivery.slots import Pacing
from bot.services.delivery.worker import DeliveryWorker, in_flight
from bot.services.leader_lease import Working
from bot.services.members.subscribing import PAGE, Subscribing
from bot.storage.database import Database
from bot.telegram.announcement_sender import TelegramSender
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.announcements.rendered_announcements import RenderedAnnouncements
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Words
from bot.telegram.wire.transport import AiohttpRequest

UNTHROTTLED = 1e6  # messages a second
USUAL_PACE = 25.0  # BOT_MESSAGES_PER_SECOND unless set
TOPIC = "urgent"
_LOOK = 0.02  # seconds between two looks at the outbox, once everything was sent


class CountingSender:
    """The sender within; `all_sent` is set at the last of so many calls. Looking at the outbox meanwhile
    would cost more than sending."""

    def __init__(self, sender: Sender, calls: int) -> None:
        self._sender = sender
        self._left = calls
        self.all_sent = asyncio.Event()

    async def send(
        self, chat_id: int, language: str, announcement: Announcement, thread_id: int | None
    ) -> Outcome:
        outcome = await self._sender.send(chat_id, language, announcement, thread_id)
        self._left -= 1
        if self._left == 0:
            self.all_sent.set()
        return outcome

    async def change(
        self, chat_id: int, language: str, announcement: Announcement, message_id: int
    ) -> Outcome:
        return await self._sender.change(chat_id, language, announcement, message_id)


@asynccontextmanager
async def our_way(
    per_second: float, url: str, chats: Chats, database_url: str | None = None
) -> AsyncIterator[Run]:
    """Everybody is subscribed beforehand; a run enqueues a broadcast and ends when its outbox is settled.

    On an SQLite file of its own, unless another empty database is given.
    """
    texts, problems, _ = load_texts(locales_folder())
    if texts is None:
        raise RuntimeError("\n".join(str(problem) for problem in problems))
    words = Words(texts)
    screens = AnnouncementScreens(words, AnswerScreens(Faq.of(()), words), Schedule())
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(database_url or f"sqlite:///{Path(folder) / 'bench.db'}")
        request = AiohttpRequest(in_flight(per_second))
        telegram = TelegramSender(request, f"{url}/bot{TOKEN}", RenderedAnnouncements(screens))
        sender = CountingSender(telegram, len(chats))
        waits = Waits()
        working = Working(database, "bench", waits)
        worker = DeliveryWorker(
            database,
            working,
            sender,
            Pacing(per_second),
            now=_now,
            alerting=Alerting(database, tuple),
            waits=waits,
        )
        try:
            await database.migrate()
            await working.take()
            await _subscribe(database, chats)
            await request.initialize()
            yield partial(_broadcast, database, worker, sender.all_sent)
        finally:
            await request.shutdown()
            await database.close()


async def _broadcast(database: Database, worker: DeliveryWorker, all_sent: asyncio.Event) -> Failures:
    """Deliveries that did not end as sent, by their state."""
    broadcasting = Broadcasting(database, Audience(TOPIC))
    body = BroadcastBody({"en": FormattedText(TEXT)}, "en")
    confirmed = await broadcasting.enqueue("broadcast/bench", Audience(TOPIC), body, _now())
    if confirmed is None:
        raise RuntimeError("the database is not new")
    stopping = asyncio.Event()
    running = asyncio.create_task(worker.run(stopping))
    try:
        await all_sent.wait()
        # only the rows tell that they are settled
        while (progress := await _progress(broadcasting, confirmed.announcement_id)).open:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK)
        stopping.set()
        await running
    finally:
        running.cancel()
    return Counter({state.value: n for state, n in progress.counts.items() if state is not State.SENT})


async def _progress(broadcasting: Broadcasting, announcement_id: int) -> Progress:
    status = await broadcasting.status(announcement_id)
    return Progress({}) if status is None else status.progress


async def _subscribe(database: Database, chats: Chats) -> None:
    subscribing = Subscribing(database, [TOPIC])
    week = iso_week(_now())
    people = [Subscriber(chat_id, "en", frozenset({TOPIC}), week) for chat_id in chats]
    for start in range(0, len(people), PAGE):
        await subscribing.take_in(people[start : start + PAGE])


def _now() -> datetime:
    return datetime.now(UTC)
