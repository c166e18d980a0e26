"""Calls beside a reply: the end of a button's waiting sign, the menu of commands. Nobody waits for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

logger = logging.getLogger(__name__)


class Beside:
    """Runs them. `bot` calls without the lane of replies: each call is tried once, and at once.

    Who has to know what came of one waits `given_up_after` seconds, and with them a person's next words.
    """

    def __init__(self, bot: Bot, given_up_after: float) -> None:
        self.bot = bot
        self.given_up_after = given_up_after
        self._running: set[asyncio.Task[None]] = set()

    def start(self, name: str, call: Coroutine[Any, Any, object]) -> None:
        """Returns at once; an error of the call is one line in the log."""
        # in a context of its own: the seat of whoever starts it is not this call's to leave
        task = asyncio.create_task(_run(name, call), context=Context())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def acknowledge(self, update: Update, text: str = "") -> None:
        """Ends the waiting sign on a pressed button and shows `text` for a moment."""
        if update.callback_query is not None:
            self.start("acknowledge", self.bot.answer_callback_query(update.callback_query.id, text or None))

    async def end(self) -> None:
        """Drops what is still under way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


async def _run(name: str, call: Coroutine[Any, Any, object]) -> None:
    try:
        await call
    except TelegramError as error:
        logger.info("beside.failed", extra={"call": name, "trouble": type(error).__name__})
    except Exception:
        logger.exception("beside.failed", extra={"call": name})
