"""Webinars in a file, and rows that staff put in over them: as the program lays, exports and settles them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content.check import Content
from bot.content.problems import Weight
from bot.content.rows_in_files import written
from bot.content.schedule_files import WEBINARS_FILE, read_schedule
from bot.content.staff_rows import Beneath, Laid, laid_over
from bot.content.webinar_rows import webinar_item
from bot.domain.content.organization import Organization
from bot.domain.content.schedules import Schedule, Webinar
from bot.domain.content.staff_content import RowKind, StaffRow
from bot.domain.people.staff import Act, Recorded
from bot.services.staff.staff_content import StaffContent
from bot.storage.database import Database
from tests.small_content import read_small_content, write_small_content

ADA = 9001
TODAY = date(2027, 3, 1)
MayHold = Callable[[Webinar | None], bool]


@cache
def _small() -> Content:
    """A content without webinars."""
    with TemporaryDirectory() as folder:
        return read_small_content(write_small_content(Path(folder) / "content"), TODAY)


@dataclass
class StaffAndFiles:
    """What the file says, by id, and the rows in a database."""

    database: Database
    files: dict[str, Webinar] = field(default_factory=dict)
    exported: int = 0
    puts: int = 0

    def write(self, webinar_id: str, made: Webinar | None) -> None:
        """Somebody changes the file."""
        if made is None:
            self.files.pop(webinar_id, None)
        else:
            self.files[webinar_id] = made

    async def put(self, made: Webinar, now: datetime, *, is_cancelled: bool) -> None:
        """Somebody changes it in the chat."""
        self.puts += 1
        item = webinar_item(made, "en", is_cancelled=is_cancelled)
        row = StaffRow(RowKind.WEBINAR, made.id, item, batch=f"b{self.puts}")
        row = Beneath(self._content()).standing_anew(row)
        await self._rows().put([row], Recorded(ADA, Act.WEBINAR_CHANGED, now))

    async def take_back(self, may_hold: MayHold) -> None:
        """The last act in the chat is taken back, as its button does it."""
        rows = await self._rows().rows()
        if not rows:
            return
        last = max(rows, key=lambda row: int(row.batch[1:]))
        former = await self._rows().before(last.batch)
        if may_hold(self._read(last.item_id, former)):
            await self._rows().take_back(last.batch, (RowKind.WEBINAR,), self._recorded())

    async def decide(self, may_hold: MayHold, chance: random.Random) -> None:
        """Staff say which of the two holds, where the file was changed otherwise."""
        for row in (await self._laid()).asked:
            if chance.random() < 0.5:
                anew = Beneath(self._content()).standing_anew(row)
                await self._rows().put([anew], self._recorded())
            elif may_hold(self.files.get(row.item_id)):
                await self._rows().take([row], self._recorded())

    async def export(self) -> None:
        """The rows are written into a real file, which is read again; then those that it says may go."""
        before, rows = self._content(), await self._rows().rows()
        holding = (await self._laid()).holding
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / WEBINARS_FILE).parent.mkdir()
            for made in self.files.values():
                item = webinar_item(made, "en", is_cancelled=False)
                self._write_rows(folder, _small(), [StaffRow(RowKind.WEBINAR, made.id, item)])
            self._write_rows(folder, before, list(rows))
            schedule, problems = read_schedule(folder, ["one"], Organization(("en", "es", "fr")), TODAY)
        assert [
            each for each in problems if each.file == WEBINARS_FILE and each.weight is not Weight.WARNING
        ] == []
        self.files = {each.id: each for each in schedule.webinars}
        settled = laid_over(Beneath(replace(before, schedule=schedule)), rows).settled
        assert {row.item_id for row in holding} <= {row.item_id for row in settled}
        self.exported += len(holding)
        await self._rows().settle(settled)

    async def drop(self, webinar_id: str) -> None:
        """It is over: neither a row nor the file speaks of it any more."""
        self.files.pop(webinar_id, None)
        await self._rows().settle([StaffRow(RowKind.WEBINAR, webinar_id, None)])

    async def standing(self) -> dict[str, Webinar]:
        """What holds."""
        laid = await self._laid()
        assert laid.aside == ()
        return {each.id: each for each in laid.content.schedule.webinars}

    async def _laid(self) -> Laid:
        return laid_over(Beneath(self._content()), await self._rows().rows())

    def _content(self) -> Content:
        return replace(_small(), schedule=Schedule(webinars=tuple(self.files.values())))

    def _read(self, webinar_id: str, former: StaffRow | None) -> Webinar | None:
        if former is None:
            return self.files.get(webinar_id)
        laid = laid_over(Beneath(self._content()), [former]).content.schedule
        return laid.webinar(webinar_id)

    def _write_rows(self, folder: Path, content: Content, rows: list[StaffRow]) -> None:
        result = written(folder, content, rows)
        for name, text in result.files.items():
            (folder / name).write_text(text, encoding="utf-8")

    def _rows(self) -> StaffContent:
        return StaffContent(self.database)

    def _recorded(self) -> Recorded:
        return Recorded(ADA, Act.DECIDED, datetime(2027, 3, 1, tzinfo=UTC))
