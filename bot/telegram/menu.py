"""The menu of commands that Telegram shows: everybody's, and the longer one of admins."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.telegram.commands import Command
from bot.telegram.screens.screen import Words

logger = logging.getLogger(__name__)


class Menu:
    """Made from the same table as /help and the dispatch. `bot` is to try once: nobody waits for a menu."""

    def __init__(self, bot: Bot, words: Words) -> None:
        self._bot = bot
        self._words = words
        self._table: Sequence[Command] = ()
        self._admins_who_have_it: set[int] = set()

    def show(self, table: Sequence[Command]) -> None:
        """The whole table, once every feature has given its commands."""
        self._table = table

    async def set_for_everybody(self) -> None:
        """In every language; what cannot be set is set at the next start."""
        try:
            await self._set(
                [command for command in self._table if not command.admins_only],
                BotCommandScopeAllPrivateChats(),
            )
        except TelegramError as error:
            logger.warning("menu.not_set", extra={"trouble": type(error).__name__})

    async def set_for_admin(self, chat_id: int) -> None:
        """All commands, for one admin, once a run: the table does not change. Raises TelegramError.

        Telegram takes it only once the admin has written to the bot.
        """
        if chat_id not in self._admins_who_have_it:
            await self._set(self._table, BotCommandScopeChat(chat_id))
            self._admins_who_have_it.add(chat_id)

    async def _set(self, table: Sequence[Command], scope: BotCommandScope) -> None:
        for language in (None, *self._words.languages):
            menu = [
                BotCommand(
                    command.name,
                    self._words.label(language or self._words.languages[0], command.description_id),
                )
                for command in table
            ]
            await self._bot.set_my_commands(menu, scope, language)
