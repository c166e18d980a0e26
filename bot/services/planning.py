"""Turns what the schedule declares into announcements, each exactly once, however often it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from bot.domain.alerts import AnnouncementsHeld, Waiting, headline_of, missed
from bot.domain.announcements import (
    Audience,
    Body,
    NoticeBody,
    ReminderBody,
    WebinarCard,
    WeeklyBody,
)
from bot.domain.delivery.deliveries import State
from bot.domain.delivery.holds import HeldBecause
from bot.domain.schedules import Occurrence, Schedule, Webinar, due
from bot.domain.subscriptions import iso_week
from bot.services.alerting import Alerting
from bot.services.leader_lease import Transactions
from bot.storage import announcements, fan_out, holds, occurrences, outbox, single_values
from bot.storage.database import Connection
from bot.storage.occurrences import AnnouncedReminder
from bot.storage.single_values import Mark

AHEAD = timedelta(days=28)  # the weekly update names the webinars of the next four weeks
WEBINARS = "webinars"


class Planner:
    """Ticked by a metronome; all memory is in the database.

    Of several processes one plans: `database` is the turn of the one that works, else two releases with
    different schedules would announce changes back and forth.
    """

    def __init__(self, database: Transactions, schedule: Schedule, alerting: Alerting) -> None:
        self._database = database
        self._schedule = schedule
        self._alerting = alerting

    async def tick(self, now: datetime) -> None:
        """Announces what fell due since the last tick.

        What fell due while nobody ticked is announced late if still useful, else staff are told that it was
        missed, all of it in one alert.
        Nothing from before the very first tick is announced. A clock that went back announces nothing
        twice: occurrences are known by their keys.

        What fell due between a backup and its restore may have gone out already: it is announced as held.
        """
        async with self._database.transaction() as connection:
            restored = await single_values.read(connection, Mark.RESTORED)
            known = await single_values.read(connection, Mark.PLANNED_UNTIL)
            if known is None:
                await single_values.write(connection, Mark.PLANNED_UNTIL, "", now)
                return
            restored_at = restored[1] if restored is not None and restored[1] > known[1] else None
            held: list[Waiting] = []
            late: dict[bool, list[Occurrence]] = {True: [], False: []}
            for occurrence in due(self._schedule, known[1], now):
                is_old = restored_at is not None and occurrence.due_at <= restored_at
                if not await self._announce(connection, occurrence, now, held if is_old else None):
                    late[is_old].append(occurrence)
            await self._replace(connection, now, held if restored_at is not None else None)
            await single_values.write(connection, Mark.PLANNED_UNTIL, "", now)
            for is_old, occurrences_missed in late.items():
                if occurrences_missed:
                    alert = missed(occurrences_missed, may_have_gone_out=is_old)
                    await self._alerting.add(connection, alert, now)
            if held:
                alert_held = AnnouncementsHeld(HeldBecause.RESTORED, tuple(held))
                await self._alerting.add(connection, alert_held, now)

    async def _announce(
        self, connection: Connection, occurrence: Occurrence, now: datetime, held: list[Waiting] | None
    ) -> bool:
        """False when it comes too late. With a list, what is announced is held and noted in it."""
        webinar = occurrence.webinar
        is_new = await occurrences.add(
            connection,
            occurrence.key,
            occurrence.kind,
            occurrence.due_at,
            webinar_id=webinar.id if webinar else None,
            starts_at=webinar.starts_at if webinar else None,
        )
        if not is_new:
            return True
        if occurrence.expires_at <= now:
            return False
        body = self._body(occurrence, now)
        if body is None:
            return True
        announcement_id = await announcements.add(
            connection, occurrence.key, Audience(occurrence.topic_id), body, now, occurrence.expires_at
        )
        if announcement_id is not None:
            await fan_out.fan_out(connection, announcement_id)
            await occurrences.set_announced(connection, occurrence.key, announcement_id)
            await _hold(connection, announcement_id, now, held)
        return True

    def _body(self, occurrence: Occurrence, now: datetime) -> Body | None:
        if occurrence.webinar is not None and occurrence.lead is not None:
            return ReminderBody(card(occurrence.webinar), occurrence.lead, occurrence.webinar.starts_at - now)
        weekly = self._schedule.weekly
        if weekly is None or occurrence.day is None:
            return None
        coming = [w for w in self._schedule.upcoming(now) if w.starts_at <= now + AHEAD]
        body = WeeklyBody(
            week=iso_week(occurrence.day),
            webinars=tuple(card(webinar) for webinar in coming),
            entry_id=weekly.question_on(occurrence.day),
            news=tuple(item.texts for item in weekly.news_on(occurrence.day)),
        )
        return body if body.webinars or body.entry_id or body.news else None

    async def _replace(self, connection: Connection, now: datetime, held: list[Waiting] | None) -> None:
        """Withdraws reminders of webinars that were moved or cancelled, and tells who was reminded.

        Who was told of a move counts as reminded of the new start: the webinar may be moved again.
        """
        standing = {(webinar.id, webinar.starts_at) for webinar in self._schedule.webinars}
        gone = [
            reminder
            for reminder in await occurrences.announced_reminders(connection, now)
            if (reminder.webinar_id, reminder.starts_at) not in standing
        ]
        for _, group in groupby(gone, key=lambda reminder: (reminder.webinar_id, reminder.starts_at)):
            await self._withdraw(connection, list(group), now, held)

    async def _withdraw(
        self,
        connection: Connection,
        reminders: list[AnnouncedReminder],
        now: datetime,
        held: list[Waiting] | None,
    ) -> None:
        ids = [reminder.announcement_id for reminder in reminders]
        for announcement_id in ids:
            await announcements.cancel(connection, announcement_id)
            await announcements.end_fan_out(connection, announcement_id)
            await outbox.close_pending(connection, announcement_id, State.SKIPPED)
        await occurrences.set_replaced(connection, [reminder.key for reminder in reminders])
        announced = await announcements.find(connection, ids[-1])
        if announced is None:
            return
        match announced.body:
            case ReminderBody(webinar):
                old = webinar
            case NoticeBody(webinar, datetime() as starts_at):
                old = replace(webinar, starts_at=starts_at)
            case _:
                return
        standing = self._schedule.webinar(old.webinar_id)
        moved_to = standing.starts_at if standing else None
        destination = f"moved/{moved_to:%Y-%m-%dT%H:%MZ}" if moved_to else "cancelled"
        # the number tells a second move between the same two instants from the first
        key = f"notice/{old.webinar_id}@{old.starts_at:%Y-%m-%dT%H:%MZ}/{destination}/{max(ids)}"
        notice_id = await announcements.add(
            connection, key, Audience(WEBINARS), NoticeBody(old, moved_to), now, old.starts_at
        )
        if notice_id is None:
            return
        await fan_out.fan_out_to_reached(connection, notice_id, ids)
        await _hold(connection, notice_id, now, held)
        if moved_to is not None:
            await occurrences.add(
                connection, key, "notice", now, webinar_id=old.webinar_id, starts_at=moved_to
            )
            await occurrences.set_announced(connection, key, notice_id)


async def _hold(
    connection: Connection, announcement_id: int, now: datetime, held: list[Waiting] | None
) -> None:
    if held is not None:
        number = await holds.hold(connection, announcement_id, HeldBecause.RESTORED, now)
        hold = await holds.hold_of(connection, announcement_id)
        announcement = await announcements.find(connection, announcement_id)
        if number is not None and hold is not None and announcement is not None:
            held.append(Waiting(headline_of(announcement), hold))


def card(webinar: Webinar) -> WebinarCard:
    """What an announcement keeps of a webinar, so that it stands even when the schedule changes."""
    return WebinarCard(
        webinar_id=webinar.id,
        titles=dict(webinar.titles),
        starts_at=webinar.starts_at,
        duration=webinar.duration,
        link=webinar.link,
        zone=webinar.zone.key,
    )
