"""/webinar: staff create webinars, move, cancel and put them back, and write what members read of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as with_
from datetime import UTC, datetime
from functools import partial

from telegram import Update

from bot.domain.content.staff_content import RowKind, digest_of, short_digest
from bot.domain.people.staff import Act, Recorded
from bot.domain.times.places import zones_of
from bot.domain.times.typed_times import FARTHEST
from bot.services.announcing.webinar_editing import NEW, Editing, Part, WebinarsInUse, new_id, with_start
from bot.services.staff.staff_content import RowsInUse, StaffContent
from bot.telegram.asking import Asking, Facts
from bot.telegram.commands import ButtonKind, Command, Context, staff_buttons
from bot.telegram.message_reading import typed
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import replace, reply
from bot.telegram.screens.button_codes import MOST_DIGITS, Press, Verb
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.screens.staff.staff_webinar_screens import (
    AS_IN_FILES,
    CANCELLED,
    STANDING,
    StaffWebinarScreens,
)
from bot.telegram.webinar_drafts.typed_parts import (
    CANCEL,
    LONGEST_NAME,
    MAKE,
    WRITTEN,
    Line,
    language_of,
    line_of,
    parts_of_new,
)
from bot.telegram.webinar_drafts.writing import READY, STEPS, WebinarWriting


class StaffWebinars:
    """Nothing holds before it was seen as members will see it, and confirmed as it was seen."""

    def __init__(
        self,
        in_use: WebinarsInUse,
        writing: WebinarWriting,
        staff_content: StaffContent,
        rows: RowsInUse,
        asking: Asking,
        screens: StaffWebinarScreens,
        words: Words,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._in_use = in_use
        self._writing = writing
        self._staff_content = staff_content
        self._rows = rows
        self._asking = asking
        self._screens = screens
        self._words = words
        self._people = people
        self._now = now
        asking.take(
            {READY: asking.ask_to_press} | {STEPS[part]: partial(self.on_text, part) for part in Part}
        )

    def commands(self) -> list[Command]:
        return [Command("webinar", self.on_webinar, staff_only=True)]

    def buttons(self) -> list[ButtonKind]:
        callbacks = {
            Verb.SHOW_STAFF_WEBINARS: self.on_page,
            Verb.SHOW_STAFF_WEBINAR: self.on_one,
            Verb.NEW_WEBINAR: self.on_new,
            Verb.ASK_OF_WEBINAR: self.on_ask,
            Verb.SET_WEBINAR: self.on_set,
            Verb.WEBINAR_TIME: self.on_time,
            Verb.USE_WEBINAR: self.on_use,
            Verb.UNDO_WEBINAR: self.on_undo,
        }
        return staff_buttons(callbacks, numbers={Verb.NEW_WEBINAR: 0})

    async def on_webinar(self, update: Update, context: Context) -> None:
        """The list, or what is to be done in one line behind the command."""
        person = await self._people.of(update)
        text = typed(message_of(update))
        if not text:
            await reply(update, self._page(person, 1))
        elif (line := line_of(text)) is None:
            await self._say(update, person, "webinar.usage")
        elif line.what == MAKE:
            begun = Editing(new_id(self._now()), NEW, language=person.language)
            await self._writing.write(update, person, begun, parts_of_new(line.values))
        else:
            await self._change_by_line(update, person, line)

    async def on_page(self, update: Update, press: Press, person: Person) -> None:
        is_number = press.argument.isdecimal() and len(press.argument) <= MOST_DIGITS
        await replace(update, self._page(person, int(press.argument) if is_number else 1))

    async def on_one(self, update: Update, press: Press, person: Person) -> None:
        known = self._in_use.known.get(press.argument)
        if known is None:
            await replace(update, self._page(person, 1))
        else:
            await replace(update, self._screens.one(known, person.language, self._now()))

    async def on_new(self, update: Update, press: Press, person: Person) -> None:
        begun = Editing(new_id(self._now()), NEW, language=person.language)
        await self._writing.go_on(update, person, begun)

    async def on_ask(self, update: Update, press: Press, person: Person) -> None:
        """One part of a webinar, of the one that is being written or of one that is in use."""
        what, _, webinar_id = press.argument.partition("/")
        part, _, language = what.partition(".")
        editing = await self._writing.editing(person, webinar_id)
        is_known = language in ("", *self._words.languages)
        if editing is None or part not in Part._value2member_map_ or not is_known:
            await self._say(update, person, "asking.over")
            return
        await self._writing.ask(
            update, person, with_(editing, language=language or person.language), Part(part)
        )

    async def on_set(self, update: Update, press: Press, person: Person) -> None:
        """Cancelled, put back, or as the files say: shown before it holds."""
        state, _, webinar_id = press.argument.partition("/")
        await self._set(update, person, webinar_id, state)

    async def on_time(self, update: Update, press: Press, person: Person) -> None:
        """One of several instants that a text could mean."""
        facts = await self._asking.facts(person, STEPS[Part.WHEN])
        seconds, _, zone = press.argument.partition("/")
        if facts is None or not (seconds.isdecimal() and len(seconds) <= MOST_DIGITS):
            await self._say(update, person, "asking.over")
            return
        now, zones = self._now(), zones_of(zone.replace("_", " "))
        latest = int((now + FARTHEST).timestamp())
        if len(zones) != 1 or not int(now.timestamp()) < int(seconds) <= latest:
            await self._say(update, person, "time.past")
            return
        editing = Editing.of(facts)
        item = with_start(editing.item, datetime.fromtimestamp(int(seconds), UTC), zones[0])
        await self._writing.go_on(update, person, with_(editing, item=item))

    async def on_text(self, part: Part, update: Update, person: Person, facts: Facts, text: str) -> None:
        await self._writing.write(update, person, Editing.of(facts), [(part, text)])

    async def on_use(self, update: Update, press: Press, person: Person) -> None:
        """It holds from now on, for everything that speaks of webinars."""
        facts = await self._asking.facts(person, READY)
        if facts is None or digest_of(facts["item"]) != press.argument:
            await self._asking.say_over(update, person, press)
            return
        editing, now = Editing.of(facts), self._now()
        if self._in_use.has_changed(editing):
            await self._asking.end(person)
            await replace(update, Screen(self._words.say(person.language, "webinar.changed_since")))
            return
        if self._rows.fault_of(editing.row()) is not None:  # it fitted when it was written
            await self._asking.say_over(update, person, press)
            return
        act = self._in_use.act_of(editing)
        if self._writing.is_too_late(editing, act, now):
            await self._writing.refuse_past(update, person, editing)
            return
        is_told = bool(await self._writing.told(editing, now))
        batch = short_digest(editing.webinar_id, str(person.chat_id), now.isoformat())
        row = await self._rows.standing_anew(editing.row(batch))
        await self._staff_content.put([row], Recorded(person.chat_id, act, now))
        await self._asking.done(person, press)
        webinar = self._in_use.read(row)
        screen = self._screens.done(webinar, act, batch, person.language, now, is_told=is_told)
        await replace(update, screen)

    async def on_undo(self, update: Update, press: Press, person: Person) -> None:
        """One act is taken back, unless that would bring a time back that is past."""
        former, now = await self._staff_content.before(press.argument), self._now()
        rows = [row for row in await self._staff_content.rows() if row.batch == press.argument]
        if former is not None and self._rows.fault_of(former) is not None:
            await self._say(update, person, "inbox.not_taken_back")
            return
        if any(self._in_use.would_be_past(row.item_id, former, now) for row in rows):
            await self._say(update, person, "webinar.undo_past")
            return
        recorded = Recorded(person.chat_id, Act.TOOK_BACK, now)
        is_taken = await self._staff_content.take_back(press.argument, (RowKind.WEBINAR,), recorded)
        msgid = "inbox.taken_back" if is_taken else "inbox.not_taken_back"
        await replace(update, Screen(self._words.say(person.language, msgid)))

    async def _change_by_line(self, update: Update, person: Person, line: Line) -> None:
        found = self._in_use.named(line.which, self._now())
        if len(found) != 1:
            msgid = "webinar.several_such" if found else "webinar.no_such"
            name = line.which[:LONGEST_NAME]
            await reply(update, Screen(self._words.say(person.language, msgid, name=name)))
            return
        (known,) = found
        part = WRITTEN.get(line.what)
        if part is None:
            state = CANCELLED if line.what == CANCEL else STANDING
            await self._set(update, person, known.webinar.id, state)
            return
        editing = self._in_use.begun(known.webinar.id)
        if editing is None:
            return
        named = language_of(line.values[0], self._words.languages) if len(line.values) > 1 else ""
        language, text = named or person.language, line.values[-1]
        if line.what == "summary" and text:  # in a language without a title both are asked for
            title = known.item["title"].get(language)
            text = f"{title}\n{text}" if title else ""
        editing = with_(editing, language=language)
        if text:
            await self._writing.write(update, person, editing, [(part, text)])
        else:
            await self._writing.ask(update, person, editing, part)

    async def _set(self, update: Update, person: Person, webinar_id: str, state: str) -> None:
        known, editing = self._in_use.known.get(webinar_id), self._in_use.begun(webinar_id)
        if known is None or editing is None:
            await self._say(update, person, "webinars.gone")
            return
        items = {
            CANCELLED: {**known.item, "cancelled": True},
            STANDING: {**known.item, "cancelled": False},
            AS_IN_FILES: known.file_item,
        }
        item = items.get(state)
        if item is not None:
            await self._writing.go_on(update, person, with_(editing, item=item))

    async def _say(self, update: Update, person: Person, msgid: str) -> None:
        await reply(update, Screen(self._words.say(person.language, msgid)))

    def _page(self, person: Person, number: int) -> Screen:
        now = self._now()
        return self._screens.page(self._in_use.listed(now), number, person.language, now)
