"""What a person hears, once, while something they asked for waits for the database: it is not forgotten."""

from __future__ import annotations

import asyncio
import logging

from telegram import Update
from telegram.error import TelegramError

from bot.telegram.people import People
from bot.telegram.replying import acknowledge, reply
from bot.telegram.screens import Screen, Words

QUIET_FOR = 5.0  # seconds: a restart of the database passes without a word

logger = logging.getLogger(__name__)


class Waiting:
    """Knows which updates wait, in memory: after a restart of the bot the server gives them again."""

    def __init__(self, words: Words, people: People, quiet_for: float = QUIET_FOR) -> None:
        self._words = words
        self._people = people
        self._quiet_for = quiet_for
        self._since: dict[int, tuple[int, float]] = {}  # by update: chat, and when it first had to wait
        self._told: set[int] = set()

    async def put_off(self, update: Update) -> None:
        """The update has to wait (again). A press hears it at once, a message only when it takes long."""
        chat, now = update.effective_chat, asyncio.get_running_loop().time()
        if chat is None:
            return
        is_first = update.update_id not in self._since
        _, since = self._since.setdefault(update.update_id, (chat.id, now))
        try:
            if update.callback_query is not None:
                if is_first:
                    await acknowledge(update, await self._text(update))
            elif update.message is not None and now - since >= self._quiet_for and chat.id not in self._told:
                self._told.add(chat.id)
                await reply(update, Screen(await self._text(update)))
        except TelegramError as error:
            logger.info("waiting.not_told", extra={"trouble": type(error).__name__})

    def served(self, update_id: int) -> None:
        """The update has had its effect."""
        chat_id, _ = self._since.pop(update_id, (0, 0.0))
        if not any(chat_id == other for other, _ in self._since.values()):
            self._told.discard(chat_id)

    async def _text(self, update: Update) -> str:
        person = await self._people.of(update)
        return self._words.label(person.language, "waiting.moment")
