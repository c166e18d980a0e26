"""Pushing updates to the bot's webhook.

Updates of one chat arrive one after the other, those of different chats side by side up to max_connections.
An answer other than 2xx is tried again, twice as late each time. The answer itself may be a call of a method,
as Telegram allows.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable

import aiohttp

from bot.simulator.forms.json_values import JsonObject, write_json
from bot.simulator.world.update_queue import Update
from bot.simulator.world.world import WebhookSet, World

LONGEST_PAUSE_SECONDS = 60.0
ANSWER_SECONDS = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name

CallMethod = Callable[[str, JsonObject], Awaitable[object]]


class WebhookPusher:
    """Delivers while a webhook is set. `first_pause_seconds` is the wait after a first failure."""

    def __init__(self, world: World, call_method: CallMethod, first_pause_seconds: float = 1.0) -> None:
        self._world = world
        self._call_method = call_method
        self._first_pause = first_pause_seconds
        self._wake = asyncio.Event()
        self._served: WebhookSet | None = None
        self._in_flight: dict[int, asyncio.Task[None]] = {}  # by chat
        world.updates.call_when_changed(self._wake.set)

    async def run(self) -> None:
        """Push for ever; cancel to end."""
        async with aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS), auto_decompress=False
        ) as session:
            try:
                while True:
                    self._wake.clear()
                    self._send_what_may_go(session)
                    await self._wake.wait()
            finally:
                for delivery in self._in_flight.values():
                    delivery.cancel()
                await asyncio.gather(*self._in_flight.values(), return_exceptions=True)

    def _send_what_may_go(self, session: aiohttp.ClientSession) -> None:
        webhook = self._world.webhook
        if webhook is not self._served:
            self._served = webhook
            for delivery in self._in_flight.values():
                delivery.cancel()
        if not webhook.url:
            return
        for update in self._world.updates.pending():
            if len(self._in_flight) >= webhook.max_connections:
                return
            if update.chat_id not in self._in_flight:
                delivery = asyncio.create_task(self._deliver(session, webhook, update))
                self._in_flight[update.chat_id] = delivery

    async def _deliver(self, session: aiohttp.ClientSession, webhook: WebhookSet, update: Update) -> None:
        pause = self._first_pause
        try:
            while True:
                error = await self._post(session, webhook, update)
                if error is None:
                    self._world.updates.confirm(update.update_id)
                    return
                webhook.last_error, webhook.last_error_at = error, self._world.clock.now()
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        finally:
            self._in_flight.pop(update.chat_id, None)
            self._wake.set()

    async def _post(self, session: aiohttp.ClientSession, webhook: WebhookSet, update: Update) -> str | None:
        """Deliver once; None when the bot took it, else the error as getWebhookInfo words it."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers[SECRET_HEADER] = webhook.secret
        try:
            async with session.post(
                webhook.url, data=write_json(update.body).encode(), headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.read()
                if not 200 <= answer.status < 300:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError, OSError):
            return "Connection failed"
        await self._call_from_answer(body)
        return None

    async def _call_from_answer(self, body: bytes) -> None:
        try:
            call = json.loads(body) if body else None
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            await self._call_method(call.pop("method"), call)
