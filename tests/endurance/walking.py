"""The demo's page in Chromium, for walks that wait for words and leave pictures."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, expect

from bot.app import demo
from bot.app.content.learning import Learned, make_languages, prepare, taught
from bot.config import Settings
from bot.domain.content.faq import Faq
from bot.matching.answerer import Answerer
from tests import chromium, shipped
from tests.e2e.test_chat_page import Phone
from tests.endurance.forwarder import free_ports

SIZE = {"width": 1360, "height": 1500}


@asynccontextmanager
async def page_of_the_demo() -> AsyncIterator[Page]:
    """The page with the real bot behind it. AssertionError where the browser complains."""
    content = shipped.content()
    few = [entry for entry in content.faq.entries["en"].values() if entry.category == "compact"]
    answerer = Answerer(taught(Faq.of(few))[0], taught(content.faq)[1])
    prepare(answerer, content, make_languages(content))
    stopping, listening = asyncio.Event(), asyncio.Event()
    settings = Settings(_env_file=None, database_url="sqlite://")
    (port,) = free_ports(1)
    running = asyncio.create_task(
        demo.run(settings, content, Learned(answerer), port, stopping, lambda _: listening.set())
    )
    await listening.wait()
    try:
        async with chromium.running() as browser:
            page = await chromium.new_page(browser, viewport=SIZE, locale="en-US")
            complaints: list[str] = []
            page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(f"http://127.0.0.1:{port}")
            yield page
            assert complaints == [], complaints
    finally:
        stopping.set()
        await running


class WalkOnThePage:
    """The left phone is a member's, the right one that of the staff. Pictures go into a folder."""

    def __init__(self, page: Page, pictures: Path | None) -> None:
        self._page = page
        self._pictures = pictures
        self._taken = 0
        self.member, self.staff = Phone(page, 1), Phone(page, 2)

    async def walk(self) -> None:
        """All of it, step by step."""
        raise NotImplementedError

    async def joins(self, person: int, language: str, what: str) -> None:
        """Somebody holds the left phone, starts, chooses a language and subscribes."""
        await self.member.belongs_to(person)
        await self.member.start()
        await self.member.press(language)
        await self.member.say(f"/subscribe {what}")
        await self.seen(self.member, "✅")

    async def seen(self, phone: Phone, text: str, picture: str = "") -> None:
        """Waits until a bubble says it, and takes a picture."""
        await expect(phone.bubble(text).last).to_be_visible()
        for jump in await self._page.get_by_test_id("jump").all():
            if await jump.is_visible():
                await jump.click()
        if picture and self._pictures is not None:
            self._taken += 1
            name = f"{self._taken:02} {picture}.png"
            await self._page.screenshot(path=self._pictures / name)
            sys.stdout.write(f"{name}\n")


def run(kind: type[WalkOnThePage], said: str) -> None:
    """Walks, perhaps with a folder for pictures as the command line names it; `said` stands at the end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=Path)
    pictures = parser.parse_args().pictures
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)

    async def walk() -> None:
        async with page_of_the_demo() as page:
            await kind(page, pictures).walk()

    asyncio.run(walk())
    sys.stdout.write(f"{said}\n")
