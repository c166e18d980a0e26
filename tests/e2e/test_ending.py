"""Told to end while it starts, it ends: whatever the server does meanwhile, and without a complaint."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import running
from bot.app.content.learning import Learned
from bot.config import Settings
from bot.content.check import Content
from bot.domain.waits import Waits
from bot.storage.spool import SpoolError
from bot.telegram.receiving.connecting import TokenRefusedError
from tests.fakes import until

Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
QUICK = Waits(line_silent=0.05)
REFUSAL = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'


@asynccontextmanager
async def listening(port: int, connected: Connected) -> AsyncIterator[None]:
    server = await asyncio.start_server(connected, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()


async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = f"HTTP/1.1 401 Unauthorized\r\nContent-Length: {len(REFUSAL)}\r\nConnection: close\r\n\r\n"
    await reader.read(65536)
    writer.write(head.encode() + REFUSAL)
    await writer.drain()
    writer.close()


@pytest.fixture
def start(
    migrated_sqlite_url: str, unused_tcp_port: int, content: Content, learned: Learned
) -> Callable[[asyncio.Event], Awaitable[None]]:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    settings = Settings(_env_file=None, api_url=url, database_url=migrated_sqlite_url)

    async def run(stopping: asyncio.Event) -> None:
        await running.run(
            "1:token", settings, content, learned, lambda: datetime.now(UTC), stopping, waits=QUICK
        )

    return run


def troubles(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(r.address, r.trouble) for r in caplog.records if r.message == "bot.cannot_connect"]


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_server_that_refuses_connections_is_named_and_holds_up_no_end(
    start, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
):
    stopping = asyncio.Event()
    bot = asyncio.create_task(start(stopping))
    await until(lambda: bool(troubles(caplog)))
    stopping.set()
    await bot
    ((address, trouble),) = troubles(caplog)
    assert address == f"http://127.0.0.1:{unused_tcp_port}"
    assert "refused" in trouble
    assert errors(caplog) == []


async def test_a_token_that_is_refused_is_an_end_without_a_connection_left_open(
    start, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
):
    async with listening(unused_tcp_port, refuse):
        with pytest.raises(TokenRefusedError):
            await start(asyncio.Event())
    assert errors(caplog) == []
    assert "1:token" not in caplog.text


async def test_a_spool_that_cannot_be_made_ends_the_start_with_a_line(start, tmp_path: Path):
    (tmp_path / "bot.db.spool").mkdir()
    with pytest.raises(SpoolError, match=r"bot\.db\.spool"):
        await start(asyncio.Event())
