"""Turns what the schedule declares into announcements, each exactly once, however often it is asked."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from bot.domain.alerts import (
    AnnouncementsHeld,
    NotSent,
    NotSentBecause,
    Waiting,
    headline_of,
    missed,
)
from bot.domain.announcements import (
    Audience,
    Body,
    NoticeBody,
    ReminderBody,
)
from bot.domain.delivery.deliveries import State
from bot.domain.delivery.holds import HeldBecause
from bot.domain.schedules import Occurrence, Schedule, due
from bot.services.alerting import Alerting
from bot.services.announcing.weekly_updates import Fits, card, fitting, weekly_body
from bot.services.leader_lease import Transactions
from bot.storage import announcements, fan_out, holds, occurrences, outbox, single_values
from bot.storage.database import Connection
from bot.storage.occurrences import AnnouncedReminder
from bot.storage.single_values import Mark

WEBINARS = "webinars"

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tick:
    """One tick: what of the schedule is sound, and what staff are to be told of at its end."""

    now: datetime
    sound: Schedule
    held: list[Waiting] = field(default_factory=list)
    not_sent: dict[NotSentBecause, list[Mapping[str, str]]] = field(default_factory=dict)

    def leave_out(self, because: NotSentBecause, *names: Mapping[str, str]) -> None:
        """Notes that something does not go out, by its names in each language."""
        self.not_sent.setdefault(because, []).extend(names)


class Planner:
    """Ticked by a metronome; all memory is in the database.

    Of several processes one plans: `database` is the turn of the one that works, else two releases with
    different schedules would announce changes back and forth.
    """

    def __init__(
        self,
        database: Transactions,
        schedule: Schedule,
        alerting: Alerting,
        fits: Fits = lambda body, topic_id: True,
    ) -> None:
        """`fits` says whether an update fits into one message; of one that does not, less is sent."""
        self._database = database
        self._schedule = schedule
        self._alerting = alerting
        self._fits = fits

    async def tick(self, now: datetime) -> None:
        """Announces what fell due since the last tick.

        What fell due while nobody ticked is announced late if still useful, else staff are told that it was
        missed, all of it in one alert.
        Nothing from before the very first tick is announced. A clock that went back announces nothing
        twice: occurrences are known by their keys.

        What fell due between a backup and its restore may have gone out already: it is announced as held.

        What of the schedule cannot be planned is left out and staff are told; the rest goes on.
        """
        async with self._database.transaction() as connection:
            restored = await single_values.read(connection, Mark.RESTORED)
            known = await single_values.read(connection, Mark.PLANNED_UNTIL)
            if known is None:
                await single_values.write(connection, Mark.PLANNED_UNTIL, "", now)
                return
            restored_at = restored[1] if restored is not None and restored[1] > known[1] else None
            late: dict[bool, list[Occurrence]] = {True: [], False: []}
            tick, found = _begun(self._schedule, known[1], now)
            for occurrence in found:
                is_old = restored_at is not None and occurrence.due_at <= restored_at
                if not await self._announce(connection, occurrence, tick, is_held=is_old):
                    late[is_old].append(occurrence)
            await self._replace(connection, tick, are_held=restored_at is not None)
            await single_values.write(connection, Mark.PLANNED_UNTIL, "", now)
            for is_old, occurrences_missed in late.items():
                if occurrences_missed:
                    alert = missed(occurrences_missed, may_have_gone_out=is_old)
                    await self._alerting.add(connection, alert, now)
            for because, names in tick.not_sent.items():
                await self._alerting.add(connection, NotSent(because, tuple(names)), now)
            if tick.held:
                alert_held = AnnouncementsHeld(HeldBecause.RESTORED, tuple(tick.held))
                await self._alerting.add(connection, alert_held, now)

    async def _announce(
        self, connection: Connection, occurrence: Occurrence, tick: _Tick, *, is_held: bool
    ) -> bool:
        """False when it comes too late."""
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
        if occurrence.expires_at <= tick.now:
            return False
        body = self._body(occurrence, tick)
        if body is None:
            return True
        announcement_id = await announcements.add(
            connection, occurrence.key, Audience(occurrence.topic_id), body, tick.now, occurrence.expires_at
        )
        if announcement_id is not None:
            await fan_out.fan_out(connection, announcement_id)
            await occurrences.set_announced(connection, occurrence.key, announcement_id)
            if is_held:
                await _hold(connection, announcement_id, tick)
        return True

    def _body(self, occurrence: Occurrence, tick: _Tick) -> Body | None:
        """What it says; None where there is nothing to say, or where it could not be written."""
        try:
            if occurrence.webinar is not None and occurrence.lead is not None:
                left = occurrence.webinar.starts_at - tick.now
                return ReminderBody(card(occurrence.webinar), occurrence.lead, left)
            body = weekly_body(tick.sound, occurrence.day or occurrence.due_at.date(), tick.now)
            if body is None:
                return None
            body, left_out = fitting(body, occurrence.topic_id, self._fits)
        except Exception:  # whatever is wrong with one, the others go out
            logger.exception("planning.failed")
            tick.leave_out(NotSentBecause.FAILED, occurrence.webinar.titles if occurrence.webinar else {})
            return None
        if left_out:
            tick.leave_out(NotSentBecause.TOO_LONG, *left_out)
        return body

    async def _replace(self, connection: Connection, tick: _Tick, *, are_held: bool) -> None:
        """Withdraws reminders of webinars that were moved or cancelled, and tells who was reminded.

        Who was told of a move counts as reminded of the new start: the webinar may be moved again.

        A new start that is past is probably a slip: nobody is told, what was announced stands, and staff are
        told once. When the date is mended it is as if it had not been wrong.
        """
        standing = {(webinar.id, webinar.starts_at) for webinar in self._schedule.webinars}
        gone = [
            reminder
            for reminder in await occurrences.announced_reminders(connection, tick.now)
            if (reminder.webinar_id, reminder.starts_at) not in standing
        ]
        for (webinar_id, old), group in groupby(gone, key=lambda each: (each.webinar_id, each.starts_at)):
            moved = self._schedule.webinar(webinar_id)
            if moved is not None and moved.starts_at <= tick.now:
                new = moved.starts_at
                key = f"notice/{webinar_id}@{old:%Y-%m-%dT%H:%MZ}/past/{new:%Y-%m-%dT%H:%MZ}"
                if await occurrences.add(
                    connection, key, "notice", tick.now, webinar_id=None, starts_at=None
                ):
                    tick.leave_out(NotSentBecause.PAST, moved.titles)
            elif moved is None or moved in tick.sound.webinars:
                await self._withdraw(connection, list(group), tick, is_held=are_held)

    async def _withdraw(
        self, connection: Connection, reminders: list[AnnouncedReminder], tick: _Tick, *, is_held: bool
    ) -> None:
        now = tick.now
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
        if is_held:
            await _hold(connection, notice_id, tick)
        if moved_to is not None:
            await occurrences.add(
                connection, key, "notice", now, webinar_id=old.webinar_id, starts_at=moved_to
            )
            await occurrences.set_announced(connection, key, notice_id)


async def _hold(connection: Connection, announcement_id: int, tick: _Tick) -> None:
    number = await holds.hold(connection, announcement_id, HeldBecause.RESTORED, tick.now)
    hold = await holds.hold_of(connection, announcement_id)
    announcement = await announcements.find(connection, announcement_id)
    if number is not None and hold is not None and announcement is not None:
        tick.held.append(Waiting(headline_of(announcement), hold))


def _begun(schedule: Schedule, after: datetime, now: datetime) -> tuple[_Tick, list[Occurrence]]:
    """A tick with what of the schedule can be computed, and what falls due of that, the earliest first.

    Whatever is wrong with one webinar stays with it: it is left out, and the others go on.
    """
    found: list[Occurrence] = []
    tick = _Tick(now, Schedule(schedule.topics, lessons=schedule.lessons))
    for part in schedule.parts():
        try:
            found += due(part, after, now)
        except Exception:  # whatever is wrong with one part, the others are due
            logger.exception("planning.failed")
            tick.leave_out(NotSentBecause.FAILED, *([each.titles for each in part.webinars] or [{}]))
        else:
            webinars = (*tick.sound.webinars, *part.webinars)
            tick.sound = replace(tick.sound, weekly=part.weekly or tick.sound.weekly, webinars=webinars)
    return tick, sorted(found, key=lambda occurrence: (occurrence.due_at, occurrence.key))
