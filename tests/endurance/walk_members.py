"""A member's walk on the chat page in Chromium, in English and in Arabic, with a picture of each step.

    python -m tests.endurance.walk_members FOLDER [--language en] [--language ar]

The first minute; /privacy and /mydata; a person there and back; a pause; leaving and undoing it; /deleteme.
Ends with an error where a step does not show what it should, or the page complains; the pictures are for
looking at.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, expect

from bot.app.content.learning import Learned, make_languages, prepare, taught
from bot.content.check import Content
from bot.domain.content.faq import Faq
from bot.domain.languages import name
from bot.matching.answerer import Answerer
from bot.telegram.screens.markup import to_plain
from bot.telegram.screens.screen import Words
from tests import chromium, shipped
from tests.e2e.conftest import ADA, AMINA, LAYLA, Stage, staged
from tests.e2e.test_chat_page import Phone
from tests.learning import migrate

SAID = {
    "en": ("my boss keeps my pay, who can I call", "You can call us on Monday at 9."),
    "ar": (
        "صاحب العمل لا يدفع أجري، بمن أتصل؟",
        "يمكن الاتصال بنا يوم الاثنين، مثلا بمكتب Nairobi في الساعة 9.",
    ),
}
PERSON = {"en": AMINA, "ar": LAYLA}
FILLED_IN = dict.fromkeys(("example", "day", "topics", "number"), "\0")
BEGINNING = 24  # characters by which a sentence is known again on the page


class MembersWalk:
    """One person's walk through the page, in their language."""

    def __init__(self, stage: Stage, page: Page, language: str, folder: Path) -> None:
        self._stage = stage
        self._page = page
        self._language = language
        self._folder = folder
        self._words = Words(stage.content.texts)
        self._phone = Phone(page, 1)
        self._person = PERSON[language]
        self._pictures = 0

    async def go(self) -> int:
        """Walks; how many pictures were taken."""
        await self._phone.belongs_to(self._person)
        await self._picture("before-start")
        await self._phone.start()
        await self._press_text(name(self._language), "start.abilities")
        await self._press("start.subscribe", "topics.nothing_yet")
        await self._press("topics.all", "topics.heading")
        await self._say("/privacy", "privacy.telegram")
        await self._say("/mydata", "mydata.file")
        await self._a_person_there_and_back()
        await self._say("/pause", "pause.choose")
        await self._press("pause.month", "pause.paused")
        await self._press("pause.end", "topics.heading")
        await self._say("/stop", "stop.undo_hint")
        await self._press("stop.undo", "undo.done")
        await self._say("/deleteme", "deleteme.ask")
        await self._press("deleteme.confirm", "deleteme.done")
        await self._say("/mydata", "mydata.nothing")
        return self._pictures

    async def _a_person_there_and_back(self) -> None:
        stage, (asked, told) = self._stage, SAID[self._language]
        group = stage.settings.staff_chat
        assert group is not None
        last = max((message["message_id"] for message in stage.simulator.messages(group)), default=0)
        await self._say("/person", "person.how")
        await self._say(asked, "person.shown")
        await self._press("person.send", "person.sent")
        question = await stage.simulator.wait_for_message(group, after_message_id=last)
        said = stage.simulator.say(ADA, told, chat_id=group, reply_to=question["message_id"])
        shown = await stage.simulator.wait_for_message(group, after_message_id=said)
        code = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        stage.simulator.press(ADA, shown["message_id"], code, chat_id=group)
        await self._shows(told, "answered")

    async def _say(self, text: str, then: str) -> None:
        await self._phone.say(text)
        await self._shows(self._sentence(then), then)

    async def _press(self, label: str, then: str) -> None:
        await self._press_text(self._words.label(self._language, label), then)

    async def _press_text(self, label: str, then: str) -> None:
        await self._phone.press(label)
        await self._shows(self._sentence(then), then)

    def _sentence(self, msgid: str) -> str:
        """The words that a text begins with, up to what is filled in."""
        if msgid == "topics.heading":  # all of them are chosen
            topics = len(self._stage.content.schedule.topics)
            return to_plain(self._words.count(self._language, msgid, topics)).partition(".")[0]
        text = to_plain(self._words.label(self._language, msgid, **FILLED_IN))
        return text.partition("\0")[0].partition("\n")[0][:BEGINNING].strip()

    async def _shows(self, beginning: str, step: str) -> None:
        await expect(self._phone.bubble(beginning).last).to_be_visible()
        await self._picture(step)

    async def _picture(self, step: str) -> None:
        self._pictures += 1
        file = self._folder / f"{self._language}-{self._pictures:02}-{step}.png"
        await self._page.screenshot(path=file)


async def walk(folder: Path, languages: list[str]) -> int:
    """How many pictures were taken."""
    content = shipped.content()
    with tempfile.TemporaryDirectory() as files:
        url = f"sqlite:///{Path(files) / 'bot.db'}"
        await migrate(url)
        async with staged(url, content, _learned(content)) as stage:
            await stage.stop()
            group = stage.simulator.create_group("Staff", [ADA], is_supergroup=True)
            stage.settings = stage.settings.model_copy(update={"staff_chat": group})
            stage.start()
            await stage.until_it_listens()
            return sum([await _seen(stage, language, folder) for language in languages])


def _learned(content: Content) -> Learned:
    few = [entry for entry in content.faq.entries["en"].values() if entry.category == "compact"]
    answerer = Answerer(taught(Faq.of(few))[0], taught(content.faq)[1])
    prepare(answerer, content, make_languages(content))
    return Learned(answerer)


async def _seen(stage: Stage, language: str, folder: Path) -> int:
    async with chromium.running() as browser:
        page = await chromium.new_page(browser, viewport={"width": 1100, "height": 1000})
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(stage.simulator.url)
        pictures = await MembersWalk(stage, page, language, folder).go()
    assert complaints == [], complaints
    return pictures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", action="append", choices=sorted(SAID))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    pictures = asyncio.run(walk(given.folder, given.language or list(SAID)))
    sys.stdout.write(f"{pictures} pictures\n")


if __name__ == "__main__":
    main()
