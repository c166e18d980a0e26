"""Tells admins what they must hear of."""

from __future__ import annotations

import logging
from datetime import timedelta

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.domain.alerts import (
    Alert,
    AnnouncementRefused,
    AnnouncementsHeld,
    ClockJumped,
    DeliveriesExpired,
    EndedTooMany,
    HandlerFailed,
    OccurrenceMissed,
)
from bot.telegram.durations import in_words
from bot.telegram.holds import held_screen, reason, word_buttons
from bot.telegram.people import People
from bot.telegram.screens import Screen, Words, one_a_row

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
            screen = self._screen(alert, await self._people.language_of(chat_id))
            try:
                await self._bot.send_message(
                    chat_id, screen.html, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
                )
            except TelegramError as error:
                logger.warning("alert.not_delivered", extra={"trouble": type(error).__name__})

    def _screen(self, alert: Alert, language: str) -> Screen:
        match alert:
            case EndedTooMany(announcement_id, hold):
                why = reason(self._words, language, hold)
                text = self._words.say(language, "alert.endings", id=announcement_id, why=why)
                return Screen(text, one_a_row(word_buttons(self._words, language, announcement_id, hold)))
            case AnnouncementsHeld(because, waiting):
                heading = self._words.say(language, f"alert.held_{because}")
                return held_screen(self._words, language, heading, waiting)
            case _:
                return Screen(self._text(alert, language))

    def _text(
        self,
        alert: OccurrenceMissed | DeliveriesExpired | AnnouncementRefused | ClockJumped | HandlerFailed,
        language: str,
    ) -> str:
        match alert:
            case OccurrenceMissed(key, may_have_gone_out):
                msgid = "alert.missed_restored" if may_have_gone_out else "alert.missed"
                return self._words.say(language, msgid, key=key)
            case ClockJumped(by):
                msgid = "alert.clock_ahead" if by > timedelta(0) else "alert.clock_back"
                return self._words.say(language, msgid, size=in_words(by, self._words, language))
            case DeliveriesExpired(key, count):
                return self._words.count(language, "alert.expired", count, key=key)
            case AnnouncementRefused(key, reason):
                return self._words.say(language, "alert.refused", key=key, reason=reason)
            case HandlerFailed(error, place, reference):
                return self._words.say(
                    language, "alert.failed", error=error, place=place, reference=reference
                )
