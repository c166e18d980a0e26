"""Ways to send one text to many chats: other libraries, and parts of our own way.

A way is an open client and what sends through it; opening is not measured.
"""

from __future__ import annotations

import asyncio
import importlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import aiohttp
from telegram import Bot
from telegram.ext import AIORateLimiter, ExtBot

from benchmarks.arrivals_server import TOKEN
from bot.telegram.wire.transport import AiohttpRequest

AT_ONCE = 50
TEXT = (
    "Tomorrow at 16:00 UTC we meet online to prepare the next round of consultations. "
    "Bring the questions of your members; there is interpretation in Spanish, French and Arabic."
)

Chats = range
Failures = Counter[str]  # by kind, such as the class of the error
Run = Callable[[], Awaitable[Failures]]
Way = Callable[[str, Chats], AbstractAsyncContextManager[Run]]
Send = Callable[[int], Awaitable[object]]


async def send_all(send: Send, chats: Iterable[int], at_once: int) -> Failures:
    """Sends to every chat, `at_once` at a time; an error ends nothing and nothing is sent again."""
    failures: Failures = Counter()
    waiting = iter(chats)

    async def work() -> None:
        for chat_id in waiting:
            try:
                await send(chat_id)
            except Exception as error:
                failures[type(error).__name__] += 1

    await asyncio.gather(*(work() for _ in range(at_once)))
    return failures


@asynccontextmanager
async def _library(bot: Bot, chats: Chats, at_once: int) -> AsyncIterator[Run]:
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # else every refusal warns
    async with bot:

        async def send(chat_id: int) -> None:
            await bot.send_message(chat_id, TEXT)

        yield partial(send_all, send, chats, at_once)


def _default_library(at_once: int, url: str, chats: Chats) -> AbstractAsyncContextManager[Run]:
    return _library(Bot(TOKEN, base_url=f"{url}/bot"), chats, at_once)


def _library_on_aiohttp(url: str, chats: Chats) -> AbstractAsyncContextManager[Run]:
    bot = Bot(
        TOKEN,
        base_url=f"{url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=1),
    )
    return _library(bot, chats, AT_ONCE)


def _limited_library(retries: int, url: str, chats: Chats) -> AbstractAsyncContextManager[Run]:
    importlib.import_module("aiolimiter")  # the library itself only says so when the limiter is made
    limiter = AIORateLimiter(max_retries=retries)
    return _library(ExtBot(TOKEN, base_url=f"{url}/bot", rate_limiter=limiter), chats, AT_ONCE)


@asynccontextmanager
async def _bare_aiohttp(url: str, chats: Chats) -> AsyncIterator[Run]:
    async with aiohttp.ClientSession(raise_for_status=True) as session:

        async def send(chat_id: int) -> None:
            message = {"chat_id": chat_id, "text": TEXT}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", json=message) as response:
                await response.read()

        yield partial(send_all, send, chats, AT_ONCE)


@asynccontextmanager
async def _aiogram(url: str, chats: Chats) -> AsyncIterator[Run]:
    # by name: aiogram is no dependency, and neither type checker nor import linter has to know it
    aiogram = importlib.import_module("aiogram")
    sessions = importlib.import_module("aiogram.client.session.aiohttp")
    servers = importlib.import_module("aiogram.client.telegram")
    session = sessions.AiohttpSession(api=servers.TelegramAPIServer.from_base(url))
    async with aiogram.Bot(TOKEN, session=session) as bot:

        async def send(chat_id: int) -> None:
            await bot.send_message(chat_id, TEXT)

        yield partial(send_all, send, chats, AT_ONCE)


LIBRARY_IN_TURN = "python-telegram-bot, one at a time"
LIBRARY = f"python-telegram-bot, {AT_ONCE} at once"
LIMITED_LIBRARY = "python-telegram-bot + AIORateLimiter"
RETRYING_LIBRARY = "the same, max_retries=5"

FREE_PEERS: Mapping[str, Way] = {
    LIBRARY_IN_TURN: partial(_default_library, 1),
    LIBRARY: partial(_default_library, AT_ONCE),
    "python-telegram-bot on our request class": _library_on_aiohttp,
    "bare aiohttp": _bare_aiohttp,
    "aiogram": _aiogram,
}
"""As fast as they can."""

PACED_PEERS: Mapping[str, Way] = {
    LIBRARY: partial(_default_library, AT_ONCE),
    LIMITED_LIBRARY: partial(_limited_library, 0),
    RETRYING_LIBRARY: partial(_limited_library, 5),
}
"""Against a server that refuses what is too much."""
