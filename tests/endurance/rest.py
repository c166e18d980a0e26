"""What one bot takes of a computer: at rest, and while a broadcast goes to very many. Linux only.

    python -m tests.endurance.rest [--seconds 60] [--subscribers 10000] [--learned FOLDER]

The bot is a process of its own with the shipped content on SQLite, polling, and without Python's docstrings,
as the service's unit has it. What it learns first is not counted, for the figures are of a second start. Told
are resident megabytes, and processor seconds of the process, which other programs make dearer but do not add
to.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from bot.simulator.simulator import Simulator
from tests.endurance.deployment import load
from tests.endurance.drills import ASKER, PATIENCE, answered, folder_with, peopled
from tests.endurance.outside import OutsideBot
from tests.endurance.start import processor_seconds, resident

PER_SECOND = 1000


async def main(seconds: float, subscribers: int, learned: Path | None) -> None:
    """All of it."""
    os.environ["PYTHONOPTIMIZE"] = "2"
    with tempfile.TemporaryDirectory() as cache, folder_with(learned or Path(cache)) as folder:
        async with Simulator(keep_messages=True) as simulator:
            simulator.create_users(1, first_id=ASKER, started=True)
            bot = OutsideBot(simulator, folder, PER_SECOND)
            await answered(simulator, bot)
            while learned is None and bot.log.count("answerer.loaded") < 2:  # noqa: ASYNC110 - another's log
                await asyncio.sleep(0.2)
            await bot.end(signal.SIGTERM)
            began = time.monotonic()
            await answered(simulator, bot)
            tell("warm start", f"first answer after {time.monotonic() - began:.1f} s", bot)
            await asyncio.sleep(10)
            before, began = processor_seconds(bot.pid), time.monotonic()
            await asyncio.sleep(seconds)
            spent = (processor_seconds(bot.pid) - before) / (time.monotonic() - began)
            tell("at rest", f"{spent:.2%} of a core over {seconds:.0f} s", bot)
            simulator.create_users(subscribers, first_id=100_001, started=True)
            before = processor_seconds(bot.pid)
            await peopled(folder, bot, subscribers)
            async with asyncio.timeout(PATIENCE):
                # the welcome, and what was announced; another process wakes nobody
                while bot.states().get("sent", 0) < subscribers * 2:  # noqa: ASYNC110
                    await asyncio.sleep(0.5)
            spent = processor_seconds(bot.pid) - before
            tell(f"after {subscribers * 2} messages", f"{spent * 1000 / subscribers / 2:.1f} ms each", bot)
            await bot.end(signal.SIGTERM)


def tell(when: str, what: str, bot: OutsideBot) -> None:
    figures = f"resident {resident(bot.pid, 'VmRSS'):.0f} MB, at most {resident(bot.pid, 'VmHWM'):.0f} MB"
    sys.stdout.write(f"{when} (load {load()}): {what}, {figures}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--learned", type=Path, help="a cache folder of an earlier run")
    asked = parser.parse_args()
    asyncio.run(main(asked.seconds, asked.subscribers, asked.learned))
