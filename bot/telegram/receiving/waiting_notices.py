"""What a person hears, once, of something they wrote that cannot be handled yet, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum

from telegram import Bot
from telegram.error import TelegramError

from bot.telegram.people import People
from bot.telegram.receiving.raw_updates import RawUpdate
from bot.telegram.receiving.reading import UnreadableError, read
from bot.telegram.replying import acknowledge, reply
from bot.telegram.screens.markup import escape
from bot.telegram.screens.screen import Screen, Words

logger = logging.getLogger(__name__)


class Notice(StrEnum):
    """The sentences."""

    LATER = "waiting.moment"
    STOP_LATER = "waiting.stop"
    TOO_MANY = "waiting.too_many"
    AGAIN = "waiting.again"


class Notices:
    """Tells people, in the words of the moment; who cannot be told hears it from what is done in the end."""

    def __init__(self, bot: Bot, words: Callable[[], Words], people: People) -> None:
        self._bot = bot
        self._words = words
        self._people = people

    async def tell(self, raw: RawUpdate, notice: Notice) -> None:
        """Answers a press where it was pressed, and all else in its chat. Raises nothing."""
        try:
            update = read(raw, self._bot)
            if update.effective_chat is None or update.inline_query is not None:
                return
            person = await self._people.of(update)
            if notice is Notice.AGAIN:  # nothing of it will be stored: it is nobody's wish any more
                self._people.forget_wish(person.chat_id)
            text = self._words().label(person.language, notice)
            if update.callback_query is not None:
                await acknowledge(update, text)
            elif update.effective_message is not None:
                await reply(update, Screen(escape(text)), quote=not person.is_private)
        except (TelegramError, UnreadableError) as error:
            logger.info("notice.not_told", extra={"trouble": type(error).__name__})
        except Exception:  # a notice is no reason for anything else to end
            logger.exception("notice.failed")
