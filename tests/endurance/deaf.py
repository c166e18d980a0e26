"""Chats that have to wait, in every way that we know, at once: is anybody else kept waiting?

    python -m tests.endurance.deaf [--seconds 180] [--others 160]
    python -m tests.endurance.deaf --away 300

The first: one chat is refused for a minute and has written 300 messages, sixty more are refused too, a group
asks as often as it can at its 20 answers a minute, and others write meanwhile. A broadcast is under way, one
of its recipients says STOP and an admin /halt. The promise: 95 of 100 answers to the others come within a
second, who said STOP gets nothing more, and a second after /halt nothing leaves.

The second: PostgreSQL is away for so many seconds, 300 people say STOP and 300 ask. The promise: who asks is
answered meanwhile, and nothing is sent to who said STOP when it is back. Ends with 1 when one is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from bot.simulator.simulator import Simulator
from bot.simulator.world.faults import Fault
from bot.simulator.world.limits import Limits
from tests import postgres
from tests.endurance.deployment import load
from tests.endurance.outside import OutsideBot
from tests.small_content import write_small_content

ADMIN, BUSY, GROUP = 9001, 50_001, -6001
FLOODED = range(51_001, 51_061)
RECIPIENTS = range(60_001, 61_001)
FIRST_OTHER = 70_001
STOPPING = range(80_001, 80_301)
ASKING = range(90_001, 90_301)
QUESTION, ANSWER = "What about three?", "It is three."  # the small content answers it
TEXT = "A broadcast beside the flood"
MOST = 1.0  # seconds


def copies(simulator: Simulator, person: int) -> int:
    """How often somebody got the broadcast."""
    return sum(m["is_outgoing"] and TEXT in m.get("text", "") for m in simulator.messages(person))


async def asked(simulator: Simulator, person: int) -> float:
    """Seconds until somebody's question was answered."""
    began, said = time.monotonic(), simulator.say(person, QUESTION)
    await simulator.wait_for_message(person, after_message_id=said, containing=ANSWER, timeout=120)
    return time.monotonic() - began


def content_in(folder: Path) -> str:
    """A small content: learned in a moment."""
    return str(write_small_content(folder / "content"))


def shown(took: list[float]) -> str:
    return (
        f"{len(took)} answers, median {median(took):.3f} s, p95 {quantiles(took, n=20)[-1]:.3f} s, "
        f"slowest {max(took):.3f} s"
    )


async def subscribed(bot: OutsideBot, folder: Path, people: range) -> None:
    lines = ["chat_id,language,topics", *(f"{person},en,urgent" for person in people)]
    (folder / "people.csv").write_text("\n".join(lines), encoding="utf-8")
    await bot.verb("subscribers", "import", str(folder / "people.csv"))


async def announced(bot: OutsideBot, folder: Path) -> None:
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    await bot.verb("announce", "--text-file", str(folder / "text.txt"), "--yes")


