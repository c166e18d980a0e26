"""Two processes on one database: one works, the other stands by until it is gone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.domain.waits import Waits
from bot.storage import subscribers
from bot.storage.spool import Kept, Spool
from tests.builders import NOW
from tests.e2e.conftest import AMINA, QUICK, Stage, staged
from tests.fakes import until

SECRET = "only-telegram-knows-this"
ASKING = replace(QUICK, lease_asked=0.05)
QUESTION = "is the compact law yes or no"


@pytest.fixture
def url(emptied_postgres_url: str) -> str:
    return emptied_postgres_url


@asynccontextmanager
async def another(stage: Stage, waits: Waits = ASKING, **settings: object) -> AsyncIterator[Stage]:
    """A second process beside the first, which works already."""
    second = replace(stage, settings=stage.settings.model_copy(update=settings), waits=waits)
    second.start()
    try:
        yield second
    finally:
        await second.stop()


async def test_the_second_polls_only_when_the_first_has_ended_and_can_be_ended_before(
    url: str, content: Content, learned: Learned
):
    async with staged(url, content, learned) as stage:
        await stage.begin(AMINA)
        async with another(stage) as ending:
            await asyncio.sleep(0)
            ending.stopping.set()
            assert ending.running is not None
            await ending.running
        async with another(stage) as second:
            for _ in range(3):
                assert "legally binding" in (await stage.ask(AMINA, QUESTION))["text"]
            await stage.stop()
            answer = await second.ask(AMINA, QUESTION)
            assert "legally binding" in answer["text"]
            conflicts = [call for call in stage.simulator.calls("getUpdates") if call.status == 409]
            assert conflicts == []
        stage.running = None


async def test_who_stands_by_behind_a_webhook_sends_the_caller_on_and_is_well(
    url: str, content: Content, learned: Learned, unused_tcp_port_factory: Callable[[], int]
):
    first, second = (f"127.0.0.1:{unused_tcp_port_factory()}" for _ in range(2))
    hook = {"webhook_url": f"http://{first}", "webhook_secret": SECRET, "listen": first}
    async with staged(url, content, learned, **hook) as stage:
        await stage.begin(AMINA)
        async with another(stage, listen=second), aiohttp.ClientSession() as session:
            call = {"headers": {"X-Telegram-Bot-Api-Secret-Token": SECRET}, "json": {"update_id": 1}}

            async def listens() -> bool:
                try:
                    async with session.get(f"http://{second}/healthz"):
                        return True
                except aiohttp.ClientConnectorError:
                    return False

            await until(listens)
            async with session.post(f"http://{second}/webhook", **call) as sent_on:
                assert (sent_on.status, sent_on.headers["Retry-After"]) == (503, "1")
            async with session.get(f"http://{second}/healthz") as health:
                assert (health.status, await health.json()) == (200, {"problems": [], "standing_by": True})
            await stage.stop()

            async def works() -> bool:
                async with session.get(f"http://{second}/healthz") as health:
                    return "standing_by" not in await health.json()

            await until(works)
            async with session.post(f"http://{second}/webhook", **call) as taken:
                assert taken.status == 200
        stage.running = None


async def test_the_second_takes_over_from_one_that_is_cut_off_and_the_first_when_that_has_ended(
    url: str, content: Content, learned: Learned
):
    async with staged(url, content, learned, replace(QUICK, lease_renewed=0.1)) as stage:
        await stage.begin(AMINA)
        async with another(stage) as second:

            async def has_taken_over() -> bool:
                # its time is over, though it renews it
                async with stage.database.transaction() as connection:
                    ending = "UPDATE working SET ends_at = 0 WHERE epoch = 1"
                    return (await connection.exec_driver_sql(ending)).rowcount == 0

            await until(has_taken_over)
            assert "legally binding" in (await second.ask(AMINA, QUESTION))["text"]
            await second.stop()
            assert "legally binding" in (await stage.ask(AMINA, QUESTION))["text"]


async def test_what_a_process_left_brings_nobody_back_who_said_stop_to_the_one_that_went_on(
    url: str, content: Content, learned: Learned, tmp_path: Path
):
    async with staged(url, content, learned) as stage:
        stopped = await stage.ask(AMINA, "/stop")
        sender = {"id": AMINA, "type": "private", "first_name": "A", "is_bot": False}
        message = {"message_id": 1, "date": 1, "chat": sender, "from": sender, "text": "/subscribe all"}
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": 10}]
        left = Spool(tmp_path / "spool")  # of a turn before this one; as on another computer
        await left.keep([Kept(1, json.dumps({"update_id": 1, "message": message}), 0)], NOW)
        await left.close()
        async with another(stage, replace(ASKING, lease=0.1), spool=tmp_path / "spool"):
            told = await stage.simulator.wait_for_message(AMINA, after_message_id=stopped["message_id"])
            assert "Please send it again" in told["text"]
        async with stage.database.reading() as connection:
            assert await subscribers.find(connection, AMINA) is None
