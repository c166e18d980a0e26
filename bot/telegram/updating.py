"""One raw update to the library's form and through the handlers; never raises for what is in it."""

from __future__ import annotations

import logging

from telegram import Update

from bot.domain.pseudonyms import Pseudonyms
from bot.telegram.commands import AnyApplication
from bot.telegram.intake import RawUpdate, chat_of

logger = logging.getLogger(__name__)


class Updating:
    """Handles updates with an initialized application."""

    def __init__(self, application: AnyApplication, pseudonyms: Pseudonyms) -> None:
        self._application = application
        self._pseudonyms = pseudonyms

    async def handle(self, raw: RawUpdate) -> None:
        """Returns when the update's effect is complete; what cannot be read is logged and let go."""
        kind = next((name for name in raw if name != "update_id"), "empty")
        try:
            update = Update.de_json(raw, self._application.bot)
        except Exception as error:  # whatever it is, the next update must not wait for this one
            logger.warning("update.unreadable", extra={"kind": kind, "trouble": type(error).__name__})
            return
        await self._application.process_update(update)
        logger.debug("update.handled", extra={"kind": kind, "chat": self._pseudonyms.of(chat_of(raw))})
