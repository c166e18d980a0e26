"""/contacts: staff add people to turn to, say that they are still right, and drop them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from telegram import Update

from bot.domain import languages
from bot.domain.content.contacts import Contact, Region, by_region
from bot.domain.content.staff_content import RowKind, StaffRow, contact_id, contact_item, digest_of
from bot.domain.people.staff import Act, Recorded
from bot.services.staff.staff_content import RowsInUse, StaffContent
from bot.telegram.asking import Asking, Facts
from bot.telegram.commands import ButtonKind, Command, Context, staff_buttons
from bot.telegram.people import People, Person
from bot.telegram.replying import replace, reply
from bot.telegram.screens.answers.contact_screens import ContactScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.inbox_screens import InboxScreens
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

TEXT, WHERE, READY = "contact text", "contact where", "contact ready"
PAGE = 8  # contacts in one message


class StaffContacts:
    """A contact of the files is never changed in them: a row stands over it until they say the same."""

    def __init__(
        self,
        contacts: Sequence[Contact],
        staff_content: StaffContent,
        rows: RowsInUse,
        asking: Asking,
        screens: ContactScreens,
        inbox_screens: InboxScreens,
        words: Words,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._contacts = {contact_id(each.name, each.region): each for each in by_region(contacts)}
        self._staff_content = staff_content
        self._rows = rows
        self._asking = asking
        self._screens = screens
        self._inbox_screens = inbox_screens
        self._words = words
        self._people = people
        self._now = now
        asking.take({TEXT: self.on_text, WHERE: asking.ask_to_press, READY: asking.ask_to_press})

    def commands(self) -> list[Command]:
        return [Command("contacts", self.on_contacts, staff_only=True)]

    def buttons(self) -> list[ButtonKind]:
        callbacks = {
            Verb.SHOW_STAFF_CONTACTS: self.on_page,
            Verb.SHOW_CONTACT: self.on_contact,
            Verb.ADD_CONTACT: self.on_add,
            Verb.CONTACT_REGION: self.on_region,
            Verb.USE_CONTACT: self.on_use,
            Verb.CONTACT_IS_RIGHT: self.on_right,
            Verb.DROP_CONTACT: self.on_drop,
        }
        return staff_buttons(callbacks, numbers={Verb.ADD_CONTACT: 0})

    async def on_contacts(self, update: Update, context: Context) -> None:
        await reply(update, self._page((await self._people.of(update)).language, 1))

    async def on_page(self, update: Update, press: Press, person: Person) -> None:
        number = int(press.argument) if press.argument.isdecimal() else 1
        await replace(update, self._page(person.language, number))

    async def on_contact(self, update: Update, press: Press, person: Person) -> None:
        contact, language = self._contacts.get(press.argument), person.language
        if contact is None:
            await replace(update, self._page(language, 1))
            return
        buttons = [
            Button.of(self._words.label(language, msgid), verb, argument)
            for msgid, verb, argument in (
                ("contacts.right", Verb.CONTACT_IS_RIGHT, press.argument),
                ("contacts.drop", Verb.DROP_CONTACT, press.argument),
                ("inbox.list", Verb.SHOW_STAFF_CONTACTS, "1"),
            )
        ]
        await replace(update, Screen(self._screens.line(contact, language), one_a_row(buttons)))

    async def on_add(self, update: Update, press: Press, person: Person) -> None:
        await self._asking.ask(person, TEXT, {})
        await reply(update, Screen(self._words.say(person.language, "contacts.how")))

    async def on_text(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """Name, languages, and a page or a hotline or both, each in a line."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        named, spoken, *ways = lines if len(lines) >= 3 else ("", "")
        links = [way for way in ways if "://" in way]
        numbers = [way for way in ways if way not in links]
        if not ways or len(links) > 1 or len(numbers) > 1:
            await self._asking.refuse(update, person, self._words.label(person.language, "contacts.lines"))
            return
        tried: dict[str, Any] = {
            "name": named,
            "languages": languages.listed_in(spoken),
            "link": links[0] if links else None,
            "public_hotline": numbers[0] if numbers else None,
        }
        if fault := self._rows.fault_of(self._row({**tried, "region": Region.WORLD.value})):
            await self._asking.refuse(update, person, fault)
            return
        await self._asking.ask(person, WHERE, tried)
        buttons = [
            Button.of(
                self._words.label(person.language, f"region.{region}"), Verb.CONTACT_REGION, region.value
            )
            for region in Region
        ]
        await reply(update, Screen(self._words.say(person.language, "contacts.where"), one_a_row(buttons)))

    async def on_region(self, update: Update, press: Press, person: Person) -> None:
        facts = await self._asking.facts(person, WHERE, READY)
        if facts is None or press.argument not in Region._value2member_map_:
            await replace(update, Screen(self._words.say(person.language, "asking.over")))
            return
        chosen = {**facts, "region": press.argument}
        await self._asking.ask(person, READY, chosen)
        row, language = self._row(chosen), person.language
        contact = self._rows.contact(row)
        use = Button.of(self._words.label(language, "contacts.use"), Verb.USE_CONTACT, digest_of(row.item))
        drop = Button.of(self._words.label(language, "asking.drop"), Verb.DROP_ASKED)
        said = self._words.say(language, "contacts.preview")
        shown = f"{said}\n\n{self._screens.line(contact, language)}"
        await replace(update, Screen(shown, one_a_row([use, drop])))

    async def on_use(self, update: Update, press: Press, person: Person) -> None:
        facts = await self._asking.facts(person, READY)
        if facts is None or digest_of(self._row(facts).item) != press.argument:
            await self._asking.say_over(update, person, press)
            return
        row = await self._put(person, self._row(facts), Act.CONTACT_ADDED)
        await self._asking.done(person, press)
        await self._done(update, person, "contacts.added", row)

    async def on_right(self, update: Update, press: Press, person: Person) -> str | None:
        """Somebody made sure today; the row says the day."""
        contact = self._contacts.get(press.argument)
        if contact is None:
            await replace(update, self._page(person.language, 1))
            return None
        item = {**contact_item(contact), "checked": self._now().date().isoformat()}
        row = StaffRow(RowKind.CONTACT, press.argument, item, batch=press.argument)
        await self._put(person, row, Act.CONTACT_CHECKED)
        await replace(update, self._page(person.language, 1, checked={press.argument: row}))
        return self._words.label(person.language, "contacts.noted")

    async def on_drop(self, update: Update, press: Press, person: Person) -> None:
        if press.argument not in self._contacts:
            await replace(update, self._page(person.language, 1))
            return
        row = StaffRow(RowKind.CONTACT, press.argument, None, batch=press.argument)
        await self._put(person, row, Act.CONTACT_DROPPED)
        await self._done(update, person, "contacts.dropped", row)

    async def _put(self, person: Person, row: StaffRow, act: Act) -> StaffRow:
        """A contact of the chat alone that is dropped leaves no row: nothing stands below it."""
        row = await self._rows.standing_anew(row)
        recorded = Recorded(person.chat_id, act, self._now())
        if row.item is None and not row.stands_over:
            await self._staff_content.take([row], recorded)
        else:
            await self._staff_content.put([row], recorded)
        return row

    async def _done(self, update: Update, person: Person, msgid: str, row: StaffRow) -> None:
        said = self._words.say(person.language, msgid)
        can_be_taken_back = row.item is not None or row.stands_over
        screen = self._inbox_screens.done(said, row.batch, person.language)
        await replace(update, screen if can_be_taken_back else Screen(said))

    def _page(self, language: str, number: int, checked: dict[str, StaffRow] | None = None) -> Screen:
        """The contacts; of those just `checked` the day is today's already."""
        pages = max(1, -(-len(self._contacts) // PAGE))
        number = min(max(1, number), pages)
        first = (number - 1) * PAGE
        shown = {
            key: self._rows.contact(checked[key]) if checked and key in checked else contact
            for key, contact in list(self._contacts.items())[first : first + PAGE]
        }
        msgid = "contacts.staff_heading" if shown else "status.no_contacts"
        lines = [self._screens.line(contact, language) for contact in shown.values()]
        rows = one_a_row(Button.of(contact.name, Verb.SHOW_CONTACT, key) for key, contact in shown.items())
        ways = tuple(
            Button.of(self._words.label(language, way), Verb.SHOW_STAFF_CONTACTS, str(page))
            for way, page in (("page.back", number - 1), ("page.next", number + 1))
            if 1 <= page <= pages
        )
        add = Button.of(self._words.label(language, "contacts.add"), Verb.ADD_CONTACT)
        rows = (*rows, *((ways,) if ways else ()), (add,))
        return Screen("\n\n".join([self._words.say(language, msgid), *lines]), rows)

    def _row(self, facts: Facts) -> StaffRow:
        """What was said so far, checked today."""
        item = {**facts, "checked": self._now().date().isoformat()}
        name = contact_id(str(facts["name"]), str(facts["region"]))
        return StaffRow(RowKind.CONTACT, name, item, batch=name)
