"""The announcement that one of the staff is writing: its texts, what is attached, to whom, when.

A draft is a row, so it survives a restart. Whatever changes it makes another digest, and a confirmation that
was shown before confirms nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.announcements import (
    Announcement,
    AnnouncementButton,
    Attachment,
    Audience,
    Body,
    BroadcastBody,
    FormattedText,
)
from bot.domain.stored_bodies import digest
from bot.storage import announcements, drafts, subscribers
from bot.storage.database import Connection, Database
from bot.storage.drafts import Draft

SAME_TEXT_WITHIN = timedelta(days=2)  # who sends a text twice so soon may not mean it
TIME, BUTTON = "@time", "@button"  # what a draft may await instead of a text: no language has such a code


@dataclass(frozen=True, slots=True)
class Written:
    """One message of a draft: words in a language, perhaps none, and perhaps a file."""

    language: str
    text: FormattedText
    message_id: int
    attached: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What the admin is asked to confirm: this content, to so many people by language, under this digest.

    `groups`: so many of them are groups. `leaves_at`: None when it leaves as soon as it is confirmed.
    `repeats`: a broadcast of the last two days says the same. `runs`: another one is going out.
    """

    body: BroadcastBody
    audience: Audience
    languages: Mapping[str, int]
    digest: str
    groups: int = 0
    leaves_at: datetime | None = None
    repeats: bool = False
    runs: bool = False

    @property
    def recipients(self) -> int:
        return sum(self.languages.values())

    @property
    def needs_words(self) -> bool:
        """Whether there is a file and no text yet: nothing of it can be confirmed."""
        return not self.body.texts


class Drafting:
    """The use cases of whoever writes a draft, one an admin. Each that changes it returns it as it is now."""

    def __init__(self, database: Database, first_audience: Audience) -> None:
        self._database = database
        self._first_audience = first_audience

    async def start(self, admin_chat_id: int, now: datetime) -> None:
        """Begins a new draft; an older one of this admin is dropped."""
        async with self._database.transaction() as connection:
            await drafts.start(connection, admin_chat_id, self._first_audience, now)

    async def find(self, admin_chat_id: int) -> Draft | None:
        """The draft of this admin: whatever they send next belongs to it."""
        async with self._database.reading() as connection:
            return await drafts.find(connection, admin_chat_id)

    async def written(self, admin_chat_id: int) -> Preview | None:
        """The draft of this admin as it stands; None when there is none, or nothing in it.

        Who goes back to it writes no further language: nothing is awaited any more.
        """
        async with self._database.transaction() as connection:
            await drafts.await_text(connection, admin_chat_id, None)
            return await preview_of(connection, await drafts.find(connection, admin_chat_id))

    async def write(self, admin_chat_id: int, written: Written, *, goes_on: bool = False) -> Preview | None:
        """Takes one message: the text that is awaited, beside those that are there, else the first, anew.

        A file without words joins the texts that are there; words without a file leave the file. One that
        `goes_on` is the next part of the text that was taken last. None when there is no draft.
        """
        async with self._database.transaction() as connection:
            draft = await drafts.find(connection, admin_chat_id)
            if draft is None:
                return None
            body, sources = _taken(draft, written, goes_on=goes_on)
            await drafts.write(connection, admin_chat_id, body, sources)
            return await preview_of(connection, replace(draft, body=body))

    async def rewrite(self, admin_chat_id: int, written: Written) -> Preview | None:
        """The admin edited a message: a new preview if the draft was written by it, else None."""
        async with self._database.transaction() as connection:
            draft = await drafts.find(connection, admin_chat_id)
            if draft is None or draft.body is None:
                return None
            anew = {
                language: written.text
                for language, source in draft.sources.items()
                if source == written.message_id
            }
            if not anew:
                return None
            attached = written.attached or draft.body.attached
            body = replace(draft.body, texts={**draft.body.texts, **anew}, attached=attached)
            await drafts.write(connection, admin_chat_id, body, draft.sources, draft.awaits)
            return await preview_of(connection, replace(draft, body=body))

    async def await_next(self, admin_chat_id: int, what: str) -> bool:
        """The next message of this admin is the text in that language, a TIME or a BUTTON.

        False without a written draft.
        """
        async with self._database.transaction() as connection:
            return await drafts.await_text(connection, admin_chat_id, what)

    async def aim(self, admin_chat_id: int, audience: Audience) -> Preview | None:
        """Changes whom the draft is for; None when there is no written draft."""
        async with self._database.transaction() as connection:
            await drafts.aim(connection, admin_chat_id, audience)
            return await preview_of(connection, await drafts.find(connection, admin_chat_id))

    async def schedule(self, admin_chat_id: int, leaves_at: datetime | None) -> Preview | None:
        """Changes when the draft leaves: then, or with None as soon as it is confirmed."""
        async with self._database.transaction() as connection:
            await drafts.schedule(connection, admin_chat_id, leaves_at)
            return await preview_of(connection, await drafts.find(connection, admin_chat_id))

    async def silence(self, admin_chat_id: int, *, is_silent: bool) -> Preview | None:
        """Whether it comes without a sound."""
        return await self._change(admin_chat_id, lambda body: replace(body, is_silent=is_silent))

    async def add_button(self, admin_chat_id: int, button: AnnouncementButton) -> Preview | None:
        """Another button under it, in a row of its own; the same one twice is once."""
        return await self._change(
            admin_chat_id,
            lambda body: (
                body if (button,) in body.buttons else replace(body, buttons=(*body.buttons, (button,)))
            ),
        )

    async def take_off_buttons(self, admin_chat_id: int) -> Preview | None:
        """It has no buttons any more."""
        return await self._change(admin_chat_id, lambda body: replace(body, buttons=()))

    async def take_off_file(self, admin_chat_id: int) -> Preview | None:
        """Nothing is attached to it any more."""
        return await self._change(admin_chat_id, lambda body: replace(body, attached=None))

    async def discard(self, admin_chat_id: int, seen_digest: str = "") -> bool:
        """Drops the draft, with a digest only the one that was shown under it; false when there is none."""
        async with self._database.transaction() as connection:
            if seen_digest:
                preview = await preview_of(connection, await drafts.find(connection, admin_chat_id))
                if preview is None or preview.digest != seen_digest:
                    return False
            return await drafts.drop(connection, admin_chat_id)

    async def _change(
        self, admin_chat_id: int, change: Callable[[BroadcastBody], BroadcastBody]
    ) -> Preview | None:
        async with self._database.transaction() as connection:
            draft = await drafts.find(connection, admin_chat_id)
            if draft is None or draft.body is None:
                return None
            body = change(draft.body)
            await drafts.write(connection, admin_chat_id, body, draft.sources)
            return await preview_of(connection, replace(draft, body=body))


