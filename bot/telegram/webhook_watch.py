"""With a webhook nobody polls: this asks the server now and then whether it still knows us."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.telegram.connecting import REFUSALS, TokenRefusedError, Webhook, set_webhook
from bot.telegram.intake import Intake

OFTEN = 1.0  # seconds between two looks while updates are still queued up
SELDOM = 60.0  # seconds between two looks afterwards
TROUBLED = 10.0  # seconds between two looks while the server cannot be asked, or cannot reach us
CATCHING_UP = 15  # looks: a bot to which somebody always writes never sees an empty queue
RECENT = timedelta(minutes=2)

logger = logging.getLogger(__name__)


class WebhookWatch:
    """Writes the sign of life of a quiet bot, and knows when the queue of the server is empty.

    No sign of life while updates queue up at the server because it cannot deliver them: then we are deaf.
    """

    def __init__(self, bot: Bot, intake: Intake, webhook: Webhook, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._intake = intake
        self._webhook = webhook
        self._now = now
        self._trouble = ""

    async def run(self, stopping: asyncio.Event, caught_up: asyncio.Event) -> None:
        """Until `stopping`. Sets `caught_up` once the server has nothing left for us, or after some time.

        Raises TokenRefusedError.
        """
        refusals = looks = 0
        ended = asyncio.create_task(stopping.wait())
        while not stopping.is_set():
            try:
                trouble = await self._look(caught_up)
            except TelegramError as error:
                refusals = refusals + 1 if isinstance(error, InvalidToken) else 0
                if refusals >= REFUSALS:
                    raise TokenRefusedError from None
                trouble = type(error).__name__
            else:
                refusals = 0
            self._note(trouble)
            looks += 1
            if looks == CATCHING_UP:
                caught_up.set()
            usual = TROUBLED if trouble else SELDOM
            await self._wait(ended, usual if caught_up.is_set() else OFTEN)
        ended.cancel()

    async def _look(self, caught_up: asyncio.Event) -> str:
        """What is wrong with the webhook; nothing when we would hear of an update."""
        info = await self._bot.get_webhook_info()
        if info.url != self._webhook.url:
            await set_webhook(self._bot, self._webhook)
            return "somebody had removed or replaced it; it was set again"
        if _is_stuck(info, self._now()):
            return "updates queue up at the server, which cannot deliver them"
        await self._intake.heard()
        if not info.pending_update_count and not self._intake.unfinished:
            caught_up.set()
        return ""

    async def _wait(self, ended: asyncio.Task[bool], seconds: float) -> None:
        """What waits for the database is tried every second: the server alone would leave it for a minute."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while not ended.done() and clock() < until:
            await asyncio.wait([ended], timeout=min(OFTEN, until - clock()))
            if not ended.done():
                self._intake.take_again()

    def _note(self, trouble: str) -> None:
        """One line a change of state, not one a look."""
        if trouble and trouble != self._trouble:
            logger.warning("webhook.troubled", extra={"trouble": trouble})
        elif self._trouble and not trouble:
            logger.info("webhook.recovered")
        self._trouble = trouble


def _is_stuck(info: WebhookInfo, now: datetime) -> bool:
    failed_at = info.last_error_date
    return bool(info.pending_update_count and failed_at is not None and now - failed_at < RECENT)
