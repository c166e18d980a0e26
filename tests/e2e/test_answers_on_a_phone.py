"""How high answers stand on a phone of 390 by 844, on the chat page in a real browser."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright

from bot.content.check import Content
from bot.simulator.simulator import Simulator
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Screen, Words
from tests.e2e.conftest import AMINA
from tests.e2e.test_chat_page import ARGUMENTS, CHROMIUM, PATIENCE

VISIBLE = 605  # pixels of the conversation between the page's head and its composer
EVERY = 4  # one entry of so many is measured, in each language another one
HEIGHTS = "rows => rows.map(row => row.querySelector('.bubble').getBoundingClientRect().height)"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium at /usr/bin/chromium"),
]


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = Simulator()
    await simulator.start()
    simulator.say(AMINA, "/start")
    yield simulator
    await simulator.stop()


@pytest.fixture
async def page(simulator: Simulator) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        page.set_default_timeout(PATIENCE)
        await page.goto(simulator.url)
        await page.get_by_test_id("phone-1").get_by_test_id(f"person-{AMINA}").click()
        yield page
        await browser.close()


async def send(simulator: Simulator, screen: Screen) -> None:
    """As a bot does."""
    keyboard = screen.keyboard
    assert keyboard is not None
    parameters = {
        "chat_id": str(AMINA),
        "text": screen.html,
        "parse_mode": "HTML",
        "reply_markup": keyboard.to_json(),
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{simulator.url}/bot{simulator.token}/sendMessage", data=parameters) as response,
    ):
        assert response.status == 200, await response.text()


async def test_nine_of_ten_answers_fit_on_a_phone(simulator: Simulator, page: Page, content: Content):
    screens = AnswerScreens(content.faq, Words(content.texts), lambda: "https://t.me/a_bot")
    names = []
    for start, language in enumerate(content.faq.languages):
        for entry_id in list(content.faq.entries[language])[start::EVERY]:
            screen = screens.entry(entry_id, language)
            assert screen is not None
            await send(simulator, screen)
            names.append((language, entry_id))
    bubbles = page.get_by_test_id("phone-1").get_by_test_id("bubble")
    await bubbles.nth(len(names)).wait_for()  # the first is what Amina wrote
    measured = await bubbles.evaluate_all(HEIGHTS)
    heights = dict(zip(names, measured[1:], strict=True))
    folder = os.environ.get("ANSWER_PICTURES")
    for language in content.faq.languages if folder else ():
        place = next(place for place, name in enumerate(names, 1) if name[0] == language) + 7
        await bubbles.nth(place).scroll_into_view_if_needed()
        await page.wait_for_timeout(400)
        await page.screenshot(path=f"{folder}/{language}.png")
    too_high = {name: height for name, height in heights.items() if height > VISIBLE}
    assert len(too_high) <= len(names) / 10, too_high
