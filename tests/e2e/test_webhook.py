"""The bot behind a webhook, as a server with several replicas runs it."""

import asyncio
import json
import socket
import urllib.error
import urllib.request
from dataclasses import replace
from types import SimpleNamespace

import aiohttp
import pytest

from bot.app.content.learning import Learned
from bot.app.open_connections import AddressTakenError
from bot.app.web import WebServer
from bot.content.check import Content
from bot.services.handled_updates import Receiving
from bot.simulator.world.faults import Fault
from bot.storage.database import Database
from bot.telegram.receiving.connecting import TokenRefusedError
from tests.e2e.conftest import ADA, AMINA, QUICK, staged
from tests.fakes import FakeTurn

SECRET = "only-telegram-knows-this"
OFTEN = replace(QUICK, webhook_quiet=0.1, webhook_troubled=0.1)


async def test_updates_come_by_webhook_and_a_quiet_bot_is_well(
    migrated_sqlite_url: str, content: Content, learned: Learned, unused_tcp_port: int
):
    async with staged(
        migrated_sqlite_url,
        content,
        learned,
        webhook_url=f"http://127.0.0.1:{unused_tcp_port}",
        webhook_secret=SECRET,
        listen=f"127.0.0.1:{unused_tcp_port}",
    ) as stage:
        await stage.begin(AMINA)
        answer = await stage.ask(AMINA, "is the compact law yes or no")
        assert "legally binding" in answer["text"]
        health = f"http://127.0.0.1:{unused_tcp_port}/healthz"
        for _ in range(200):  # until the first look at the schedule
            if await asyncio.to_thread(_status, health) == 200:
                return
            await asyncio.sleep(0.05)
        pytest.fail("the bot never became well")


async def test_what_does_not_come_from_telegram_is_turned_away(
    migrated_sqlite_url: str, content: Content, learned: Learned, unused_tcp_port: int
):
    address = f"127.0.0.1:{unused_tcp_port}"
    async with staged(
        migrated_sqlite_url,
        content,
        learned,
        webhook_url=f"http://{address}",
        webhook_secret=SECRET,
        listen=address,
    ) as stage:
        await stage.begin(AMINA)
        for secret, body, status in (
            ("wrong", b'{"update_id": 1}', 403),
            (SECRET, b"not json", 400),
            (SECRET, b"[]", 400),
            (SECRET, b"{}", 400),
        ):
            assert await asyncio.to_thread(_status, f"http://{address}/webhook", secret, body) == status


async def test_a_webhook_that_somebody_removed_is_set_again(
    migrated_sqlite_url: str, content: Content, learned: Learned, unused_tcp_port: int
):
    address = f"127.0.0.1:{unused_tcp_port}"
    async with staged(
        migrated_sqlite_url,
        content,
        learned,
        webhook_url=f"http://{address}",
        webhook_secret=SECRET,
        listen=address,
        waits=OFTEN,
    ) as stage:
        await stage.begin(AMINA)
        async with aiohttp.ClientSession() as session:
            await session.post(f"{stage.simulator.url}/bot{stage.simulator.token}/deleteWebhook")
        answer = await stage.ask(AMINA, "is the compact law yes or no")
        assert "legally binding" in answer["text"]


async def test_a_token_that_stays_refused_ends_a_bot_behind_a_webhook_too(
    migrated_sqlite_url: str, content: Content, learned: Learned, unused_tcp_port: int
):
    address = f"127.0.0.1:{unused_tcp_port}"
    async with staged(
        migrated_sqlite_url,
        content,
        learned,
        webhook_url=f"http://{address}",
        webhook_secret=SECRET,
        listen=address,
        waits=OFTEN,
    ) as stage:
        await stage.begin(AMINA)
        stage.simulator.set_faults([Fault("unauthorized", method="*")])
        assert stage.running is not None
        with pytest.raises(TokenRefusedError):
            await stage.running
        stage.running = None


async def test_no_update_however_malformed_is_asked_for_again_or_holds_up_another(
    migrated_sqlite_url: str, content: Content, learned: Learned, unused_tcp_port: int
):
    address = f"127.0.0.1:{unused_tcp_port}"
    hook = {"webhook_url": f"http://{address}", "webhook_secret": SECRET, "listen": address}
    async with staged(migrated_sqlite_url, content, learned, **hook) as stage:
        await stage.begin(ADA)
        strange = {"message_id": 1, "date": 1, "chat": {"id": [], "type": "private"}}
        for body in (
            {"update_id": 9223372036854775808, "message": strange},
            *({"update_id": number, "message": strange} for number in range(7, 17)),
            {"update_id": 17, "message": {"message_id": 1}},
            {"update_id": 18, "callback_query": {"id": "1"}},
            {"update_id": 19},
        ):
            sent = json.dumps(body).encode()
            assert await asyncio.to_thread(_status, f"http://{address}/webhook", SECRET, sent) == 200
        alert = await stage.simulator.wait_for_message(ADA, containing="something failed in the program")
        answer = await stage.ask(AMINA, "is the compact law yes or no")
        assert "legally binding" in answer["text"]
        told = [
            m for m in stage.simulator.messages(ADA) if "something failed in the program" in m.get("text", "")
        ]
        assert told == [alert]  # once, however often it comes


async def test_a_process_that_stands_by_sends_updates_on_to_the_one_that_works(unused_tcp_port: int):
    address = f"127.0.0.1:{unused_tcp_port}"
    nowhere = Database.open("postgresql://nobody@127.0.0.1:1/x")
    intake, receiving = SimpleNamespace(is_ending=False, is_full=False), Receiving(nowhere, None, None, QUICK)
    server = WebServer(intake, receiving, SECRET, None, FakeTurn(is_ours=False))
    async with server.serving(address), aiohttp.ClientSession() as session:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        answer = await session.post(f"http://{address}/webhook", json={"update_id": 1}, headers=headers)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        health = await session.get(f"http://{address}/healthz")  # it does not know whether another works
        told = {"problems": ["the database cannot be reached"], "standing_by": True}
        assert (health.status, await health.json()) == (503, told)
    await nowhere.close()


def _status(url: str, secret: str = "", body: bytes | None = None) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own address
            json.loads(answer.read() or b"null")
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


async def test_an_address_that_is_taken_ends_the_start_with_a_line(unused_tcp_port: int):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", unused_tcp_port))
        taken.listen()
        address = f"127.0.0.1:{unused_tcp_port}"
        with pytest.raises(AddressTakenError, match=f"BOT_LISTEN: cannot listen on {address}: .+"):
            async with WebServer(None, None, None, None, FakeTurn()).serving(address):
                pass
