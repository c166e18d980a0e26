"""How soon a started bot answers, and how much memory it then takes.

    python -m tests.endurance.start [--starts 3]

A question waits in the simulator before each start. The first start finds nothing learned, the later ones
what it learned. Told are seconds from the start of the process to the answer, processor seconds of the
process up to then (with other programs beside it the wall clock says little), and resident megabytes, when
all is learned and twenty more questions were answered. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

from bot.simulator.simulator import Simulator
from tests.endurance.deployment import load
from tests.endurance.outside import OutsideBot

ASKER = 3001
PATIENCE = 300.0  # seconds
QUESTIONS = (
    "is the compact legally binding",
    "¿qué es el pacto mundial?",
    "qui sont les membres de la coalition",
    "ما هو الميثاق العالمي",
)


async def measure(simulator: Simulator, bot: OutsideBot, *, is_first: bool) -> dict[str, float]:
    """One start."""
    asked = simulator.say(ASKER, QUESTIONS[0])
    began = time.monotonic()
    await bot.start()
    try:
        await simulator.wait_for_message(ASKER, asked, timeout=PATIENCE)
        found = {"first answer, s": time.monotonic() - began, "processor, s": processor_seconds(bot.pid)}
        if is_first:
            while bot.log.count("answerer.loaded") < 2:  # noqa: ASYNC110  another process's log wakes nobody
                await asyncio.sleep(0.1)
            found["learned, s"] = time.monotonic() - began
        for number in range(5 * len(QUESTIONS)):
            asked = simulator.say(ASKER, QUESTIONS[number % len(QUESTIONS)])
            await simulator.wait_for_message(ASKER, asked, timeout=PATIENCE)
        await asyncio.sleep(3)
        return found | {"resident, MB": resident(bot.pid, "VmRSS"), "most, MB": resident(bot.pid, "VmHWM")}
    finally:
        await bot.end(signal.SIGTERM)


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int, field: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(rf"{field}:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


async def main(starts: int) -> int:
    """The exit code."""
    with tempfile.TemporaryDirectory() as name:
        async with Simulator() as simulator:
            simulator.create_users(1, first_id=ASKER, started=True)
            bot = OutsideBot(simulator, Path(name), 25)
            for number in range(starts + 1):
                figures = await measure(simulator, bot, is_first=number == 0)
                told = ", ".join(f"{what} {figure:.1f}" for what, figure in figures.items())
                sys.stdout.write(f"{'later' if number else 'first'} start (load {load()}): {told}\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--starts", type=int, default=3)
    sys.exit(asyncio.run(main(parser.parse_args().starts)))
