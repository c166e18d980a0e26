"""Takes the platform away from the running bot in every way that we know, one after the other.

    python -m tests.endurance.outages [NAME...]

Prints a line for each: how long after the end of the fault the bot answered a question that was asked
meanwhile, and what `health` said just before the end and after the answer. The promise: within 35 seconds,
and `health` is well again; after two minutes of deafness it says so; a token that stays refused ends the bot.
Takes about eight minutes.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot.simulator.simulator import Simulator
from bot.simulator.world.faults import Fault
from tests.endurance.outside import OutsideBot

WITHIN = 35.0  # seconds
ASKERS = range(3001, 3101)
QUESTION, ANSWER = "is the compact law yes or no", "legally binding"


@dataclass(frozen=True, slots=True)
class Outage:
    """What goes wrong: nothing listens for so many seconds, or a fault strikes."""

    name: str
    closed: float = 0.0
    faults: tuple[Fault, ...] = ()
    deaf: bool = False  # for more than two minutes


def polls(kind: str, **how: object) -> tuple[Fault, ...]:
    """A fault of getUpdates alone."""
    return (Fault(kind, method="getUpdates", **how),)


OUTAGES = (
    Outage("one 401", faults=polls("unauthorized", times=1)),
    Outage("one 404", faults=polls("not_found", times=1)),
    Outage("four 409", faults=polls("conflict", times=4)),
    Outage("three 502 on getUpdates", faults=polls("server_error", times=3)),
    Outage("three proxy pages with 404", faults=polls("server_error", status=404, times=3)),
    Outage("a poll that hangs", faults=polls("hang", times=1)),
    Outage("garbage for 20 s", faults=(Fault("garbage", method="*", until=20),)),
    Outage("502 for 30 s", faults=(Fault("server_error", method="*", until=30),)),
    Outage("no server for 45 s", closed=45),
    Outage("never an answer for 45 s", faults=(Fault("hang", method="*", until=45),)),
    Outage("never an answer for 150 s", faults=(Fault("hang", method="*", until=150),), deaf=True),
)


async def suffer(simulator: Simulator, bot: OutsideBot, outage: Outage, person: int) -> bool:
    """One outage; prints what came of it. True when the promise was kept."""
    began, polled = time.monotonic(), len(simulator.calls("getUpdates"))
    simulator.set_faults(outage.faults)
    if outage.closed:
        simulator.stop_listening(outage.closed)
    else:  # the poll under way is ended; the next one meets the fault, and only then somebody asks
        simulator.say(person, "/help")
        await simulator.wait_until(lambda: len(simulator.calls("getUpdates")) > polled)
    asked = simulator.say(person + 1, QUESTION)
    lasts = max([outage.closed, *(fault.until or 0.0 for fault in outage.faults)])
    during = ""
    if lasts:
        await asyncio.sleep(lasts - 10)
        during = await health(bot)
        await asyncio.sleep(max(0.0, began + lasts - time.monotonic()))
    while simulator.faults()["faults"] and bot.exit_code is None:  # noqa: ASYNC110 - neither tells
        await asyncio.sleep(0.05)
    over = time.monotonic()
    try:
        await simulator.wait_for_message(person + 1, asked, containing=ANSWER, timeout=2 * WITHIN)
    except TimeoutError:
        sys.stdout.write(f"{outage.name}: DEAF; exit code {bot.exit_code}; {bot.log[-300:]}\n")
        return False
    took = time.monotonic() - over
    await asyncio.sleep(11)  # signs of life are written every ten seconds
    after = await health(bot)
    sys.stdout.write(f"{outage.name}: {took:.1f} s; during: {during or 'not asked'}; after: {after}\n")
    sys.stdout.flush()
    truthful = after == "well" and (not outage.deaf or "heard from Telegram" in during)
    return took <= WITHIN and truthful


async def health(bot: OutsideBot) -> str:
    """What `health` says."""
    code, _, complaints = await bot.ended_verb("health")
    return "well" if code == 0 else complaints


async def refused_for_good(simulator: Simulator, bot: OutsideBot) -> bool:
    """A token that stays refused; ends the bot."""
    simulator.set_faults([Fault("unauthorized", method="*")])
    simulator.say(ASKERS[-1], "/help")
    began = time.monotonic()
    while bot.exit_code is None and time.monotonic() - began < WITHIN:  # noqa: ASYNC110 - the same
        await asyncio.sleep(0.1)
    last = (bot.log.strip().splitlines() or [""])[-1]
    took = time.monotonic() - began
    sys.stdout.write(f"401 for good: ended after {took:.1f} s with {bot.exit_code}: {last}\n")
    return bot.exit_code == 1 and "BOT_TOKEN" in last


async def run(names: list[str]) -> bool:
    """All outages, or those whose name contains one of `names`."""
    with tempfile.TemporaryDirectory() as folder:
        async with Simulator() as simulator:
            simulator.create_users(len(ASKERS), first_id=ASKERS[0], started=True)
            bot = OutsideBot(simulator, Path(folder), 25.0)
            await bot.start()
            asked = simulator.say(ASKERS[0], QUESTION)
            await simulator.wait_for_message(
                ASKERS[0], asked, containing=ANSWER, timeout=300
            )  # it learns first
            kept = True
            for number, outage in enumerate(OUTAGES):
                if not names or any(name in outage.name for name in names):
                    kept &= await suffer(simulator, bot, outage, ASKERS[2 + 2 * number])
            if not names:
                kept &= await refused_for_good(simulator, bot)
            await bot.end(signal.SIGTERM)
            return kept


def main() -> None:
    sys.exit(0 if asyncio.run(run(sys.argv[1:])) else 1)


if __name__ == "__main__":
    main()
