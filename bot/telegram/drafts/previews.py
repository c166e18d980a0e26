"""Shows a draft as members will get it, with the question to confirm it. Every change of one ends here."""

from __future__ import annotations

import logging
from datetime import datetime

from telegram import Update
from telegram.error import TelegramError

from bot.domain.announcements import Attachment, Audience
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.drafting import Preview
from bot.telegram.drafts.incoming import is_picture_as_file
from bot.telegram.formatted_texts import loses_formats
from bot.telegram.people import Person, message_of
from bot.telegram.replying import replace, reply, reply_with, try_to_reply
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.announcements.preview_screens import PreviewScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.screen import Button, Screen, Words
from bot.telegram.wire.outcomes import names_the_file

logger = logging.getLogger(__name__)


class DraftPreviews:
    """The real messages through the same code as for members, then the question with its buttons."""

    def __init__(
        self,
        broadcasting: Broadcasting,
        screens: AnnouncementScreens,
        previews: PreviewScreens,
        words: Words,
    ) -> None:
        self._broadcasting = broadcasting
        self._screens = screens
        self._previews = previews
        self._words = words

    async def show(
        self,
        update: Update,
        person: Person,
        preview: Preview,
        now: datetime,
        *,
        zone: str = "UTC",
        came_with: Attachment | None = None,
    ) -> None:
        """The draft is stored: who cannot be shown it hears that it was kept, and what would help.

        Of a text that would not fit nothing is shown, and nothing can be confirmed: it is awaited anew.
        `zone` is the one in which the time was written, `came_with` the file of the message that was taken.
        """
        try:
            await self._show(update, person, preview, now, zone, came_with)
        except TelegramError as error:
            logger.warning("broadcast.preview_not_shown", extra={"trouble": type(error).__name__})
            await try_to_reply(update, self._not_shown(preview, person, error))

    async def say_outdated(self, update: Update, person: Person) -> None:
        """Where a button stood whose draft is gone or changed."""
        await replace(update, Screen(self._words.say(person.language, "broadcast.outdated")))

    async def is_without_topic(self, update: Update, person: Person, audience: Audience) -> bool:
        """Whether the topic of a draft has ended; says so where a button stood that would send it."""
        is_gone = not self._previews.has_topic(audience)
        if is_gone:
            await replace(update, self._previews.no_topic(person.language))
        return is_gone

    async def _show(
        self,
        update: Update,
        person: Person,
        preview: Preview,
        now: datetime,
        zone: str,
        came_with: Attachment | None,
    ) -> None:
        if preview.needs_words:
            await reply(update, Screen(self._words.say(person.language, "broadcast.needs_words")))
            return
        if not self._previews.has_topic(preview.audience):
            await reply(update, self._previews.no_topic(person.language))
            return
        too_long = self._previews.too_long(preview.body)
        if too_long is not None:
            await self._broadcasting.drafts.await_next(person.chat_id, too_long.language)
            await reply(update, self._previews.refusal(too_long, preview.body, person.language))
            return
        for language in preview.body.texts:
            topic_id = preview.audience.topic
            await reply_with(update, self._screens.parameters(preview.body, topic_id, language))
        above = []
        if await self._broadcasting.is_halted():
            above.append("broadcast.halted")
        if came_with is not None and came_with != preview.body.attached:
            above.append("broadcast.only_words")
        if came_with is not None and is_picture_as_file(message_of(update)):
            above.append("broadcast.picture_as_file")
        if loses_formats(message_of(update)):
            above.append("broadcast.only_plain")
        text = self._previews.question(preview, person.language, now, zone)
        said = [self._words.say(person.language, msgid) for msgid in above]
        buttons = self._previews.buttons(preview, person.language)
        await reply(update, Screen("\n\n".join([*said, text]), buttons))

    def _not_shown(self, preview: Preview, person: Person, error: TelegramError) -> Screen:
        """A file that Telegram refused would be refused again: it has to go, or come anew."""
        if preview.body.attached is None or not names_the_file(error):
            return Screen(self._words.say(person.language, "broadcast.kept"))
        off = Button.of(self._words.label(person.language, "broadcast.file_off"), Verb.NO_FILE)
        return Screen(self._words.say(person.language, "broadcast.file_refused"), ((off,),))
