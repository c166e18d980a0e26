"""Updates are handled once, in order within a chat, and confirmed only when handled."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.services.deferring import Deferring
from bot.services.receiving import Receiving
from bot.storage.database import Database
from bot.storage.reachability import DatabaseUnreachableError
from bot.telegram.intake import Intake, RawUpdate


def update(update_id: int, chat_id: int = 1) -> RawUpdate:
    return {"update_id": update_id, "message": {"chat": {"id": chat_id}, "text": "x"}}


@pytest.fixture
async def receiving(sqlite_url: str) -> AsyncIterator[Receiving]:
    database = Database.open(sqlite_url)
    await database.migrate()
    yield Receiving(database, Deferring(database))
    await database.close()


class Handling:
    """Writes down what it handles; a chat may be held up."""

    def __init__(self) -> None:
        self.handled: list[int] = []
        self.gates: dict[int, asyncio.Event] = {}

    async def __call__(self, raw: RawUpdate) -> None:
        gate = self.gates.get(raw["message"]["chat"]["id"])
        if gate is not None:
            await gate.wait()
        self.handled.append(raw["update_id"])


def intake_of(receiving: Receiving, handling: Handling) -> Intake:
    return Intake(receiving, handling, lambda: datetime(2026, 11, 21, tzinfo=UTC))


async def all_done(intake: Intake) -> None:
    while intake.unfinished:
        await asyncio.wait(intake.unfinished)


async def test_an_update_that_comes_twice_is_handled_once_also_after_a_restart(receiving: Receiving):
    handling = Handling()
    for intake in (intake_of(receiving, handling), intake_of(receiving, handling)):
        for raw in (update(7), update(7), update(8)):
            intake.take(raw)
        await all_done(intake)
    assert handling.handled == [7, 8]


async def test_a_slow_chat_holds_up_only_itself_and_only_its_own_confirmation(receiving: Receiving):
    handling = Handling()
    handling.gates[1] = asyncio.Event()
    intake = intake_of(receiving, handling)
    slow = [intake.take(update(1, chat_id=1)), intake.take(update(2, chat_id=1))]
    quick = intake.take(update(3, chat_id=2))
    assert quick is not None
    await quick
    await asyncio.sleep(0)
    assert handling.handled == [3]
    assert intake.next_offset == 1
    handling.gates[1].set()
    await asyncio.gather(*(task for task in slow if task is not None))
    await all_done(intake)
    assert handling.handled == [3, 1, 2]
    assert intake.next_offset == 4


async def test_what_waits_for_the_database_comes_again_and_nothing_of_its_chat_overtakes_it(
    receiving: Receiving,
):
    away, served, refused = [True], [], []

    async def handle(raw: RawUpdate) -> None:
        """Odd updates need the database."""
        if raw["update_id"] % 2 and (away[0] or not await can_read(receiving)):
            refused.append(raw["update_id"])
            raise DatabaseUnreachableError("away")
        served.append(raw["update_id"])

    intake = Intake(receiving, handle, lambda: datetime(2026, 11, 21, tzinfo=UTC))
    first = intake.take(update(1))
    assert first is not None
    await asyncio.wait([first])
    away[0] = False
    for raw in (update(2), update(3), update(5, chat_id=2)):
        intake.take(raw)
    await all_done(intake)
    assert (served, refused) == ([2, 5], [1, 3])
    assert (intake.has_waiting, intake.next_offset) == (True, 1)
    intake.take_again()
    await all_done(intake)
    assert served == [2, 5, 1, 3]
    assert (intake.has_waiting, intake.next_offset) == (False, 6)


async def can_read(receiving: Receiving) -> bool:
    return "the database cannot be reached" not in await receiving.problems(
        datetime(2026, 11, 21, tzinfo=UTC)
    )


async def test_what_could_not_be_handled_for_want_of_a_database_is_not_confirmed(sqlite_url: str):
    database = Database.open(sqlite_url)  # never migrated: every look into it fails
    handling = Handling()
    intake = intake_of(Receiving(database, Deferring(database)), handling)
    task = intake.take(update(5))
    assert task is not None
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert intake.has_failed
    assert intake.next_offset == 5
    await database.migrate()
    again = intake.take(update(5))
    assert again is not None
    await again
    await asyncio.sleep(0)
    assert handling.handled == [5]
    assert intake.next_offset == 6
    await database.close()
