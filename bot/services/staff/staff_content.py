"""What staff put in from the chat is a row; it takes effect at once, and is written down as an act."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.content.contacts import Contact
from bot.domain.content.faq import Entry, Faq
from bot.domain.content.field_faults import FieldFault
from bot.domain.content.schedules import Schedule
from bot.domain.content.staff_content import RowKind, StaffRow, short_digest
from bot.domain.people.staff import Recorded
from bot.matching.recognizing.normalize import normalize
from bot.storage import staff, staff_content
from bot.storage.database import Database

LONGEST_PHRASING = 120  # characters, as in the files

PutInUse = Callable[[list[StaffRow]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class RowsInUse:
    """How rows stand to the content as it is now.

    `fault_of` says what keeps a row from being used, None for one that fits; `faq_with` is the FAQ as it
    would be with a row, `schedule_with` the schedule, `contact` the contact that a row says; `standing_anew`
    gives a row that stands over what the files say now. Of the rows `asked` the files were changed
    otherwise; those `aside` do not fit any more. `categories` are those that an answer can be in.
    """

    faq: Faq

    fault_of: Callable[[StaffRow], FieldFault | None]
    faq_with: Callable[[StaffRow], Faq]
    contact: Callable[[StaffRow], Contact]
    schedule_with: Callable[[StaffRow], Schedule]
    standing_anew: Callable[[StaffRow], Awaitable[StaffRow]]
    asked: tuple[StaffRow, ...] = ()
    aside: tuple[StaffRow, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(self.faq.categories(self.faq.leading))

    def entry(self, entry_id: str, language: str) -> Entry | None:
        """An entry as it is in use."""
        return self.faq.entry(entry_id, language)


def phrasing_row(language: str, text: str, entry_id: str, batch: str) -> StaffRow:
    """That these words, in this language, ask for an entry."""
    item = {"language": language, "text": " ".join(text.split()), "entry": entry_id}
    return StaffRow(RowKind.PHRASING, short_digest(language, normalize(text)), item, "", batch)


async def _nothing(rows: list[StaffRow]) -> None:
    return None


class StaffContent:
    """Writes rows, and has them put in use: who changes one sees it in the next answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._put_in_use: PutInUse = _nothing
        self._refreshing = asyncio.Lock()  # what was read first is put in use first

    def on_change(self, put_in_use: PutInUse) -> None:
        """From now on every change is put in use by this."""
        self._put_in_use = put_in_use

    async def rows(self) -> list[StaffRow]:
        """All rows, in the order in which they were written."""
        async with self._database.reading() as connection:
            return await staff_content.everything(connection)

    async def put(self, rows: Sequence[StaffRow], recorded: Recorded) -> None:
        """Writes rows in place of older ones about the same things."""
        async with self._database.transaction() as connection:
            for row in rows:
                await staff_content.put(connection, row, recorded.at)
            await staff.record(connection, recorded)
        await self.refresh()

    async def take(self, rows: Iterable[StaffRow], recorded: Recorded) -> bool:
        """Removes rows: the files hold again. False where there was none."""
        async with self._database.transaction() as connection:
            taken = [await staff_content.take(connection, row) for row in rows]
            if any(taken):
                await staff.record(connection, recorded)
        await self.refresh()
        return any(taken)

    async def take_back(self, batch: str, kinds: Collection[RowKind], recorded: Recorded) -> bool:
        """Takes one act back: all is as it was before it. False where it was taken back already, or is about
        something of another kind, which has a way back of its own.
        """
        async with self._database.transaction() as connection:
            taken = await staff_content.take_batch(connection, batch, kinds)
            if taken:
                await staff.record(connection, recorded)
        await self.refresh()
        return taken > 0

    async def before(self, batch: str) -> StaffRow | None:
        """The row that one act took the place of; None where there was none, or the act is past."""
        async with self._database.reading() as connection:
            return await staff_content.before(connection, batch)

    async def settle(self, rows: Sequence[StaffRow]) -> None:
        """Removes rows that the files have taken over."""
        if rows:
            async with self._database.transaction() as connection:
                for row in rows:
                    await staff_content.take(connection, row)

    async def refresh(self) -> None:
        """Reads the rows again and puts them in use: another process may have written some."""
        async with self._refreshing:
            await self._put_in_use(await self.rows())
