"""Staff write a webinar: what is missing is asked for, what is whole is shown before it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as with_
from datetime import datetime

from telegram import Update

from bot.domain.content.staff_content import digest_of
from bot.domain.languages import name
from bot.domain.people.staff import Act
from bot.domain.times.typed_times import Unclear
from bot.services.announcing.webinar_editing import Editing, Part, WebinarsInUse
from bot.services.announcing.webinars import Webinars
from bot.services.staff.staff_content import RowsInUse
from bot.telegram.asking import Asking
from bot.telegram.people import Person
from bot.telegram.replying import reply
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.screens.staff.staff_webinar_screens import StaffWebinarScreens
from bot.telegram.webinar_drafts.typed_parts import NotTaken, changed

READY = "webinar ready"
STEPS = {part: f"webinar {part}" for part in Part}
ALL_STEPS = (*STEPS.values(), READY)


class WebinarWriting:
    """From the first word to the preview; what is written lies in the dialogue of who writes it."""

    def __init__(
        self,
        in_use: WebinarsInUse,
        webinars: Webinars,
        zones: tuple[str, ...],
        rows: RowsInUse,
        asking: Asking,
        screens: StaffWebinarScreens,
        words: Words,
        now: Callable[[], datetime],
    ) -> None:
        """`zones` are offered where somebody names no place."""
        self._in_use = in_use
        self._webinars = webinars
        self._zones = zones
        self._rows = rows
        self._asking = asking
        self._screens = screens
        self._words = words
        self._now = now

    async def editing(self, person: Person, webinar_id: str) -> Editing | None:
        """What this person is writing of that webinar; else what a change of it begins with."""
        facts = await self._asking.facts(person, *ALL_STEPS)
        if facts is not None and facts["id"] == webinar_id:
            return Editing.of(facts)
        return self._in_use.begun(webinar_id)

    async def write(
        self, update: Update, person: Person, editing: Editing, written: list[tuple[Part, str]]
    ) -> None:
        """Takes all that can be taken; the first part that cannot is asked for again."""
        again: tuple[Part, Screen] | None = None
        for part, text in written:
            found = self._taken(part, editing, text, person.language)
            if isinstance(found, Editing):
                editing = found
            else:
                again = again or (part, found)
        if again is None:
            await self.go_on(update, person, editing)
        else:
            part, screen = again
            await self._asking.ask(person, STEPS[part], editing.facts)
            await reply(update, screen)

    async def ask(self, update: Update, person: Person, editing: Editing, part: Part) -> None:
        await self._asking.ask(person, STEPS[part], editing.facts)
        spoken = name(editing.language or person.language)
        await reply(update, Screen(self._words.say(person.language, f"webinar.{part}_how", language=spoken)))

    async def go_on(self, update: Update, person: Person, editing: Editing) -> None:
        """Asks for what is missing; shows what is whole, with the question whether it shall hold."""
        if editing.missing is not None:
            await self.ask(update, person, editing, editing.missing)
            return
        if (fault := self._rows.fault_of(editing.row())) is not None:
            await self._asking.refuse(update, person, fault)
            return
        known, now = self._in_use.known.get(editing.webinar_id), self._now()
        if known is not None and digest_of(known.item) == digest_of(editing.item):
            await self._asking.end(person)
            await self._say(update, person, "webinar.same")
            return
        act = self._in_use.act_of(editing)
        if self.is_too_late(editing, act, now):
            await self.refuse_past(update, person, editing)
            return
        told = await self.told(editing, now)
        await self._asking.ask(person, READY, editing.facts)
        webinar = self._in_use.read(editing.row())
        screen = self._screens.preview(editing, webinar, act, known, person.language, now, told=told)
        await reply(update, screen)

    async def told(self, editing: Editing, now: datetime) -> int | None:
        """How many chats hear of the change; None where it is one of which nobody hears."""
        if not self._in_use.is_news(editing, now):
            return None
        return await self._webinars.told(editing.webinar_id)

    def is_too_late(self, editing: Editing, act: Act, now: datetime) -> bool:
        """Whether it would take place at a time that is past."""
        is_start_new = act in (Act.WEBINAR_MADE, Act.WEBINAR_MOVED, Act.WEBINAR_PUT_BACK)
        return is_start_new and self._in_use.read(editing.row()).starts_at <= now

    async def refuse_past(self, update: Update, person: Person, editing: Editing) -> None:
        """Its time is past: another one is awaited."""
        await self._asking.ask(person, STEPS[Part.WHEN], editing.facts)
        await self._say(update, person, "time.past")

    def _taken(self, part: Part, editing: Editing, text: str, spoken: str) -> Editing | Screen:
        """With what somebody wrote; or what is said to them instead, in the language that is `spoken`."""
        language = editing.language or spoken
        found = changed(part, editing.item, text, language, self._now(), self._zones)
        if isinstance(found, Unclear):
            return self._screens.asked_time(found, spoken)
        if isinstance(found, NotTaken):
            return Screen(self._words.say(spoken, found.msgid, name=found.name))
        tried = with_(editing, item=found, language=language if part is Part.WORDS else editing.language)
        fault = self._rows.fault_of(tried.row())
        if fault is not None:
            return self._asking.refusal(spoken, fault)
        return tried

    async def _say(self, update: Update, person: Person, msgid: str) -> None:
        await reply(update, Screen(self._words.say(person.language, msgid)))
