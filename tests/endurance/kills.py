"""Kills the bot at random moments of a broadcast while people ask questions, and counts what became of it.

    python -m tests.endurance.kills [KILLS] [RECIPIENTS] [SEED]

The promise: nobody is lost (each has a message or an `unknown` row), nobody gets two, and no question
that was fetched before a kill goes unanswered.
"""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.simulator.simulator import Simulator
from tests.endurance.outside import OutsideBot

FIRST = 5001
ASKERS = range(3001, 3011)
TEXT = "A broadcast that survives"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of everybody; all but `unknown` have to be zero."""

    kills: int
    recipients: int
    lost: int
    doubled: int
    unknown: int
    unanswered: int
    questions: int


async def kill_and_count(kills: int, recipients: int, seed: int, per_second: float = 100.0) -> Result:
    """Runs one broadcast with so many kills spread over it."""
    chance = random.Random(seed)  # noqa: S311 - moments of kills, no secrets
    with tempfile.TemporaryDirectory() as folder:
        async with Simulator() as simulator:
            simulator.create_users(recipients, first_id=FIRST, started=True)
            simulator.create_users(len(ASKERS), first_id=ASKERS[0], started=True)
            bot = OutsideBot(simulator, Path(folder), per_second)
            await _subscribe(bot, Path(folder), recipients)
            text = Path(folder) / "text.txt"
            text.write_text(TEXT, encoding="utf-8")
            await bot.verb("announce", "--text-file", str(text), "--key", "kills", "--yes")
            asked: list[tuple[int, int]] = []
            for number in range(kills):
                await bot.start()
                await _until_sending(simulator, bot)
                person = ASKERS[number % len(ASKERS)]
                asked.append((person, simulator.say(person, "is the compact law yes or no")))
                await asyncio.sleep(chance.uniform(0, 1.5 * recipients / per_second / kills))
                await bot.end(signal.SIGKILL)
            await bot.start()
            await _until_over(bot)
            unanswered = await _unanswered(simulator, asked)
            await bot.end(signal.SIGTERM)
            return _count(simulator, bot, kills, recipients, unanswered, len(asked))


async def _subscribe(bot: OutsideBot, folder: Path, recipients: int) -> None:
    lines = ["chat_id,language,topics", *(f"{FIRST + n},en,urgent" for n in range(recipients))]
    file = folder / "people.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    await bot.verb("subscribers", "import", str(file))


async def _until_sending(simulator: Simulator, bot: OutsideBot) -> None:
    """Until this process sends, or has nothing left to send."""
    before = simulator.counts()["by_method"].get("sendMessage", 0)
    for _ in range(1200):
        await asyncio.sleep(0.05)
        if simulator.counts()["by_method"].get("sendMessage", 0) > before or not bot.states().get("pending"):
            return
    raise TimeoutError(f"the bot does not send; its log ends with {bot.log[-500:]}")


async def _until_over(bot: OutsideBot) -> None:
    for _ in range(2400):
        states = bot.states()
        if not states.get("pending") and not states.get("sending"):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(f"still open: {bot.states()}; its log ends with {bot.log[-500:]}")


async def _unanswered(simulator: Simulator, asked: list[tuple[int, int]]) -> int:
    """Questions without any answer, once answers stopped coming in."""
    for _ in range(400):
        missing = sum(
            not any(m["is_outgoing"] for m in simulator.messages(person, after=message_id))
            for person, message_id in asked
        )
        if missing == 0:
            return 0
        await asyncio.sleep(0.05)
    return missing


def _count(
    simulator: Simulator, bot: OutsideBot, kills: int, recipients: int, unanswered: int, questions: int
) -> Result:
    unknown = {row[0] for row in bot.rows("SELECT chat_id FROM deliveries WHERE state = 'unknown'")}
    lost = doubled = 0
    for person in range(FIRST, FIRST + recipients):
        copies = sum(m["is_outgoing"] and m["text"].startswith(TEXT) for m in simulator.messages(person))
        lost += copies == 0 and person not in unknown
        doubled += copies > 1
    return Result(kills, recipients, lost, doubled, len(unknown), unanswered, questions)


def main() -> None:
    kills, recipients, seed = (int(value) for value in [*sys.argv[1:], "20", "500", "1"][:3])
    result = asyncio.run(kill_and_count(kills, recipients, seed))
    sys.stdout.write(f"{result}\n")
    sys.exit(1 if result.lost or result.doubled or result.unanswered else 0)


if __name__ == "__main__":
    main()
