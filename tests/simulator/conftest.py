from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from bot.simulator.simulator import Simulator


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
