"""Once a week staff hear what they should see to, where there is something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.content.contacts import Contact, stale
from bot.domain.content.faq import Faq
from bot.domain.content_alerts import AskedInVain, ThumbsDown, WeeklyDigest
from bot.domain.people.subscriptions import iso_week
from bot.services.alerting import Alerting
from bot.services.leader_lease import Transactions
from bot.services.rating import Rating
from bot.services.staff.inbox import Inbox
from bot.storage import single_values
from bot.storage.single_values import Mark

NOT_AT_NIGHT = timedelta(hours=8)  # after the week's first midnight in UTC
FEW = 3  # of each kind: the rest is in /inbox and /ratings


class Digesting:
    """Asked every hour; of several processes the one that works tells it."""

    def __init__(
        self,
        database: Transactions,
        inbox: Inbox,
        rating: Rating,
        faq: Faq,
        contacts: Sequence[Contact],
        alerting: Alerting,
    ) -> None:
        self._database = database
        self._inbox = inbox
        self._rating = rating
        self._faq = faq
        self._contacts = contacts
        self._alerting = alerting

    async def tell(self, now: datetime) -> None:
        """The first time in a week, on its first morning; nothing in the week in which the bot first runs."""
        week = iso_week(now - NOT_AT_NIGHT)
        async with self._database.transaction() as connection:
            known = await single_values.read(connection, Mark.DIGESTED)
            if known is None:
                await single_values.write(connection, Mark.DIGESTED, week, now)
        if known is None or known[0] >= week:
            return
        digest = await self._digest(now)
        async with self._database.transaction() as connection:
            if await single_values.replace(connection, Mark.DIGESTED, known[0], week) and not digest.is_empty:
                await self._alerting.add(connection, digest, now)

    async def _digest(self, now: datetime) -> WeeklyDigest:
        asked = [AskedInVain(group.questions[0].text, group.times) for group in await self._inbox.groups()]
        worst = [
            ThumbsDown(entry.question, up, down)
            for entry_id, language, up, down in await self._rating.least_helpful(FEW)
            if down > up and (entry := self._faq.entry(entry_id, language)) is not None
        ]
        return WeeklyDigest(
            tuple(asked[:FEW]),
            tuple(worst),
            no_contacts=not self._contacts,
            old_contacts=len(stale(self._contacts, now.date())),
        )
