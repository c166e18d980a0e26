"""Watching the running bot: metrics, a ping, alarms where nobody of the staff is, and another bot's token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.app.watchman import Watchman
from bot.domain.announcements import Audience
from bot.domain.delivery.holds import HaltedBecause
from bot.services.announcing.broadcasting import Broadcasting
from bot.storage import single_values
from bot.storage.single_values import Mark
from tests.e2e.conftest import ADA, AMINA, QUICK, staged
from tests.e2e.test_holding import draft
from tests.fakes import until

OFTEN = replace(QUICK, watch=0.1)


@pytest.fixture
async def pings(unused_tcp_port_factory) -> AsyncIterator[tuple[str, list[str]]]:
    """Somebody who notices when nothing comes: an address, and the paths that were called."""
    called: list[str] = []

    async def note(request: web.Request) -> web.Response:
        called.append(request.path)
        return web.Response()

    application = web.Application()
    application.router.add_get("/{path:.*}", note)
    runner = web.AppRunner(application)
    await runner.setup()
    port = unused_tcp_port_factory()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}/key", called
    await runner.cleanup()


async def test_an_address_that_is_pinged_and_says_nothing_holds_up_no_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.app.watchman.PATIENCE", aiohttp.ClientTimeout(total=None))
    called, gone = asyncio.Event(), asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await reader.read()
        writer.close()
        await writer.wait_closed()
        gone.set()

    class AllIsWell:
        async def look(self, now: datetime) -> list[str]:
            return []

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    stopping = asyncio.Event()
    watchman = Watchman(AllIsWell(), address, lambda: datetime.now(UTC))
    running = asyncio.create_task(watchman.run(stopping, 0.01))
    await called.wait()
    stopping.set()
    await until(running.done)
    await gone.wait()
    server.close()


async def test_metrics_count_what_happened_and_a_late_update_is_told_to_staff(
    migrated_sqlite_url, content, learned, unused_tcp_port
):
    address = f"127.0.0.1:{unused_tcp_port}"
    async with staged(migrated_sqlite_url, content, learned, OFTEN, listen=address, metrics=True) as stage:
        await stage.subscribe(AMINA, "urgent")
        await stage.begin(ADA)
        await stage.ask(AMINA, "is the compact law yes or no")
        await stage.press(ADA, await draft(stage), "Send to 1")
        await stage.until_handled()

        async def shown() -> str:
            async with aiohttp.ClientSession() as session, session.get(f"http://{address}/metrics") as found:
                assert found.headers["Content-Type"].startswith("text/plain; version=0.0.4")
                return await found.text()

        async def is_counted() -> bool:
            text = await shown()
            return 'compact_bot_attempts_total{outcome="sent"} 1.0' in text

        await until(is_counted)
        text = await shown()
        for line in (
            'compact_bot_replies_total{reply="answered"} 1.0',
            "compact_bot_subscribers 1.0",
            "compact_bot_working 1.0",
            "compact_bot_queue 0.0",
            "compact_bot_floods_total 0.0",
            "compact_bot_database_up 1.0",
            "compact_bot_spool_oldest_seconds 0.0",
            'compact_bot_info{version="',
            'compact_bot_handling_seconds_bucket{le="+Inf"}',
            "compact_bot_last_heard_timestamp_seconds",
        ):
            assert line in text, line

        await stage.subscribe(AMINA, "weekly")
        await stage.ask(ADA, "/halt")
        await stage.move_by(timedelta(days=6, hours=2))  # beyond the weekly update of Monday, and an hour
        await stage.simulator.wait_until(lambda: "weekly update is late" in stage.last(ADA)["text"])


async def test_another_bots_token_halts_everything_and_an_alert_that_reaches_nobody_is_no_sign_of_health(
    migrated_sqlite_url, content, learned, pings, unused_tcp_port
):
    url, called = pings
    listen = f"127.0.0.1:{unused_tcp_port}"
    async with staged(migrated_sqlite_url, content, learned, OFTEN, ping_url=url, listen=listen) as stage:
        await until(lambda: "/key" in called)
        async with aiohttp.ClientSession() as session, session.get(f"http://{listen}/metrics") as found:
            assert found.status == 404  # they are shown only where the settings say so
        await stage.begin(ADA)

        async def starts_with_another(number: str) -> None:
            await stage.stop()
            async with stage.database.transaction() as connection:
                assert await single_values.read(connection, Mark.BOT) is not None
                await single_values.write(connection, Mark.BOT, number, stage.clock.now())
            stage.start()

        broadcasting = Broadcasting(stage.database, Audience("urgent"))
        await starts_with_another("42")
        await stage.simulator.wait_until(lambda: "token of another bot" in stage.last(ADA)["text"])
        assert await broadcasting.is_halted()
        async with stage.database.reading() as connection:
            halted = await single_values.read(connection, Mark.HALTED)
        assert halted is not None
        assert halted[0] == HaltedBecause.ANOTHER_BOT
        await stage.ask(ADA, "/resume")
        await stage.stop()
        stage.start()  # a word of staff holds over a restart
        await stage.until_it_listens()
        await stage.ask(AMINA, "is the compact law yes or no")
        assert not await broadcasting.is_halted()

        stage.simulator.block(ADA)  # the only one of the staff: an alert comes to nobody
        tried = len(stage.simulator.calls("sendMessage", ADA))
        await stage.move_by(timedelta(hours=2))
        await starts_with_another("43")
        await stage.simulator.wait_until(lambda: len(stage.simulator.calls("sendMessage", ADA)) > tried)
        called.clear()
        stage.clock.move_by(timedelta(minutes=11))
        await until(lambda: "/key/fail" in called)
