"""The parts that are made of content, as they are now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from bot.app.content.content_parts import ContentParts, made_of
from bot.app.lasting import Lasting
from bot.content.check import Content
from bot.content.staff_rows import Beneath, laid_over
from bot.content.webinar_rows import is_long_over
from bot.domain.content.schedules import RECORDED_FOR
from bot.domain.content.staff_content import RowKind, StaffRow, is_over
from bot.domain.content_alerts import StaffRowsWait
from bot.matching.answerer import Answerer
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.screens.announcements.rendered_announcements import RenderedAnnouncements
from bot.telegram.screens.screen import Words


class Current:
    """The parts that are made of content, as they are now; changed in whole, between two messages.

    An update whose handling began with the former ones ends with them, and an announcement of which something
    was sent already stays as it was drawn.
    """

    def __init__(
        self, lasting: Lasting, content: Content, answerer: Answerer, rows: Sequence[StaffRow]
    ) -> None:
        self._lasting = lasting
        self._beneath, self._answerer, self._rows = Beneath(content), answerer, tuple(rows)
        self._told: set[tuple[str, str]] = set()
        self._changing, self._introducing = asyncio.Lock(), asyncio.Lock()
        self.rows_changed = asyncio.Event()
        self.laid = laid_over(self._beneath, self._rows)
        self.parts = self._made()
        self.rendered = RenderedAnnouncements(self.parts.announcement_screens)
        self._put_in_use(self.parts)

    @property
    def of_files(self) -> Content:
        """What the files say, without what staff put in."""
        return self._beneath.content

    async def with_rows(self, content: Content) -> Content:
        """Other files' content, with what staff put in over it: what is to be learned."""
        return (await asyncio.to_thread(laid_over, Beneath(content), self._rows)).content

    async def take_in(self, content: Content, answerer: Answerer) -> None:
        """Everything goes by this content of the files from now on."""
        self._beneath, self._answerer = Beneath(content), answerer
        await self._go_by_it()

    async def read_rows(self) -> None:
        """Reads what staff put in, here or elsewhere, and goes by it."""
        await self._lasting.staff_content.refresh()

    async def lay(self, rows: Sequence[StaffRow]) -> None:
        """What staff put in counts from now on; what there is to learn of it is learned beside the work."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            await self._go_by_it()
            self.rows_changed.set()

    async def look_after_rows(self, now: datetime) -> None:
        """Removes rows that the files have taken over, news long past and webinars over long ago; tells staff
        of rows that need a word of theirs.
        """
        laid, webinars_before = self.laid, now - RECORDED_FOR
        past = (
            row
            for row in self._rows
            if is_over(row, now.date())
            or (row.kind is RowKind.WEBINAR and is_long_over(row, self.of_files, webinars_before))
        )
        gone = (*laid.settled, *past)
        await self._lasting.staff_content.settle(gone)
        self._rows = tuple(row for row in self._rows if row not in gone)
        waiting = {(row.kind.value, row.item_id) for row in (*laid.asked, *laid.aside)}
        if waiting - self._told:
            await self._lasting.alerting.tell(StaffRowsWait(len(laid.asked), len(laid.aside)), now)
        self._told = waiting

    async def _go_by_it(self) -> None:
        """One after the other, so that the last one goes by the last rows and files."""
        async with self._changing:
            self.laid = await asyncio.to_thread(laid_over, self._beneath, self._rows)
            former, self.parts = self.parts, self._made()
            self._put_in_use(self.parts)
        is_same_menu = self.parts.menu.go_on_from(former.menu)
        self._lasting.beside.start("profile", self._show(self.parts, has_new_menu=not is_same_menu))

    def introduce(self, now: datetime) -> None:
        """Sets the menus of commands, and then what people read before they press Start; nobody waits for it.

        Who was an owner sees the commands of everybody.
        """
        self._lasting.beside.start("profile", self._show(self.parts, has_new_menu=True, owners_at=now))

    async def _show(
        self, parts: ContentParts, *, has_new_menu: bool, owners_at: datetime | None = None
    ) -> None:
        """One after the other, so that the last one stays."""
        async with self._introducing:
            if has_new_menu:
                await parts.menu.set_for_everybody()
            if owners_at is not None:
                with suppress(DatabaseUnreachableError):  # the next turn does it
                    former = await self._lasting.staffing.former_owners()
                    if await parts.menu.take_from_all(former):
                        await self._lasting.staffing.note_owners(owners_at)
            await parts.profile.set_if_changed()

    def _made(self) -> ContentParts:
        self._answerer.teach(self.laid.exact)
        return made_of(self.laid, self._beneath, self._answerer, self._lasting)

    def words(self) -> Words:
        """The bot's sentences."""
        return self.parts.words

    async def plan(self, now: datetime) -> None:
        """Announces what fell due, closes rounds and ends topics, and tells whom no person answered."""
        await self.parts.planner.tick(now)
        await self.parts.closing.tick(now)
        await self.parts.topics.tick(self._rows, now)
        if self.parts.ask_a_person is not None:
            await self.parts.ask_a_person.tell_late(self._lasting.beside, now)

    async def look_around(self, now: datetime) -> None:
        """Every hour or so: what staff put in, and once a week what they should see to."""
        await self.look_after_rows(now)
        await self.parts.weekly_digest.tell(now)

    def _put_in_use(self, parts: ContentParts) -> None:
        self._lasting.people.languages = parts.words.languages
        self._lasting.application.handlers = parts.handlers
        self.rendered.draw_with(parts.announcement_screens)
