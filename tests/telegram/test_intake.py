"""Updates are handled once, in order within a chat, and are in our hands before they are confirmed."""

import asyncio
import itertools
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.people.subscriptions import Subscriber
from bot.domain.waits import Waits
from bot.services.deferred_writes import Deferring
from bot.services.handled_updates import Receiving
from bot.services.immediate_requests import Heeding
from bot.storage import subscribers
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.storage.spool import Spool, beside_of
from bot.telegram.receiving.immediate_requests import FirstWords
from bot.telegram.receiving.intake import A_CHAT, Intake
from bot.telegram.receiving.raw_updates import RawUpdate
from bot.telegram.receiving.waiting_notices import Notice
from bot.telegram.wire.concurrency_limit import left
from bot.telegram.wire.reply_lane import EndingError
from tests.fakes import FakeTurn, until

ADMIN = 9001
AT = datetime(2026, 11, 21, tzinfo=UTC)
QUICK = replace(Waits().scaled(0.01), spooled_after=0.1, reply_given_up_after=60.0, finish=1.0)


def update(update_id: int, chat_id: int = 1, text: str = "x", kind: str = "message") -> RawUpdate:
    sender = {"id": chat_id}
    return {
        "update_id": update_id,
        kind: {"chat": {"id": chat_id, "type": "private"}, "from": sender, "text": text},
    }


def press(update_id: int, chat_id: int, data: str) -> RawUpdate:
    message = {"chat": {"id": chat_id, "type": "private"}}
    return {
        "update_id": update_id,
        "callback_query": {"from": {"id": chat_id}, "message": message, "data": data},
    }


class Desk:
    """One process's intake: what it handled, let go and told, in order. A chat may be held up.

    `needs` are the updates that need the database, `fails` those that never work.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.database = Database.open(url)
        self.spool = Spool(folder / "spool")
        self.handled: list[int] = []
        self.let_go: list[int] = []
        self.told: list[tuple[int, Notice]] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.needs: set[int] = set()
        self.fails: set[int] = set()
        self.tries: defaultdict[int, int] = defaultdict(int)
        self.is_away = False
        self.now = AT
        self.comes_at_the_end: RawUpdate | None = None
        self.late: asyncio.Task[None] | None = None
        self.stopping = asyncio.Event()
        self.running: asyncio.Task[None] | None = None
        self.heeding = Heeding(self, lambda: AT, again_after=0.3)
        self.receiving = Receiving(self.database, Deferring(self.database), self.spool, QUICK)
        self.ending = asyncio.Event()
        self.turn = FakeTurn()
        self.intake = Intake(
            self.receiving,
            self.heeding,
            FirstWords(lambda user_id: user_id == ADMIN),
            self.handle,
            self.note_let_go,
            self.note_told,
            self.end_waits,
            lambda: self.now,
            QUICK,
            self.turn,
        )

    def transaction(self):
        if self.is_away:
            raise DatabaseUnreachableError("away")
        return self.database.transaction()

    async def start(self) -> None:
        await self.intake.recover()
        self.running = asyncio.create_task(self.intake.run(self.stopping))

    async def stop(self) -> None:
        self.stopping.set()
        if self.running is not None:
            await self.running
        if self.late is not None:
            await self.late
        await self.spool.close()
        await self.database.close()

    def end_waits(self) -> None:
        self.ending.set()
        if self.comes_at_the_end is not None:
            self.late = asyncio.create_task(self.take(self.comes_at_the_end))

    async def handle(self, raw: RawUpdate) -> None:
        update_id, chat_id = raw["update_id"], self._chat_of(raw)
        self.tries[update_id] += 1
        if update_id in self.fails:
            raise ValueError("this never works")
        gate = self.gates.get(chat_id)
        if gate is not None:
            async with left():
                ended = asyncio.create_task(self.ending.wait())
                opened = asyncio.create_task(gate.wait())
                await asyncio.wait({ended, opened}, return_when=asyncio.FIRST_COMPLETED)
                ended.cancel()
                opened.cancel()
                if not gate.is_set():
                    raise EndingError
        if update_id in self.needs:
            if self.is_away:
                raise DatabaseUnreachableError("away")
            async with self.database.reading():
                pass
        self.handled.append(update_id)

    async def note_let_go(self, raw: RawUpdate, error: Exception) -> None:
        self.let_go.append(raw["update_id"])

    async def note_told(self, raw: RawUpdate, notice: Notice) -> None:
        self.told.append((self._chat_of(raw), notice))

    async def take(self, *updates: RawUpdate) -> None:
        """As a poll brings them: returns when they may be confirmed."""
        await self.intake.secure([taken for raw in updates if (taken := self.intake.take(raw)) is not None])

    def hold_up(self, chat_id: int) -> asyncio.Event:
        gate = self.gates[chat_id] = asyncio.Event()
        return gate

    @staticmethod
    def _chat_of(raw: RawUpdate) -> int:
        content = next(value for value in raw.values() if isinstance(value, dict))
        return content.get("message", content)["chat"]["id"]


@pytest.fixture
async def desks(migrated_sqlite_url: str, tmp_path: Path) -> AsyncIterator["Desks"]:
    made = Desks(migrated_sqlite_url, tmp_path)
    yield made
    for desk in made.open:
        await desk.stop()


class Desks:
    """One process after the other, on one database and one spool."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self.open: list[Desk] = []

    async def start(self, epoch: int = 1, **prepared: object) -> Desk:
        desk = Desk(self._url, self._folder)
        desk.turn.epoch = epoch
        for name, value in prepared.items():
            setattr(desk, name, value)
        self.open.append(desk)
        await desk.start()
        return desk

    async def restart(self, epoch: int = 1, **prepared: object) -> Desk:
        await self.open.pop().stop()
        return await self.start(epoch, **prepared)


