"""What one of the staff says and presses while the bot is killed, for drills that count what came of it."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.simulator import Simulator
from tests.endurance.deployment import Deployment

ADA = 9001
PATIENCE = 120.0  # seconds for one answer of a bot that is being killed


class StaffDrill:
    """Ada at work, and the one who kills. `struck` counts the kills."""

    def __init__(
        self, simulator: Simulator, deployment: Deployment, kills: int, chance: random.Random
    ) -> None:
        self.simulator = simulator
        self.deployment = deployment
        self.kills = kills
        self.chance = chance
        self.struck = 0

    @asynccontextmanager
    async def supervised(self) -> AsyncIterator[None]:
        """As long as this lasts, what has ended is started again."""
        supervising = asyncio.create_task(self._supervise())
        try:
            yield
        finally:
            supervising.cancel()

    async def strike(self) -> None:
        """Kills the one that works so often, while something is open."""
        struck = 0
        while struck < self.kills and self._is_open():
            await asyncio.sleep(self.chance.uniform(0.1, 0.6))
            bot = self.deployment.working()
            if bot is not None and bot.is_alive:
                await bot.end(signal.SIGKILL)
                struck += 1
        self.struck += struck

    async def through_kills(self) -> dict[str, int]:
        """Kills until all is over; the rows of the newest announcement by state."""
        async with self.supervised():
            await self.strike()
            await self.deployment.until_over()
        return dict(
            self.deployment.look(
                "SELECT state, count(*) FROM deliveries WHERE announcement_id = "
                "(SELECT max(announcement_id) FROM announcements WHERE kind <> 'alert') GROUP BY state"
            )
        )

    async def asked_to_correct(self, text: str, label: str) -> JsonObject:
        """The question whether every copy of the newest broadcast shall say so."""
        receipt = await self._receipt()
        await self.press(receipt, label)
        await self.next(receipt, "as it should be")
        return await self.ask(text, "from now on?")

    async def asked_to_recall(self) -> JsonObject:
        """The question whether every copy of it shall be deleted."""
        receipt = await self._receipt()
        await self.press(receipt, "Recall it")
        return await self.next(receipt, "Shall I delete")

    async def ask(self, text: str, containing: str = "") -> JsonObject:
        """Ada writes; the next message with these words."""
        said = self.simulator.say(ADA, text)
        return await self.simulator.wait_for_message(
            ADA, after_message_id=said, containing=containing, timeout=PATIENCE
        )

    async def next(self, after: JsonObject, containing: str) -> JsonObject:
        """The next message with these words after another one."""
        return await self.simulator.wait_for_message(
            ADA, after_message_id=after["message_id"], containing=containing, timeout=PATIENCE
        )

    async def press(self, message: JsonObject, label: str) -> None:
        """Ada presses the button that begins so, once it is there; returns when the bot took notice."""
        number = message["message_id"]
        await self.simulator.wait_until(lambda: bool(self._codes(number, label)), timeout=PATIENCE)
        query = self.simulator.press(ADA, number, self._codes(number, label)[0])
        await self.simulator.wait_until(lambda: self.simulator.answer_to(query) is not None, timeout=PATIENCE)

    def _codes(self, message_id: int, label: str) -> list[str]:
        shown = next(m for m in self.simulator.messages(ADA) if m["message_id"] == message_id)
        rows = shown.get("reply_markup", {}).get("inline_keyboard", [])
        return [each["callback_data"] for row in rows for each in row if label in each["text"]]

    async def _receipt(self) -> JsonObject:
        ((number,),) = self.deployment.look(
            "SELECT max(announcement_id) FROM announcements WHERE kind = 'broadcast'"
        )
        listed = await self.ask("/sent", "What went out")
        await self.press(listed, f"No. {number}:")
        return await self.next(listed, "can be")

    def _is_open(self) -> bool:
        states = self.deployment.look_at_states()
        return bool(states.get("pending") or states.get("sending"))

    async def _supervise(self) -> None:
        while True:
            for bot in self.deployment.replicas:
                if not bot.is_alive:
                    await bot.start()
            await asyncio.sleep(0.1)
