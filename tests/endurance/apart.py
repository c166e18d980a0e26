"""The simulator as a process of its own, told what to do by its verbs over HTTP.

    python -m tests.endurance.apart PORT

runs it until it is killed; `Apart` is who talks to it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.simulator.simulator import DEFAULT_TOKEN, Simulator

CHECKOUT = Path(__file__).parents[2]
WEBHOOK_PAUSE = 0.3  # seconds after which a call of the webhook that failed is made again


class Apart:
    """A simulator that runs elsewhere on this computer."""

    token = DEFAULT_TOKEN

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._session = session

    async def look(self, verb: str, **query: str | int) -> object:
        """What a verb that changes nothing answers."""
        async with self._session.get(f"{self.url}/simulator/{verb}", params=query) as answer:
            return (await answer.json())["result"]

    async def do(self, verb: str, **words: object) -> object:
        """What a verb that does something answers."""
        async with self._session.post(f"{self.url}/simulator/{verb}", json=words) as answer:
            return (await answer.json())["result"]

    async def do_plan(self, plan: str) -> None:
        """From now on this goes wrong, as JSON."""
        headers = {"Content-Type": "application/json"}
        async with self._session.post(f"{self.url}/simulator/faults", data=plan, headers=headers) as answer:
            answer.raise_for_status()

    async def written(self, chat_id: int) -> list[str]:
        """What the bot wrote to a chat, in its order."""
        messages = await self.look("messages", chat_id=chat_id)
        assert isinstance(messages, list)
        return [message.get("text", "") for message in messages if message["is_outgoing"]]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The process runs, and answers, while the block does."""
        words = ["-m", "tests.endurance.apart", self.url.rpartition(":")[2]]
        process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=CHECKOUT)
        try:
            while not await self._is_there():  # noqa: ASYNC110 - another process wakes nobody
                await asyncio.sleep(0.05)
            yield
        finally:
            process.kill()
            await process.wait()

    async def _is_there(self) -> bool:
        try:
            await self.look("now")
        except aiohttp.ClientConnectorError:
            return False
        return True


async def serve(port: int) -> None:
    """Runs it for ever."""
    simulator = Simulator(webhook_pause=WEBHOOK_PAUSE)
    await simulator.start(port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
