"""What staff put in counts for good: nothing that was read before it is put in use after it."""

import asyncio
from collections.abc import Sequence

from bot.domain.content.staff_content import StaffRow
from bot.domain.people.staff import Act, Recorded
from bot.services.staff.staff_content import StaffContent, phrasing_row
from bot.storage.database import Database
from tests.builders import NOW
from tests.fakes import until


async def test_a_look_that_began_before_a_row_was_written_does_not_take_it_out_of_use(
    sqlite_database: Database,
):
    content, in_use = StaffContent(sqlite_database), list[int]()
    looked, may_go_on = asyncio.Event(), asyncio.Event()

    async def put_in_use(rows: Sequence[StaffRow]) -> None:
        if not looked.is_set():
            looked.set()
            await may_go_on.wait()
        in_use.append(len(rows))

    async def is_written() -> bool:
        return len(await content.rows()) == 1

    content.on_change(put_in_use)
    looking = asyncio.create_task(content.refresh())
    await looked.wait()
    row = phrasing_row("en", "what is it", "what-is-the-compact", "batch")
    putting = asyncio.create_task(content.put([row], Recorded(9001, Act.ANSWERED, NOW)))
    await until(is_written)
    may_go_on.set()
    await asyncio.gather(looking, putting)
    assert in_use == [0, 1]
