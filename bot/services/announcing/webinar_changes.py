"""Whoever was told something of a webinar hears when it is not true any more.

Told is what was sent, or may have been; true is what the schedule says once it has said so for a while. Till
then nothing leaves that speaks of the webinar. So a slip that is put right, and two releases that take
turns, tell nobody anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.announcements import Announcement, Audience, NoticeBody, ReminderBody, WebinarCard, WeeklyBody
from bot.domain.content.schedules import ASKED, WEBINARS, Schedule, Webinar
from bot.domain.delivery.deliveries import State
from bot.domain.webinar_facts import fact_of
from bot.storage import announcements, holds, occurrences, outbox, subscribers, webinar_facts
from bot.storage.database import Connection
from bot.storage.webinar_facts import WebinarState

STANDS_AFTER = timedelta(minutes=2)


@dataclass(slots=True)
class Changes:
    """What a look at the webinars found: notices that were written, and moves into the past, by their titles.

    `has_settled`: something became true, so what was withdrawn may be announced after all.
    """

    has_settled: bool = False
    notices: list[int] = field(default_factory=list)
    slips: list[Mapping[str, str]] = field(default_factory=list)


async def follow(
    connection: Connection,
    schedule: Schedule,
    unknown: Collection[str],
    now: datetime,
    *,
    at_once: bool = False,
) -> Changes:
    """Compares what is true of each webinar with what the schedule says, and tells whom it concerns.

    Of the webinars that are `unknown` nobody can say what is true. `at_once`: nobody waits for a change to
    stand.
    """
    changes = Changes()
    kept = {state.webinar_id: state for state in await webinar_facts.states(connection)}
    for each in schedule.webinars:
        if each.id not in kept and each.ends_at > now:
            first = WebinarState(each.id, fact_of(each.starts_at, each.link), each.ends_at, now)
            await webinar_facts.save(connection, first)
    for state in kept.values():
        webinar = schedule.webinar(state.webinar_id)
        if state.ends_at <= now and (webinar is None or webinar.ends_at <= now):
            if await _withdraw(connection, state.webinar_id):
                changes.has_settled = True
            await webinar_facts.forget(connection, state.webinar_id)
            await subscribers.end_topic(connection, f"{ASKED}{state.webinar_id}")
        elif state.webinar_id not in unknown:
            await _compare(connection, state, webinar, now, STANDS_AFTER * (not at_once), changes)
    return changes


async def _compare(
    connection: Connection,
    state: WebinarState,
    webinar: Webinar | None,
    now: datetime,
    stands_after: timedelta,
    changes: Changes,
) -> None:
    """A new start that is past when it is first seen is probably a slip: what was true stays so, and staff
    are told once."""
    fact = "" if webinar is None else fact_of(webinar.starts_at, webinar.link)
    ends_at = state.ends_at if webinar is None else webinar.ends_at
    is_first_seen = fact != state.other_fact and not _same_start(fact, state.fact)
    if webinar is not None and webinar.starts_at <= now and is_first_seen:
        key = f"notice/{state.webinar_id}@{state.changed_at:%Y-%m-%dT%H:%MZ}/past/{fact.partition(' ')[0]}"
        if await occurrences.add(connection, key, "notice", now, webinar_id=None, starts_at=None):
            changes.slips.append(webinar.titles)
        fact, ends_at = state.fact, state.ends_at
    if fact == state.fact:
        seen = replace(state, ends_at=ends_at, other_fact=None, other_since=None)
    elif fact != state.other_fact:
        seen = replace(state, other_fact=fact, other_since=now)
    else:
        seen = state
    since = seen.other_since
    if since is not None and not since <= now < since + stands_after:
        true = WebinarState(state.webinar_id, fact, ends_at, now)
        await webinar_facts.save(connection, true)
        await _settle(connection, true, webinar, changes)
    elif seen != state:
        await webinar_facts.save(connection, seen)


async def _settle(
    connection: Connection, true: WebinarState, webinar: Webinar | None, changes: Changes
) -> None:
    """Withdraws what says otherwise, and tells the truth to each who was last told otherwise."""
    changes.has_settled = True
    webinar_id, now = true.webinar_id, true.changed_at
    untrue = await _withdraw(connection, webinar_id)
    told_otherwise = await webinar_facts.told_otherwise(connection, webinar_id)
    for number, (fact, announcement_id) in enumerate(told_otherwise.items(), start=1):
        told = await announcements.find(connection, announcement_id)
        if told is None or (body := _notice(told, webinar_id, webinar)) is None:
            continue
        expires_at = webinar.ends_at if webinar is not None else body.webinar.starts_at
        if expires_at <= now:
            continue
        key = f"notice/{webinar_id}@{now.isoformat(timespec='milliseconds')}/{number}"
        notice_id = await announcements.add(connection, key, Audience(WEBINARS), body, now, expires_at)
        if notice_id is not None:
            await webinar_facts.fan_out_to_told(connection, notice_id, webinar_id, fact)
            for earlier in untrue:
                await holds.hold_like(connection, notice_id, earlier)
            changes.notices.append(notice_id)


async def _withdraw(connection: Connection, webinar_id: str) -> list[int]:
    """Nothing leaves any more that says of the webinar what is not true; returns what that was."""
    untrue = await webinar_facts.open_and_untrue(connection, webinar_id)
    for announcement_id in untrue:
        await announcements.cancel(connection, announcement_id)
        await announcements.end_fan_out(connection, announcement_id)
        await outbox.close_pending(connection, announcement_id, State.SKIPPED)
    await occurrences.set_replaced(connection, untrue)
    return untrue


def _notice(told: Announcement, webinar_id: str, webinar: Webinar | None) -> NoticeBody | None:
    """The truth for those whom this announcement told something else."""
    start, link = (webinar.starts_at, webinar.link) if webinar is not None else (None, "")
    match told.body:
        case ReminderBody(card):
            return NoticeBody(card, start, link)
        case WeeklyBody(webinars=cards):
            named = _card_of(webinar_id, cards)
            return None if named is None else NoticeBody(named, start, link)
        case NoticeBody(card, datetime() as starts_at):
            return NoticeBody(replace(card, starts_at=starts_at, link=told.body.link), start, link)
        case NoticeBody(card):
            return NoticeBody(card, start, link, was_off=True)
    return None


def _card_of(webinar_id: str, cards: Collection[WebinarCard]) -> WebinarCard | None:
    return next((card for card in cards if card.webinar_id == webinar_id), None)


def _same_start(one: str, other: str) -> bool:
    return one.partition(" ")[0] == other.partition(" ")[0]
