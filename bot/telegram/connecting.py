"""Makes the bot known to the server at the start, and waits for a server that is not up yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.domain.waits import Backoff

ALLOWED = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
)  # the updates we handle
REFUSALS = 3  # so many 401 or 404 in a row and the token is wrong

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


async def connect(
    bot: Bot,
    initialize: Callable[[], Awaitable[None]],
    webhook: Webhook | None,
    stopping: asyncio.Event,
    backoff: Backoff,
) -> int | None:
    """Initializes the library and sets or removes the webhook; None when told to stop meanwhile.

    Returns how many updates queued up while we were away: they are never dropped. Raises
    TokenRefusedError.
    """
    failures = refusals = 0
    ended = asyncio.create_task(stopping.wait())
    while not stopping.is_set():
        try:
            await initialize()
            if webhook is None:
                await bot.delete_webhook(drop_pending_updates=False)
            else:
                await set_webhook(bot, webhook)
            waiting = (await bot.get_webhook_info()).pending_update_count
        except InvalidToken:
            refusals += 1
            if refusals >= REFUSALS:
                raise TokenRefusedError from None
        except TelegramError as error:
            logger.warning(
                "bot.cannot_connect", extra={"trouble": f"{type(error).__name__}: {error.message}"}
            )
        else:
            ended.cancel()
            return waiting
        failures += 1
        await asyncio.wait([ended], timeout=backoff.after(failures))
    return None


async def set_webhook(bot: Bot, webhook: Webhook) -> None:
    """Tells the server where to send updates. Raises TelegramError."""
    await bot.set_webhook(webhook.url, secret_token=webhook.secret, allowed_updates=ALLOWED)