async def flood(seconds: float, others: int) -> bool:
    """The first run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Simulator() as simulator:
            crowds = (RECIPIENTS, FLOODED, range(BUSY, BUSY + 1), range(FIRST_OTHER, FIRST_OTHER + others))
            for people in crowds:
                simulator.create_users(len(people), first_id=people[0], started=True)
            simulator.create_group("Busy", [BUSY], chat_id=GROUP)
            simulator.press_start(ADMIN)
            bot = OutsideBot(simulator, folder, 25.0, content=content_in(folder))
            await subscribed(bot, folder, RECIPIENTS)
            await bot.start()
            await asked(simulator, FIRST_OTHER)
            simulator.set_limits(Limits(group_per_minute=20))
            refused = (BUSY, *FLOODED)
            simulator.set_faults(
                [Fault("too_many_requests", chat_id=chat, retry_after=50, until=60) for chat in refused]
            )
            simulator.say_all([(BUSY, f"message {number}") for number in range(300)])
            simulator.say_all([(person, QUESTION) for person in FLOODED])
            crowd = asyncio.create_task(_others(simulator, seconds, others))
            group = asyncio.create_task(_group(simulator, seconds))
            await announced(bot, folder)
            kept = await _stop_and_halt(simulator)
            took = await crowd
            await group
            began = time.monotonic()
            code = await bot.end(signal.SIGTERM)
            ended = time.monotonic() - began
            errors = sum(" error " in line.lower() for line in bot.log.splitlines())
            sys.stdout.write(
                f"others: {shown(took)}\nended with {code} after {ended:.1f} s, error lines: {errors}\n"
            )
            return kept and quantiles(took, n=20)[-1] <= MOST and code == 0


async def _others(simulator: Simulator, seconds: float, others: int) -> list[float]:
    """Each of them asks again and again, all together about five times a second."""
    chance, until = random.Random(1), time.monotonic() + seconds  # noqa: S311 - a fixed course

    async def one(person: int) -> list[float]:
        took = []
        await asyncio.sleep(chance.uniform(0, others / 5))
        while time.monotonic() < until:
            took.append(await asked(simulator, person))
            await asyncio.sleep(chance.uniform(0.5, 1.5) * others / 5)
        return took

    each = await asyncio.gather(*(one(FIRST_OTHER + number) for number in range(others)))
    return [took for some in each for took in some]


async def _group(simulator: Simulator, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        simulator.say(BUSY, f"/ask {QUESTION}", chat_id=GROUP)
        await asyncio.sleep(0.7)


async def _stop_and_halt(simulator: Simulator) -> bool:
    """In the middle of the broadcast one person stops, then an admin halts."""
    await simulator.wait_until(lambda: any(copies(simulator, person) for person in RECIPIENTS), timeout=120)
    leaver = next(person for person in reversed(RECIPIENTS) if not copies(simulator, person))
    said = simulator.say(leaver, "STOP")
    await simulator.wait_for_message(leaver, after_message_id=said, timeout=60)
    said, began = simulator.say(ADMIN, "/halt"), time.monotonic()
    await asyncio.sleep(MOST)
    sent = sum(copies(simulator, person) for person in RECIPIENTS)
    await simulator.wait_for_message(ADMIN, after_message_id=said, timeout=60)
    answered = time.monotonic() - began
    await asyncio.sleep(3)
    more = sum(copies(simulator, person) for person in RECIPIENTS) - sent
    sys.stdout.write(
        f"after STOP: {copies(simulator, leaver)} copies; a second after /halt: {more} more of {sent}, "
        f"said after {answered:.2f} s\n"
    )
    return not copies(simulator, leaver) and not more


async def away(seconds: float) -> bool:
    """The second run."""
    with tempfile.TemporaryDirectory() as name, postgres.own_server() as server:
        folder = Path(name)
        async with Simulator() as simulator:
            for people in (STOPPING, ASKING):
                simulator.create_users(len(people), first_id=people[0], started=True)
            content = content_in(folder)
            bot = OutsideBot(simulator, folder, 30.0, postgres_url=server.url, content=content)
            await bot.verb("migrate")
            await subscribed(bot, folder, STOPPING)
            await subscribed(bot, folder, ASKING)
            await bot.start()
            await asked(simulator, ASKING[0])
            await bot.verb("halt")
            await announced(bot, folder)
            await asyncio.to_thread(server.stop)
            began, took = time.monotonic(), []
            pause = seconds / len(STOPPING)
            for stopping, asking in zip(STOPPING, ASKING, strict=True):
                simulator.say(stopping, "STOP")
                took.append(await asked(simulator, asking))
                await asyncio.sleep(max(0.0, pause * len(took) - (time.monotonic() - began)))
            await asyncio.to_thread(server.start)
            await bot.verb("resume")
            try:
                await simulator.wait_until(lambda: all(copies(simulator, p) for p in ASKING), timeout=120)
                await simulator.wait_until(
                    lambda: all("deleted" in simulator.messages(p)[-1].get("text", "") for p in STOPPING),
                    timeout=120,
                )
            except TimeoutError:
                sys.stdout.write(f"not over: {bot.states()}; the log ends with\n{bot.log[-3000:]}\n")
                await bot.end(signal.SIGKILL)
                return False
            sent = sum(copies(simulator, person) for person in STOPPING)
            code = await bot.end(signal.SIGTERM)
            sys.stdout.write(
                f"away for {seconds:.0f} s: {shown(took)}\n"
                f"sent to {len(STOPPING)} who said STOP: {sent}; ended with {code}\n"
            )
            return quantiles(took, n=20)[-1] <= MOST and not sent and code == 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--others", type=int, default=160)
    parser.add_argument("--away", type=float, help="seconds; the second run instead of the first")
    given = parser.parse_args()
    kept = asyncio.run(away(given.away) if given.away else flood(given.seconds, given.others))
    sys.stdout.write(f"load: {load()}\nkept: {kept}\n")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
