"""From the beginning of a row to its outcome: it waits for its slot, leaves, and is over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from bot.domain.announcements import Announcement
from bot.domain.delivery.deliveries import Delivery, backoff
from bot.domain.delivery.outcomes import Outcome, RetryLater, Unknown
from bot.services.delivery.outcome_writer import Attempt
from bot.services.delivery.slots import Pacing

NOT_SENT = RetryLater(timedelta(0), "did not leave")

logger = logging.getLogger(__name__)


class Sender(Protocol):
    """Sends one message, or changes one that was sent, and says what came of it.

    Never raises for what the platform answers.
    """

    async def send(
        self, chat_id: int, language: str, announcement: Announcement, thread_id: int | None
    ) -> Outcome: ...

    async def change(
        self, chat_id: int, language: str, announcement: Announcement, message_id: int
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True, eq=False)
class Begun:
    """A row that has begun, and what it is to bring."""

    delivery: Delivery
    announcement: Announcement


class Departing:
    """Sends what has begun, each row in its slot; no more than so many of them at the same time.

    `over` are the attempts whose outcome is known and not yet written; `news` is set for each, and for room.
    """

    def __init__(self, sender: Sender, pacing: Pacing, at_once: int, news: asyncio.Event) -> None:
        self._sender = sender
        self._pacing = pacing
        self._news = news
        self._begun: asyncio.Queue[Begun] = asyncio.Queue()
        self._room = asyncio.Semaphore(at_once)
        self._in_the_air: dict[Begun, asyncio.Task[None]] = {}
        self.waiting = 0  # for their slots
        self.over: list[Attempt] = []
        self._gate = asyncio.create_task(self._keep_leaving())

    @property
    def open(self) -> int:
        """Rows that have begun and are not written: so many would be unknown after a kill."""
        return self.waiting + len(self._in_the_air) + len(self.over)

    def take(self, rows: Iterable[Begun]) -> None:
        """These have begun."""
        for begun in rows:
            self.waiting += 1
            self._begun.put_nowait(begun)

    def note(self, begun: Begun, outcome: Outcome) -> None:
        """This is what came of it."""
        self.over.append(Attempt(begun.delivery, begun.announcement, outcome))
        self._news.set()

    async def end(self, within: float) -> None:
        """Lets nothing leave any more, and waits so many seconds for what is in the air; then all is over."""
        self._gate.cancel()
        await asyncio.gather(self._gate, return_exceptions=True)
        while not self._begun.empty():
            self.note(self._begun.get_nowait(), NOT_SENT)
        self.waiting = 0
        try:
            async with asyncio.timeout(within):
                while self._in_the_air:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            for begun in self._in_the_air:
                self.note(begun, Unknown("no answer before the end"))

    async def cut(self) -> None:
        """Ends at once, as by a kill."""
        tasks = [self._gate, *self._in_the_air.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_leaving(self) -> None:
        """Each in its slot, one after another."""
        while True:
            begun = await self._begun.get()
            try:
                await self._room.acquire()
                may_leave = await self._pacing.turn()
            except asyncio.CancelledError:
                self.note(begun, NOT_SENT)
                raise
            self.waiting -= 1
            if may_leave:
                self._in_the_air[begun] = asyncio.create_task(self._leave(begun))
            else:
                self._room.release()
                self.note(begun, NOT_SENT)
            self._news.set()

    async def _leave(self, begun: Begun) -> None:
        outcome = await self._send(begun)
        del self._in_the_air[begun]
        self._room.release()
        self.note(begun, outcome)

    async def _call(self, delivery: Delivery, announcement: Announcement) -> Outcome:
        chat_id, language = delivery.chat_id, delivery.language
        if delivery.copy is None:
            return await self._sender.send(chat_id, language, announcement, delivery.thread_id)
        return await self._sender.change(chat_id, language, announcement, delivery.copy)

    async def _send(self, begun: Begun) -> Outcome:
        delivery, rests = begun.delivery, self._pacing.rests
        rests.note_sent(delivery.chat_id, asyncio.get_running_loop().time())
        try:
            outcome = await self._call(delivery, begun.announcement)
        except Exception as surprise:
            logger.exception("delivery.sender_failed")
            outcome = Unknown(type(surprise).__name__)
        if isinstance(outcome, RetryLater):
            outcome = replace(outcome, after=outcome.after or backoff(delivery.attempt))
            if outcome.flood:
                self._pacing.note_flood(delivery.chat_id, outcome.after.total_seconds())
                return outcome
        rests.note_accepted(delivery.chat_id)
        return outcome
