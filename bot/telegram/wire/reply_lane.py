"""The lane of replies to people: before everything else, never behind a broadcast.

Python-telegram-bot calls this for every call that a handler makes. A reply waits for nobody but its own chat
and for its slot, of which replies have every second one at least. What certainly was not sent is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from datetime import timedelta
from itertools import count
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.domain.waits import Waits
from bot.services.delivery.slots import Pacing
from bot.services.stoppable_waits import first_of
from bot.telegram.wire import concurrency_limit
from bot.telegram.wire.transport import GarbledError, NotSentError, ServerFaultError

MESSAGES = frozenset({"sendMessage", "sendDocument", "sendPhoto", "sendPoll", "copyMessage"})
# what somebody reads, and what decides on that; all else is tried once
WORTH_WAITING = MESSAGES | {"editMessageText", "getChatMember"}
LAST_CALLS = 0.5  # of the time for the end is for calls that are in the air
FLOODS = 1_000  # chats of which a flood wait is remembered, at most

# the loop's time until which answers to an update are worth waiting for
answer_by: ContextVar[float | None] = ContextVar("answer_by", default=None)


class EndingError(TelegramError):
    """The program ends, and this had to wait: it is for the next start."""

    def __init__(self) -> None:
        super().__init__("the program ends")


class ReplyLane(BaseRateLimiter[None]):
    """Sends replies, each in its slot."""

    def __init__(self, pacing: Pacing, waits: Waits) -> None:
        self._pacing = pacing
        self._waits = waits
        self._floods: dict[int, float] = {}  # chats that may not be written to before that time
        self._ending = asyncio.Event()
        self._over_at: float | None = None  # the loop's time at which no call goes on, once the end has begun
        self._in_the_air: set[asyncio.Timeout] = set()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    def end(self) -> None:
        """Nobody waits any more: from now on, and of those that wait already, EndingError is raised.

        Calls that are in the air, and those that begin yet, have a little while together for their answers.
        """
        self._over_at = asyncio.get_running_loop().time() + self._waits.finish * LAST_CALLS
        self._ending.set()
        for limit in self._in_the_air:
            limit.reschedule(self._over_at)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - the library's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:  # noqa: ANN401 - the library's signature
        """Calls the API; for words a 429, a refused connection and a 5xx are tried again for some time.

        A connection that broke is tried once more, and so is an answer that does not come or cannot be read.
        """
        async with concurrency_limit.left():
            return await self._patiently(callback, args, kwargs, endpoint, data.get("chat_id"))

    async def _patiently(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - the library's signature
        kwargs: dict[str, Any],
        endpoint: str,
        chat_id: object,
    ) -> Any:  # noqa: ANN401 - the library's signature
        clock = asyncio.get_running_loop().time
        is_worth_waiting = endpoint in WORTH_WAITING
        give_up_at = answer_by.get() or clock() + self._waits.reply_given_up_after
        for attempt in count(1):
            is_words = endpoint in MESSAGES
            if is_words and isinstance(chat_id, int):
                await self._until_flood_is_over(chat_id, give_up_at)
            try:
                return await self._call(callback, args, kwargs, chat_id if is_words else None, attempt > 1)
            except RetryAfter as error:
                wait = _seconds(error.retry_after)
                if isinstance(chat_id, int):
                    self._pacing.note_refused_reply(chat_id, wait)
                    self._note_flood(chat_id, clock() + wait)
                if not is_worth_waiting or clock() + wait > give_up_at:
                    raise
            except (NotSentError, ServerFaultError):
                wait = self._waits.reply.after(attempt)
                if not is_worth_waiting or clock() + wait > give_up_at:
                    raise
            except NetworkError as error:
                # a kept connection that the server had closed breaks like this; an answer twice harms nobody
                if attempt > 1 or isinstance(error, BadRequest):
                    raise
                wait = 0.0
            except TelegramError:
                raise
            except Exception as error:  # a result that the library cannot make an object of
                raise GarbledError(f"the result cannot be read ({type(error).__name__})") from None
            await self._sleep(wait)
        raise AssertionError("an attempt returns or raises")

    async def _call(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - the library's signature
        kwargs: dict[str, Any],
        chat_id: object,
        again: bool,
    ) -> Any:  # noqa: ANN401 - the library's signature
        try:
            async with asyncio.timeout_at(self._over_at) as limit:
                self._in_the_air.add(limit)
                try:
                    if isinstance(chat_id, int):
                        await self._pacing.reply_turn(chat_id, again=again)
                    return await callback(*args, **kwargs)
                finally:
                    self._in_the_air.discard(limit)
        except TimeoutError:
            raise EndingError from None

    async def _until_flood_is_over(self, chat_id: int, give_up_at: float) -> None:
        """A call before would be refused, and may be taken ill."""
        clock = asyncio.get_running_loop().time
        while (over_at := self._floods.get(chat_id, 0.0)) > clock():
            if over_at > give_up_at:
                raise RetryAfter(timedelta(seconds=over_at - clock()))
            await self._sleep(over_at - clock())
        self._floods.pop(chat_id, None)

    def _note_flood(self, chat_id: int, until: float) -> None:
        if len(self._floods) >= FLOODS:
            now = asyncio.get_running_loop().time()
            self._floods = {chat: over_at for chat, over_at in self._floods.items() if over_at > now}
        self._floods[chat_id] = until

    async def _sleep(self, seconds: float) -> None:
        """Raises EndingError when the program ends before."""
        if seconds <= 0:
            return
        await first_of(self._ending, seconds=seconds)
        if self._ending.is_set():
            raise EndingError


def _seconds(retry_after: int | timedelta) -> float:
    return retry_after.total_seconds() if isinstance(retry_after, timedelta) else float(retry_after)