def _taken(draft: Draft, written: Written, *, goes_on: bool) -> tuple[BroadcastBody, Mapping[str, int]]:
    """The body with what was written, and which message each text stands in."""
    body, sources = draft.body, draft.sources
    if body is not None and goes_on and sources:
        last = max(sources, key=lambda language: sources[language])
        whole = body.text_for(last).followed_by(written.text)
        return replace(body, texts={**body.texts, last: whole}), sources
    if not written.text.text:
        body = body or BroadcastBody({}, written.language)
        return replace(body, attached=written.attached), sources
    awaits = draft.awaits
    if body is not None and body.texts and awaits is not None and not awaits.startswith("@"):
        texts = {**body.texts, awaits: written.text}
        return replace(body, texts=texts), {**sources, awaits: written.message_id}
    first = BroadcastBody({written.language: written.text}, written.language, written.attached)
    if body is not None:
        first = replace(
            body, texts=first.texts, fallback=first.fallback, attached=first.attached or body.attached
        )
    return first, {written.language: written.message_id}


async def preview_of(connection: Connection, draft: Draft | None) -> Preview | None:
    """A draft as it is shown; None when there is none, or nothing in it."""
    if draft is None or draft.body is None:
        return None
    reached = await subscribers.languages_of(connection, draft.audience)
    earlier = await _earlier(connection, draft)
    repeats = any(each.body == draft.body for each, _ in earlier)
    return Preview(
        draft.body,
        draft.audience,
        {language: chats for language, (chats, _) in reached.items()},
        digest(draft.audience, draft.body, draft.leaves_at, repeats=repeats),
        sum(groups for _, groups in reached.values()),
        draft.leaves_at,
        repeats=repeats,
        runs=any(is_open and not _waits(each, draft.created_at) for each, is_open in earlier),
    )


async def said_before(connection: Connection, draft: Draft) -> list[Body]:
    """What other broadcasts of the last two days say, also those confirmed while the draft was written."""
    return [announcement.body for announcement, _ in await _earlier(connection, draft)]


async def _earlier(connection: Connection, draft: Draft) -> list[tuple[Announcement, bool]]:
    return await announcements.broadcasts_since(connection, draft.created_at - SAME_TEXT_WITHIN)


def _waits(announcement: Announcement, now: datetime) -> bool:
    return announcement.leaves_at is not None and announcement.leaves_at > now + timedelta(hours=1)
