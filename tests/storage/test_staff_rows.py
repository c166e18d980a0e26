"""Rows that staff put in: one act is taken back without the one before it."""

from dataclasses import replace

from bot.domain.content.staff_content import RowKind, StaffRow
from bot.storage import staff_content, webinar_facts
from bot.storage.database import Database
from tests.builders import NOW

FIRST = StaffRow(RowKind.WEBINAR, "a", {"starts": "1"}, "", "one")
SECOND = replace(FIRST, item={"starts": "2"}, stands_over="digest", batch="two")


async def rows_after(database: Database, *rows: StaffRow, taken_back: str = "") -> list[StaffRow]:
    """What there is when these were written one after the other, and an act was taken back."""
    async with database.transaction() as connection:
        for row in rows:
            await staff_content.put(connection, row, NOW)
        if taken_back:
            await staff_content.take_batch(connection, taken_back, (RowKind.WEBINAR,))
        return await staff_content.everything(connection)


async def test_an_act_is_taken_back_to_the_row_before_it_and_then_to_none(database: Database):
    assert await rows_after(database, FIRST, SECOND) == [SECOND]
    async with database.reading() as connection:
        assert await staff_content.before(connection, "two") == FIRST
        assert await staff_content.before(connection, "one") is None
    assert await rows_after(database, taken_back="one") == [SECOND]
    assert await rows_after(database, taken_back="two") == [FIRST]
    assert await rows_after(database, taken_back="two") == [FIRST]
    assert await rows_after(database, taken_back="one") == []


async def test_an_act_of_another_kind_is_not_taken_back(database: Database):
    others = [replace(FIRST, kind=kind, batch="one") for kind in RowKind if kind is not RowKind.WEBINAR]
    assert await rows_after(database, *others, taken_back="one") == sorted(others, key=lambda r: r.kind.value)


async def test_the_same_act_again_is_the_same_act(database: Database):
    again = replace(SECOND, item={"starts": "3"})
    assert await rows_after(database, FIRST, SECOND, again) == [again]
    assert await rows_after(database, taken_back="two") == [FIRST]
    assert await rows_after(database, FIRST, taken_back="one") == []


async def test_of_a_webinar_that_nobody_was_told_of_nobody_hears(database: Database):
    async with database.reading() as connection:
        assert await webinar_facts.count_told(connection, "a") == 0
