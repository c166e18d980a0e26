"""Thumbs under answers, and /ratings for admins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError

from bot.domain.content.faq import Faq
from bot.services.rating import Rating
from bot.telegram.commands import ButtonKind, Command, Context
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import reply
from bot.telegram.screens.button_codes import Press, Verb, decode
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.wire.background_calls import Beside

SHOWN = 15  # answers in one message
THUMBS = frozenset({Verb.HELPFUL, Verb.UNHELPFUL})


class Ratings:
    """What members say of answers, without who says it."""

    def __init__(
        self,
        rating: Rating,
        faq: Faq,
        words: Words,
        people: People,
        beside: Beside,
        now: Callable[[], datetime],
    ) -> None:
        self._rating = rating
        self._faq = faq
        self._words = words
        self._people = people
        self._beside = beside
        self._now = now

    def commands(self) -> list[Command]:
        return [Command("ratings", self.on_ratings, staff_only=True)]

    async def on_ratings(self, update: Update, context: Context) -> None:
        """The answers that helped least first: what the curators should look at next."""
        person = await self._people.of(update)
        lines = []
        for entry_id, language, up, down in await self._rating.least_helpful(SHOWN):
            entry = self._faq.entry(entry_id, language)
            lines.append(
                self._words.say(
                    person.language,
                    "ratings.line",
                    up=up,
                    down=down,
                    language=language,
                    question=entry.question if entry else entry_id,
                )
            )
        heading = self._words.say(person.language, "ratings.heading" if lines else "ratings.nothing")
        await reply(update, Screen("\n".join([heading, *lines])))

    def buttons(self) -> list[ButtonKind]:
        return [ButtonKind(verb, self.on_thumb) for verb in THUMBS]

    async def on_thumb(self, update: Update, press: Press, person: Person) -> str | None:
        """The thumbs go before one is counted: who presses twice, or second in a group, finds none.

        Thanked is for what counts: for the entry that the message shows, in the language that it is in.
        """
        entry = self._faq.entry(press.argument, press.language)
        if entry is None or entry.language != press.language or not await self._take_thumbs(update, press):
            return None
        helpful, user = press.verb is Verb.HELPFUL, update.effective_user
        whose = user.id if user is not None else person.chat_id
        if not await self._rating.rate(whose, entry.id, entry.language, helpful, self._now()):
            return None
        return self._words.label(press.language, "ratings.thanks")

    async def _take_thumbs(self, update: Update, press: Press) -> bool:
        """Removes the thumbs from the message, tried once; false when they stay, are gone already, or when
        this one was never there."""
        message = message_of(update)
        rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
        if not any(_press_of(button) == press for row in rows for button in row):
            return False
        left = [[button for button in row if not _is_thumb(button)] for row in rows]
        try:
            await self._beside.bot.edit_message_reply_markup(
                message.chat_id,
                message.message_id,
                reply_markup=InlineKeyboardMarkup([row for row in left if row]),
                read_timeout=self._beside.given_up_after,
            )
        except TelegramError:  # not modified: somebody was quicker; or the message is gone, or a line is down
            return False
        return True


def _is_thumb(button: InlineKeyboardButton) -> bool:
    press = _press_of(button)
    return press is not None and press.verb in THUMBS


def _press_of(button: InlineKeyboardButton) -> Press | None:
    code = button.callback_data
    return decode(code) if isinstance(code, str) else None
