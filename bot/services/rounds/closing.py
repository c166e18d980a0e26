"""Rounds by the clock: one reminder, and the end, after which nothing leads from an input to a member."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime

from bot.domain.announcements import Audience, Occasion, RoundBody
from bot.domain.content_alerts import RoundClosed
from bot.domain.delivery.deliveries import State
from bot.domain.people.staff import Act, Recorded
from bot.domain.rounds import REMINDED_BEFORE, Round, coarse
from bot.services.alerting import Alerting
from bot.services.leader_lease import Transactions
from bot.services.members.awaited_words import AwaitedWords
from bot.services.rounds.opening import announced, key_of, lines_of
from bot.storage import (
    announcement_progress,
    announcements,
    old_deliveries,
    outbox,
    round_inputs,
    rounds,
    single_values,
    staff,
)
from bot.storage.database import Connection, Database
from bot.storage.single_values import Mark


class RoundClosing:
    """Whoever works looks every few seconds, by `tick`; a round that was due while nobody did closes then."""

    def __init__(
        self,
        database: Database,
        working: Transactions,
        alerting: Alerting,
        changed: asyncio.Event,
        awaited: AwaitedWords,
    ) -> None:
        self._database = database
        self._working = working
        self._alerting = alerting
        self._changed = changed
        self._awaited = awaited

    async def tick(self, now: datetime) -> None:
        """Reminds where it is time, closes what is over, drops what was stopped before anybody got it."""
        async with self._database.reading() as connection:
            found = await rounds.unclosed(connection)
            reminded = {
                each.round_id
                for each in found
                if await rounds.announced_under(connection, key_of(each.round_id, Occasion.REMINDED))
                is not None
            }
            unasked = {each.round_id for each in found if await _is_unasked(connection, each.round_id)}
        for each in found:
            if each.round_id in unasked:
                async with self._working.transaction() as connection:
                    await _drop(connection, each.round_id)
            elif not each.is_open(now):
                async with self._working.transaction() as connection:
                    closed = await self._close(connection, each.round_id, now)
                    if closed is not None:
                        await self._alerting.add(connection, closed, now)
                await self._forget_reminded()
            elif each.reminds(now) and each.round_id not in reminded:
                async with self._working.transaction() as connection:
                    await _remind(connection, each.round_id, now)
                self._changed.set()

    async def close_now(self, round_id: int, actor: int, now: datetime) -> bool:
        """Closes an open round before its time; false when it is closed already."""
        async with self._database.transaction() as connection:
            closed = await self._close(connection, round_id, now)
            if closed is not None:
                await staff.record(connection, Recorded(actor, Act.ROUND_CLOSED, now))
        await self._forget_reminded()
        return closed is not None

    async def _close(self, connection: Connection, round_id: int, now: datetime) -> RoundClosed | None:
        writing = await round_inputs.writing(connection, round_id, now)
        closed = await _close(connection, round_id, now)
        if closed is not None:  # they are told so: what they write is no question
            self._awaited.cut_off(writing, now)
        return closed

    async def _forget_reminded(self) -> None:
        is_something_left = True
        while is_something_left:  # in pieces, so that others may write between them
            async with self._database.transaction() as connection:
                is_something_left = await old_deliveries.forget_counted(connection)


async def _is_unasked(connection: Connection, round_id: int) -> bool:
    return await rounds.was_stopped_in_time(connection, key_of(round_id, Occasion.ASKED))


async def _drop(connection: Connection, round_id: int) -> None:
    """As if it had never been opened: /rounds may have shown it to somebody for a moment."""
    found = await rounds.find(connection, round_id, stays="UPDATE")
    if found is not None and not found.is_closed:
        await round_inputs.cut_loose(connection, round_id, [])
        await rounds.remove(connection, round_id)


async def _close(connection: Connection, round_id: int, now: datetime) -> RoundClosed | None:
    """Inputs are cut loose from members, and who was reminded is forgotten: who was not has answered. Nobody
    is asked or reminded any more.

    None where it is closed already.
    """
    found = await rounds.find(connection, round_id, stays="UPDATE")
    if found is None or found.is_closed:
        return None
    people = await round_inputs.people(connection, round_id)
    inputs = await round_inputs.of_round(connection, round_id)
    await round_inputs.cut_loose(connection, round_id, coarse(inputs) if found.has_regions else inputs)
    await rounds.close(connection, round_id, min(now, found.closes_at), people)
    asked = await rounds.announced_under(connection, key_of(round_id, Occasion.ASKED))
    reminder = await rounds.announced_under(connection, key_of(round_id, Occasion.REMINDED))
    for said in (asked, reminder):
        if said is not None and await announcements.cancel(connection, said):
            await announcements.end_fan_out(connection, said)
            await outbox.close_pending(connection, said, State.SKIPPED)
    if reminder is not None:
        await _keep_counts(connection, reminder)
    return RoundClosed(round_id, {code: text.theme for code, text in found.texts.items()}, people)


async def _remind(connection: Connection, round_id: int, now: datetime) -> None:
    """Once, to who did not answer; not where staff stopped or recalled the question. After a restore it may
    have gone out before: then it is left out.
    """
    found = await rounds.find(connection, round_id, stays="UPDATE")
    if await rounds.was_taken_back(connection, key_of(round_id, Occasion.ASKED)):
        return
    restored = await single_values.read(connection, Mark.RESTORED)
    if found is None or not found.reminds(now) or _may_be_sent_already(found, restored):
        return
    body = RoundBody(round_id, Occasion.REMINDED, lines_of(found.texts), found.closes_at)
    audience = Audience(found.topic, with_groups=False)
    await announced(connection, body, audience, now, found.closes_at, now)


def _may_be_sent_already(found: Round, restored: tuple[str, datetime] | None) -> bool:
    return restored is not None and restored[1] >= found.closes_at - REMINDED_BEFORE


async def _keep_counts(connection: Connection, announcement_id: int) -> None:
    """Of who got it the counts are left; its rows go soon after."""
    counts = (await announcement_progress.progress(connection, announcement_id)).counts
    totals = {state.value: count for state, count in counts.items() if count}
    await old_deliveries.keep_totals(connection, announcement_id, json.dumps(totals))