async def test_an_update_that_comes_twice_is_handled_once_also_after_a_restart(desks: "Desks"):
    desk = await desks.start()
    await desk.take(update(7), update(7), update(8))
    await desk.take(update(7))
    assert desk.handled == [7, 8]
    after = await desks.restart()
    await after.take(update(7), update(9))
    assert after.handled == [9]


async def test_numbers_may_begin_anew_at_a_lower_value(desks: "Desks"):
    desk = await desks.start()
    await desk.take(update(500_000_000))
    await desk.take(update(100_000_000))
    assert desk.handled == [500_000_000, 100_000_000]


async def test_numbers_that_come_again_after_a_quiet_week_are_new_ones(desks: "Desks"):
    desk = await desks.start()
    await desk.take(update(1), update(2), update(3))
    desk.now += timedelta(days=2)
    await desk.take(update(2))
    assert desk.handled == [1, 2, 3]
    desk.now += timedelta(days=6)
    await desk.take(update(2), update(2))
    assert desk.handled == [1, 2, 3, 2]
    after = await desks.restart(now=desk.now + timedelta(days=8))
    await after.take(update(2), update(3), update(3))
    assert after.handled == [2, 3]


async def test_a_slow_chat_holds_up_only_itself_and_no_confirmation(desks: "Desks"):
    desk = await desks.start()
    gate = desk.hold_up(1)
    await desk.take(update(1), update(2), update(3, chat_id=2))  # returns: all of them may be confirmed
    assert desk.handled == [3]
    gate.set()
    await until(lambda: desk.intake.is_idle)
    assert desk.handled == [3, 1, 2]


async def test_what_was_confirmed_and_not_handled_is_handled_by_the_next_process_in_its_order(desks: "Desks"):
    desk = await desks.start()
    desk.hold_up(1)
    await desk.take(update(1), update(2), update(3, chat_id=2))
    after = await desks.restart()
    await until(lambda: after.intake.is_idle)
    assert (desk.handled, after.handled) == ([3], [1, 2])
    assert (await desks.restart()).handled == []


async def test_what_is_handled_in_time_never_touches_the_spool(desks: "Desks", tmp_path: Path):
    desk = await desks.start()
    with closing(sqlite3.connect(tmp_path / "spool", isolation_level=None)) as spool:
        spool.execute("CREATE TRIGGER no BEFORE INSERT ON waiting BEGIN SELECT raise(ABORT, 'touched'); END")
    await desk.take(*(update(number, chat_id=number) for number in range(1, 40)))
    assert len(desk.handled) == 39
    assert not any("disk" in problem for problem in await desk.receiving.problems(AT))


