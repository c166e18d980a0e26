"""What is asked of the server: nothing twice without need, never too often, and everybody is heard."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot.telegram.receiving.polling import Poller
from bot.telegram.wire.transport import AiohttpRequest
from tests.fakes import FakeTurn, until
from tests.telegram.test_intake import QUICK, Desk, update

HIGH, LOW = 500_000_000, 100_000_000
WAITS = replace(QUICK, poll_again=0.05, long_poll=5.0, poll_hangs_after=17.0)


class QueueServer:
    """getUpdates as the Bot API server does it: an offset far beyond what is there is ignored.

    `answers` go before: (status, body) each for one call.
    """

    def __init__(self) -> None:
        self.updates: list[dict[str, object]] = []
        self.offsets: list[int | None] = []
        self.called_at: list[float] = []
        self.answers: list[tuple[int, bytes]] = []
        self.url = ""
        self._news = asyncio.Event()

    def add(self, *updates: dict[str, object]) -> None:
        self.updates += updates
        self._news.set()

    async def answer(self, request: web.Request) -> web.Response:
        given = await request.post()
        offset = int(str(given["offset"])) if "offset" in given else None
        self.offsets.append(offset)
        self.called_at.append(time.monotonic())
        if self.answers:
            status, body = self.answers.pop(0)
            return web.Response(status=status, body=body)
        if offset is not None and self.updates and offset <= int(str(self.updates[-1]["update_id"])) + 10:
            self.updates = [one for one in self.updates if int(str(one["update_id"])) >= offset]
        if not self.updates:
            self._news.clear()
            try:
                async with asyncio.timeout(float(str(given["timeout"]))):
                    await self._news.wait()
            except TimeoutError:
                pass
        return web.Response(text=json.dumps({"ok": True, "result": self.updates[:100]}))


@pytest.fixture
async def server() -> AsyncIterator[QueueServer]:
    made = QueueServer()
    application = web.Application()
    application.router.add_post("/getUpdates", made.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@asynccontextmanager
async def polling(
    server: QueueServer, desk: Desk, turn: FakeTurn | None = None
) -> AsyncIterator[asyncio.Event]:
    """The poller at work; gives the event that says that it caught up."""
    await desk.start()
    request, caught_up = AiohttpRequest(), asyncio.Event()
    await request.initialize()
    poller = Poller(request, server.url, desk.intake, WAITS, turn or FakeTurn())
    running = asyncio.create_task(poller.run(desk.stopping, caught_up, 0))
    try:
        yield caught_up
    finally:
        await desk.stop()
        await running
        await request.shutdown()


@pytest.fixture
def desk(migrated_sqlite_url: str, tmp_path: Path) -> Desk:
    return Desk(migrated_sqlite_url, tmp_path)


async def test_after_a_batch_the_next_call_asks_for_what_follows_it_whatever_came_before(
    server: QueueServer, desk: Desk
):
    async with polling(server, desk):
        server.add(update(HIGH))
        await until(lambda: desk.handled == [HIGH])
        await until(lambda: server.offsets[-1] == HIGH + 1)
        for number in range(LOW, LOW + 110):  # one person after another, each waiting for the answer
            server.add(update(number, chat_id=number))
            await until(lambda number=number: desk.handled[-1] == number)
            await until(lambda number=number: server.offsets[-1] == number + 1)
    assert desk.handled == [HIGH, *range(LOW, LOW + 110)]
    assert len(server.offsets) <= len(desk.handled) + 3  # none but those that brought something


@pytest.mark.parametrize(
    "answers",
    [
        [{"ok": True, "result": []}],  # at once, whatever was said of waiting
        [{"ok": True, "result": [{"update_id": 7, "poll": {}}]}],  # the same again and again
        [{"ok": True, "result": [{"strange": 1}]}],
        [{"ok": True, "result": ["strange"]}],
    ],
)
async def test_a_server_that_brings_nothing_new_is_not_asked_more_than_five_times_a_second(
    server: QueueServer, desk: Desk, answers: list[object]
):
    server.answers = [(200, json.dumps(answer).encode()) for answer in answers * 8]
    async with polling(server, desk):
        await until(lambda: not server.answers)
    took = server.called_at[-1] - server.called_at[1]
    assert took >= 0.9 * WAITS.poll_again * (len(server.called_at) - 3)  # the first may follow at once


async def test_a_process_that_stood_still_leaves_to_the_one_that_works_now_what_its_poll_had_brought(
    server: QueueServer, desk: Desk
):
    turn = FakeTurn()
    async with polling(server, desk, turn) as caught_up:
        await caught_up.wait()
        asked, turn.is_ours = turn.asked, False
        server.add(update(HIGH))
        await until(lambda: turn.asked > asked)
    assert desk.handled == []
    assert set(server.offsets) == {None}  # nothing was confirmed


async def test_the_same_updates_again_and_again_are_no_sign_of_life(server: QueueServer, desk: Desk):
    heard: list[int] = []
    note = desk.receiving.beat_received
    desk.receiving.beat_received = lambda now: (heard.append(1), note(now))
    same = json.dumps({"ok": True, "result": [{"update_id": 7, "poll": {}}]}).encode()
    server.answers = [(200, same)] * 5
    async with polling(server, desk):
        await until(lambda: not server.answers)
        assert len(heard) <= 2  # of the first time, and of the poll that has just begun


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"ok":false}'),
        (200, b'{"ok":true}'),
        (200, b'{"ok":true,"result":null}'),
        (200, b'{"result":null}'),
        (200, b"[]"),
        (200, b""),
        (200, b"<html></html>"),
        (404, b"<html></html>"),
        (400, b'{"ok":false,"description":5}'),
        (401, b'{"ok":false,"description":{"en":"no"}}'),
    ],
)
async def test_an_answer_of_an_unexpected_form_is_waited_out_with_one_line(
    server: QueueServer, desk: Desk, status: int, body: bytes, caplog: pytest.LogCaptureFixture
):
    server.answers = [(status, body)] * 2
    async with polling(server, desk):
        server.add(update(1))
        await until(lambda: desk.handled == [1])
    troubles = [
        record.message for record in caplog.records if record.name == "bot.telegram.receiving.polling"
    ]
    assert troubles.count("polling.troubled") == 1


@pytest.mark.parametrize("seconds", [900, 10**9])
async def test_a_flood_wait_however_long_makes_nobody_deaf(server: QueueServer, desk: Desk, seconds: int):
    refusal = {"ok": False, "error_code": 429, "parameters": {"retry_after": seconds}}
    server.answers = [(429, json.dumps(refusal).encode())]
    async with polling(server, desk):
        server.add(update(1, text="/stop"))
        await until(lambda: desk.handled == [1])


async def test_a_hundred_chats_that_wait_do_not_keep_the_next_from_being_heard(
    server: QueueServer, desk: Desk
):
    for chat_id in range(1, 151):
        desk.hold_up(chat_id)
    async with polling(server, desk):
        server.add(*(update(number, chat_id=number) for number in range(1, 151)))
        server.add(update(151, chat_id=151), update(152, chat_id=152, text="/stop"))
        await until(lambda: desk.handled == [151, 152])


async def test_what_is_handled_last_is_confirmed_at_the_end(server: QueueServer, desk: Desk):
    async with polling(server, desk):
        server.add(update(1))
        await until(lambda: desk.handled == [1])
        desk.stopping.set()
    assert server.offsets[-1] == 2


async def test_more_than_memory_should_hold_is_left_with_the_server(
    server: QueueServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.telegram.receiving.intake.ALTOGETHER", 100)
    gates = [desk.hold_up(chat_id) for chat_id in range(1, 251)]
    async with polling(server, desk):
        server.add(*(update(number, chat_id=number) for number in range(1, 251)))
        await until(lambda: desk.intake.is_full)
        await asyncio.sleep(5 * WAITS.poll_again)
        assert len(server.updates) == 250  # the first hundred are not confirmed, the others not fetched
        for gate in gates:
            gate.set()
        await until(lambda: len(desk.handled) == 250)
