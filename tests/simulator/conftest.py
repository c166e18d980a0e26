from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.simulator.simulator import Simulator
from tests import chromium


@dataclass(frozen=True, slots=True)
class Answer:
    """What the Bot API answered."""

    status: int
    body: dict
    headers: dict

    @property
    def result(self):
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def description(self) -> str:
        assert not self.body["ok"], self.body
        return self.body["description"]


class Api:
    """A bot reduced to its calls."""

    def __init__(self, simulator: Simulator, session: aiohttp.ClientSession) -> None:
        self._simulator = simulator
        self.session = session

    def address(self, method: str, token: str | None = None) -> str:
        return f"{self._simulator.url}/bot{token or self._simulator.token}/{method}"

    async def call(self, method: str, *, token: str | None = None, **params) -> Answer:
        async with self.session.post(self.address(method, token), json=params) as answer:
            return Answer(answer.status, await answer.json(), dict(answer.headers))

    async def send(self, chat_id: int, text: str, **params) -> dict:
        return (await self.call("sendMessage", chat_id=chat_id, text=text, **params)).result


async def take_all_updates(api: Api) -> None:
    """Nothing that others did is pending any more."""
    for last in (await api.call("getUpdates", offset=-1)).result:
        await api.call("getUpdates", offset=last["update_id"] + 1)


async def handed(phone: Locator, person: int) -> Locator:
    """A phone of the chat page, given to a person: their chat is open on it."""
    face = phone.get_by_test_id(f"person-{person}")
    await face.click()
    await expect(face).to_have_attribute("aria-pressed", "true")
    return phone


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(webhook_pause=0.01) as simulator:
        yield simulator


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(simulator: Simulator, session: aiohttp.ClientSession) -> Api:
    return Api(simulator, session)


@pytest.fixture
def amina(simulator: Simulator) -> int:
    """A person to whom the bot may write, with nothing pending."""
    return simulator.create_user("Amina", "en", user_id=5001, started=True)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests of the chat page in this folder, which therefore share a loop."""
    async with chromium.running() as opened:
        yield opened


@asynccontextmanager
async def new_window(browser: Browser) -> AsyncIterator[Page]:
    """With nothing kept."""
    page = await chromium.new_page(browser, timezone_id="America/Lima", locale="en-US")
    yield page
    await page.close()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def page_simulator() -> AsyncIterator[Simulator]:
    """The simulator of the loaded page."""
    async with Simulator() as simulator:
        yield simulator


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def loaded(browser: Browser, page_simulator: Simulator) -> AsyncIterator[Page]:
    """One page for all: loading it costs more than using it, and somebody new begins anew."""
    async with new_window(browser) as page:
        await page.goto(page_simulator.url)
        await page.get_by_test_id("phone-1").get_by_test_id("person-1001").wait_for()
        yield page
        await page.goto("about:blank")
