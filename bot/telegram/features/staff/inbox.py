"""/inbox: what people asked in vain, and what staff make of it: a phrasing, an answer, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Update

from bot.domain.content.staff_content import RowKind, StaffRow
from bot.domain.people.staff import Act, Recorded
from bot.services.rating import Rating
from bot.services.staff.inbox import Inbox
from bot.services.staff.staff_content import LONGEST_PHRASING, RowsInUse, StaffContent, phrasing_row
from bot.telegram.asking import Asking, Facts
from bot.telegram.commands import ButtonKind, Command, Context, staff_buttons
from bot.telegram.people import People, Person
from bot.telegram.replying import replace, reply
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.inbox_screens import InboxScreens
from bot.telegram.screens.screen import Screen, Words

TAKEN_BACK_HERE = (RowKind.PHRASING, RowKind.ENTRY, RowKind.CONTACT, RowKind.NEWS)
WORST = 3  # answers beside the questions
FIND = "find"


class StaffInbox:
    """The list, one group of it, and what does not agree with the files any more."""

    def __init__(
        self,
        inbox: Inbox,
        rating: Rating,
        staff_content: StaffContent,
        rows: RowsInUse,
        asking: Asking,
        screens: InboxScreens,
        words: Words,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._inbox = inbox
        self._rating = rating
        self._staff_content = staff_content
        self._rows = rows
        self._asking = asking
        self._screens = screens
        self._words = words
        self._people = people
        self._now = now
        asking.take({FIND: self.on_words})

    def commands(self) -> list[Command]:
        return [Command("inbox", self.on_inbox, staff_only=True, also=("missed",))]

    def buttons(self) -> list[ButtonKind]:
        callbacks = {
            Verb.SHOW_INBOX: self.on_page,
            Verb.SHOW_ASKED: self.on_group,
            Verb.GIVE_TO_ENTRY: self.on_give,
            Verb.FIND_ENTRY: self.on_find,
            Verb.CLEAR_ASKED: self.on_clear,
            Verb.HIDE_ASKED: self.on_hide,
            Verb.TAKE_BACK: self.on_take_back,
            Verb.SHOW_ROWS: self.on_rows,
            Verb.KEEP_ROW: self.on_keep_row,
            Verb.DROP_ROW: self.on_drop_row,
        }
        return staff_buttons(callbacks)

    async def on_inbox(self, update: Update, context: Context) -> None:
        await reply(update, await self._page(await self._people.of(update), 1))

    async def on_page(self, update: Update, press: Press, person: Person) -> None:
        number = int(press.argument) if press.argument.isdecimal() else 1
        await replace(update, await self._page(person, number))

    async def on_group(self, update: Update, press: Press, person: Person) -> None:
        group = await self._inbox.group(press.argument)
        screen = self._screens.group(group, person.language) if group is not None else None
        await replace(update, screen or await self._anew(person))

    async def on_give(self, update: Update, press: Press, person: Person) -> None:
        """All words of the group ask for that entry from now on."""
        digest, _, entry_id = press.argument.partition("/")
        group = await self._inbox.group(digest)
        entry = self._rows.entry(entry_id, person.language)
        if group is None or entry is None:
            await replace(update, await self._anew(person))
            return
        rows = [
            phrasing_row(asked.language, asked.text, entry_id, digest)
            for asked in group.questions
            if len(asked.text) <= LONGEST_PHRASING
        ]
        rows = [await self._rows.standing_anew(row) for row in rows if self._rows.fault_of(row) is None]
        if not rows:
            await reply(update, Screen(self._words.say(person.language, "inbox.too_long")))
            return
        await self._asking.end(person)
        await self._staff_content.put(rows, self._act(person, Act.PHRASED))
        said = self._words.say(person.language, "inbox.given", question=entry.question)
        await replace(update, self._screens.done(said, digest, person.language))

    async def on_find(self, update: Update, press: Press, person: Person) -> None:
        if await self._inbox.group(press.argument) is None:
            await replace(update, await self._anew(person))
            return
        await self._asking.ask(person, FIND, {"group": press.argument})
        await reply(update, Screen(self._words.say(person.language, "inbox.find_how")))

    async def on_words(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """What somebody wrote to find an entry; they may go on trying."""
        found = await self._inbox.nearest(text)
        await reply(update, self._screens.found(found, facts["group"], person.language))

    async def on_clear(self, update: Update, press: Press, person: Person) -> str | None:
        group = await self._inbox.group(press.argument)
        if group is not None:
            await self._inbox.clear(group, self._act(person, Act.CLEARED))
        await replace(update, await self._page(person, 1))
        return self._words.label(person.language, "inbox.cleared") if group is not None else None

    async def on_hide(self, update: Update, press: Press, person: Person) -> str | None:
        group = await self._inbox.group(press.argument)
        if group is not None:
            await self._inbox.hide(group, self._act(person, Act.HIDDEN))
        await replace(update, await self._page(person, 1))
        return self._words.label(person.language, "inbox.hidden") if group is not None else None

    async def on_take_back(self, update: Update, press: Press, person: Person) -> None:
        """What one act put in is gone, unless something else was made of it since."""
        act = self._act(person, Act.TOOK_BACK)
        is_taken = await self._staff_content.take_back(press.argument, TAKEN_BACK_HERE, act)
        msgid = "inbox.taken_back" if is_taken else "inbox.not_taken_back"
        await replace(update, Screen(self._words.say(person.language, msgid)))

    async def on_rows(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, self._row(person))

    async def on_keep_row(self, update: Update, press: Press, person: Person) -> None:
        """What staff put in holds, whatever the files say now."""
        row = self._named(press.argument, self._rows.asked)
        if row is not None:
            await self._staff_content.put(
                [await self._rows.standing_anew(row)], self._act(person, Act.DECIDED)
            )
        await replace(update, await self._page(person, 1))

    async def on_drop_row(self, update: Update, press: Press, person: Person) -> None:
        """What the files say holds."""
        row = self._named(press.argument, (*self._rows.asked, *self._rows.aside))
        if row is not None:
            await self._staff_content.take([row], self._act(person, Act.DECIDED))
        await replace(update, await self._page(person, 1))

    async def _page(self, person: Person, number: int) -> Screen:
        worst = [each for each in await self._rating.least_helpful(WORST) if each[3] > each[2]]
        waiting = len(self._rows.asked) + len(self._rows.aside)
        groups = await self._inbox.groups()
        has_answers = any(row.kind is RowKind.ENTRY for row in await self._staff_content.rows())
        return self._screens.page(groups, number, person.language, worst, waiting, has_answers=has_answers)

    async def _anew(self, person: Person) -> Screen:
        """The list as it is now, for a button of an older one."""
        page = await self._page(person, 1)
        said = self._words.say(person.language, "inbox.old")
        return Screen(f"{said}\n\n{page.html}", page.rows)

    def _row(self, person: Person) -> Screen:
        for rows, is_asked in ((self._rows.asked, True), (self._rows.aside, False)):
            if rows:
                return self._screens.row(rows[0], is_asked=is_asked, language=person.language)
        return Screen(self._words.say(person.language, "rows.none"))

    def _named(self, name: str, rows: tuple[StaffRow, ...]) -> StaffRow | None:
        return next((row for row in rows if f"{row.kind}/{row.item_id}" == name), None)

    def _act(self, person: Person, act: Act) -> Recorded:
        return Recorded(person.chat_id, act, self._now())
