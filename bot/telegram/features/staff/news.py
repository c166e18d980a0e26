"""/news: staff see the next weekly update, put news into it, and change it or leave out what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from telegram import Update

from bot.domain.content.field_faults import FieldFault
from bot.domain.content.staff_content import RowKind, StaffRow, digest_of, news_as_item, short_digest
from bot.domain.languages import name
from bot.domain.light_markup import SECURE_ADDRESS, as_typed
from bot.domain.people.staff import Act, Recorded
from bot.services.announcing.next_update import NextUpdate, NextUpdates
from bot.services.announcing.weekly_updates import Piece
from bot.services.staff.staff_content import RowsInUse, StaffContent
from bot.telegram.asking import Asking, Facts
from bot.telegram.commands import ButtonKind, Command, Context, staff_buttons
from bot.telegram.message_reading import typed
from bot.telegram.people import People, Person, message_of
from bot.telegram.replying import replace, reply, reply_with
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.inbox_screens import InboxScreens
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.screens.staff.news_screens import NewsScreens

TEXT, READY = "news text", "news ready"
MOST = 600  # characters, as in the files
_LINK_AT_END = re.compile(r"(?:^|\s)(?P<link>(?:[a-z]+://|www\.)\S*)\s*\Z", re.IGNORECASE)


class NewsDesk:
    """What staff put in is in the next update at once; nothing is sent before the update's own time.

    Nothing is in it before it was seen as people will see it, and confirmed as it was seen.
    """

    def __init__(
        self,
        updates: NextUpdates,
        staff_content: StaffContent,
        rows: RowsInUse,
        asking: Asking,
        screens: NewsScreens,
        inbox_screens: InboxScreens,
        words: Words,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._updates = updates
        self._staff_content = staff_content
        self._rows = rows
        self._asking = asking
        self._screens = screens
        self._inbox_screens = inbox_screens
        self._words = words
        self._people = people
        self._now = now
        asking.take({TEXT: self.on_text, READY: asking.ask_to_press})

    def commands(self) -> list[Command]:
        return [Command("news", self.on_news, staff_only=True)]

    def buttons(self) -> list[ButtonKind]:
        callbacks = {
            Verb.SHOW_NEXT: self.on_next,
            Verb.SHOW_DRAWN: self.on_drawn,
            Verb.SHOW_PIECE: self.on_piece,
            Verb.LEAVE_OUT: self.on_leave_out,
            Verb.PUT_BACK: self.on_put_back,
            Verb.ADD_NEWS: self.on_add,
            Verb.EDIT_NEWS: self.on_edit,
            Verb.USE_NEWS: self.on_use,
        }
        return staff_buttons(callbacks)

    async def on_news(self, update: Update, context: Context) -> None:
        """The next update; with words behind the command, these are news to put in."""
        person = await self._people.of(update)
        text = typed(message_of(update))
        if text:
            await self.on_text(update, person, self._begun(person), text)
        else:
            await reply(update, await self._page(person.language))

    async def on_next(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, await self._page(person.language))

    async def on_drawn(self, update: Update, press: Press, person: Person) -> None:
        """The message as members will get it."""
        found = await self._updates.find(self._now())
        if (
            found is None
            or press.argument not in self._words.languages
            or not await self._drawn(update, found, press.argument)
        ):
            await replace(update, await self._page(person.language))

    async def on_piece(self, update: Update, press: Press, person: Person) -> None:
        await self._show_piece(update, press, person)

    async def on_leave_out(self, update: Update, press: Press, person: Person) -> str | None:
        found, piece = await self._named(press)
        if found is not None and piece is not None:
            recorded = Recorded(person.chat_id, Act.LEFT_OUT, self._now())
            await self._updates.leave_out(found.week, piece, recorded)
        return await self._show_piece(update, press, person, "news.noted_out")

    async def on_put_back(self, update: Update, press: Press, person: Person) -> str | None:
        found, piece = await self._named(press)
        if found is not None and piece is not None:
            recorded = Recorded(person.chat_id, Act.PUT_BACK, self._now())
            await self._updates.put_back(found.week, piece, recorded)
        return await self._show_piece(update, press, person, "news.noted_in")

    async def on_add(self, update: Update, press: Press, person: Person) -> None:
        """A new piece, or one more language of the one that is being written."""
        if not press.argument:
            await self._ask(update, person, self._begun(person), "news.write")
            return
        facts = await self._asking.facts(person, READY)
        if facts is None or press.argument not in self._words.languages:
            await replace(update, Screen(self._words.say(person.language, "asking.over")))
        else:
            await self._ask(update, person, {**facts, "language": press.argument}, "news.write")

    async def on_edit(self, update: Update, press: Press, person: Person) -> None:
        language, _, news_id = press.argument.partition("/")
        news = self._screens.news(news_id)
        if news is None or language not in self._words.languages:
            await replace(update, await self._page(person.language))
            return
        leading = self._words.languages[0]
        item = news_as_item(news, leading)
        facts = {"id": news_id, "language": language, "base": leading, "texts": item["text"], **item}
        await self._ask(update, person, facts, "news.edit_how")

    async def on_text(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """A text in the language that was asked for; a link may stand at its end."""
        found = _LINK_AT_END.search(text)
        link = found["link"] if found else facts["link"]
        words = as_typed(text[: found.start()] if found else text)
        problem: str | FieldFault | None = None
        if found and not SECURE_ADDRESS.fullmatch(found["link"]):
            problem = self._words.label(person.language, "news.bad_link")
        elif not words:
            problem = self._words.label(person.language, "news.no_words")
        tried = {**facts, "link": link, "texts": {**facts["texts"], facts["language"]: words}}
        row = self._row(tried)
        problem = problem or self._rows.fault_of(row)
        coming = None if problem else await self._updates.find(self._now(), self._rows.schedule_with(row))
        if coming is not None and not self._updates.fits(coming):
            problem = self._words.label(person.language, "news.too_full")
        if problem or coming is None:
            await self._asking.ask(person, TEXT, facts)
            await self._asking.refuse(update, person, problem or "")
            return
        await self._asking.ask(person, READY, tried)
        await self._drawn(update, coming, facts["language"])
        without = [code for code in self._words.languages if code not in tried["texts"]]
        await reply(update, self._screens.confirm(coming, digest_of(row.item), without, person.language))

    async def on_use(self, update: Update, press: Press, person: Person) -> None:
        facts = await self._asking.facts(person, READY)
        row = None if facts is None else self._row(facts)
        if row is None or digest_of(row.item) != press.argument:
            await self._asking.say_over(update, person, press)
            return
        coming = await self._updates.find(self._now(), self._rows.schedule_with(row))
        if coming is None or not self._updates.fits(coming):  # somebody else put something in meanwhile
            await self._asking.refuse(update, person, self._words.label(person.language, "news.too_full"))
            return
        is_new = self._screens.news(row.item_id) is None
        row = await self._rows.standing_anew(row)
        await self._staff_content.put([row], Recorded(person.chat_id, Act.NEWS_PUT, self._now()))
        await self._asking.done(person, press)
        screen = self._screens.dated("news.added", coming, person.language)
        if is_new:
            screen = self._inbox_screens.done(screen.html, row.batch, person.language)
        await replace(update, screen)

    async def _ask(self, update: Update, person: Person, facts: Facts, msgid: str) -> None:
        await self._asking.ask(person, TEXT, facts)
        language = name(str(facts["language"]))
        await reply(update, Screen(self._words.say(person.language, msgid, language=language, most=MOST)))

    async def _page(self, language: str) -> Screen:
        found = await self._updates.find(self._now())
        if found is None:
            return Screen(self._words.say(language, "updates.none"))
        return self._screens.page(found, language)

    async def _drawn(self, update: Update, coming: NextUpdate, language: str) -> bool:
        parameters = self._screens.message(coming, language)
        if parameters is not None:
            await reply_with(update, parameters)
        return parameters is not None

    async def _named(self, press: Press) -> tuple[NextUpdate | None, Piece | None]:
        """The next update and the piece that a button names; no piece where its update has gone out."""
        week, _, piece_name = press.argument.partition("/")
        found = await self._updates.find(self._now())
        is_its = found is not None and found.week == week
        return found, found.piece(piece_name) if found is not None and is_its else None

    async def _show_piece(
        self, update: Update, press: Press, person: Person, noted: str | None = None
    ) -> str | None:
        found, piece = await self._named(press)
        if found is None or piece is None:
            page = await self._page(person.language)
            gone = self._words.say(person.language, "news.gone")
            await replace(update, Screen(f"{gone}\n\n{page.html}", page.rows))
            return None
        await replace(update, self._screens.piece(piece, found, person.language))
        return self._words.label(person.language, noted) if noted else None

    def _begun(self, person: Person) -> Facts:
        """News of which nothing is written yet: for the next update, in the language of who writes."""
        return {
            "id": f"news-{short_digest(str(person.chat_id), self._now().isoformat())}",
            "language": person.language,
            "base": person.language,
            "texts": {},
            "link": None,
            "from": None,
            "until": None,
        }

    def _row(self, facts: Facts) -> StaffRow:
        """What was said so far. The first language's text stands in for the leading one."""
        leading, texts = self._words.languages[0], facts["texts"]
        base = texts.get(leading) or texts.get(facts["base"]) or next(iter(texts.values()))
        others = {code: text for code, text in texts.items() if code != leading and text != base}
        days = {key: facts[key] or self._updates.day(self._now()).isoformat() for key in ("from", "until")}
        item: Mapping[str, Any] = {**days, "text": {leading: base, **others}, "link": facts["link"]}
        return StaffRow(RowKind.NEWS, facts["id"], item, batch=facts["id"])
