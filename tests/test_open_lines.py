"""Strangers at the web server's port: they cannot keep the platform from being heard."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.app.open_connections import OpenConnections
from bot.app.web import SECRET_HEADER, WebServer
from bot.telegram.receiving.connecting import WEBHOOK_PATH
from tests.fakes import FakeTurn

SECRET = "only-telegram-knows-this"


class Hearing:
    """Takes what comes."""

    is_ending = is_full = False

    def __init__(self) -> None:
        self.taken: list[int] = []

    def take(self, raw) -> None:
        self.taken.append(raw["update_id"])

    def heard(self) -> None:
        pass


@pytest.fixture
async def served(unused_tcp_port: int):
    hearing = Hearing()
    server = WebServer(hearing, None, SECRET, lambda: datetime.now(UTC), FakeTurn())
    async with server.serving(f"127.0.0.1:{unused_tcp_port}"):
        yield hearing, unused_tcp_port


async def post(port: int, body: bytes, secret: str = SECRET) -> int:
    address = f"http://127.0.0.1:{port}{WEBHOOK_PATH}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=io.BytesIO(body), headers={SECRET_HEADER: secret}) as found,
    ):
        return found.status


async def test_silent_connections_neither_keep_the_platform_out_nor_fill_the_log(served, caplog):
    hearing, port = served
    caplog.set_level(logging.DEBUG)
    lines = []
    try:
        for _ in range(400):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\n")
            lines.append(writer)
        assert await post(port, json.dumps({"update_id": 7}).encode()) == 200
    finally:
        for writer in lines:
            writer.close()
    assert hearing.taken == [7]
    assert len([record for record in caplog.records if record.name != "asyncio"]) <= 10


async def test_connections_that_asked_once_and_stay_open_do_not_keep_the_platform_out(served, caplog):
    hearing, port = served
    lines = []
    try:
        for _ in range(300):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.1 404")
            lines.append(writer)
        assert await post(port, json.dumps({"update_id": 7}).encode()) == 200
    finally:
        for writer in lines:
            writer.close()
    assert hearing.taken == [7]
    assert not [record for record in caplog.records if record.levelno >= logging.INFO]


async def test_what_is_no_request_is_ended_without_a_line(served, caplog):
    caplog.set_level(logging.DEBUG)
    for written in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /../../etc/passwd HTTP/9.9\r\n\r\n",
        b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"POST /webhook HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 9_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 40_000,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", served[1])
        writer.write(written)
        writer.write_eof()
        with suppress(ConnectionResetError):
            assert b" 200 " not in await reader.read(), written[:40]
        writer.close()
        assert await post(served[1], json.dumps({"update_id": 8}).encode()) == 200
    assert not [record for record in caplog.records if record.levelno >= logging.INFO]


GZIP = "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"


async def test_whatever_is_sent_no_line_is_written_and_no_version_named(served, caplog):
    for written, status in (
        (f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n{GZIP}", 400),
        (f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\n{GZIP}", 403),
        (f"POST /working HTTP/1.1\r\nHost: x\r\n{GZIP}", 405),
        (f"GET /working HTTP/1.1\r\nHost: x\r\n{GZIP}", 200),
        ("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        ("no request\r\n\r\n", 400),
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", served[1])
        writer.write(written.encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        writer.close()
        assert int(answer.split()[1]) == status, written
        assert "Python" not in answer
        assert "aiohttp" not in answer
    assert await post(served[1], json.dumps({"update_id": 8}).encode()) == 200
    assert not [record for record in caplog.records if record.levelno >= logging.INFO]


async def test_a_body_that_never_ends_is_given_up(unused_tcp_port: int):
    hearing = Hearing()
    server = WebServer(hearing, None, SECRET, lambda: datetime.now(UTC), FakeTurn(), for_a_body=0.05)
    async with server.serving(f"127.0.0.1:{unused_tcp_port}"):
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.write(
            f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
            "Content-Length: 100\r\n\r\n{".encode()
        )
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()
    assert hearing.taken == []


async def test_a_caller_that_gives_up_in_the_middle_of_a_body_writes_no_line(served, caplog):
    hearing, port = served
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
            "Content-Length: 100\r\n\r\n{".encode()
        )
        await writer.drain()
        assert await post(port, b"7") == 400  # what came before it was taken in by now
        writer.transport.abort()
    assert await post(port, json.dumps({"update_id": 9}).encode()) == 200
    assert hearing.taken == [9]
    assert not [record for record in caplog.records if record.levelno >= logging.INFO]


async def test_who_hands_calls_out_learns_which_process_does_not_work(unused_tcp_port: int):
    server = WebServer(Hearing(), None, SECRET, lambda: datetime.now(UTC), FakeTurn(is_ours=False))
    address = f"127.0.0.1:{unused_tcp_port}"
    async with (
        server.serving(address),
        aiohttp.ClientSession() as session,
        session.get(f"http://{address}/working") as answer,
    ):
        assert answer.status == 503


async def test_what_is_no_update_is_refused_without_a_line(served, caplog):
    bodies = ((b"[" * 200_000, 400), (b"\xff\xfe", 400), (b"7", 400), (b"x" * (1 << 21), 413))
    for body, status in bodies:
        assert await post(served[1], body) == status, body[:9]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_secret_that_is_no_text_is_a_wrong_secret(served, caplog):
    reader, writer = await asyncio.open_connection("127.0.0.1", served[1])
    writer.write(
        b"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: \xff\xfe\r\n"
        b"Content-Length: 0\r\n\r\n"
    )
    assert (await reader.readline()).startswith(b"HTTP/1.1 403")
    writer.close()
    assert not caplog.records


async def test_a_connection_that_says_nothing_is_ended(unused_tcp_port: int):
    lines = OpenConnections(asyncio.Protocol, patience=0.05)
    server = await asyncio.get_running_loop().create_server(lines, "127.0.0.1", unused_tcp_port)
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.write(b"GET ")
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
