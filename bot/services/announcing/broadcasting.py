"""What an admin announces: confirm, watch, pause, cancel, halt.

A confirmation carries the digest of the content, the audience and the time that the admin saw; when any of
them has changed since, it confirms nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.announcements import Audience, BroadcastBody
from bot.domain.delivery.deliveries import State
from bot.domain.delivery.holds import HaltedBecause, HeldBecause
from bot.domain.stored_bodies import digest
from bot.services.announcing.drafting import Drafting, Preview, preview_of, said_before
from bot.services.delivery.announcement_status import Status, status_in, status_of
from bot.storage import (
    announcement_progress,
    announcements,
    corrections,
    drafts,
    fan_out,
    holds,
    outbox,
    single_values,
    subscribers,
)
from bot.storage.announcements import Watched
from bot.storage.database import Connection, Database
from bot.storage.single_values import Mark

KEPT_FOR = timedelta(days=2)  # what could not be delivered within this time is stale


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The announcement is in the outbox."""

    announcement_id: int
    recipients: int


@dataclass(frozen=True, slots=True)
class TimePast:
    """The draft was to leave at a time that is past by now: it stays a draft."""


class Broadcasting:
    """The use cases of an admin who announces something. `changed` is set when the outbox has new work.

    What they write before they confirm it is in `drafts`.
    """

    def __init__(
        self,
        database: Database,
        first_audience: Audience,
        changed: asyncio.Event | None = None,
        waits_for: timedelta = timedelta(0),
    ) -> None:
        """What is confirmed leaves after `waits_for`: until then a slip costs nothing."""
        self._waits_for = waits_for
        self._database = database
        self.drafts = Drafting(database, first_audience)
        self._changed = changed or asyncio.Event()

    async def confirm(
        self, admin_chat_id: int, seen_digest: str, now: datetime
    ) -> Confirmed | TimePast | Preview | None:
        """Puts the draft into the outbox, once; None when it is gone or not what the admin saw.

        The draft anew where somebody else has sent the same text since then: that has to be seen first.
        """
        async with self._database.transaction() as connection:
            draft = await drafts.find(connection, admin_chat_id)
            if draft is None or draft.body is None or not draft.body.texts:
                return None
            repeats = draft.body in await said_before(connection, draft)
            seen_as_new, seen_as_repeating = (
                digest(draft.audience, draft.body, draft.leaves_at, repeats=again) == seen_digest
                for again in (False, True)
            )
            if repeats and seen_as_new:
                return await preview_of(connection, draft)
            if not (seen_as_new or seen_as_repeating):
                return None
            if draft.leaves_at is not None and draft.leaves_at <= now:
                return TimePast()
            await drafts.drop(connection, admin_chat_id)
            key = f"broadcast/{draft.created_at:%Y-%m-%dT%H:%M:%S.%fZ}/{seen_digest}"
            leaves_at = max(now + self._waits_for, draft.leaves_at or now)
            confirmed = await _enqueue(
                connection, key, draft.audience, draft.body, now, leaves_at + KEPT_FOR, leaves_at
            )
            if confirmed is not None:
                await corrections.note_sources(
                    connection, confirmed.announcement_id, admin_chat_id, draft.sources
                )
        self._changed.set()
        return confirmed

    async def send_now(self, announcement_id: int, now: datetime) -> bool:
        """What waits for its time leaves at once; false when it does not wait."""
        async with self._database.transaction() as connection:
            leaves = await announcements.leave_now(connection, announcement_id, now)
        self._changed.set()
        return leaves

    async def confirmed_before(self, seen_digest: str) -> int | None:
        """The broadcast that this digest confirmed, if there is one: a button pressed again."""
        async with self._database.reading() as connection:
            return await announcements.confirmed_with(connection, seen_digest)

    async def enqueue(
        self,
        key: str,
        audience: Audience,
        body: BroadcastBody,
        now: datetime,
        *,
        send_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> Confirmed | None:
        """Puts a finished text into the outbox; None when this key was enqueued before."""
        leaves_at = send_at or now
        async with self._database.transaction() as connection:
            confirmed = await _enqueue(
                connection, key, audience, body, now, expires_at or leaves_at + KEPT_FOR, leaves_at
            )
        self._changed.set()
        return confirmed

    async def watch(self, announcement_id: int, chat_id: int, message_id: int) -> None:
        """From now on this message shows the announcement's progress.

        Who writes into it how that stands has done so before: else the first text might replace the last one.
        """
        async with self._database.transaction() as connection:
            await announcements.set_report(connection, announcement_id, chat_id, message_id)

    async def watched(self) -> list[Watched]:
        """Every announcement whose progress is shown somewhere."""
        async with self._database.reading() as connection:
            return await announcements.reports(connection)

    async def unwatch(self, announcement_id: int) -> None:
        """The progress message has its last text."""
        async with self._database.transaction() as connection:
            await announcements.set_report(connection, announcement_id, None, None)

    async def cancel(self, announcement_id: int) -> bool:
        """Stops an announcement: what has not begun is skipped. False when it was over already."""
        async with self._database.transaction() as connection:
            if not await announcements.cancel(connection, announcement_id):
                return False
            await announcements.end_fan_out(connection, announcement_id)
            await outbox.close_pending(connection, announcement_id, State.SKIPPED)
            return True

    async def pause(self, announcement_id: int, now: datetime) -> bool:
        """Holds one that goes out, until somebody lets it go on; false when there is nothing to hold."""
        async with self._database.transaction() as connection:
            return await holds.hold(connection, announcement_id, HeldBecause.STAFF, now) is not None

    async def waiting(self, now: datetime) -> list[Status]:
        """Everything that leaves later, newest first."""
        async with self._database.reading() as connection:
            return [status_in(look) for look in await announcement_progress.waiting(connection, now)]

    async def latest(self, size: int) -> list[Status]:
        """The newest announcements with their progress, newest first."""
        async with self._database.reading() as connection:
            return [status_in(look) for look in await announcement_progress.latest(connection, size)]

    async def status(self, announcement_id: int) -> Status | None:
        """One announcement; None when there is none."""
        async with self._database.reading() as connection:
            return await status_of(connection, announcement_id)

    async def halt(self, now: datetime) -> None:
        """Stops all outbound at once, also over a restart, until `resume`."""
        async with self._database.transaction() as connection:
            # what halted it before stays the reason
            await single_values.write_first(connection, Mark.HALTED, HaltedBecause.ADMIN, now)

    async def resume(self) -> bool:
        """Lets outbound go again, whatever halted it; false when it was not. What is held stays held."""
        async with self._database.transaction() as connection:
            halted = await single_values.read(connection, Mark.HALTED)
            await single_values.erase(connection, Mark.HALTED)
        self._changed.set()
        return halted is not None

    async def is_halted(self) -> bool:
        """Whether outbound is stopped."""
        return await self.standstill() is not None

    async def standstill(self) -> HaltedBecause | None:
        """Why outbound is stopped; None when it is not."""
        async with self._database.reading() as connection:
            halted = await single_values.read(connection, Mark.HALTED)
        if halted is None:
            return None
        # every other word, such as one of an older version, is somebody's wish all the same
        restored = halted[0] == HaltedBecause.RESTORED
        return HaltedBecause.RESTORED if restored else HaltedBecause.ADMIN


async def _enqueue(
    connection: Connection,
    key: str,
    audience: Audience,
    body: BroadcastBody,
    now: datetime,
    expires_at: datetime,
    send_at: datetime,
) -> Confirmed | None:
    announcement_id = await announcements.add(connection, key, audience, body, now, expires_at, send_at)
    if announcement_id is None:
        return None
    if send_at <= now + fan_out.SOON:
        await fan_out.fan_out(connection, announcement_id)
    return Confirmed(announcement_id, await subscribers.count(connection, audience))
