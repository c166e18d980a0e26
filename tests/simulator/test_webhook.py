"""Updates are pushed to a webhook, with the secret, until they are taken."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.fakes import PATIENCE_SECONDS


class Receiver:
    """A bot's web server that answers as told."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.reply: dict | None = None
        self.changed = asyncio.Event()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.texts.append(update["message"]["text"])
        self.changed.set()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.reply, status=status) if self.reply else web.Response(status=status)

    async def wait_for(self, number: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.texts) < number:
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_come_with_the_secret_in_the_order_of_the_chat(simulator, api, amina, receiver):
    await api.call("setWebhook", url=receiver.url, secret_token="s-3_T")
    simulator.say_all([(amina, str(number)) for number in range(5)])
    await receiver.wait_for(5)
    assert receiver.texts == ["0", "1", "2", "3", "4"]
    assert set(receiver.secrets) == {"s-3_T"}
    assert (await api.call("getWebhookInfo")).result["url"] == receiver.url


async def test_an_update_that_was_not_taken_comes_again(simulator, api, amina, receiver):
    receiver.statuses = [500, 503]
    await api.call("setWebhook", url=receiver.url)
    simulator.say(amina, "stubborn")
    await receiver.wait_for(3)
    assert receiver.texts == ["stubborn"] * 3
    info = (await api.call("getWebhookInfo")).result
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_polling_is_refused_while_a_webhook_is_set(simulator, api, amina, receiver):
    poll = asyncio.create_task(api.call("getUpdates", timeout=50))
    await simulator.wait_until(lambda: bool(simulator.calls("getUpdates")))
    await api.call("setWebhook", url=receiver.url)
    assert (await poll).description == "Conflict: terminated by setWebhook request"
    refused = await api.call("getUpdates")
    assert (refused.status, refused.description) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    await api.call("deleteWebhook")
    assert (await api.call("getUpdates")).result == []


async def test_pending_updates_can_be_dropped(simulator, api, amina):
    simulator.say(amina, "old")
    await api.call("deleteWebhook", drop_pending_updates=True)
    assert (await api.call("getUpdates")).result == []


async def test_the_answer_to_an_update_may_be_a_call(simulator, api, amina, receiver):
    receiver.reply = {"method": "sendMessage", "chat_id": amina, "text": "at once"}
    await api.call("setWebhook", url=receiver.url)
    simulator.say(amina, "hello")
    assert (await simulator.wait_for_message(amina))["text"] == "at once"


@pytest.mark.parametrize("url", ["http://example.org/hook", "ftp://127.0.0.1/hook", "//127.0.0.1/hook"])
async def test_plain_http_is_taken_for_loopback_only(api, url):
    refused = await api.call("setWebhook", url=url)
    assert refused.description == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"


async def test_a_secret_has_only_safe_characters(api, receiver):
    refused = await api.call("setWebhook", url=receiver.url, secret_token="no spaces")
    assert refused.description == "Bad Request: secret token contains unallowed characters"
