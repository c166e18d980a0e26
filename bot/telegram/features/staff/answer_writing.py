"""Staff write an answer in the chat: a question with its answer, a source, other languages, a preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as with_
from datetime import datetime
from typing import Any

from telegram import Update

from bot.domain.content.staff_content import RowKind, StaffRow, digest_of, short_digest
from bot.domain.languages import name
from bot.domain.light_markup import as_typed, without_emphasis
from bot.domain.people.staff import Act, Recorded
from bot.services.staff.inbox import Inbox
from bot.services.staff.staff_content import LONGEST_PHRASING, RowsInUse, StaffContent, phrasing_row
from bot.telegram.asking import Asking, Facts
from bot.telegram.commands import ButtonKind, Command, staff_buttons
from bot.telegram.people import Person
from bot.telegram.replying import replace, reply
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.inbox_screens import InboxScreens
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

TEXT, SOURCE, READY = "answer text", "answer source", "answer ready"
SHOWN = 20  # answers in one message
LINKS = ("https://", "http://")


class AnswerWriting:
    """Nothing is in use before it was seen as people will see it, and confirmed as it was seen."""

    def __init__(
        self,
        inbox: Inbox,
        staff_content: StaffContent,
        rows: RowsInUse,
        asking: Asking,
        screens: InboxScreens,
        words: Words,
        now: Callable[[], datetime],
    ) -> None:
        self._inbox = inbox
        self._staff_content = staff_content
        self._rows = rows
        self._asking = asking
        self._screens = screens
        self._words = words
        self._now = now
        asking.take({TEXT: self.on_text, SOURCE: self.on_source, READY: asking.ask_to_press})

    def commands(self) -> list[Command]:
        return []

    def buttons(self) -> list[ButtonKind]:
        callbacks = {
            Verb.WRITE_ANSWER: self.on_write,
            Verb.ADD_ANSWER_LANGUAGE: self.on_language,
            Verb.USE_ANSWER: self.on_use,
            Verb.SHOW_ANSWERS: self.on_answers,
            Verb.SHOW_ANSWER: self.on_answer,
        }
        return staff_buttons(callbacks)

    async def on_answers(self, update: Update, press: Press, person: Person) -> None:
        """The newest answers that staff wrote here."""
        written = [row for row in await self._staff_content.rows() if row.kind is RowKind.ENTRY]
        await replace(update, self._screens.answers(written[: -SHOWN - 1 : -1], person.language))

    async def on_answer(self, update: Update, press: Press, person: Person) -> None:
        """One of them as people see it, with a button to take it back."""
        screen = AnswerScreens(self._rows.faq, self._words).entry(press.argument, person.language)
        if screen is None:
            await self.on_answers(update, press, person)
        else:
            await replace(update, self._screens.done(screen.html, press.argument, person.language))

    async def on_write(self, update: Update, press: Press, person: Person) -> None:
        """Begins an answer to a group of questions, whose words will ask for it."""
        group = await self._inbox.group(press.argument)
        if group is None:
            await reply(update, Screen(self._words.say(person.language, "answer.group_gone")))
            return
        asked = [[each.language, each.text] for each in group.questions]
        near = self._rows.entry(group.near[0], person.language) if group.near else None
        facts: Facts = {
            "id": f"staff-{short_digest(str(person.chat_id), self._now().isoformat())}",
            "asked": asked,
            "category": near.category if near is not None else self._rows.categories[0],
            "texts": {},
            "source": None,
        }
        await self._await_text(update, person, facts, person.language)

    async def on_text(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """The question in the first line, the answer after it."""
        question, _, answer = text.strip().partition("\n")
        written = {"question": without_emphasis(question.strip()), "answer": as_typed(answer)}
        texts = {**facts["texts"], facts["language"]: written}
        tried = {**facts, "texts": texts}
        if not answer.strip():
            await self._asking.refuse(update, person, self._words.label(person.language, "answer.two_parts"))
            return
        if fault := self._rows.fault_of(self._row(tried, person)):
            await self._asking.refuse(update, person, fault)
            return
        if facts["source"] is None:
            await self._asking.ask(person, SOURCE, tried)
            await reply(update, Screen(self._words.say(person.language, "answer.write_source")))
        else:
            await self._show(update, person, tried)

    async def on_source(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """Who wrote it, its title, its date and perhaps a link, each in a line."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        links = [line for line in lines if line.startswith(LINKS)]
        said = [line for line in lines if line not in links]
        if len(said) != 3 or len(links) > 1:
            await self._asking.refuse(
                update, person, self._words.label(person.language, "answer.three_lines")
            )
            return
        source = dict(zip(("author", "title", "date"), said, strict=True))
        tried = {**facts, "source": {**source, "address": links[0] if links else None}}
        if fault := self._rows.fault_of(self._row(tried, person)):
            await self._asking.refuse(update, person, fault)
        else:
            await self._show(update, person, tried)

    async def on_language(self, update: Update, press: Press, person: Person) -> None:
        facts = await self._asking.facts(person, TEXT, READY)
        if facts is None or press.argument not in self._words.languages:
            await replace(update, Screen(self._words.say(person.language, "asking.over")))
            return
        await self._await_text(update, person, facts, press.argument)

    async def on_use(self, update: Update, press: Press, person: Person) -> None:
        """It is in use, and so are the words of those who asked."""
        facts = await self._asking.facts(person, READY)
        if facts is None or digest_of(self._row(facts, person).item) != press.argument:
            await self._asking.say_over(update, person, press)
            return
        row = self._row(facts, person)
        rows = [
            phrasing_row(language, text, row.item_id, row.batch)
            for language, text in facts["asked"]
            if len(text) <= LONGEST_PHRASING
        ]
        await self._staff_content.put(
            [row, *[await self._rows.standing_anew(each) for each in rows]],
            Recorded(person.chat_id, Act.ANSWERED, self._now()),
        )
        await self._asking.done(person, press)
        said = self._words.say(person.language, "answer.in_use")
        await replace(update, self._screens.done(said, row.batch, person.language))

    async def _await_text(self, update: Update, person: Person, facts: Facts, language: str) -> None:
        await self._asking.ask(person, TEXT, {**facts, "language": language})
        text = self._words.say(person.language, "answer.write", language=name(language))
        await reply(update, Screen(text))

    async def _show(self, update: Update, person: Person, facts: Facts) -> None:
        """The answer in each of its languages as people will see it, then the question to confirm it."""
        await self._asking.ask(person, READY, facts)
        row = self._row(facts, person)
        faq = self._rows.faq_with(row)
        answers = AnswerScreens(faq, self._words)
        for language in facts["texts"]:
            screen = answers.entry(row.item_id, language)
            if screen is not None:
                await reply(update, with_(screen, rows=()))
        use = self._words.label(person.language, "answer.use")
        buttons = [Button.of(use, Verb.USE_ANSWER, digest_of(row.item))]
        buttons += [
            Button.of(
                self._words.label(person.language, "broadcast.add_language", language=name(language)),
                Verb.ADD_ANSWER_LANGUAGE,
                language,
            )
            for language in self._words.languages
            if language not in facts["texts"]
        ]
        buttons.append(Button.of(self._words.label(person.language, "asking.drop"), Verb.DROP_ASKED))
        text = self._words.say(person.language, "answer.preview")
        await reply(update, Screen(text, one_a_row(buttons)))

    def _row(self, facts: Facts, person: Person) -> StaffRow:
        """The answer so far; before its source was asked for, one stands in for it."""
        stand_in = {"author": "-", "title": "-", "date": "undated", "address": None}
        item: dict[str, Any] = {
            "category": facts["category"],
            "texts": facts["texts"],
            "source": facts["source"] or stand_in,
            "reviewed": self._now().date().isoformat(),
        }
        return StaffRow(RowKind.ENTRY, facts["id"], item, "", facts["id"])
