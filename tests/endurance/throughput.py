"""How much one process sends, and how much it answers.

    python -m tests.endurance.throughput [--messages 5000] [--per-second 1000] [--postgres] [--answers]

The whole way of a broadcast: outbox, slots, sender, outcomes; on an SQLite file, or on a PostgreSQL server of
our own, towards a server in a process of its own that answers at once and counts. With `--per-second 0` as
fast as it can. With --answers the bot answers so many questions of so many people instead, towards the
simulator, which takes a core for itself: processor time says more than the rate.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.arrivals_server import running_server
from benchmarks.our_way import UNTHROTTLED, our_way
from bot.simulator.simulator import Simulator
from tests.endurance.deployment import QUESTION, deployed, load
from tests.endurance.server import postgres_server

FIRST = 100_001


async def send(url: str, messages: int, per_second: float, database_url: str | None) -> dict[str, float]:
    """Messages a second, and processor time of this process a message."""
    async with our_way(per_second, url, range(FIRST, FIRST + messages), database_url) as run:
        cpu, began = time.process_time(), time.monotonic()
        failures = await run()
        took, used = time.monotonic() - began, time.process_time() - cpu
    return {"per_second": messages / took, "cpu_ms": 1000 * used / messages, "failed": failures.total()}


async def answer(questions: int, per_second: float, *, on_postgres: bool) -> dict[str, float]:
    """Answers a second, and processor time of the bot an answer."""
    with tempfile.TemporaryDirectory() as name:
        async with (
            Simulator() as simulator,
            deployed(simulator, Path(name), per_second, on_postgres=on_postgres, replicas=1) as deployment,
        ):
            simulator.create_users(questions, first_id=FIRST, started=True)
            bot = deployment.replicas[0]
            await bot.start()
            await deployment.until_serving(simulator)
            used, began = _used(bot.pid), time.monotonic()
            for person in range(FIRST, FIRST + questions):
                simulator.say(person, QUESTION)
                await asyncio.sleep(0)

            def all_answered() -> bool:
                return bool(simulator.counts()["by_method"].get("sendMessage", 0) >= questions)

            await simulator.wait_until(all_answered, timeout=600)
            took = time.monotonic() - began
            return {"per_second": questions / took, "cpu_ms": 1000 * (_used(bot.pid) - used) / questions}


def _used(pid: int) -> float:
    """Processor time of a process so far, in seconds (proc(5), stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--per-second", type=float, default=1000.0)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--answers", action="store_true")
    given = parser.parse_args()
    if given.answers:
        answered = asyncio.run(answer(given.messages, given.per_second, on_postgres=given.postgres))
        sys.stdout.write(json.dumps(answered | {"load": load()}, indent=1) + "\n")
        return
    with ExitStack() as stack:
        database_url = stack.enter_context(postgres_server()).url if given.postgres else None
        with running_server() as server:
            pace = given.per_second or UNTHROTTLED
            found = asyncio.run(send(server.url, given.messages, pace, database_url))
    assert server.arrivals is not None
    arrived = {
        "most_in_a_second": server.arrivals.most_in_a_second,
        "lost": given.messages - server.arrivals.chats,
        "doubled": server.arrivals.taken - server.arrivals.chats,
        "load": load(),
    }
    rounded = {name: round(value, 2) for name, value in found.items()}
    sys.stdout.write(json.dumps(rounded | arrived, indent=1) + "\n")


if __name__ == "__main__":
    main()
