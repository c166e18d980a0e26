"""/staff for owners: who works with the bot, adding and removing. /log for staff: who did what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.people.shared_accounts import SHARED
from bot.domain.people.staff import Recorded
from bot.services.staff.staffing import Staffing
from bot.telegram.commands import ButtonKind, Command, Context, Handler, Pressed
from bot.telegram.menu import Menu
from bot.telegram.message_reading import command_of, is_in_own_words
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import replace, reply
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.dates import local_time
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row
from bot.telegram.wire.background_calls import Beside

JOIN_LINK = "staff_"
SHOWN = 20  # acts in one message


class StaffList:
    """Names come from Telegram when they are shown; only ids are kept."""

    def __init__(
        self,
        staffing: Staffing,
        words: Words,
        people: People,
        menu: Menu,
        beside: Beside,
        now: Callable[[], datetime],
    ) -> None:
        self._staffing = staffing
        self._words = words
        self._people = people
        self._menu = menu
        self._beside = beside
        self._now = now

    def commands(self) -> list[Command]:
        return [
            Command("staff", self.on_staff, staff_only=True, owners_only=True),
            Command("log", self.on_log, staff_only=True),
        ]

    def buttons(self) -> list[ButtonKind]:
        def mine(verb: Verb, callback: Pressed, numbers: int = 0) -> ButtonKind:
            return ButtonKind(
                verb, callback, staff_only=True, owners_only=True, in_groups=False, numbers=numbers
            )

        return [
            mine(Verb.ADD_STAFF, self.on_add),
            mine(Verb.ASK_TO_REMOVE_STAFF, self.on_ask_to_remove, numbers=1),
            mine(Verb.REMOVE_STAFF, self.on_remove, numbers=1),
            mine(Verb.KEEP_STAFF, self.on_keep),
        ]

    def first_handlers(self) -> list[Handler]:
        """A link to join is no greeting: looked at before /start."""
        return [MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE, self.on_link)]

    async def on_staff(self, update: Update, context: Context) -> None:
        await reply(update, await self._list(update, await self._people.of(update)))

    async def on_log(self, update: Update, context: Context) -> None:
        """What staff did last, newest first."""
        person = await self._people.of(update)
        latest = await self._staffing.latest(SHOWN)
        if not latest:
            await reply(update, Screen(self._words.say(person.language, "log.nothing")))
            return
        ids = {number for act in latest for number in (act.actor, act.person) if number is not None}
        names = await self._names(update.get_bot(), ids, person.language)
        lines = [self._line(act, names, person.language) for act in latest]
        await reply(update, Screen("\n\n".join([self._words.say(person.language, "log.heading"), *lines])))

    async def on_link(self, update: Update, context: Context) -> None:
        """Who brings a code that holds is one of the staff from now on; the owner who made it hears so."""
        message, user = message_of(update), update.effective_user
        command = command_of(message)
        code = command.arguments[0] if command is not None and command.arguments else ""
        if command is None or command.name != "start" or not code.startswith(JOIN_LINK):
            return
        person = await self._people.of(update)
        if user is None or user.is_bot or user.id in SHARED or not is_in_own_words(message):
            raise ApplicationHandlerStop
        owner = await self._staffing.join(code.removeprefix(JOIN_LINK), user.id, self._now())
        if owner is None:
            known = self._staffing.is_staff(user.id)
            await reply(
                update,
                Screen(self._words.say(person.language, "staff.already" if known else "staff.no_link")),
            )
            raise ApplicationHandlerStop
        self._beside.start("menu", self._menu.set_for_staff(user.id, is_owner=False))
        await reply(update, Screen(self._words.say(person.language, "staff.welcome")))
        self._beside.start("staff", self._tell(update.get_bot(), owner, user.full_name))
        raise ApplicationHandlerStop

    async def on_add(self, update: Update, press: Press, person: Person) -> None:
        code = await self._staffing.make_link(person.chat_id, self._now())
        link = f"{update.get_bot().link}?start={JOIN_LINK}{code}"
        await reply(update, Screen(self._words.say(person.language, "staff.link", link=link)))

    async def on_ask_to_remove(self, update: Update, press: Press, person: Person) -> None:
        language, (user_id,) = person.language, press.numbers
        names = await self._names(update.get_bot(), [user_id], language)
        yes = Button.of(
            self._words.label(language, "staff.remove", name=names[user_id]),
            Verb.REMOVE_STAFF,
            press.argument,
        )
        no = Button.of(self._words.label(language, "staff.keep"), Verb.KEEP_STAFF)
        text = self._words.say(language, "staff.ask", name=names[user_id])
        await replace(update, Screen(text, one_a_row([yes, no])))

    async def on_remove(self, update: Update, press: Press, person: Person) -> None:
        (user_id,) = press.numbers
        if await self._staffing.remove(user_id, person.chat_id, self._now()):
            self._beside.start("menu", self._menu.take_from(user_id))
        screen = await self._list(update, person)
        if await self._staffing.has_open_sendings(user_id):
            said = self._words.say(person.language, "staff.still_goes_out")
            screen = Screen(f"{said}\n\n{screen.html}", screen.rows)
        await replace(update, screen)

    async def on_keep(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, await self._list(update, person))

    async def _list(self, update: Update, person: Person) -> Screen:
        language, members = person.language, await self._staffing.members()
        ids = {*self._staffing.owners, *(m.user_id for m in members), *(m.added_by for m in members)}
        names = await self._names(update.get_bot(), ids, language)
        lines = [
            self._words.say(language, "staff.owner", name=names[user_id])
            for user_id in sorted(self._staffing.owners)
        ]
        lines += [
            self._words.say(language, "staff.member", name=names[m.user_id], by=names[m.added_by])
            + f" {local_time(m.added_at, 'UTC', language)}"
            for m in members
        ]
        buttons = [
            Button.of(
                self._words.label(language, "staff.remove", name=names[m.user_id]),
                Verb.ASK_TO_REMOVE_STAFF,
                str(m.user_id),
            )
            for m in members
        ]
        add = Button.of(self._words.label(language, "staff.add"), Verb.ADD_STAFF)
        heading = self._words.say(language, "staff.heading")
        return Screen("\n\n".join([heading, "\n".join(lines)]), one_a_row([add, *buttons]))

    def _line(self, act: Recorded, names: dict[int, str], language: str) -> str:
        values = {
            "who": names[act.actor],
            "id": act.announcement_id or "",
            "name": names.get(act.person or 0, ""),
        }
        msgid = f"log.{act.act}"
        said = (
            self._words.say(language, msgid, **values)
            if act.count is None
            else self._words.count(language, msgid, act.count, **values)
        )
        return f"{local_time(act.at, 'UTC', language)}\n{said}"

    async def _names(self, bot: Bot, ids: Iterable[int], language: str) -> dict[int, str]:
        """As Telegram gives them now; of an account that is gone its number."""
        found = {}
        for user_id in ids:
            try:
                found[user_id] = (await bot.get_chat(user_id)).full_name or str(user_id)
            except TelegramError:
                found[user_id] = self._words.label(language, "staff.unnamed", id=user_id)
        return found

    async def _tell(self, bot: Bot, owner: int, name: str) -> None:
        language = await self._people.language_of(owner)
        text = self._words.label(language, "staff.joined", name=name)
        await bot.send_message(owner, text)
