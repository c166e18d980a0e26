"""In a real browser: the newcomer's walk of the README on the page that `make run` opens, and how high
answers stand on a phone of 390 by 844.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.app import demo
from bot.app.content.learning import Learned
from bot.config import Settings
from bot.content.check import Content
from bot.simulator.simulator import Simulator
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Screen, Words
from tests import chromium
from tests.e2e.conftest import AMINA, QUICK

A_MINUTE = replace(QUICK, broadcast_held=60.0)  # before a broadcast goes out, as everywhere

VISIBLE = 605  # pixels of the conversation between a phone's head and its composer
EVERY = 4  # one entry of so many is measured, in each language another one
HEIGHTS = "rows => rows.map(row => row.querySelector('.bubble').getBoundingClientRect().height)"

pytestmark = [*chromium.NEEDED, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium.running() as browser:
        yield browser


@asynccontextmanager
async def demonstration(
    database_url: str, content: Content, learned: Learned, port: int
) -> AsyncIterator[str]:
    """The demo as `python -m bot demo` runs it; its address."""
    stopping = asyncio.Event()
    listening = asyncio.Event()
    settings = Settings(_env_file=None, database_url=database_url)
    running = asyncio.create_task(
        demo.run(settings, content, learned, port, stopping, lambda _: listening.set(), waits=A_MINUTE)
    )
    await listening.wait()
    yield f"http://127.0.0.1:{port}"
    stopping.set()
    await running


@asynccontextmanager
async def opened(browser: Browser, address: str, width: int, height: int) -> AsyncIterator[Page]:
    """A page that has nothing to complain of; what moves on it would be drawn sixty times a second."""
    page = await chromium.new_page(
        browser,
        viewport={"width": width, "height": height},
        timezone_id="America/Lima",
        locale="en-US",
    )
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(address)
    yield page
    await page.close()
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


async def test_a_newcomers_first_two_minutes(
    browser: Browser, migrated_sqlite_url: str, content: Content, learned: Learned, unused_tcp_port: int
):
    async with (
        demonstration(migrated_sqlite_url, content, learned, unused_tcp_port) as address,
        opened(browser, address, 1360, 900) as page,
    ):
        await first_two_minutes(page)


async def first_two_minutes(page: Page) -> None:
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


async def test_nine_of_ten_answers_fit_on_a_phone(browser: Browser, content: Content):
    screens = AnswerScreens(content.faq, Words(content.texts), lambda: "https://t.me/a_bot")
    answers = {
        (language, entry_id): screens.entry(entry_id, language)
        for start, language in enumerate(content.faq.languages)
        for entry_id in list(content.faq.entries[language])[start::EVERY]
    }
    async with Simulator() as simulator, aiohttp.ClientSession() as session:
        simulator.say(AMINA, "/start")
        for screen in answers.values():  # before the page is open, which would draw itself for each
            await send(session, simulator, screen)
        async with opened(browser, simulator.url, 390, 844) as page:
            await nine_of_ten_fit(page, list(answers))


async def send(session: aiohttp.ClientSession, simulator: Simulator, screen: Screen | None) -> None:
    """As a bot does."""
    assert screen is not None
    assert screen.keyboard is not None
    parameters = {
        "chat_id": str(AMINA),
        "text": screen.html,
        "parse_mode": "HTML",
        "reply_markup": screen.keyboard.to_json(),
    }
    address = f"{simulator.url}/bot{simulator.token}/sendMessage"
    async with session.post(address, data=parameters) as response:
        assert response.status == 200, await response.text()


async def nine_of_ten_fit(page: Page, names: list[tuple[str, str]]) -> None:
    await page.get_by_test_id("phone-1").get_by_test_id(f"person-{AMINA}").click()
    bubbles = page.get_by_test_id("phone-1").get_by_test_id("bubble")
    await bubbles.nth(len(names)).wait_for()  # the first is what Amina wrote
    measured = await bubbles.evaluate_all(HEIGHTS)
    heights = dict(zip(names, measured[1:], strict=True))
    folder = os.environ.get("ANSWER_PICTURES")
    for language in sorted({language for language, _ in names}) if folder else ():
        place = next(place for place, name in enumerate(names, 1) if name[0] == language) + 7
        await bubbles.nth(place).scroll_into_view_if_needed()
        await page.wait_for_timeout(400)
        await page.screenshot(path=f"{folder}/{language}.png")
    too_high = {name: height for name, height in heights.items() if height > VISIBLE}
    assert len(too_high) <= len(names) / 10, too_high
