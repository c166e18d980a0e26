"""Forgets what is not needed any more, and lets pauses end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people.personal_questions import DRAFT_LASTS, LINK_LASTS, LINKED, NOT_SENT
from bot.domain.people.subscriptions import iso_week
from bot.services.handled_updates import SERVED_AGAIN_FOR
from bot.services.staff.dialogues import LASTS
from bot.services.staff.statistics import stock
from bot.storage import (
    alerts,
    counted_today,
    daily_counts,
    dialogues,
    drafts,
    misses,
    old_deliveries,
    personal_questions,
    ratings,
    rounds,
    staff,
    subscribers,
)
from bot.storage.database import Database

LESS_THAN_A_WEEK = timedelta(days=6)  # whole weeks are forgotten: rather a few days early than late
DRAFTS_KEPT_FOR = timedelta(days=7)
COUNTS_KEPT_FOR = timedelta(days=366)
PAUSES = 500  # that end in one transaction
ACTS_KEPT_FOR = timedelta(days=366)  # what staff did: long enough to look a year back
ROUNDS_KEPT_FOR = timedelta(days=366)  # what members answered, once their round is closed


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept; /privacy tells everybody each of them."""

    deliveries: timedelta
    missed: timedelta
    updates: timedelta = SERVED_AGAIN_FOR
    drafts: timedelta = DRAFTS_KEPT_FOR
    acts: timedelta = ACTS_KEPT_FOR
    rounds: timedelta = ROUNDS_KEPT_FOR


class Housekeeping:
    """Run every hour or so; running it twice is running it once."""

    def __init__(self, database: Database, retention: Retention) -> None:
        self._database = database
        self.retention = retention

    async def tidy(self, now: datetime) -> None:
        """Forgets what is too old: deliveries (their counts stay), missed questions, ratings, drafts, alerts,
        what staff were asked and what they did, old rounds, who did what today, what was counted by the day.
        Takes stock of the subscribers of today.

        Whatever is halted, held or waits for a word: nothing that people were promised is put off by it.
        """
        async with self._database.reading() as connection:  # who wants to write does not wait for it
            found = await stock(connection, now.date())
        async with self._database.transaction() as connection:
            await daily_counts.take_stock(connection, now.date(), found)
            await daily_counts.forget_before(connection, (now - COUNTS_KEPT_FOR).date())
            for announcement_id, counts in await old_deliveries.old_announcements(
                connection, now - self.retention.deliveries
            ):
                await old_deliveries.keep_totals(connection, announcement_id, json.dumps(counts))
            oldest_week = iso_week(now - self.retention.missed + LESS_THAN_A_WEEK)
            await misses.forget_before(connection, oldest_week)
            await ratings.forget_before(connection, oldest_week)
            await drafts.forget_before(connection, now - self.retention.drafts)
            await dialogues.forget_before(connection, now - LASTS)
            await counted_today.forget_before(connection, now.date())
            await alerts.forget_before(connection, now - self.retention.deliveries)
            await personal_questions.forget_before(connection, NOT_SENT, now - DRAFT_LASTS)
            await personal_questions.forget_before(connection, LINKED, now - LINK_LASTS)
            await rounds.forget_before(connection, now - self.retention.rounds)
            await staff.forget_links_before(connection, now)
            await staff.forget_acts_before(connection, now - self.retention.acts)
        is_something_left = True
        while is_something_left:  # in pieces, so that others may write between them
            async with self._database.transaction() as connection:
                is_something_left = await old_deliveries.forget_counted(connection)

    async def end_pauses(self, now: datetime) -> None:
        """Who paused until now gets again what they chose; looking costs little."""
        async with self._database.reading() as connection:
            ended = await subscribers.pauses_that_ended(connection, now, PAUSES)
        while ended:
            async with self._database.transaction() as connection:
                ended = await subscribers.pauses_that_ended(connection, now, PAUSES)
                for subscriber in ended:
                    await subscribers.end_pause(connection, subscriber)
