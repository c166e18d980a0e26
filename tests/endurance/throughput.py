"""How much one process sends, towards a server that answers at once.

    python -m tests.endurance.throughput [--messages 5000] [--per-second 1000] [--postgres]

The whole way of a broadcast: outbox, slots, sender, outcomes; on an SQLite file, or on a PostgreSQL server of
our own. With `--per-second 0` as fast as it can. The server counts what arrives, in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from contextlib import ExitStack

from bot.benchmarks.arrivals_server import running_server
from bot.benchmarks.our_way import UNTHROTTLED, our_way
from tests.endurance.deployment import load
from tests.endurance.server import postgres_server

FIRST = 100_001


async def send(url: str, messages: int, per_second: float, database_url: str | None) -> dict[str, float]:
    """Messages a second, and processor time of this process a message."""
    async with our_way(per_second, url, range(FIRST, FIRST + messages), database_url) as run:
        cpu, began = time.process_time(), time.monotonic()
        failures = await run()
        took, used = time.monotonic() - began, time.process_time() - cpu
    return {"per_second": messages / took, "cpu_ms": 1000 * used / messages, "failed": failures.total()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--per-second", type=float, default=1000.0)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
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