async def test_chats_that_wait_take_no_seat_from_others(desks: "Desks"):
    desk = await desks.start()
    held = range(1, 61)  # more than there are seats
    for chat_id in held:
        desk.hold_up(chat_id)
    await desk.take(*(update(chat_id, chat_id) for chat_id in held))
    await desk.take(update(1000, chat_id=1000))
    assert desk.handled == [1000]
    for gate in desk.gates.values():
        gate.set()
    await until(lambda: desk.intake.is_idle)
    assert sorted(desk.handled) == [*held, 1000]


async def test_of_one_chat_so_many_wait_and_further_questions_are_dropped_and_told_once(desks: "Desks"):
    desk = await desks.start()
    gate = desk.hold_up(1)
    numbers = itertools.count(1)
    await desk.take(*(update(next(numbers)) for _ in range(300)))
    never_dropped = [
        update(next(numbers), text="STOP"),
        press(next(numbers), 1, "q:some-entry"),
        {
            "update_id": next(numbers),
            "my_chat_member": {"chat": {"id": 1}, "new_chat_member": {"status": "kicked"}},
        },
        {"update_id": next(numbers), "message": {"chat": {"id": 1}, "migrate_to_chat_id": -100}},
    ]
    await desk.take(*never_dropped)
    await desk.take(update(next(numbers)), update(next(numbers), chat_id=2))
    assert desk.told == [(1, Notice.TOO_MANY)]
    gate.set()
    await until(lambda: desk.intake.is_idle)
    kept = [*range(1, A_CHAT + 1), *(raw["update_id"] for raw in never_dropped)]
    assert desk.handled == [306, *kept]
    await desk.take(update(21))  # dropped is dropped, also when the server gives it again
    assert desk.handled == [306, *kept]


async def test_staff_are_never_dropped(desks: "Desks"):
    desk = await desks.start()
    gate = desk.hold_up(ADMIN)
    await desk.take(*(update(number, ADMIN) for number in range(1, 51)))
    gate.set()
    await until(lambda: desk.intake.is_idle)
    assert desk.handled == list(range(1, 51))
    assert desk.told == []


async def test_what_needs_the_database_waits_in_its_order_while_others_are_answered(desks: "Desks"):
    desk = await desks.start(needs={1, 3, 5}, is_away=True)
    await desk.take(update(1), update(2), update(3), update(4, chat_id=2), update(5, chat_id=3))
    await until(lambda: set(desk.handled) == {2, 4})
    desk.is_away = False
    await until(lambda: desk.intake.is_idle)
    assert [number for number in desk.handled if number in (1, 3)] == [1, 3]
    assert set(desk.handled) == {1, 2, 3, 4, 5}


async def test_who_waits_for_the_database_is_told_so_once_and_a_press_at_once(desks: "Desks"):
    desk = await desks.start(needs={1, 2, 3}, is_away=True)
    await desk.take(update(1), update(2), press(3, 2, "on:urgent"), update(4, chat_id=3, text="/stop"))
    await until(lambda: len(desk.told) == 3)
    assert desk.told[0] == (2, Notice.LATER)
    assert set(desk.told[1:]) == {(1, Notice.LATER), (3, Notice.STOP_LATER)}
    await asyncio.sleep(QUICK.told_after * 2)  # nobody hears it again
    assert len(desk.told) == 3
    desk.is_away = False
    await until(lambda: desk.intake.is_idle)


async def test_what_waits_for_the_database_outlives_the_process(desks: "Desks"):
    desk = await desks.start(needs={1}, is_away=True)
    await desk.take(update(1), update(2, chat_id=2, text="stop"))
    after = await desks.restart()
    await until(lambda: after.intake.is_idle)
    assert set(after.handled) == {1, 2}


