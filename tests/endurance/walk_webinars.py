"""A webinar from the chat to the recording, on the chat page in Chromium: in English, then in Arabic.

    python -m tests.endurance.walk_webinars FOLDER [--languages en ar]

Ada makes it, a member lists it and asks to be reminded, it is moved twice, cancelled, put back and recorded.
A picture of each station lies in FOLDER afterwards, to be looked at; what must be said at each is waited for.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.app.content.learning import Learned, make_languages, prepare, taught
from bot.domain.content.faq import Faq
from bot.matching.answerer import Answerer
from bot.storage import webinar_facts
from bot.telegram.screens.screen import Words
from tests import chromium, shipped
from tests.builders import utc
from tests.e2e.conftest import ADA, AMINA, LAYLA, Stage, staged
from tests.e2e.test_chat_page import Phone
from tests.fakes import until
from tests.learning import migrate

TITLES = {"en": "Wages and rights", "ar": "الأجور والحقوق"}
SUMMARIES = {"en": "What to do when wages are not paid.", "ar": "ما العمل عند عدم دفع الأجور."}
NAMES = {"en": "English", "ar": "العربية"}
ASKS = {"en": "?", "ar": "؟"}
LINK = "https://meet.example.org/wages"
MEMBERS = {"en": AMINA, "ar": LAYLA}


class Walk:
    """Two phones side by side: Ada's on the left, the member's on the right."""

    def __init__(self, stage: Stage, page: Page, language: str, folder: Path) -> None:
        self._stage = stage
        self._page = page
        self._language = language
        self._folder = folder
        self._words = Words(stage.content.texts)
        self._ada, self._member = Phone(page, 1), Phone(page, 2)
        self._person = MEMBERS[language]
        self._pictures = 0
        self._start = self._words.say(language, "reminder.start")

    def label(self, msgid: str, **values: object) -> str:
        return self._words.label(self._language, msgid, **values)

    async def picture(self, name: str) -> None:
        self._pictures += 1
        for number in (1, 2):
            jump = self._page.get_by_test_id(f"phone-{number}").get_by_test_id("jump")
            if await jump.is_visible():
                await jump.click()
        await self._page.wait_for_timeout(400)
        await self._page.screenshot(path=self._folder / f"{self._language}-{self._pictures:02}-{name}.png")

    async def shows(self, phone: Phone, words: str) -> Locator:
        """The newest message with these words is there."""
        found = phone.bubble(words).last
        await expect(found).to_be_visible()
        return found

    async def asks(self, text: str, words: str) -> None:
        """Ada writes; the bot answers with these words."""
        await self._ada.say(text)
        await self.shows(self._ada, words)

    async def confirms(self, act: str) -> None:
        """Ada confirms a preview."""
        await self._ada.press(self.label(f"webinar.confirm_{act}"))
        await self.shows(self._ada, self.label("inbox.take_back"))

    async def stands(self) -> None:
        """What was confirmed has stood for as long as notices wait."""

        async def is_seen() -> bool:
            async with self._stage.database.reading() as connection:
                return any(each.other_fact is not None for each in await webinar_facts.states(connection))

        await until(is_seen)
        await self._stage.move_by(timedelta(minutes=3))

    async def begins(self) -> None:
        await self._ada.belongs_to(ADA)
        await self._member.belongs_to(self._person)
        for person, phone in ((ADA, self._ada), (self._person, self._member)):
            await phone.start()
            await self._stage.simulator.wait_for_message(person)
            await phone.press(NAMES[self._language])
        await self._stage.until_handled()

    async def makes(self) -> None:
        language, other = self._language, next(code for code in TITLES if code != self._language)
        await self._ada.say("/webinar")
        await self._ada.press(self.label("webinar.new"))
        await self.shows(self._ada, "2027-03-02 16:00 UTC")
        await self.asks("2026-12-02 9", ASKS[language])
        await self.picture("when")
        await self._ada.say("2026-12-02 16:00 UTC")
        await self._stage.until_handled()
        await self._ada.say(f"{TITLES[language]}\n{SUMMARIES[language]}")
        await self.shows(self._ada, "https://")
        await self.asks(LINK, LINK)
        await self.picture("preview")
        await self._ada.press(self.label("broadcast.add_language", language=NAMES[other]))
        await self._stage.until_handled()
        await self.asks(f"{TITLES[other]}\n{SUMMARIES[other]}", TITLES[other])
        await self.picture("other-language")
        await self.confirms("made")
        await self._ada.say("/webinar")
        await self.shows(self._ada, TITLES[language])
        await self._ada.press(TITLES[language])
        await self.shows(self._ada, self.label("webinar.cancel"))
        await self.picture("made")

    async def is_listed_and_reminded(self) -> None:
        title = TITLES[self._language]
        await self._member.say("/webinars")
        await self.shows(self._member, title)
        await self._member.press(title)
        await self.shows(self._member, SUMMARIES[self._language])
        await self._member.press(self.label("webinars.remind"))
        await self.shows(self._member, ".ics")
        await self.picture("asked")
        self._stage.clock.move_to(utc("2026-12-01 16:00"))
        await self.shows(self._member, LINK)
        await self.shows(self._member, self.label("announcement.footer_of_asked")[:20])
        await self.picture("reminded")

    async def changes(self) -> None:
        title = TITLES[self._language]
        for number, hour in enumerate((17, 18), start=1):
            before = len(self._stage.simulator.messages(self._person))
            await self._ada.say(f"/webinar move {title} | 2026-12-02 {hour}:00 UTC")
            await self.shows(self._ada, f"{hour}:00 UTC")
            if number == 1:
                await self.picture("move-preview")
            await self.confirms("moved")
            await self.stands()
            await self._hears(before)
            await self.picture(f"moved-{number}")
        for line, act in (("cancel", "cancelled"), ("restore", "put_back")):
            before = len(self._stage.simulator.messages(self._person))
            await self._ada.say(f"/webinar {line} {title}")
            await self.confirms(act)
            await self.stands()
            await self._hears(before)
            await self.picture(act)

    async def is_recorded(self) -> None:
        title = TITLES[self._language]
        self._stage.clock.move_to(utc("2026-12-02 18:00"))
        await self.shows(self._member, self._start)
        await self._member.say("/subscribe webinars")  # who only asked is forgotten when it is over
        await self._stage.until_handled()
        self._stage.clock.move_to(utc("2026-12-02 20:00"))
        before = len(self._stage.simulator.messages(self._person))
        await self._ada.say(f"/webinar recording {title} | https://video.example.org/wages")
        await self.confirms("changed")
        await self._hears(before)
        await self.shows(self._member, "https://video.example.org/wages")
        await self.picture("recorded")
        await self._ada.say("/webinar")
        await self.shows(self._ada, title)
        await self.picture("list")
        await self._ada.say("/webinar help")
        await self.shows(self._ada, "/webinar restore")
        await self.picture("lines")

    async def _hears(self, before: int) -> None:
        """The member has got a message more."""
        await self._stage.simulator.wait_until(
            lambda: len(self._stage.simulator.messages(self._person)) > before
        )


async def walk(languages: list[str], folder: Path) -> None:
    """Every station in each language. Raises AssertionError where something is not said."""
    content = shipped.content()
    few = Faq.of([each for each in content.faq.entries["en"].values() if each.category == "coalition"])
    phrasings, courtesies = taught(few)[0], taught(content.faq)[1]
    answerer = await asyncio.to_thread(Answerer, phrasings, courtesies)
    prepare(answerer, content, make_languages(content))
    for language in languages:
        with tempfile.TemporaryDirectory() as name:
            url = f"sqlite:///{name}/bot.db"
            await migrate(url)
            async with staged(url, content, Learned(answerer)) as stage, chromium.running() as browser:
                page = await chromium.new_page(
                    browser,
                    viewport={"width": 1360, "height": 1000},
                    timezone_id="Africa/Nairobi",
                    locale=language,
                )
                await page.goto(stage.simulator.url)
                station = Walk(stage, page, language, folder)
                await station.begins()
                await station.makes()
                await station.is_listed_and_reminded()
                await station.changes()
                await station.is_recorded()
                sys.stdout.write(f"{language}: done\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--languages", nargs="+", default=["en", "ar"])
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.WARNING)
    asyncio.run(walk(given.languages, given.folder))


if __name__ == "__main__":
    main()
