"""Sends announcements and changes their copies: one call each, no object built for what comes back, every end
an outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from telegram.error import TelegramError

from bot.domain.announcements import Announcement
from bot.domain.delivery.outcomes import Outcome, RetryLater
from bot.telegram.screens.announcements.announcement_screens import RenderedAnnouncements, method_of
from bot.telegram.wire.outcomes import of_change, outcome_of, outcome_of_failure
from bot.telegram.wire.transport import AiohttpRequest

PEOPLE_FIRST = RetryLater(timedelta(seconds=1), "what people asked for comes first")


class TelegramSender:
    """The real `Sender`. `base_url` ends with the token; `is_paid` allows paid broadcasts.

    Only where it `may_send` something leaves for a chat: not after its STOP, and for nobody while a STOP or
    a /halt waits for the database.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        rendered: RenderedAnnouncements,
        *,
        may_send: Callable[[int], bool] = lambda chat_id: True,
        is_paid: bool = False,
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._rendered = rendered
        self._may_send = may_send
        self._always = b"&allow_paid_broadcast=true" if is_paid else b""

    async def send(self, chat_id: int, language: str, announcement: Announcement) -> Outcome:
        """One attempt; what came of it."""
        rendered = self._rendered.encoded(announcement, language)
        return await self._call(chat_id, announcement, b"chat_id=%d&%b%b" % (chat_id, rendered, self._always))

    async def change(
        self, chat_id: int, language: str, announcement: Announcement, message_id: int
    ) -> Outcome:
        """One attempt to edit or delete a copy; what came of it."""
        rendered = self._rendered.encoded(announcement, language)
        body = b"chat_id=%d&message_id=%d&%b" % (chat_id, message_id, rendered)
        return of_change(await self._call(chat_id, announcement, body))

    async def _call(self, chat_id: int, announcement: Announcement, body: bytes) -> Outcome:
        if not self._may_send(chat_id):
            return PEOPLE_FIRST
        try:
            status, payload = await self._request.post_encoded(
                f"{self._base_url}/{method_of(announcement.body)}", body
            )
        except TelegramError as error:
            return outcome_of_failure(error)
        return outcome_of(status, payload)
