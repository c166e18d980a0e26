"""One raw update to the library's form and through the handlers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.domain.alerts import Alert, Doing, HandlerFailed
from bot.domain.people.pseudonyms import Pseudonyms
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.commands import AnyApplication, Context
from bot.telegram.receiving.raw_updates import RawUpdate, chat_of, kind_of
from bot.telegram.receiving.reading import UnreadableError, read
from bot.telegram.unexpected_errors import reference_of
from bot.telegram.wire.reply_lane import EndingError

logger = logging.getLogger(__name__)


class Updating:
    """Handles updates with an initialized application.

    To be made before other error handlers are added: an update that needs the database while that is
    away, or that has to wait while the program ends, is no error to tell anybody.
    """

    def __init__(
        self,
        application: AnyApplication,
        pseudonyms: Pseudonyms,
        alert: Callable[[Alert, datetime], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._application = application
        self._pseudonyms = pseudonyms
        self._alert = alert
        self._now = now
        # of those that are being handled: why they have to wait
        self._left: dict[int, DatabaseUnreachableError | EndingError | None] = {}
        application.add_error_handler(self._on_error)

    async def handle(self, raw: RawUpdate) -> None:
        """Returns when the update's effect is complete.

        Raises DatabaseUnreachableError or EndingError when it could not have its effect or its reply yet, and
        whatever else for an update that nobody can handle.
        """
        update = read(raw, self._application.bot)
        self._left[update.update_id] = None
        try:
            await self._application.process_update(update)
        finally:
            left = self._left.pop(update.update_id, None)
        if left is not None:
            raise left
        logger.debug(
            "update.handled", extra={"kind": kind_of(raw), "chat": self._pseudonyms.of(chat_of(raw))}
        )

    async def let_go(self, raw: RawUpdate, error: Exception) -> None:
        """Says that an update will never be handled: a line in the log, and staff hear of it.

        Who sent it hears nothing: what a handler raises is told elsewhere, and this came to no handler.
        """
        is_unreadable, reference = isinstance(error, UnreadableError), reference_of(error)
        extra = {"kind": kind_of(raw), "trouble": type(error).__name__, "reference": reference}
        logger.error("update.let_go", exc_info=None if is_unreadable else error, extra=extra)
        await self._alert(HandlerFailed(Doing.OTHER, reference), self._now())

    async def _on_error(self, update: object, context: Context) -> None:
        if isinstance(update, Update) and isinstance(context.error, DatabaseUnreachableError | EndingError):
            if update.update_id in self._left:  # else it is handled beside, and nobody asks
                self._left[update.update_id] = context.error
            raise ApplicationHandlerStop
