"""The bot behind a webhook, as a server with several replicas runs it."""

import json
import socket
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
from tests.fakes import FakeTurn, until

SECRET, QUESTION = "only-telegram-knows-this", "is the compact law yes or no"
OFTEN = replace(QUICK, webhook_quiet=0.1, webhook_troubled=0.1)


async def test_updates_come_by_webhook_which_is_set_again_until_the_token_stays_refused(
    migrated_sqlite_url: str, content: Content, learned: Learned, unused_tcp_port: int
):
    """What does not come from Telegram is turned away, and what is malformed holds up nothing."""
    address = f"127.0.0.1:{unused_tcp_port}"
    hook = {"webhook_url": f"http://{address}", "webhook_secret": SECRET, "listen": address}
    async with (
        staged(migrated_sqlite_url, content, learned, waits=OFTEN, **hook) as stage,
        aiohttp.ClientSession() as session,
    ):

        async def status(body: bytes, secret: str = SECRET) -> int:
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with session.post(f"http://{address}/webhook", data=body, headers=headers) as answer:
                await answer.read()
                return answer.status

        async def is_well() -> bool:
            async with session.get(f"http://{address}/healthz") as answer:
                return answer.status == 200

        await stage.begin(ADA)
        assert "legally binding" in (await stage.ask(AMINA, QUESTION))["text"]
        await until(is_well)  # from the first look at the schedule, also when nobody writes
        assert await status(b'{"update_id": 1}', "wrong") == 403
        assert [await status(body) for body in (b"not json", b"[]", b"{}")] == [400, 400, 400]

        strange = {"message_id": 1, "date": 1, "chat": {"id": [], "type": "private"}}
        for body in (
            {"update_id": 9223372036854775808, "message": strange},
            *({"update_id": number, "message": strange} for number in range(7, 17)),
            {"update_id": 17, "message": {"message_id": 1}},
            {"update_id": 18, "callback_query": {"id": "1"}},
            {"update_id": 19},
        ):
            assert await status(json.dumps(body).encode()) == 200
        alert = await stage.simulator.wait_for_message(ADA, containing="something failed in the program")
        assert "legally binding" in (await stage.ask(AMINA, QUESTION))["text"]
        told = [
            m for m in stage.simulator.messages(ADA) if "something failed in the program" in m.get("text", "")
        ]
        assert told == [alert]  # once, however often it comes

        await session.post(f"{stage.simulator.url}/bot{stage.simulator.token}/deleteWebhook")
        assert "legally binding" in (await stage.ask(AMINA, QUESTION))["text"]
        stage.simulator.set_faults([Fault("unauthorized", method="*")])
        assert stage.running is not None
        with pytest.raises(TokenRefusedError):
            await stage.running
        stage.running = None


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


async def test_an_address_that_is_taken_ends_the_start_with_a_line(unused_tcp_port: int):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", unused_tcp_port))
        taken.listen()
        address = f"127.0.0.1:{unused_tcp_port}"
        with pytest.raises(AddressTakenError, match=f"BOT_LISTEN: cannot listen on {address}: .+"):
            async with WebServer(None, None, None, None, FakeTurn()).serving(address):
                pass
