"""/help, and what is no command of ours."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from bot.telegram.commands import Command, Context
from bot.telegram.people import People, Person
from bot.telegram.replying import reply, try_to_reply
from bot.telegram.screens import markup
from bot.telegram.screens.screen import Screen, Words


class General:
    """Answers from the table of commands itself."""

    def __init__(self, words: Words, people: People) -> None:
        self._words = words
        self._people = people
        self._table: Sequence[Command] = ()

    def commands(self) -> list[Command]:
        return [Command("help", self.on_help, in_groups=True)]

    def show(self, table: Sequence[Command]) -> None:
        """The whole table, once every feature has given its commands."""
        self._table = table

    def visible(self, person: Person) -> list[Command]:
        """The commands that exist for a person."""
        return [command for command in self._table if command.is_for(person)]

    async def on_help(self, update: Update, context: Context) -> None:
        await reply(update, self._help(await self._people.of(update)))

    async def on_unknown(self, update: Update, context: Context) -> None:
        """A command that is not in the table, or not for this person."""
        person = await self._people.of(update)
        await reply(update, Screen(self._words.say(person.language, "unknown.command")))

    async def say_sorry(self, update: Update) -> None:
        """To who sent what surprised us. Raises nothing that Telegram says."""
        person = await self._people.of(update)
        await try_to_reply(update, Screen(self._words.say(person.language, "error.sorry")))

    def _help(self, person: Person) -> Screen:
        shown = [command for command in self.visible(person) if person.is_private or command.in_groups]
        lines = [self._line(command, person.language) for command in shown]
        return Screen("\n\n".join([self._words.say(person.language, "help.text"), "\n".join(lines)]))

    def _line(self, command: Command, language: str) -> str:
        description = markup.escape(self._words.label(language, command.description_id))
        return markup.line(f"{markup.command(command.name, language)} {description}", language)
