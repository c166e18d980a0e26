"""Makes the bot known to the server at the start, and waits for a server that is not up yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.domain.waits import Waits
from bot.services.stoppable_waits import first_of

ALLOWED = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
)  # the updates we handle
REFUSALS = 3  # so many 401 or 404 in a row and the token is wrong
SILENT = "no answer yet"
WEBHOOK_PATH = "/webhook"

logger = logging.getLogger(__name__)


class TokenRefusedError(RuntimeError):
    """The server keeps refusing the token."""

    def __init__(self) -> None:
        super().__init__("Telegram refuses the bot's token; check BOT_TOKEN")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the server is to send updates, and the word by which we know that it is the server."""

    url: str
    secret: str


class Connecting:
    """`address` is the server's, as the log may show it."""

    def __init__(
        self,
        bot: Bot,
        initialize: Callable[[], Awaitable[None]],
        webhook: Webhook | None,
        waits: Waits,
        address: str,
    ) -> None:
        self._bot = bot
        self._initialize = initialize
        self._webhook = webhook
        self._waits = waits
        self._address = address
        self._trouble = ""

    async def run(self, stopping: asyncio.Event) -> int | None:
        """Initializes the library and sets or removes the webhook; None when told to stop meanwhile.

        Returns how many updates queued up while we were away: they are never dropped. A server that is not
        there is in the log within two seconds, and again when the trouble changes. Raises TokenRefusedError.
        """
        failures = refusals = 0
        while not stopping.is_set():
            attempt = asyncio.create_task(self._attempt())
            try:
                await first_of(attempt, stopping, seconds=self._waits.line_silent)
                if not attempt.done() and not stopping.is_set():
                    self._note(self._trouble or SILENT)
                    await first_of(attempt, stopping)
                return attempt.result() if attempt.done() else None
            except InvalidToken:
                refusals += 1
                if refusals >= REFUSALS:
                    raise TokenRefusedError from None
                self._note("the token is refused")
            except TelegramError as error:
                self._note(f"{type(error).__name__}: {error.message}")
            except Exception as error:  # of what it answered the library cannot make an object
                self._note(f"an answer of an unexpected form ({type(error).__name__})")
            finally:
                attempt.cancel()
                await asyncio.gather(attempt, return_exceptions=True)
            failures += 1
            await first_of(stopping, seconds=self._waits.line.after(failures))
        return None

    async def _attempt(self) -> int:
        await self._initialize()
        if self._webhook is None:
            await self._bot.delete_webhook(drop_pending_updates=False)
        else:
            await set_webhook(self._bot, self._webhook)
        return (await self._bot.get_webhook_info()).pending_update_count

    def _note(self, trouble: str) -> None:
        if trouble != self._trouble:
            logger.warning("bot.cannot_connect", extra={"address": self._address, "trouble": trouble})
        self._trouble = trouble


async def set_webhook(bot: Bot, webhook: Webhook) -> None:
    """Tells the server where to send updates. Raises TelegramError."""
    await bot.set_webhook(webhook.url, secret_token=webhook.secret, allowed_updates=ALLOWED)
