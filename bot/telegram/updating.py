"""One raw update to the library's form and through the handlers."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.domain.pseudonyms import Pseudonyms
from bot.storage.reachability import DatabaseUnreachableError
from bot.telegram.commands import AnyApplication, Context
from bot.telegram.intake import RawUpdate, chat_of
from bot.telegram.waiting import Waiting

logger = logging.getLogger(__name__)


class Updating:
    """Handles updates with an initialized application.

    To be made before other error handlers are added: an update that needs the database while that is
    away is put off, which is no error to tell anybody.
    """

    def __init__(self, application: AnyApplication, pseudonyms: Pseudonyms, waiting: Waiting) -> None:
        self._application = application
        self._pseudonyms = pseudonyms
        self._waiting = waiting
        self._put_off: dict[int, DatabaseUnreachableError] = {}
        application.add_error_handler(self._on_error)

    async def handle(self, raw: RawUpdate) -> None:
        """Returns when the update's effect is complete; what cannot be read is logged and let go.

        Raises DatabaseUnreachableError when it could not have its effect, and nothing else.
        """
        kind = next((name for name in raw if name != "update_id"), "empty")
        try:
            update = Update.de_json(raw, self._application.bot)
        except Exception as error:  # whatever it is, the next update must not wait for this one
            logger.warning("update.unreadable", extra={"kind": kind, "trouble": type(error).__name__})
            return
        await self._application.process_update(update)
        unreachable = self._put_off.pop(update.update_id, None)
        if unreachable is not None:
            await self._waiting.put_off(update)
            raise unreachable
        self._waiting.served(update.update_id)
        logger.debug("update.handled", extra={"kind": kind, "chat": self._pseudonyms.of(chat_of(raw))})

    async def _on_error(self, update: object, context: Context) -> None:
        if isinstance(update, Update) and isinstance(context.error, DatabaseUnreachableError):
            self._put_off[update.update_id] = context.error
            raise ApplicationHandlerStop
