"""With a webhook nobody polls: this asks the server now and then whether it still knows us."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.domain.waits import Waits
from bot.services.stoppable_waits import first_of
from bot.telegram.receiving.connecting import REFUSALS, TokenRefusedError, Webhook, set_webhook
from bot.telegram.receiving.intake import Intake

RECENT = timedelta(minutes=2)

logger = logging.getLogger(__name__)


class WebhookWatch:
    """Writes the sign of life of a quiet bot, and knows when the queue of the server is empty.

    No sign of life while updates queue up at the server because it cannot deliver them: then we are deaf.
    """

    def __init__(
        self, bot: Bot, intake: Intake, webhook: Webhook, now: Callable[[], datetime], waits: Waits
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._webhook = webhook
        self._now = now
        self._waits = waits
        self._trouble = ""

    async def run(self, stopping: asyncio.Event, caught_up: asyncio.Event) -> None:
        """Until `stopping`. Sets `caught_up` once the server has nothing left for us, or after a while.

        Raises TokenRefusedError.
        """
        refusals = 0
        clock = asyncio.get_running_loop().time
        caught_up_at = clock() + self._waits.caught_up_after
        while not stopping.is_set():
            look = asyncio.create_task(self._look(caught_up))
            await first_of(look, stopping)
            if not look.done():
                look.cancel()
                await asyncio.wait([look])
                break
            try:
                trouble = look.result()
            except TelegramError as error:
                refusals = refusals + 1 if isinstance(error, InvalidToken) else 0
                if refusals >= REFUSALS:
                    raise TokenRefusedError from None
                trouble = type(error).__name__
            except Exception as error:  # of what the server answered the library cannot make an object
                trouble = f"an answer of an unexpected form ({type(error).__name__})"
            else:
                refusals = 0
            self._note(trouble)
            if clock() > caught_up_at:
                caught_up.set()
            usual = self._waits.webhook_troubled if trouble else self._waits.webhook_quiet
            pause = usual if caught_up.is_set() else self._waits.webhook_catching_up
            await first_of(stopping, seconds=pause)

    async def _look(self, caught_up: asyncio.Event) -> str:
        """What is wrong with the webhook; nothing when we would hear of an update."""
        info = await self._bot.get_webhook_info()
        if info.url != self._webhook.url:
            await set_webhook(self._bot, self._webhook)
            return "somebody had removed or replaced it; it was set again"
        if _is_stuck(info, self._now()):
            return "updates queue up at the server, which cannot deliver them"
        self._intake.heard()
        if not info.pending_update_count and self._intake.is_idle:
            caught_up.set()
        return ""

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
