"""What an admin announces: draft, preview, confirm, watch, cancel, halt.

A draft is a row, so it survives a restart. A confirmation carries the digest of the text and the
audience that the admin saw; when either has changed since, it confirms nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.announcements import Audience, BroadcastBody, digest
from bot.domain.delivery.deliveries import State
from bot.domain.delivery.holds import HaltedBecause
from bot.services.delivery.announcement_status import Status, status_in, status_of
from bot.storage import (
    announcement_progress,
    announcements,
    corrections,
    drafts,
    fan_out,
    outbox,
    single_values,
    subscribers,
)
from bot.storage.announcements import Watched
from bot.storage.database import Connection, Database
from bot.storage.drafts import Draft
from bot.storage.single_values import Mark

SAME_TEXT_WITHIN = timedelta(days=2)  # who sends a text twice so soon may not mean it
KEPT_FOR = timedelta(days=2)  # what could not be delivered within this time is stale


@dataclass(frozen=True, slots=True)
class Preview:
    """What the admin is asked to confirm: these texts, to so many people by language, under this digest.

    `repeats`: so many broadcasts of the last two days hold the same text. `runs`: another one is going out.
    """

    body: BroadcastBody
    audience: Audience
    languages: Mapping[str, int]
    digest: str
    repeats: bool = False
    runs: bool = False

    @property
    def recipients(self) -> int:
        return sum(self.languages.values())


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The announcement is in the outbox."""

    announcement_id: int
    recipients: int


class Broadcasting:
    """The use cases of an admin who announces something. `changed` is set when the outbox has new work."""

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
        self._first_audience = first_audience
        self._changed = changed or asyncio.Event()

    async def start(self, admin_chat_id: int, now: datetime) -> None:
        """Begins a new draft; an older one of this admin is dropped."""
        async with self._database.transaction() as connection:
            await drafts.start(connection, admin_chat_id, self._first_audience, now)

    async def awaits_text(self, admin_chat_id: int) -> bool:
        """Whether this admin is writing a draft: then their next text belongs to it."""
        async with self._database.reading() as connection:
            return await drafts.find(connection, admin_chat_id) is not None

    async def written(self, admin_chat_id: int) -> Preview | None:
        """The draft of this admin as it stands; None when there is none, or none with a text.

        Who goes back to it writes no further language: none is awaited any more.
        """
        async with self._database.transaction() as connection:
            await drafts.await_text(connection, admin_chat_id, None)
            return await _preview(connection, await drafts.find(connection, admin_chat_id))

    async def write(
        self, admin_chat_id: int, body: BroadcastBody, source_message_id: int, *, goes_on: bool = False
    ) -> Preview | None:
        """Takes one text: the one that is awaited, beside those that are there, else the first, anew.

        One that `goes_on` is the next part of the text that was taken last. None when there is no draft.
        """
        async with self._database.transaction() as connection:
            draft = await drafts.find(connection, admin_chat_id)
            if draft is None:
                return None
            sources = {body.fallback: source_message_id}
            written = body.text_for(body.fallback)
            if draft.body is not None and goes_on and draft.sources:
                last = max(draft.sources, key=lambda language: draft.sources[language])
                whole = draft.body.text_for(last).followed_by(written)
                body, sources = draft.body.and_in(BroadcastBody({last: whole}, last)), dict(draft.sources)
            elif draft.body is not None and draft.awaits is not None:
                body = draft.body.and_in(BroadcastBody({draft.awaits: written}, draft.awaits))
                sources = {**draft.sources, draft.awaits: source_message_id}
            await drafts.write(connection, admin_chat_id, body, sources)
            return await _preview(connection, replace(draft, body=body))

    async def await_text(self, admin_chat_id: int, language: str) -> bool:
        """The next text of this admin is the draft's in that language; false without a written draft."""
        async with self._database.transaction() as connection:
            return await drafts.await_text(connection, admin_chat_id, language)

    async def rewrite(
        self, admin_chat_id: int, body: BroadcastBody, source_message_id: int
    ) -> Preview | None:
        """The admin edited a message: a new preview if the draft was written by it, else None."""
        async with self._database.transaction() as connection:
            draft = await drafts.find(connection, admin_chat_id)
            if draft is None or draft.body is None:
                return None
            written = body.text_for(body.fallback)
            anew = {lang: written for lang, source in draft.sources.items() if source == source_message_id}
            if not anew:
                return None
            body = draft.body.and_in(BroadcastBody(anew, draft.body.fallback))
            await drafts.write(connection, admin_chat_id, body, draft.sources, draft.awaits)
            return await _preview(connection, replace(draft, body=body))

    async def aim(self, admin_chat_id: int, audience: Audience) -> Preview | None:
        """Changes whom the draft is for; None when there is no written draft."""
        async with self._database.transaction() as connection:
            await drafts.aim(connection, admin_chat_id, audience)
            return await _preview(connection, await drafts.find(connection, admin_chat_id))

    async def confirm(self, admin_chat_id: int, seen_digest: str, now: datetime) -> Confirmed | None:
        """Puts the draft into the outbox, once; None when it is gone or not what the admin saw."""
        async with self._database.transaction() as connection:
            draft = await drafts.find(connection, admin_chat_id)
            if draft is None or draft.body is None or digest(draft.audience, draft.body) != seen_digest:
                return None
            await drafts.drop(connection, admin_chat_id)
            key = f"broadcast/{draft.created_at:%Y-%m-%dT%H:%M:%S.%fZ}/{seen_digest}"
            leaves_at = now + self._waits_for
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

    async def discard(self, admin_chat_id: int) -> bool:
        """Drops the draft; false when there was none."""
        async with self._database.transaction() as connection:
            return await drafts.drop(connection, admin_chat_id)

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
        """From now on this message shows the announcement's progress."""
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


async def _preview(connection: Connection, draft: Draft | None) -> Preview | None:
    if draft is None or draft.body is None:
        return None
    languages = await subscribers.languages_of(connection, draft.audience.topic, draft.audience.language)
    seen = digest(draft.audience, draft.body)
    earlier = await announcements.broadcasts_since(connection, draft.created_at - SAME_TEXT_WITHIN)
    return Preview(
        draft.body,
        draft.audience,
        languages,
        seen,
        repeats=any(each.body == draft.body for each, _ in earlier),
        runs=any(is_open for _, is_open in earlier),
    )


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
    await fan_out.fan_out(connection, announcement_id)
    return Confirmed(announcement_id, await subscribers.count(connection, audience.topic, audience.language))
