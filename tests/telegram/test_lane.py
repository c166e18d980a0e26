"""An answer waits for its own chat alone, not for ever, and not when the program ends."""

import asyncio
import os
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.domain.waits import Backoff, Waits
from bot.services.delivery.slots import Pacing
from bot.telegram.wire.reply_lane import EndingError, ReplyLane, answer_by
from bot.telegram.wire.transport import GarbledError, NotSentError
from tests.fakes import until

WAITS = Waits(reply_given_up_after=5.0, reply=Backoff(0.001, 0.002))
os.environ.setdefault("PTB_TIMEDELTA", "1")  # as the bot itself does
FLOOD = RetryAfter(timedelta(milliseconds=20))


@pytest.fixture
def lane() -> ReplyLane:
    return ReplyLane(Pacing(25), WAITS)


class Server:
    """Refuses each chat as often as its script says, then takes everything."""

    def __init__(self, script: dict[int, list[Exception]] | None = None) -> None:
        self.script = script or {}
        self.calls: list[int] = []

    async def send(self, chat_id: int) -> str:
        self.calls.append(chat_id)
        if self.script.get(chat_id):
            raise self.script[chat_id].pop(0)
        return "sent"


async def send(lane: ReplyLane, server: Server, chat_id: int = 1, endpoint: str = "sendMessage") -> str:
    return await lane.process_request(server.send, (chat_id,), {}, endpoint, {"chat_id": chat_id}, None)


@pytest.mark.parametrize("error", [FLOOD, NotSentError("refused"), NetworkError("it broke")])
async def test_what_was_not_sent_is_sent_later(lane: ReplyLane, error: Exception):
    server = Server({1: [error]})
    assert await send(lane, server) == "sent"
    assert server.calls == [1, 1]


async def test_a_chat_that_is_flooded_is_not_asked_again_before_its_time(lane: ReplyLane):
    server = Server({1: [FLOOD]})
    first = asyncio.create_task(send(lane, server))
    await until(lambda: server.calls == [1])
    second = asyncio.create_task(send(lane, server))
    assert await send(lane, server, chat_id=2) == "sent"  # nobody else waits
    assert server.calls == [1, 2]
    assert [await first, await second] == ["sent", "sent"]


async def test_an_answer_that_comes_too_late_for_who_asked_is_given_up_at_once(lane: ReplyLane):
    server = Server({1: [RetryAfter(timedelta(seconds=900))]})
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await send(lane, server)
    assert server.calls == [1]
    clock = asyncio.get_running_loop().time
    token = answer_by.set(clock() - 1)  # the update came long ago
    server = Server({2: [NotSentError("refused")]})
    with pytest.raises(NotSentError):
        await send(lane, server, chat_id=2)
    answer_by.reset(token)


@pytest.mark.parametrize("endpoint", ["getMe", "setMyCommands", "answerCallbackQuery", "deleteWebhook"])
@pytest.mark.parametrize("error", [FLOOD, NotSentError("refused")])
async def test_what_nobody_reads_is_tried_once(lane: ReplyLane, endpoint: str, error: Exception):
    server = Server({1: [error]})
    with pytest.raises(TelegramError):
        await send(lane, server, endpoint=endpoint)
    assert server.calls == [1]


async def test_a_refusal_is_not_repeated_and_a_strange_result_is_trouble_of_the_line(lane: ReplyLane):
    with pytest.raises(BadRequest):
        await send(lane, Server({1: [BadRequest("no")]}))
    with pytest.raises(GarbledError):
        await send(lane, Server({1: [TypeError("missing 1 required argument")]}))


async def test_a_call_without_an_answer_holds_up_no_end():
    lane, called = ReplyLane(Pacing(25), replace(WAITS, finish=0.02)), asyncio.Event()

    async def hang() -> None:
        called.set()
        await asyncio.Event().wait()

    for is_ending in (False, True):
        call = asyncio.create_task(lane.process_request(hang, (), {}, "setMyCommands", {}, None))
        await called.wait()
        if not is_ending:
            lane.end()
        with pytest.raises(EndingError):
            await call
    with pytest.raises(EndingError):  # all of them together have that little while
        await lane.process_request(asyncio.sleep, (0,), {}, "setMyCommands", {}, None)


async def test_nobody_waits_when_the_program_ends(lane: ReplyLane):
    server = Server({1: [RetryAfter(timedelta(seconds=4))]})
    waiting = asyncio.create_task(send(lane, server))
    await until(lambda: server.calls == [1])
    lane.end()
    with pytest.raises(EndingError):
        await waiting
    with pytest.raises(EndingError):
        await send(lane, server)
    assert await send(lane, server, chat_id=2) == "sent"
