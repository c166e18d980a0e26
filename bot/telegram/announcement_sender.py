"""Sends announcements and changes their copies: one call each, no object built for what comes back, every end
an outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from telegram.error import TelegramError

from bot.domain.announcements import Announcement, Attachment, Body, BroadcastBody, CorrectionBody
from bot.domain.delivery.outcomes import Outcome, Refused, RetryLater, Sent
from bot.telegram.screens.announcements.announcement_screens import method_of
from bot.telegram.screens.announcements.rendered_announcements import RenderedAnnouncements
from bot.telegram.wire.outcomes import (
    has_other_form,
    of_change,
    of_thread,
    outcome_of,
    outcome_of_failure,
    takes_no_file,
)
from bot.telegram.wire.transport import AiohttpRequest

FOREIGN_FILE = Refused("wrong file_id: it is another bot's", of_content=True)
PEOPLE_FIRST = RetryLater(timedelta(seconds=1), "what people asked for comes first")


class TelegramSender:
    """The real `Sender`. `base_url` ends with the token; `is_paid` allows paid broadcasts.

    `bot_id` is whose files can be sent: an id of another bot's is refused without asking.

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
        bot_id: int = 0,
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._rendered = rendered
        self._may_send = may_send
        self._bot_id = bot_id
        self._always = b"&allow_paid_broadcast=true" if is_paid else b""

    async def send(
        self, chat_id: int, language: str, announcement: Announcement, thread_id: int | None
    ) -> Outcome:
        """One attempt; what came of it. A chat that takes no such file gets the words alone."""
        if not self._may_send(chat_id):
            return PEOPLE_FIRST
        attached = _attached(announcement)
        if attached is not None and attached.bot_id not in (0, self._bot_id):
            return FOREIGN_FILE
        begins, rendered = b"chat_id=%d" % chat_id, self._rendered.encoded(announcement, language)
        if thread_id is not None:
            begins += b"&message_thread_id=%d" % thread_id
        outcome = await self._post(announcement.body, begins, rendered + self._always)
        if attached is not None and takes_no_file(outcome):
            body, rendered = self._rendered.words_alone(announcement, language)
            outcome = await self._post(body, begins, rendered + self._always)
            if isinstance(outcome, Sent):
                outcome = replace(outcome, words_alone=True)
        return outcome if thread_id is None else of_thread(outcome, thread_id)

    async def change(
        self, chat_id: int, language: str, announcement: Announcement, message_id: int
    ) -> Outcome:
        """One attempt to edit or delete a copy; what came of it. One of words alone is edited as such."""
        if not self._may_send(chat_id):
            return PEOPLE_FIRST
        begins = b"chat_id=%d&message_id=%d" % (chat_id, message_id)
        outcome = await self._post(announcement.body, begins, self._rendered.encoded(announcement, language))
        if isinstance(announcement.body, CorrectionBody) and has_other_form(outcome):
            body, rendered = self._rendered.words_alone(announcement, language)
            outcome = await self._post(body, begins, rendered)
        return of_change(outcome)

    async def _post(self, body: Body, begins: bytes, parameters: bytes) -> Outcome:
        try:
            status, payload = await self._request.post_encoded(
                f"{self._base_url}/{method_of(body)}", b"%b&%b" % (begins, parameters)
            )
        except TelegramError as error:
            return outcome_of_failure(error)
        return outcome_of(status, payload)


def _attached(announcement: Announcement) -> Attachment | None:
    body = announcement.body
    return body.attached if isinstance(body, BroadcastBody) else None
