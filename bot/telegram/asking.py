"""Asks staff for a text, and gives what they write to who asked: before anything else looks at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.content.field_faults import FieldFault
from bot.services.staff.dialogues import DONE, Dialogues, is_over
from bot.telegram.commands import ButtonKind, Command, Context, Handler
from bot.telegram.message_reading import command_of, is_in_own_words, typed
from bot.telegram.people import FromStaff, People, Person, message_of
from bot.telegram.replying import replace, reply
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.screen import Screen, Words

Facts = Mapping[str, Any]
Step = Callable[[Update, Person, Facts, str], Awaitable[None]]

OF_THEIR_OWN = frozenset(
    {"broadcast", "inbox", "missed", "contacts", "edittopics", "webinar", "round", "news"}
)
"""Commands that begin something else: what was asked before is over."""


class Asking:
    """One thing is asked of a person at a time. It outlives a restart, and ends by /cancel, by a command that
    begins something else, and half an hour after the last word."""

    def __init__(
        self, dialogues: Dialogues, words: Words, people: People, now: Callable[[], datetime]
    ) -> None:
        self._dialogues = dialogues
        self._words = words
        self._people = people
        self._now = now
        self._steps: dict[str, Step] = {}

    def take(self, steps: Mapping[str, Step]) -> None:
        """From now on a text at one of these steps goes to its function."""
        self._steps.update(steps)

    async def ask(self, person: Person, step: str, facts: Facts) -> None:
        """What is awaited of this person from now on."""
        await self._dialogues.ask(person.chat_id, step, facts, self._now())

    async def facts(self, person: Person, *steps: str) -> Facts | None:
        """What was said so far, where this person is at one of these steps."""
        found = await self._dialogues.open(person.chat_id, self._now())
        return found.facts if found is not None and found.step in steps else None

    async def done(self, person: Person, press: Press) -> None:
        """What was said holds, by this press; nothing is awaited any more."""
        await self._dialogues.done(person.chat_id, press.argument, self._now())

    async def refuse(self, update: Update, person: Person, problem: str | FieldFault) -> None:
        """What was written cannot be used, and why; it is still awaited."""
        await reply(update, self.refusal(person.language, problem))

    def refusal(self, language: str, problem: str | FieldFault) -> Screen:
        """Why something cannot be used: in English where there is no other sentence for it."""
        if isinstance(problem, FieldFault):
            kind, values = problem.kind, problem.values
            problem = self._words.label(language, f"fault.{kind}", **values) if kind else problem.said
        return Screen(self._words.say(language, "asking.not_usable", problem=problem))

    async def say_over(self, update: Update, person: Person, press: Press) -> None:
        """Where a button stood whose dialogue is over. Pressed twice, it has done what it says: no word."""
        facts = await self.facts(person, DONE)
        if facts is None or facts["by"] != press.argument:
            await replace(update, Screen(self._words.say(person.language, "asking.over")))

    async def end(self, person: Person) -> bool:
        """Nothing is awaited of this person any more; false when nothing was."""
        return await self._dialogues.end(person.chat_id)

    def commands(self) -> list[Command]:
        return []

    def buttons(self) -> list[ButtonKind]:
        return [ButtonKind(Verb.DROP_ASKED, self.on_drop, staff_only=True, in_groups=False)]

    def first_handlers(self) -> list[Handler]:
        """A text that is awaited is for who awaits it, and never a question."""
        kinds = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        mine = filters.ChatType.PRIVATE & FromStaff(self._people.staff) & kinds
        return [MessageHandler(mine, self.on_message)]

    async def on_message(self, update: Update, context: Context) -> None:
        message = message_of(update)
        person = await self._people.of(update)
        found = await self._dialogues.last(person.chat_id) if person.is_staff else None
        if found is None or found.step == DONE:
            return
        command = command_of(message)
        if command is not None:
            if command.name == "cancel":
                await self.end(person)
                await reply(update, Screen(self._words.say(person.language, "asking.dropped")))
                raise ApplicationHandlerStop
            if command.name in OF_THEIR_OWN:
                await self.end(person)
            return
        if is_over(found, self._now()):  # said once; what they wrote may be the answer, and is no question
            await self.end(person)
            await reply(update, Screen(self._words.say(person.language, "asking.over")))
            raise ApplicationHandlerStop
        step, text = self._steps.get(found.step), typed(message) if message.text else ""
        if step is None or not text or update.edited_message is not None or not is_in_own_words(message):
            await reply(update, Screen(self._words.say(person.language, "asking.only_text")))
        else:
            await step(update, person, found.facts, text)
        raise ApplicationHandlerStop

    async def ask_to_press(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """A step for a text that came where a button is to be pressed."""
        await reply(update, Screen(self._words.say(person.language, "asking.press")))

    async def on_drop(self, update: Update, press: Press, person: Person) -> None:
        await self.end(person)
        await replace(update, Screen(self._words.say(person.language, "asking.dropped")))