async def test_a_stop_takes_effect_whatever_its_chat_waits_for(desks: "Desks"):
    desk = await desks.start()
    async with desk.database.transaction() as connection:
        await subscribers.save_many(connection, [Subscriber(1, "en", frozenset({"urgent"}), "2026-W47")])
    gate = desk.hold_up(1)
    await desk.take(update(1), update(2))
    await desk.take(update(3, text="/stop"))

    async def is_forgotten() -> bool:
        async with desk.database.reading() as connection:
            return await subscribers.find(connection, 1) is None

    await until(is_forgotten)
    assert desk.handled == []
    assert not desk.heeding.may_send(1)
    gate.set()
    await until(lambda: desk.intake.is_idle)
    assert desk.handled == [1, 2, 3]
    assert desk.heeding.may_send(1)


async def test_what_another_process_may_have_gone_on_from_is_answered_and_what_it_wished_for_is_asked_again(
    desks: "Desks",
):
    desk = await desks.start()
    gate = desk.hold_up(1)
    await desk.take(update(1), update(2), update(3, chat_id=2), update(4, text="/stop"))
    after = await desks.restart(epoch=2, needs={1})
    await until(lambda: after.intake.is_idle)
    assert (after.handled, after.told) == ([2, 4], [(1, Notice.AGAIN)])
    gate.set()


async def test_what_waited_for_the_database_meanwhile_is_asked_again_too(desks: "Desks"):
    desk = await desks.start(needs={1, 2}, is_away=True)
    await desk.take(update(1), update(2, chat_id=2, text="/stop"))
    desk.turn.others_worked, desk.is_away = True, False
    await until(lambda: desk.intake.is_idle)
    assert desk.handled == [2]
    assert (1, Notice.AGAIN) in desk.told


async def test_what_fails_for_good_is_tried_twice_let_go_and_holds_up_nothing(desks: "Desks"):
    desk = await desks.start(fails={1})
    await desk.take(update(1), update(2))
    await until(lambda: desk.intake.is_idle)
    assert (desk.handled, desk.let_go, desk.tries[1]) == ([2], [1], 2)
    await desk.take(update(1))
    assert desk.tries[1] == 2


async def test_an_effect_is_not_repeated_because_writing_it_down_failed(desks: "Desks", tmp_path: Path):
    desk = await desks.start()
    with closing(sqlite3.connect(tmp_path / "spool", isolation_level=None)) as spool:
        for table in ("handled", "waiting"):
            spool.execute(
                f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT raise(ABORT, 'no'); END"
            )
    for _ in range(5):
        await desk.take(update(1), update(2, chat_id=2, text="stop"))
    assert sorted(desk.handled) == [1, 2]
    gate = desk.hold_up(3)
    await desk.take(update(3, chat_id=3))  # it cannot be kept, and is confirmed all the same
    gate.set()
    await until(lambda: desk.intake.is_idle)
    assert sorted(desk.handled) == [1, 2, 3]


async def test_what_comes_while_it_ends_is_kept_and_counts_as_lost_nowhere(
    desks: "Desks", caplog: pytest.LogCaptureFixture
):
    desk = await desks.start()
    desk.comes_at_the_end = update(7)
    desk = await desks.restart()
    await until(lambda: desk.handled == [7])
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_what_waits_when_it_ends_is_kept_also_where_another_program_holds_the_spool(
    desks: "Desks", tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """Also what was handled meanwhile is known; and nothing of it is left on the disk in the end."""
    desk = await desks.start()
    desk.hold_up(3)
    with closing(sqlite3.connect(tmp_path / "spool", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await desk.take(update(3, chat_id=3), update(4))
        desk = await desks.restart()  # the other program still has it, at the end and at the start
        await until(lambda: desk.handled == [3])
        await desk.take(update(3, chat_id=3), update(4))
        other.execute("ROLLBACK")
    desk = await desks.restart()
    await desk.take(update(3, chat_id=3), update(4))
    assert desk.handled == []
    assert not beside_of(tmp_path / "spool").exists()
    assert "updates.lost" not in [record.message for record in caplog.records]
    assert await desk.spool.waiting() == []


@pytest.mark.parametrize(
    "raw", [None, [], {}, {"update_id": "7"}, {"update_id": True}, {"update_id": 2**63}, {"update_id": None}]
)
async def test_what_has_no_number_is_no_update(desks: "Desks", raw: object):
    desk = await desks.start()
    assert desk.intake.take(raw) is None
    assert not desk.intake.knows(raw)
