"""/edittopics: staff make a topic in a minute, rename it, and end it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from telegram import Update

from bot.domain.announcements import FarewellBody
from bot.domain.content.schedules import MOST_TOPICS, Topic, in_language
from bot.domain.content.staff_content import RowKind, StaffRow, digest_of, without_end
from bot.domain.languages import name
from bot.domain.light_markup import without_emphasis
from bot.domain.people.staff import Act, Recorded
from bot.domain.times.day_words import spelled
from bot.services.announcing.drafting import Drafting
from bot.services.staff.staff_content import RowsInUse
from bot.services.staff.topics import Topics, id_for
from bot.telegram.asking import Asking, Facts
from bot.telegram.commands import ButtonKind, Command, Context, staff_buttons
from bot.telegram.people import People, Person
from bot.telegram.replying import replace, reply
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.screens.staff.staff_topic_screens import StaffTopicScreens, end_code

TEXT, READY = "topic text", "topic ready"


class StaffTopics:
    """A topic of the files is changed in the files; one that was made here is a row, and changed here."""

    def __init__(
        self,
        topics: Sequence[Topic],
        making: Topics,
        drafts: Drafting,
        rows: RowsInUse,
        asking: Asking,
        announcements: AnnouncementScreens,
        words: Words,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._topics = {topic.id: topic for topic in topics}
        self._making = making
        self._drafts = drafts
        self._rows = rows
        self._asking = asking
        self._screens = StaffTopicScreens(words, topics)
        self._announcements = announcements
        self._words = words
        self._people = people
        self._now = now
        asking.take({TEXT: self.on_text, READY: asking.ask_to_press})

    def commands(self) -> list[Command]:
        return [Command("edittopics", self.on_topics, staff_only=True)]

    def buttons(self) -> list[ButtonKind]:
        callbacks = {
            Verb.SHOW_STAFF_TOPICS: self.on_list,
            Verb.SHOW_TOPIC: self.on_topic,
            Verb.NEW_TOPIC: self.on_new,
            Verb.WRITE_TOPIC: self.on_write,
            Verb.ADD_TOPIC_LANGUAGE: self.on_language,
            Verb.USE_TOPIC: self.on_use,
            Verb.ASK_TO_END_TOPIC: self.on_ask_to_end,
            Verb.CHOOSE_TOPIC_END: self.on_choose_end,
            Verb.END_TOPIC: self.on_end,
            Verb.UNDO_TOPIC_END: self.on_undo_end,
        }
        return staff_buttons(callbacks, numbers={Verb.SHOW_STAFF_TOPICS: 0, Verb.NEW_TOPIC: 0})

    async def on_topics(self, update: Update, context: Context) -> None:
        await reply(update, self._screens.listed((await self._people.of(update)).language))

    async def on_list(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, self._screens.listed(person.language))

    async def on_topic(self, update: Update, press: Press, person: Person) -> None:
        topic, row = self._made_here(press.argument), await self._making.find(press.argument)
        if topic is None or row is None:
            await replace(update, self._gone(person.language))
            return
        await replace(update, self._screens.one(topic, list((row.item or {})["texts"]), person.language))

    async def on_new(self, update: Update, press: Press, person: Person) -> None:
        if len(self._topics) >= MOST_TOPICS:
            await reply(update, self._screens.full(person.language))
            return
        facts: Facts = {"id": "", "is_new": True, "base": person.language, "texts": {}}
        await self._await_text(update, person, facts, person.language)

    async def on_write(self, update: Update, press: Press, person: Person) -> None:
        """Another text for a topic that is in use, or one in another language."""
        topic_id, _, language = press.argument.partition("/")
        row = await self._making.find(topic_id)
        if self._made_here(topic_id) is None or row is None or language not in self._words.languages:
            await replace(update, self._gone(person.language))
            return
        facts: Facts = {"id": topic_id, "is_new": False, **(row.item or {})}
        await self._await_text(update, person, facts, language)

    async def on_language(self, update: Update, press: Press, person: Person) -> None:
        facts = await self._asking.facts(person, TEXT, READY)
        if facts is None or press.argument not in self._words.languages:
            await replace(update, self._over(person.language))
            return
        await self._await_text(update, person, facts, press.argument)

    async def on_text(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """The name in the first line, what people get in the second."""
        lines = [without_emphasis(line.strip()) for line in text.splitlines() if line.strip()]
        language = facts["language"]
        if len(lines) != 2:
            await self._asking.refuse(update, person, self._words.label(person.language, "topic.two_lines"))
            return
        names = [topic.name(language) for topic in self._topics.values() if topic.id != facts["id"]]
        names += [in_language(ending, language) for ending in await self._making.ending()]
        # names that look the same are one to who reads them
        if spelled(lines[0]) in map(spelled, names):
            await self._asking.refuse(update, person, self._words.label(person.language, "topic.name_taken"))
            return
        texts = {**facts["texts"], language: {"name": lines[0], "description": lines[1]}}
        tried = {**facts, "texts": texts, "id": facts["id"] or await self._new_id(lines[0])}
        row = _row(tried)
        if fault := self._rows.fault_of(row):
            await self._asking.refuse(update, person, fault)
            return
        await self._asking.ask(person, READY, tried)
        await reply(update, self._screens.preview(row.item or {}, person.language))

    async def on_use(self, update: Update, press: Press, person: Person) -> None:
        """It is in use as it was seen. A rename brings back nothing that has ended since."""
        facts, language = await self._asking.facts(person, READY), person.language
        if facts is None or digest_of(_row(facts).item) != press.argument:
            await self._asking.say_over(update, person, press)
            return
        row, is_new = _row(facts), facts["is_new"]
        await self._asking.done(person, press)
        if (row.item_id in self._topics) is is_new or self._rows.fault_of(row):
            await replace(update, self._gone(language))
            return
        act = Act.TOPIC_MADE if is_new else Act.TOPIC_CHANGED
        await self._making.put(row, Recorded(person.chat_id, act, self._now()))
        texts = facts["texts"].get(language) or facts["texts"][facts["base"]]
        msgid = "topic.in_use" if is_new else "topic.changed"
        said = self._words.say(language, msgid, name=texts["name"])
        draft = await self._drafts.find(person.chat_id)
        aim = None if draft is None or draft.body is None else (texts["name"], row.item_id)
        await replace(update, self._screens.done(said, language, aim))

    async def on_ask_to_end(self, update: Update, press: Press, person: Person) -> None:
        topic = self._made_here(press.argument)
        if topic is None:
            await replace(update, self._gone(person.language))
        elif await self._making.is_under_way(topic.id):
            await replace(update, self._busy(person.language))
        else:
            chats = await self._making.chats(topic.id)
            await replace(update, self._screens.which_end(topic, chats, person.language))

    async def on_choose_end(self, update: Update, press: Press, person: Person) -> None:
        """Which end was chosen, with the words that subscribers will get."""
        ending = self._ending(press.argument)
        if ending is None:
            await replace(update, self._gone(person.language))
            return
        topic, to = ending
        body = FarewellBody(topic.names, {} if to is None else to.names)
        farewell = self._announcements.farewell(body, person.language)
        chats = await self._making.chats(topic.id)
        await replace(update, self._screens.ask_to_end(topic, to, chats, farewell, person.language))

    async def on_end(self, update: Update, press: Press, person: Person) -> None:
        ending, language = self._ending(press.argument), person.language
        if ending is None:
            await replace(update, self._gone(language))
            return
        topic, to = ending
        act = Act.TOPIC_ENDED if to is None else Act.TOPIC_MOVED
        had = await self._making.end(topic, to, Recorded(person.chat_id, act, self._now()))
        if had is None:
            await replace(update, self._busy(language))
            return
        await replace(update, self._screens.ended(topic, had, language))

    async def on_undo_end(self, update: Update, press: Press, person: Person) -> None:
        """Until those who have it are told, it is as if it had not ended."""
        language, row = person.language, await self._making.find(press.argument)
        if row is not None and self._rows.fault_of(without_end(row)) is not None:
            await replace(update, self._screens.full(language))
            return
        act = Recorded(person.chat_id, Act.TOOK_BACK, self._now())
        is_back = await self._making.take_back(press.argument, act)
        said = self._words.say(language, "inbox.taken_back")
        await replace(update, self._screens.done(said, language) if is_back else self._gone(language))

    async def _await_text(self, update: Update, person: Person, facts: Facts, language: str) -> None:
        await self._asking.ask(person, TEXT, {**facts, "language": language})
        text = self._words.say(person.language, "topic.write", language=name(language))
        await reply(update, Screen(text))

    async def _new_id(self, name: str) -> str:
        return id_for(name, {*self._topics, *await self._making.ids()})

    def _made_here(self, topic_id: str) -> Topic | None:
        topic = self._topics.get(topic_id)
        return topic if topic is not None and topic.by_staff else None

    def _ending(self, code: str) -> tuple[Topic, Topic | None] | None:
        """The end that a button carries; None for one that there is not, or is not any more."""
        topic = self._made_here(code.partition("/")[0])
        if topic is None:
            return None
        ends = (None, *(to for to in self._topics.values() if to.id != topic.id))
        return next(((topic, to) for to in ends if end_code(topic, to) == code), None)

    def _gone(self, language: str) -> Screen:
        return self._screens.done(self._words.say(language, "topic.gone"), language)

    def _busy(self, language: str) -> Screen:
        return self._screens.done(self._words.say(language, "topic.under_way"), language)

    def _over(self, language: str) -> Screen:
        return Screen(self._words.say(language, "asking.over"))


def _row(facts: Facts) -> StaffRow:
    item = {"base": facts["base"], "texts": facts["texts"]}
    return StaffRow(RowKind.TOPIC, facts["id"], item, batch=facts["id"])
