"""The menu of commands that Telegram shows: everybody's, and the longer ones of staff and owners."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, TelegramError

from bot.telegram.commands import Command
from bot.telegram.screens.screen import Words

logger = logging.getLogger(__name__)


class Menu:
    """Made from the same table as /help and the dispatch. `bot` is to try once: nobody waits for a menu."""

    def __init__(self, bot: Bot, words: Words) -> None:
        self._bot = bot
        self._words = words
        self._table: Sequence[Command] = ()
        self._staff_who_have_it: set[int] = set()

    def show(self, table: Sequence[Command]) -> None:
        """The whole table, once every feature has given its commands."""
        self._table = table

    def go_on_from(self, former: Menu) -> bool:
        """Whether all that `former` set still stands: then none of it is set again."""
        if self._labels() != former._labels():
            return False
        self._staff_who_have_it = former._staff_who_have_it
        return True

    async def set_for_everybody(self) -> None:
        """In every language; what cannot be set is set at the next start."""
        try:
            await self._set(
                [command for command in self._table if not command.staff_only],
                BotCommandScopeAllPrivateChats(),
            )
        except TelegramError as error:
            logger.warning("menu.not_set", extra={"trouble": type(error).__name__})

    async def set_for_staff(self, chat_id: int, *, is_owner: bool) -> None:
        """The commands of one of the staff, once a run: the table does not change. Raises TelegramError.

        Telegram takes it only once they have written to the bot.
        """
        if chat_id not in self._staff_who_have_it:
            table = [command for command in self._table if is_owner or not command.owners_only]
            await self._set(table, BotCommandScopeChat(chat_id))
            self._staff_who_have_it.add(chat_id)

    async def take_from(self, chat_id: int) -> None:
        """Somebody who is one of the staff no more sees everybody's again. Raises TelegramError."""
        self._staff_who_have_it.discard(chat_id)
        for language in (None, *(code for code in self._words.languages if len(code) == 2)):
            await self._bot.delete_my_commands(BotCommandScopeChat(chat_id), language)

    async def take_from_all(self, chat_ids: Iterable[int]) -> bool:
        """The same of several; false when Telegram has not heard of all, so that it is to be tried again."""
        try:
            for chat_id in chat_ids:
                with suppress(BadRequest):  # there is no such chat: nobody sees anything there
                    await self.take_from(chat_id)
        except TelegramError as error:
            logger.warning("menu.not_taken", extra={"trouble": type(error).__name__})
            return False
        return True

    async def _set(self, table: Sequence[Command], scope: BotCommandScope) -> None:
        # Telegram knows menus by codes of two letters; who has another language gets the first one
        for language in (None, *(code for code in self._words.languages if len(code) == 2)):
            menu = [BotCommand(command.name, self._label(command, language)) for command in table]
            await self._bot.set_my_commands(menu, scope, language)

    def _label(self, command: Command, language: str | None) -> str:
        return self._words.label(language or self._words.languages[0], command.description_id)

    def _labels(self) -> dict[str, list[tuple[str, str]]]:
        return {
            language: [(command.name, self._label(command, language)) for command in self._table]
            for language in self._words.languages
        }
