"""Tells admins what they must hear of."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.domain.alerts import Alert, AnnouncementRefused, DeliveriesExpired, HandlerFailed, OccurrenceMissed
from bot.telegram.people import People
from bot.telegram.screens import Words

logger = logging.getLogger(__name__)


class Alerts:
    """Sends an alert to every admin, in their language; one who cannot be reached stops nobody else."""

    def __init__(self, bot: Bot, words: Words, people: People) -> None:
        self._bot = bot
        self._words = words
        self._people = people

    async def tell(self, alert: Alert) -> None:
        """Also logs the alert, so that it is known even when no admin can be reached."""
        logger.warning("alert", extra={"alert": type(alert).__name__})
        for chat_id in sorted(self._people.admins):
            text = self._text(alert, await self._people.language_of(chat_id))
            try:
                await self._bot.send_message(chat_id, text, parse_mode=ParseMode.HTML)
            except TelegramError as error:
                logger.warning("alert.not_delivered", extra={"trouble": type(error).__name__})

    def _text(self, alert: Alert, language: str) -> str:
        match alert:
            case OccurrenceMissed(key):
                return self._words.say(language, "alert.missed", key=key)
            case DeliveriesExpired(key, count):
                return self._words.count(language, "alert.expired", count, key=key)
            case AnnouncementRefused(key, reason):
                return self._words.say(language, "alert.refused", key=key, reason=reason)
            case HandlerFailed(error, place, reference):
                return self._words.say(
                    language, "alert.failed", error=error, place=place, reference=reference
                )
