"""With a webhook nobody polls: this asks the server now and then whether it still knows us."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.telegram.intake import Intake

OFTEN = 1.0  # seconds between two looks while updates are still queued up
SELDOM = 60.0  # seconds between two looks afterwards

logger = logging.getLogger(__name__)


class WebhookWatch:
    """Writes the sign of life of a quiet bot, and knows when the queue of the server is empty."""

    def __init__(self, bot: Bot, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake

    async def run(self, stopping: asyncio.Event, caught_up: asyncio.Event) -> None:
        """Until `stopping`. Sets `caught_up` once the server has nothing left for us."""
        ended = asyncio.create_task(stopping.wait())
        while not stopping.is_set():
            try:
                webhook = await self._bot.get_webhook_info()
            except TelegramError as error:
                logger.warning("webhook.not_seen", extra={"trouble": type(error).__name__})
            else:
                await self._intake.heard()
                if not webhook.pending_update_count and not self._intake.unfinished:
                    caught_up.set()
            await asyncio.wait([ended], timeout=SELDOM if caught_up.is_set() else OFTEN)
        ended.cancel()
