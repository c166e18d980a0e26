"""Two processes on one database: one works, the other stands by until it is gone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest

from bot.app.content.learning import Learned
from bot.content.check import Content
from tests.e2e.conftest import AMINA, QUICK, Stage, staged
from tests.fakes import until

SECRET = "only-telegram-knows-this"
QUESTION = "is the compact law yes or no"


@pytest.fixture
def url(emptied_postgres_url: str) -> str:
    return emptied_postgres_url


@asynccontextmanager
async def another(stage: Stage, **settings: object) -> AsyncIterator[Stage]:
    """A second process beside the first, which works already."""
    second = replace(
        stage,
        settings=stage.settings.model_copy(update=settings),
        waits=replace(QUICK, lease_asked=0.05),
    )
    second.start()
    try:
        yield second
    finally:
        await second.stop()


async def test_the_second_polls_only_when_the_first_has_ended(url: str, content: Content, learned: Learned):
    async with staged(url, content, learned) as stage:
        await stage.begin(AMINA)
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


async def test_the_second_takes_over_from_one_that_is_cut_off_and_the_first_stands_by_afterwards(
    url: str, content: Content, learned: Learned
):
    async with staged(url, content, learned) as stage:
        await stage.begin(AMINA)
        async with stage.database.transaction() as connection:  # as if its time were over
            await connection.exec_driver_sql("UPDATE working SET ends_at = 0")
        async with another(stage) as second:

            async def has_taken_over() -> bool:
                async with stage.database.reading() as connection:
                    rows = await connection.exec_driver_sql("SELECT epoch FROM working")
                    return bool(rows.scalar_one() >= 2)  # of two that lose their turns it may soon be 3

            await until(has_taken_over)
            assert "legally binding" in (await second.ask(AMINA, QUESTION))["text"]


async def test_a_turn_that_is_lost_is_taken_again_when_the_other_has_ended(
    url: str, content: Content, learned: Learned
):
    async with staged(url, content, learned) as stage:
        stage.waits = replace(QUICK, lease_asked=0.05, lease_renewed=0.1)
        await stage.stop()
        stage.start()
        await stage.begin(AMINA)
        async with stage.database.transaction() as connection:
            await connection.exec_driver_sql("UPDATE working SET epoch = epoch + 1, ends_at = 0")

        async def works_again() -> bool:
            async with stage.database.reading() as connection:
                rows = await connection.exec_driver_sql("SELECT ends_at FROM working")
                return bool(rows.scalar_one() > 0)

        await until(works_again)
        assert "legally binding" in (await stage.ask(AMINA, QUESTION))["text"]


async def test_after_a_word_to_end_the_process_that_stands_by_ends_too(
    url: str, content: Content, learned: Learned
):
    async with staged(url, content, learned) as stage:
        await stage.begin(AMINA)
        async with another(stage) as second:
            await asyncio.sleep(0)
            second.stopping.set()
            assert second.running is not None
            await second.running
        assert "legally binding" in (await stage.ask(AMINA, QUESTION))["text"]
