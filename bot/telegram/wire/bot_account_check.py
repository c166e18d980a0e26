"""Asks the Bot API once, without changing anything, what it says of the bot: for whoever looks after it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.telegram.wire.transport import AiohttpRequest


@dataclass(slots=True)
class Examined:
    """What the server said. `trouble`: why it said nothing more, None when it answered all; `do`: what helps.

    `unreached`: the places, counted from 1, of the people whom the bot cannot write to.
    """

    trouble: str | None = None
    do: str = ""
    bot_id: int | None = None
    name: str | None = None
    webhook: str = ""
    waiting: int = 0
    is_webhook_troubled: bool = False
    at: datetime | None = None
    unreached: list[int] = field(default_factory=list)


async def examine(token: str, api_url: str, people: Collection[int]) -> Examined:
    """Looks. It raises nothing: what cannot be learned is left out, with the trouble."""
    found = Examined()

    def heard(date: str | None) -> None:
        if date is not None:
            found.at = parsedate_to_datetime(date).astimezone(UTC)

    request = AiohttpRequest(4, heard)
    bot = Bot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)
    try:
        await request.initialize()
        me = await bot.get_me()
        found.bot_id, found.name = me.id, f"@{me.username}"
        webhook = await bot.get_webhook_info()
        found.webhook, found.waiting = webhook.url, webhook.pending_update_count
        found.is_webhook_troubled = bool(webhook.last_error_date)
        for place, person in enumerate(people, start=1):
            if not await _is_reached(bot, person):
                found.unreached.append(place)
    except InvalidToken:
        found.trouble = "Telegram refuses the token"
        found.do = "@BotFather, /mybots shows the one that holds: put it into BOT_TOKEN"
    except NetworkError as error:
        found.trouble = f"no answer from the server ({type(error).__name__})"
        found.do = "look at this computer's network and at BOT_API_URL; the bot itself tries again"
    except TelegramError as error:
        found.trouble = f"the server refused ({type(error).__name__})"
        found.do = "call this again in a minute; if it stays, look at BOT_API_URL"
    finally:
        await request.shutdown()
    return found


async def _is_reached(bot: Bot, person: int) -> bool:
    """Whether the person has started the bot. Raises NetworkError."""
    try:
        await bot.get_chat(person)
    except NetworkError as error:
        if type(error).__name__ == "BadRequest":  # the library calls this one of them
            return False
        raise
    except TelegramError:
        return False
    return True
