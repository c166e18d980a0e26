"""Forgets what is not needed any more, and keeps the key that pseudonyms are made with."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people.subscriptions import iso_week
from bot.services.dialogues import LASTS
from bot.storage import (
    alerts,
    counted_today,
    dialogues,
    drafts,
    misses,
    old_deliveries,
    ratings,
    single_values,
    staff,
)
from bot.storage.database import Database
from bot.storage.single_values import Mark

LESS_THAN_A_WEEK = timedelta(days=6)  # whole weeks are forgotten: rather a few days early than late
DRAFTS_KEPT_FOR = timedelta(days=7)
ACTS_KEPT_FOR = timedelta(days=366)  # what staff did: long enough to look a year back


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept; shown to everybody in /privacy."""

    deliveries: timedelta
    missed: timedelta


class Housekeeping:
    """Run every hour or so; running it twice is running it once."""

    def __init__(self, database: Database, retention: Retention) -> None:
        self._database = database
        self.retention = retention

    async def tidy(self, now: datetime) -> None:
        """Forgets what is too old: deliveries (their counts stay), missed questions, ratings, drafts, alerts,
        what staff were asked and what they did, and who did what today.

        Whatever is halted, held or waits for a word: nothing that people were promised is put off by it.
        """
        async with self._database.transaction() as connection:
            for announcement_id, counts in await old_deliveries.old_announcements(
                connection, now - self.retention.deliveries
            ):
                await old_deliveries.keep_totals(connection, announcement_id, json.dumps(counts))
            oldest_week = iso_week(now - self.retention.missed + LESS_THAN_A_WEEK)
            await misses.forget_before(connection, oldest_week)
            await ratings.forget_before(connection, oldest_week)
            await drafts.forget_before(connection, now - DRAFTS_KEPT_FOR)
            await dialogues.forget_before(connection, now - LASTS)
            await counted_today.forget_before(connection, now.date())
            await alerts.forget_before(connection, now - self.retention.deliveries)
            await staff.forget_links_before(connection, now)
            await staff.forget_acts_before(connection, now - ACTS_KEPT_FOR)
        is_something_left = True
        while is_something_left:  # in pieces, so that others may write between them
            async with self._database.transaction() as connection:
                is_something_left = await old_deliveries.forget_counted(connection)


async def secret_key(database: Database, now: datetime) -> bytes:
    """The stored key; made at the first start. Every later one waits for nobody who writes."""
    async with database.reading() as connection:
        kept = await single_values.read(connection, Mark.SECRET_KEY)
    if kept is not None:
        return kept[0].encode()
    async with database.transaction() as connection:
        key = await single_values.write_first(connection, Mark.SECRET_KEY, secrets.token_urlsafe(32), now)
    return key.encode()
