"""Sends announcements: one call a message, no object built for what comes back, every end an outcome."""

from __future__ import annotations

from telegram.error import TelegramError

from bot.domain.announcements import Announcement
from bot.domain.outcomes import Outcome
from bot.telegram.aiohttp_request import AiohttpRequest
from bot.telegram.announcement_screens import RenderedAnnouncements
from bot.telegram.outcomes import outcome_of, outcome_of_failure


class TelegramSender:
    """The real `Sender`. `base_url` ends with the token; `is_paid` allows paid broadcasts."""

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        rendered: RenderedAnnouncements,
        *,
        is_paid: bool = False,
    ) -> None:
        self._request = request
        self._url = f"{base_url}/sendMessage"
        self._rendered = rendered
        self._always = b"&allow_paid_broadcast=true" if is_paid else b""

    async def send(self, chat_id: int, language: str, announcement: Announcement) -> Outcome:
        """One attempt; what came of it."""
        body = b"chat_id=%d&%b%b" % (chat_id, self._rendered.encoded(announcement, language), self._always)
        try:
            status, payload = await self._request.post_encoded(self._url, body)
        except TelegramError as error:
            return outcome_of_failure(error)
        return outcome_of(status, payload)
