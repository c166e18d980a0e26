"""A start without the server: said at once, once, with the address; ended at once when told to."""

import asyncio
import logging
from collections.abc import Callable

import pytest
from telegram import WebhookInfo
from telegram.error import InvalidToken, NetworkError

from bot.domain.waits import Waits
from bot.telegram.receiving.connecting import Connecting, TokenRefusedError
from bot.telegram.wire.transport import NotSentError
from tests.fakes import until

ADDRESS = "https://api.example.org"
QUICK = Waits().scaled(0.01)


class Server:
    """`answers` are what each attempt comes to: an error, None for silence, or a number of updates."""

    def __init__(self, answers: list[Exception | int | None]) -> None:
        self.answers = answers
        self.attempts = 0

    async def initialize(self) -> None:
        self.attempts += 1
        answer = self.answers.pop(0)
        if answer is None:
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        self.queued = answer

    async def delete_webhook(self, drop_pending_updates: bool) -> None:
        assert not drop_pending_updates

    async def get_webhook_info(self) -> WebhookInfo:
        return WebhookInfo("", False, pending_update_count=self.queued)


def connecting(server: Server) -> Connecting:
    return Connecting(server, server.initialize, None, QUICK, ADDRESS)


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.address, record.trouble) for record in caplog.records]


async def test_a_server_that_is_away_is_said_once_and_again_when_the_trouble_changes(
    caplog: pytest.LogCaptureFixture,
):
    refused = NotSentError("no connection to the server (Connection refused)")
    server = Server([refused, refused, refused, NetworkError("the connection broke"), TypeError("x"), 3])
    assert await connecting(server).run(asyncio.Event()) == 3
    assert lines(caplog) == [
        (ADDRESS, "NotSentError: no connection to the server (Connection refused)"),
        (ADDRESS, "NetworkError: the connection broke"),
        (ADDRESS, "an answer of an unexpected form (TypeError)"),
    ]


def test_a_silent_server_is_said_within_two_seconds():
    assert Waits().line_silent < 2


async def test_a_server_that_says_nothing_is_said_to_be_silent_and_holds_up_no_end(
    caplog: pytest.LogCaptureFixture,
):
    stopping = asyncio.Event()
    running = asyncio.create_task(connecting(Server([None])).run(stopping))
    await until(lambda: lines(caplog) == [(ADDRESS, "no answer yet")])
    stopping.set()
    assert await running is None


@pytest.mark.parametrize("answer", [lambda: NotSentError("no"), lambda: InvalidToken("no")])
async def test_told_to_stop_it_ends_between_two_tries(answer: Callable[[], Exception]):
    server, stopping = Server([answer() for _ in range(2)]), asyncio.Event()
    running = asyncio.create_task(connecting(server).run(stopping))
    await until(lambda: server.attempts == 1)
    stopping.set()
    assert await running is None


async def test_a_token_that_stays_refused_is_an_end(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    with pytest.raises(TokenRefusedError, match="BOT_TOKEN"):
        await connecting(Server([InvalidToken("the token `12:secret` was rejected")] * 3)).run(
            asyncio.Event()
        )
    assert lines(caplog) == [(ADDRESS, "the token is refused")]
    assert "secret" not in caplog.text
