"""Writes what came of attempts, in the transaction of whoever asks: at once for many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.alerts import AnnouncementsHeld, EndedTooMany, Waiting, headline_of, refused
from bot.domain.announcements import AlertBody, Announcement, ThreadGoneBody
from bot.domain.delivery.deliveries import WORDS_ALONE, Delivery, State, backoff
from bot.domain.delivery.holds import HeldBecause, Hold, ends_too_many, is_refused_for_all
from bot.domain.delivery.outcomes import (
    Moved,
    Outcome,
    Refused,
    RetryLater,
    Sent,
    ThreadGone,
    TooLate,
    Unknown,
    Unreachable,
)
from bot.services import words_to_one
from bot.services.alerting import Alerting
from bot.storage import announcement_progress, holds, moved_groups, outbox, subscribers, threads
from bot.storage.database import Connection
from bot.storage.outbox import Settled


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that is over, and what came of it."""

    delivery: Delivery
    announcement: Announcement
    outcome: Outcome
    failures: int = 0  # to write it down

    @property
    def is_alert(self) -> bool:
        """Of an alert itself nothing is told, and who cannot be reached by one stays subscribed. Twice is
        better than never."""
        return isinstance(self.announcement.body, AlertBody)

    @property
    def is_change(self) -> bool:
        """Doing it twice is doing it once, and who cannot be reached by one stays subscribed."""
        return self.announcement.changes is not None


async def settle(
    connection: Connection, attempts: Sequence[Attempt], alerting: Alerting, now: datetime
) -> None:
    """Writes attempts; writing one twice is writing it once.

    An announcement that ends unusually many subscriptions is held in the same transaction, and staff are told
    of that, and of refusals, in it too.
    """
    attempts = [_repeatable(attempt) for attempt in attempts]
    await outbox.settle(connection, list(_final(attempts)))
    announced = {attempt.announcement.announcement_id: attempt.announcement for attempt in attempts}
    ended: Counter[int] = Counter()
    refusals: dict[int, str] = {}
    of_content: dict[int, Counter[str]] = defaultdict(Counter)
    for attempt in attempts:
        delivery = attempt.delivery
        match attempt.outcome:
            case RetryLater(after, reason):
                await outbox.retry_at(connection, delivery, now + after, reason)
            case Moved(new_chat_id):
                await subscribers.move(connection, delivery.chat_id, new_chat_id)
                again_at = now + backoff(delivery.attempt)  # it may be said to move on and on
                await moved_groups.move_deliveries(
                    connection, delivery.chat_id, new_chat_id, delivery, again_at
                )
            case ThreadGone(thread_id):
                await outbox.retry_at(connection, delivery, now, "no such forum topic")
                if await threads.leave(connection, delivery.chat_id, thread_id):
                    await words_to_one.say(connection, ThreadGoneBody(), [delivery.chat_id], now)
            case Unreachable(for_good=True) if not attempt.is_alert and not attempt.is_change:
                ended[delivery.announcement_id] += await subscribers.forget(connection, delivery.chat_id)
            case Refused(reason, is_of_content) if not attempt.is_alert:
                refusals.setdefault(delivery.announcement_id, reason)
                of_content[delivery.announcement_id][reason] += is_of_content
    for announcement_id, announcement in sorted(announced.items()):  # in one order: no circle of waiting
        if ended[announcement_id]:
            await _note_ended(connection, announcement, ended[announcement_id], alerting, now)
        if announcement_id in refusals:
            await alerting.add(connection, refused(announcement, refusals[announcement_id]), now)
            await _note_refused(connection, announcement, of_content[announcement_id], alerting, now)


def _repeatable(attempt: Attempt) -> Attempt:
    """A change of which nobody knows whether it was made is made again, and an alert is told again."""
    match attempt.outcome:
        case Unknown(reason) if attempt.is_change or attempt.is_alert:
            return replace(attempt, outcome=RetryLater(backoff(attempt.delivery.attempt), reason))
    return attempt


def _final(attempts: Iterable[Attempt]) -> Iterable[Settled]:
    for attempt in attempts:
        match attempt.outcome:
            case Sent(message_id, words_alone):
                reason = WORDS_ALONE if words_alone else None
                yield Settled(attempt.delivery, State.SENT, message_id, reason)
            case Unknown(reason):
                yield Settled(attempt.delivery, State.UNKNOWN, reason=reason)
            case Refused(reason):
                yield Settled(attempt.delivery, State.REFUSED, reason=reason)
            case Unreachable(reason):
                yield Settled(attempt.delivery, State.UNREACHABLE, reason=reason)
            case TooLate(reason):
                yield Settled(attempt.delivery, State.EXPIRED, reason=reason)


async def _note_ended(
    connection: Connection, announcement: Announcement, count: int, alerting: Alerting, now: datetime
) -> None:
    """Notes the subscriptions that an announcement ended, and holds it when they are too many."""
    announcement_id = announcement.announcement_id
    total, recipients = await holds.note_ended(connection, announcement_id, count)
    if not ends_too_many(total, recipients):
        return
    number = await holds.hold(connection, announcement_id, HeldBecause.ENDINGS, now)
    if number is not None:
        hold = Hold(HeldBecause.ENDINGS, number, total, recipients)
        await alerting.add(connection, EndedTooMany(headline_of(announcement), hold), now)


async def _note_refused(
    connection: Connection,
    announcement: Announcement,
    reasons: Counter[str],
    alerting: Alerting,
    now: datetime,
) -> None:
    """Holds an announcement whose content was refused in several chats for the same reason."""
    announcement_id = announcement.announcement_id
    for reason, count in reasons.items():
        known = (
            await announcement_progress.refused_because(connection, announcement_id, reason) if count else 0
        )
        if not is_refused_for_all(known - count, known):
            continue
        number = await holds.hold(connection, announcement_id, HeldBecause.REFUSALS, now)
        hold = await holds.hold_of(connection, announcement_id)
        if number is not None and hold is not None:
            waiting = (Waiting(headline_of(announcement), hold),)
            await alerting.add(connection, AnnouncementsHeld(HeldBecause.REFUSALS, waiting), now)
