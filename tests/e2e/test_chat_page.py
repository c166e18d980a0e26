"""The newcomer's walk of the README, in a real browser on the page that `make run` opens."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.app import demo
from bot.app.content.learning import Learned
from bot.config import Settings
from bot.content.check import Content
from tests.e2e.conftest import QUICK

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
A_MINUTE = replace(QUICK, broadcast_held=60.0)  # before a broadcast goes out, as everywhere
PATIENCE = 60_000  # milliseconds that the page may take before the test gives up

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium at /usr/bin/chromium"),
]


@pytest.fixture
async def address(content: Content, learned: Learned, unused_tcp_port: int) -> AsyncIterator[str]:
    """The demo as `python -m bot demo` runs it."""
    stopping = asyncio.Event()
    listening = asyncio.Event()
    settings = Settings(_env_file=None, database_url="sqlite://")
    running = asyncio.create_task(
        demo.run(
            settings, content, learned, unused_tcp_port, stopping, lambda _: listening.set(), waits=A_MINUTE
        )
    )
    await listening.wait()
    yield f"http://127.0.0.1:{unused_tcp_port}"
    stopping.set()
    await running


@pytest.fixture
async def page(address: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(
            viewport={"width": 1360, "height": 900},
            timezone_id="America/Lima",
            locale="en-US",
            reduced_motion="reduce",  # what moves is drawn sixty times a second, by the processor
        )
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(address)
        yield page
        await browser.close()
        assert complaints == []


class Phone:
    """One of the two phones on the page."""

    def __init__(self, page: Page, number: int) -> None:
        self._phone = page.get_by_test_id(f"phone-{number}")

    async def belongs_to(self, person: int) -> None:
        await self._phone.get_by_test_id(f"person-{person}").click()

    async def start(self) -> None:
        await self._phone.get_by_test_id("start").click()

    async def say(self, text: str) -> None:
        await self._phone.get_by_test_id("composer").fill(text)
        await self._phone.get_by_test_id("send").click()

    async def press(self, label: str) -> None:
        await self._phone.get_by_test_id("inline-button").filter(has_text=label).last.click()

    def bubble(self, text: str) -> Locator:
        return self._phone.get_by_test_id("bubble").filter(has_text=text)


async def go_to(page: Page, what: str) -> None:
    """The clock goes there; on the way it may come by others of the kind."""
    await page.get_by_test_id("clock-target").filter(has_text=what).first.click()
    await expect(page.get_by_test_id("clock")).to_have_attribute("aria-busy", "false")


async def test_a_newcomers_first_two_minutes(page: Page):
    left, right = Phone(page, 1), Phone(page, 2)
    await left.belongs_to(1001)
    await right.belongs_to(1002)

    await left.start()
    await left.press("English")
    await left.say("is the compact law yes or no")
    answer = left.bubble("Is the Compact legally binding?")
    await expect(answer.last).to_contain_text("What is the Global Compact on Migration?")
    await expect(answer.last).to_contain_text("April 12, 2017")

    await left.say("/subscribe")
    await left.press("All of them")
    await expect(left.bubble("You receive 3 of these").last).to_be_visible()
    await right.start()
    await right.press("español")
    await right.say("/subscribe all")
    await expect(right.bubble("✅").last).to_be_visible()

    await go_to(page, "weekly update")
    await expect(left.bubble("This week").last).to_be_visible()
    await go_to(page, "a day before")
    await expect(left.bubble("Webinar tomorrow").last).to_be_visible()

    await left.belongs_to(9001)
    await left.start()
    await expect(left.bubble("Which language do you want?").last).to_be_visible()
    await left.say("/broadcast")
    await expect(left.bubble("Write the text now").last).to_be_visible()
    await left.say("We meet on Friday at six.")
    await left.press("Send to 2")
    await expect(left.bubble("It goes out in 1 minute").last).to_be_visible()
    await left.press("Send it now")
    await expect(left.bubble("Finished").last).to_contain_text("2 sent")
    await expect(right.bubble("We meet on Friday at six.").last).to_be_visible()
    await right.belongs_to(1001)
    await expect(right.bubble("We meet on Friday at six.").last).to_be_visible()

    picture = os.environ.get("CHAT_PAGE_PICTURE")
    if picture:
        await page.screenshot(path=picture)
