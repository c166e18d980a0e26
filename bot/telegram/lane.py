"""The lane of replies to people: before everything else, never behind a broadcast.

Python-telegram-bot calls this for every call that a handler makes. A reply waits for its slot, of which
replies have every second one at least. What certainly was not sent is tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import count
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.domain.waits import Waits
from bot.services.pacing import Pacing
from bot.telegram.aiohttp_request import NotSentError, ServerFaultError

MESSAGES = frozenset({"sendMessage", "sendDocument", "sendPhoto", "copyMessage"})

logger = logging.getLogger(__name__)


class ReplyLane(BaseRateLimiter[None]):
    """Sends replies, each in its slot."""

    def __init__(self, pacing: Pacing, waits: Waits) -> None:
        self._pacing = pacing
        self._waits = waits

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - the library's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:  # noqa: ANN401 - the library's signature
        """Calls the API; a 429, a refused connection and a 5xx are tried again for a minute at most.

        A connection that broke is tried once more, and so is an answer that does not come or cannot be read.
        """
        clock = asyncio.get_running_loop().time
        chat_id = data.get("chat_id")
        give_up_at = clock() + self._waits.reply_given_up_after
        for attempt in count(1):
            if endpoint in MESSAGES and isinstance(chat_id, int):
                await self._pacing.reply_turn(chat_id, again=attempt > 1)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                after = error.retry_after
                wait = after.total_seconds() if isinstance(after, timedelta) else float(after)
                if isinstance(chat_id, int):
                    self._pacing.note_flood(chat_id, wait)
                if clock() + wait > give_up_at:
                    raise
            except (NotSentError, ServerFaultError):
                wait = self._waits.reply.after(attempt)
                if clock() + wait > give_up_at:
                    raise
            except NetworkError as error:
                # a kept connection that the server had closed breaks like this; an answer twice harms nobody
                if attempt > 1 or isinstance(error, BadRequest):
                    raise
                wait = 0.0
            await asyncio.sleep(wait)
        raise AssertionError("an attempt returns or raises")
