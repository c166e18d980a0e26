"""Writes what came of attempts. An outcome is kept until the database has taken it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alerts import EndedTooMany, headline_of, refused
from bot.domain.announcements import AlertBody, Announcement
from bot.domain.deliveries import Delivery, State, backoff
from bot.domain.holding import HeldBecause, Hold, ends_too_many
from bot.domain.outcomes import Moved, Outcome, Refused, RetryLater, Sent, Unknown, Unreachable
from bot.services.alerting import Alerting
from bot.storage import holding, moves, outbox, subscribers
from bot.storage.database import Connection, Database

TOGETHER = 500  # outcomes written in one transaction
GATHERED_FOR = 0.02  # seconds
LAST_TRIES = 10  # failures of the database that `settle_all` bears before it gives up

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that is over, and what came of it."""

    delivery: Delivery
    announcement: Announcement
    outcome: Outcome


class Settling:
    """Collects attempts and writes them in batches.

    Once an attempt is written `written` is called. An announcement that ends unusually many subscriptions is
    held in the same transaction, and staff are told of that and of refusals in it too. Of an alert itself
    nothing is told, and who cannot be reached by one stays subscribed.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        written: Callable[[], None],
        alerting: Alerting,
    ) -> None:
        self._database = database
        self._now = now
        self._written = written
        self._alerting = alerting
        self._waiting = asyncio.Event()
        self._attempts: list[Attempt] = []
        self._together = TOGETHER

    def add(self, attempt: Attempt) -> None:
        """Takes an attempt; nothing is written yet."""
        self._attempts.append(attempt)
        self._waiting.set()

    async def wait(self, at_most: float) -> None:
        """Returns when there is something to write, a moment later so that more comes along."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._waiting.wait()
            await asyncio.sleep(GATHERED_FOR)

    async def settle(self) -> None:
        """Writes attempts in one transaction; raises what the database raises, and keeps them then.

        After a failure fewer are written together, and one that fails alone goes to the end: what the
        database will not take holds up nothing else.
        """
        attempts = self._attempts[: self._together]
        if not attempts:
            return
        try:
            await self._write(attempts)
        except Exception:
            if len(attempts) == 1:
                self._attempts.append(self._attempts.pop(0))
            self._together = max(1, len(attempts) // 2)
            raise
        del self._attempts[: len(attempts)]
        if not self._attempts:
            self._waiting.clear()
        self._together = min(TOGETHER, self._together * 2)
        for _ in attempts:
            self._written()

    async def settle_all(self) -> None:
        """Writes everything that is left; raises when the database fails again and again."""
        failures = 0
        while self._attempts:
            try:
                await self.settle()
            except Exception:
                failures += 1
                if failures == LAST_TRIES:
                    raise
                logger.exception("delivery.settle_failed")
                await asyncio.sleep(0.1 * failures)

    async def _write(self, attempts: Sequence[Attempt]) -> None:
        now = self._now()
        ended: Counter[int] = Counter()
        reasons: dict[int, str] = {}
        # of an alert itself nothing is told, and it ends nobody's subscription
        told_of = {a.announcement.announcement_id: a.announcement for a in attempts if not _is_alert(a)}
        async with self._database.transaction() as connection:
            sent = [(a.delivery, a.outcome.message_id) for a in attempts if isinstance(a.outcome, Sent)]
            await outbox.settle_sent(connection, sent)
            for attempt in attempts:
                delivery = attempt.delivery
                match attempt.outcome:
                    case Sent():
                        pass
                    case RetryLater(after, reason):
                        wait = max(after, timedelta(0)) or backoff(delivery.attempt)
                        await outbox.retry_at(connection, delivery, now + wait, reason)
                    case Unknown(reason):
                        await outbox.settle(connection, delivery, State.UNKNOWN, reason=reason)
                    case Refused(reason):
                        await outbox.settle(connection, delivery, State.REFUSED, reason=reason)
                        reasons.setdefault(delivery.announcement_id, reason)
                    case Unreachable(reason):
                        await outbox.settle(connection, delivery, State.UNREACHABLE, reason=reason)
                        if not _is_alert(attempt) and await subscribers.forget(connection, delivery.chat_id):
                            ended[delivery.announcement_id] += 1
                    case Moved(new_chat_id):
                        await subscribers.move(connection, delivery.chat_id, new_chat_id)
                        await moves.move_deliveries(connection, delivery.chat_id, new_chat_id, delivery, now)
            for announcement_id, announcement in sorted(
                told_of.items()
            ):  # in one order: no circle of waiting
                if ended[announcement_id]:
                    await self._note_ended(connection, announcement, ended[announcement_id], now)
                if announcement_id in reasons:
                    alert = refused(announcement, reasons[announcement_id])
                    await self._alerting.add(connection, alert, now)

    async def _note_ended(
        self, connection: Connection, announcement: Announcement, count: int, now: datetime
    ) -> None:
        """Notes the subscriptions that an announcement ended, and holds it when they are too many."""
        announcement_id = announcement.announcement_id
        total, recipients = await holding.note_ended(connection, announcement_id, count)
        if not ends_too_many(total, recipients):
            return
        number = await holding.hold(connection, announcement_id, HeldBecause.ENDINGS, now)
        if number is not None:
            hold = Hold(HeldBecause.ENDINGS, number, total, recipients)
            await self._alerting.add(connection, EndedTooMany(headline_of(announcement), hold), now)


def _is_alert(attempt: Attempt) -> bool:
    return isinstance(attempt.announcement.body, AlertBody)
