"""Whatever a server answers, the caller gets a result of the right form or an error that we know."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.domain.delivery.outcomes import Refused, RetryLater, Sent, Unknown
from bot.telegram.wire import transport
from bot.telegram.wire.outcomes import outcome_of_failure
from bot.telegram.wire.transport import AiohttpRequest, GarbledError, ServerFaultError, form
from tests.lines import each

METHODS = ("getUpdates", "getMe", "getWebhookInfo", "sendMessage")


class Scripted:
    """A server with one answer for every call."""

    def __init__(self) -> None:
        self.status, self.body = 200, b""
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        return web.Response(status=self.status, body=self.body)


@pytest.fixture
async def server() -> AsyncIterator[Scripted]:
    scripted = Scripted()
    application = web.Application()
    application.router.add_post("/{method}", scripted.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    scripted.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield scripted
    await runner.cleanup()


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    made = AiohttpRequest()
    await made.initialize()
    yield made
    await made.shutdown()


async def failure(
    request_: AiohttpRequest, server: Scripted, status: int, body: bytes, method: str
) -> Exception:
    server.status, server.body = status, body
    with pytest.raises(TelegramError) as found:
        await request_.post(f"{server.url}/{method}", form({"chat_id": "1"}))
    return found.value


async def test_an_answer_that_only_trickles_is_waited_for_no_longer_than_one_that_does_not_come(
    request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(transport, "CONNECT_TIMEOUT", 0.1)
    monkeypatch.setattr(transport, "READ_TIMEOUT", 0.2)
    is_over = asyncio.Event()

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.05)
        is_over.set()

    async with await asyncio.start_server(trickle, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/sendMessage"
        async with asyncio.timeout(3):
            with pytest.raises(TimedOut):
                await request_.post_encoded(url, b"chat_id=1")
            await is_over.wait()


async def test_where_tls_fails_nothing_was_sent_and_the_reason_is_told(
    request_: AiohttpRequest, server: Scripted
):
    server.url = server.url.replace("http:", "https:")
    found = await failure(request_, server, 200, b"", "sendMessage")
    assert isinstance(outcome_of_failure(found), RetryLater)
    assert "TLS: " in str(found)
    assert "Operation not permitted" not in str(found)


@each("method", METHODS)
@each(
    "body",
    [
        b'{"ok":false}',
        b'{"ok":true}',
        b'{"ok":true,"result":null}',
        b'{"result":null}',
        b'{"ok":true,"result":"yes"}',
        b'{"ok":true,"result":{}}',
        b'{"ok":true,"result":{"x":1}}',
        b"[]",
        b"",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b"<html><body>Hello</body></html>",
    ],
)
async def test_a_success_of_an_unexpected_form_is_trouble_of_the_line(
    request_: AiohttpRequest, server: Scripted, body: bytes, method: str
):
    error = await failure(request_, server, 200, body, method)
    assert type(error) is GarbledError
    assert isinstance(outcome_of_failure(error), Unknown)  # of a message: it may have arrived


async def test_a_page_of_html_with_404_is_a_proxys(request_: AiohttpRequest, server: Scripted):
    assert type(await failure(request_, server, 404, b"<html></html>", "getUpdates")) is ServerFaultError


async def test_a_refusal_that_comes_as_a_success_is_the_refusal_that_it_says(
    request_: AiohttpRequest, server: Scripted
):
    said = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
    error = await failure(request_, server, 200, json.dumps(said).encode(), "sendMessage")
    assert type(error) is BadRequest


async def test_what_a_group_deletes_at_once_is_no_fault_of_the_server_after_which_it_is_said_again(
    request_: AiohttpRequest, server: Scripted
):
    said = {
        "ok": False,
        "error_code": 500,
        "description": "Internal Server Error: sent message was immediately deleted",
    }
    error = await failure(request_, server, 500, json.dumps(said).encode(), "sendMessage")
    assert not isinstance(error, NetworkError)  # those are tried again
    assert outcome_of_failure(error) == Sent(0)


@each("parameters", [None, {}, [], {"retry_after": "soon"}, {"retry_after": -3}, {"retry_after": 0}])
async def test_a_flood_wait_without_a_time_was_certainly_not_accepted(
    request_: AiohttpRequest, server: Scripted, parameters: object
):
    said = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": parameters}
    error = await failure(request_, server, 429, json.dumps(said).encode(), "sendMessage")
    assert isinstance(outcome_of_failure(error), RetryLater)


@each("given, seconds", [("7", 7), (2.5, 3), (10**30, 86_400)])
async def test_a_time_in_an_unusual_form_is_understood(
    request_: AiohttpRequest,
    server: Scripted,
    given: object,
    seconds: int,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # as the bot itself sets it
    said = {"ok": False, "error_code": 429, "parameters": {"retry_after": given}}
    error = await failure(request_, server, 429, json.dumps(said).encode(), "sendMessage")
    assert isinstance(error, RetryAfter)
    outcome = outcome_of_failure(error)
    assert isinstance(outcome, RetryLater)
    assert outcome.after.total_seconds() == seconds


async def test_a_group_that_moved_to_what_is_no_number_of_a_chat_was_refused(
    request_: AiohttpRequest, server: Scripted
):
    said = {"ok": False, "error_code": 400, "description": "Bad Request: group chat was upgraded"}
    said["parameters"] = {"migrate_to_chat_id": 2**63}
    error = await failure(request_, server, 400, json.dumps(said).encode(), "sendMessage")
    assert isinstance(outcome_of_failure(error), Refused)


@each("status", [402, 405, 413, 418])
async def test_every_other_refusal_in_the_servers_own_form_was_certainly_not_accepted(
    request_: AiohttpRequest, server: Scripted, status: int
):
    said = json.dumps({"ok": False, "error_code": status, "description": "no"}).encode()
    error = await failure(request_, server, status, said, "sendMessage")
    assert isinstance(outcome_of_failure(error), RetryLater)
    assert isinstance(error, NetworkError)
