"""What went out is corrected or recalled, and what waits for its time is taken back to be mended.

A correction is an announcement that changes another: its rows edit the copies of that one, in the same outbox
and at the same pace as everything else, and what has not gone out yet goes out corrected. A recall stops what
has not gone out, and deletes the copies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.alerts import headline_of
from bot.domain.announcements import (
    Announcement,
    BroadcastBody,
    CorrectionBody,
    FormattedText,
    RecallBody,
)
from bot.domain.delivery.deliveries import DELETABLE, State
from bot.services.announcing.correction_results import (
    Changing,
    Edited,
    OutOfTime,
    Proposed,
    Receipt,
    Stopped,
    correction_digest,
    recall_digest,
    recallable_until,
)
from bot.services.delivery.announcement_status import Status, status_in
from bot.storage import announcement_progress, announcements, corrections, drafts, fan_out, outbox
from bot.storage.corrections import CorrectionDraft, Reach
from bot.storage.database import Connection, Database

AT_ONCE = timedelta(minutes=5)  # what was to leave sooner was not given a time
TRIED_FOR = timedelta(days=2)  # what could not be corrected within this time stays as it is


class Correcting:
    """The use cases of staff who mend what went out. `kept_for`: after so long nobody knows the copies.

    `changed` is set when the outbox has new work.
    """

    def __init__(self, database: Database, kept_for: timedelta, changed: asyncio.Event | None = None) -> None:
        self._database = database
        self._kept_for = kept_for
        self._changed = changed or asyncio.Event()

    async def latest(self, size: int) -> list[Status]:
        """What went out or is to, newest first."""
        async with self._database.reading() as connection:
            return [status_in(look) for look in await announcement_progress.sent(connection, size)]

    async def receipt(self, announcement_id: int, now: datetime) -> Receipt | None:
        """What came of an announcement, and what can be done; None when there is none."""
        async with self._database.reading() as connection:
            look = await announcement_progress.one(connection, announcement_id)
            if look is None or look.announcement.changes is not None:
                return None
            found = await corrections.reach(connection, announcement_id, now)
            changes = await announcement_progress.changes(connection, announcement_id)
            is_recalled = await corrections.recall_of(connection, announcement_id) is not None
        return Receipt(
            status_in(look),
            found,
            tuple(status_in(change) for change in changes),
            None if is_recalled else self._correct_until(look.announcement, found, now),
            None if is_recalled else recallable_until(found, now),
        )

    async def start(self, admin_chat_id: int, announcement_id: int, language: str, now: datetime) -> bool:
        """The next text of this admin is the new one in that language; false when it is too late for one."""
        async with self._database.transaction() as connection:
            found = await self._correctable(connection, announcement_id, now)
            if found is None or language not in found[1].texts:
                return False
            await corrections.start_draft(connection, admin_chat_id, *found, language, now)
            return True

    async def awaits_text(self, admin_chat_id: int) -> bool:
        """Whether this admin is writing a correction: then their next text belongs to it."""
        async with self._database.reading() as connection:
            return await corrections.find_draft(connection, admin_chat_id) is not None

    async def write(
        self, admin_chat_id: int, written: FormattedText, message_id: int, now: datetime
    ) -> Edited | None:
        """Takes the new text, or takes it anew; None when there is no correction."""
        async with self._database.transaction() as connection:
            found = await corrections.find_draft(connection, admin_chat_id)
            if found is None or found.draft.awaits is None:
                return None
            return await self._take(connection, found, written, [found.draft.awaits], message_id, now)

    async def edited(
        self, admin_chat_id: int, message_id: int, written: FormattedText, now: datetime
    ) -> Edited | None:
        """The admin edited a message; None when it is no text that went out, or says what it said before."""
        async with self._database.transaction() as connection:
            draft = await corrections.find_draft(connection, admin_chat_id)
            if draft is not None and (languages := _languages(draft.draft.sources, message_id)):
                return await self._take(connection, draft, written, languages, message_id, now)
            found = await corrections.written_in(connection, admin_chat_id, message_id)
            if found is None or not isinstance(found.announcement.body, BroadcastBody):
                return None
            languages = _languages(found.sources, message_id)
            announcement, body = found.announcement, _rewritten(found.announcement.body, languages, written)
            if body == announcement.body:
                return None
            if await corrections.withdraw(connection, announcement.announcement_id, now):
                await outbox.close_pending(connection, announcement.announcement_id, State.SKIPPED)
                await drafts.start(connection, admin_chat_id, announcement.audience, now)
                await drafts.write(connection, admin_chat_id, body, found.sources)
                if announcement.leaves_at and announcement.leaves_at - announcement.created_at > AT_ONCE:
                    await drafts.schedule(connection, admin_chat_id, announcement.leaves_at)
                return Stopped()
            if await self._correctable(connection, announcement.announcement_id, now) is None:
                return OutOfTime(announcement)
            await corrections.start_draft(connection, admin_chat_id, announcement, body, languages[0], now)
            sources = dict.fromkeys(languages, message_id)
            await drafts.write(connection, admin_chat_id, body, sources, languages[0])
            return await self._proposed(connection, announcement, body, now)

    async def leave(self, admin_chat_id: int) -> None:
        """Everything stays as it is: the correction that this admin is writing is dropped."""
        async with self._database.transaction() as connection:
            await corrections.drop_draft(connection, admin_chat_id)

    async def correct(
        self, admin_chat_id: int, announcement_id: int, seen_digest: str, now: datetime
    ) -> Changing | None:
        """Puts the correction into the outbox, once; None when it is gone, or not what the admin saw."""
        async with self._database.transaction() as connection:
            found = await corrections.find_draft(connection, admin_chat_id)
            draft = None if found is None or found.corrects != announcement_id else found.draft
            if (
                draft is None
                or draft.body is None
                or correction_digest(announcement_id, draft.body) != seen_digest
            ):
                before = await corrections.confirmed_with(connection, announcement_id, seen_digest)
                return None if before is None else Changing(before, 0, is_new=False)
            await corrections.lock(connection, announcement_id)
            correctable = await self._correctable(connection, announcement_id, now)
            if correctable is None:
                return None
            await corrections.drop_draft(connection, admin_chat_id)
            await announcements.set_body(connection, announcement_id, draft.body)
            sources = await corrections.sources_of(connection, announcement_id)
            await corrections.note_sources(
                connection, announcement_id, admin_chat_id, {**sources, **draft.sources}
            )
            key = f"correct/{announcement_id}/{draft.created_at:%Y-%m-%dT%H:%M:%S.%fZ}/{seen_digest}"
            changing = await _enqueue(
                connection, key, correctable[0], CorrectionBody(draft.body), now, now + TRIED_FOR
            )
        self._changed.set()
        return changing

    async def recall(self, announcement_id: int, seen_digest: str, now: datetime) -> Changing | None:
        """Stops what has not gone out, and puts the recall of all else into the outbox, once.

        None when it is too late, or the announcement is not any more what the admin saw.
        """
        async with self._database.transaction() as connection:
            found = await corrections.lock(connection, announcement_id)
            if found is None or found.changes is not None or recall_digest(found) != seen_digest:
                return None
            before = await corrections.recall_of(connection, announcement_id)
            if before is not None:
                return Changing(before, 0, is_new=False)
            if recallable_until(await corrections.reach(connection, announcement_id, now), now) is None:
                return None
            await corrections.end(connection, announcement_id)
            await outbox.close_pending(connection, announcement_id, State.SKIPPED)
            key = f"recall/{announcement_id}/{now:%Y-%m-%dT%H:%M:%S.%fZ}"
            body = RecallBody(headline_of(found).texts)
            changing = await _enqueue(connection, key, found, body, now, now + DELETABLE)
        self._changed.set()
        return changing

    async def send_anew(self, admin_chat_id: int, announcement_id: int, now: datetime) -> bool:
        """A draft that says what the announcement says now, as a new message; false without such a text."""
        async with self._database.transaction() as connection:
            found = await announcements.find(connection, announcement_id)
            if found is None or not isinstance(found.body, BroadcastBody):
                return False
            await corrections.start_anew(connection, admin_chat_id, found.audience, found.body, now)
            return True

    def _correct_until(self, announcement: Announcement, found: Reach, now: datetime) -> datetime | None:
        until = (announcement.leaves_at or announcement.created_at) + self._kept_for
        is_there = found.copies or found.waiting
        return until if isinstance(announcement.body, BroadcastBody) and is_there and until > now else None

    async def _correctable(
        self, connection: Connection, announcement_id: int, now: datetime
    ) -> tuple[Announcement, BroadcastBody] | None:
        found = await announcements.find(connection, announcement_id)
        if found is None or not isinstance(found.body, BroadcastBody):
            return None
        if await corrections.recall_of(connection, announcement_id) is not None:
            return None
        reach = await corrections.reach(connection, announcement_id, now)
        return (found, found.body) if self._correct_until(found, reach, now) else None

    async def _take(
        self,
        connection: Connection,
        found: CorrectionDraft,
        written: FormattedText,
        languages: list[str],
        message_id: int,
        now: datetime,
    ) -> Edited | None:
        draft, announcement = found.draft, await announcements.find(connection, found.corrects)
        if draft.body is None or announcement is None:
            return None
        if await self._correctable(connection, found.corrects, now) is None:
            return OutOfTime(announcement)
        body = _rewritten(draft.body, languages, written)
        sources = {**draft.sources, **dict.fromkeys(languages, message_id)}
        await drafts.write(connection, draft.admin_chat_id, body, sources, draft.awaits)
        return await self._proposed(connection, announcement, body, now)

    async def _proposed(
        self, connection: Connection, announcement: Announcement, body: BroadcastBody, now: datetime
    ) -> Proposed:
        announcement_id = announcement.announcement_id
        return Proposed(
            announcement,
            body,
            await corrections.reach(connection, announcement_id, now),
            correction_digest(announcement_id, body),
        )


async def _enqueue(
    connection: Connection,
    key: str,
    changed: Announcement,
    body: CorrectionBody | RecallBody,
    now: datetime,
    expires_at: datetime,
) -> Changing | None:
    """In place of earlier changes that are under way."""
    changed_id = changed.announcement_id
    found = await corrections.reach(connection, changed_id, now)
    await corrections.stop_changes(connection, changed_id)
    announcement_id = await announcements.add(
        connection, key, changed.audience, body, now, expires_at, changes=changed_id
    )
    if announcement_id is None:
        return None
    await fan_out.fan_out(connection, announcement_id)
    return Changing(announcement_id, found.copies)


def _rewritten(body: BroadcastBody, languages: list[str], written: FormattedText) -> BroadcastBody:
    return body.and_in(BroadcastBody(dict.fromkeys(languages, written), body.fallback))


def _languages(sources: Mapping[str, int], message_id: int) -> list[str]:
    return [language for language, source in sources.items() if source == message_id]
