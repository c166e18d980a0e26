"""Turns what the schedule declares into announcements, each exactly once, however often it is asked."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.alerts import (
    AnnouncementsHeld,
    NotSent,
    NotSentBecause,
    Waiting,
    headline_of,
    missed,
)
from bot.domain.announcements import Audience, Body, NoticeBody, ReminderBody
from bot.domain.content.schedules import (
    ASKED_KEY,
    RECORDED_FOR,
    WEBINARS,
    Occurrence,
    Schedule,
    due,
    still_useful,
)
from bot.domain.delivery.holds import HeldBecause
from bot.domain.people.subscriptions import iso_week
from bot.services.alerting import Alerting
from bot.services.announcing import webinar_changes, weekly_previews
from bot.services.announcing.webinars import card
from bot.services.announcing.weekly_updates import Fits, fitting, weekly_body
from bot.services.leader_lease import Transactions
from bot.storage import (
    announcements,
    fan_out,
    holds,
    left_out,
    occurrences,
    single_values,
    subscribers,
)
from bot.storage.database import Connection
from bot.storage.single_values import Mark

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tick:
    """One tick: what of the schedule is sound, and what staff are to be told of at its end.

    `withdrawn`: keys of what was announced, was not true any more and may be so again, each with its last
    announcement.
    """

    now: datetime
    sound: Schedule
    withdrawn: Mapping[str, int] = field(default_factory=dict)
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
        previewed_in: Sequence[str] = (),
    ) -> None:
        """`fits` says whether an update fits into one message; of one that does not, less is sent.

        Staff see it a day before in the languages that it is `previewed_in`; without any they do not.
        """
        self._database = database
        self._schedule = schedule
        self._alerting = alerting
        self._fits = fits
        self._previewed_in = previewed_in

    async def tick(self, now: datetime) -> None:
        """Announces what fell due since the last tick.

        What fell due while nobody ticked is announced late if still useful, else staff are told that it was
        missed, all of it in one alert.
        Nothing from before the very first tick is announced. A clock that went back announces nothing
        twice: occurrences are known by their keys.

        What fell due between a backup and its restore may have gone out already: it is announced as held.
        So are the notices of the first tick after it.

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
            for occurrence in await self._follow(
                connection, tick, found, is_restored=restored_at is not None
            ):
                is_old = restored_at is not None and occurrence.due_at <= restored_at
                is_in_time = await self._announce(connection, occurrence, tick, is_held=is_old)
                if not is_in_time and not occurrence.is_asked:
                    late[is_old].append(occurrence)
            await self._announce_recordings(connection, tick, are_held=restored_at is not None)
            if self._previewed_in:
                await weekly_previews.show(
                    connection, tick.sound, self._alerting, self._previewed_in, self._fits, now
                )
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

    async def _follow(
        self, connection: Connection, tick: _Tick, found: list[Occurrence], *, is_restored: bool
    ) -> list[Occurrence]:
        """Tells of webinars that changed. Found is also what was withdrawn and is true again."""
        unknown = {webinar.id for webinar in self._schedule.webinars} - {
            each.id for each in tick.sound.webinars
        }
        changes = await webinar_changes.follow(connection, tick.sound, unknown, tick.now, at_once=is_restored)
        if changes.slips:
            tick.leave_out(NotSentBecause.PAST, *changes.slips)
        if is_restored:
            for notice_id in changes.notices:
                await _hold(connection, notice_id, tick)
        again: list[Occurrence] = []
        if changes.has_settled:
            tick.withdrawn = await occurrences.replaced(connection)
            again = still_useful(tick.sound, tick.now)
        if not again and not found:
            return []
        asked = await subscribers.asked(connection)
        useful = (each for each in _for_all(again, asked) if each.key in tick.withdrawn)
        return [*useful, *_for_all(found, asked)]

    async def _announce_recordings(self, connection: Connection, tick: _Tick, *, are_held: bool) -> None:
        """Tells those who were reminded of a webinar where it can be seen now, once."""
        for webinar in tick.sound.webinars:
            if not webinar.recording or not webinar.ends_at <= tick.now < webinar.ends_at + RECORDED_FOR:
                continue
            key = f"recording/{webinar.id}@{webinar.starts_at:%Y-%m-%dT%H:%MZ}"
            if not await occurrences.add(
                connection, key, "notice", tick.now, webinar_id=None, starts_at=None
            ):
                continue
            body = NoticeBody(card(webinar), webinar.starts_at, webinar.link, recording=webinar.recording)
            notice_id = await announcements.add(
                connection, key, Audience(WEBINARS), body, tick.now, webinar.ends_at + RECORDED_FOR
            )
            if notice_id is not None:
                await occurrences.set_announced(connection, key, notice_id)
                reminders = f"webinar/{webinar.id}@{webinar.starts_at:%Y-%m-%dT%H:%MZ}/"
                await fan_out.fan_out_to_reached(connection, notice_id, reminders)
                if are_held:
                    await _hold(connection, notice_id, tick)

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
        earlier = None if is_new else tick.withdrawn.get(occurrence.key)
        if not is_new and earlier is None:
            return True
        if occurrence.expires_at <= tick.now:
            return False
        body = self._body(occurrence, tick, await _left_out(connection, occurrence))
        if body is None:
            return True
        key = occurrence.key if earlier is None else f"{occurrence.key}/{earlier}"
        announcement_id = await announcements.add(
            connection, key, Audience(occurrence.topic_id), body, tick.now, occurrence.expires_at
        )
        if announcement_id is not None:
            if occurrence.is_asked:
                await fan_out.spare_subscribed(connection, announcement_id, WEBINARS)
            if earlier is not None:
                base = occurrence.key.removesuffix(ASKED_KEY)
                await fan_out.spare_reached(connection, announcement_id, base)
                await holds.hold_like(connection, announcement_id, earlier)
            await fan_out.fan_out(connection, announcement_id)
            await occurrences.set_announced(connection, occurrence.key, announcement_id)
            if is_held:
                await _hold(connection, announcement_id, tick)
        return True

    def _body(self, occurrence: Occurrence, tick: _Tick, without: Collection[str]) -> Body | None:
        """What it says; None where there is nothing to say, or where it could not be written."""
        try:
            if occurrence.webinar is not None and occurrence.lead is not None:
                left = occurrence.webinar.starts_at - tick.now
                return ReminderBody(card(occurrence.webinar), occurrence.lead, left)
            body = weekly_body(tick.sound, occurrence.local_day, tick.now, without)
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


async def _left_out(connection: Connection, occurrence: Occurrence) -> frozenset[str]:
    """What staff left out of a weekly update; what they left out of earlier ones is forgotten."""
    if occurrence.webinar is not None:
        return frozenset()
    week = iso_week(occurrence.local_day)
    await left_out.forget_before(connection, week)
    return await left_out.of_week(connection, week)


async def _hold(connection: Connection, announcement_id: int, tick: _Tick) -> None:
    number = await holds.hold(connection, announcement_id, HeldBecause.RESTORED, tick.now)
    hold = await holds.hold_of(connection, announcement_id)
    announcement = await announcements.find(connection, announcement_id)
    if number is not None and hold is not None and announcement is not None:
        tick.held.append(Waiting(headline_of(announcement), hold))


def _for_all(found: Sequence[Occurrence], asked: Collection[str]) -> list[Occurrence]:
    """Each occurrence, and again for those who asked to be reminded of its webinar, where somebody did."""
    both = ((each, each.for_asked()) for each in found)
    return [each for pair in both for each in pair if each and (not each.is_asked or each.topic_id in asked)]


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
