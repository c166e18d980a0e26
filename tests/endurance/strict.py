"""As near to the limit as may be, towards a server that forgives nothing.

    python -m tests.endurance.strict [--messages 3000] [--per-second 29] [--limit 30] [--postgres]

The simulator refuses what would be more than `limit` messages in any one second. One process on SQLite, or
three on PostgreSQL, of which one works, send a broadcast at `per-second`. The promise: nothing is refused,
nothing is lost or doubled, and the whole goes at 28.5 a second or more (0.983 of what is set). Ends with 1
when it is broken. A machine that stands still breaks it too: which share of its moments a loop of the same
pace that does nothing missed meanwhile is printed as `missed_by_idle_loop`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from bot.domain.delivery.pacing import Pace
from bot.simulator.simulator import Simulator
from bot.simulator.world.limits import Limits
from tests.endurance.deployment import deployed, load
from tests.endurance.outside import CHECKOUT

FIRST = 100_001
ENOUGH = 28.5 / 29


@dataclass(frozen=True, slots=True)
class Strictness:
    """What came of it; `longest_gap_ms` is between two arrivals."""

    messages: int
    per_second: float
    most_in_a_second: int
    refused: int
    lost: int
    doubled: int
    longest_gap_ms: float
    missed_by_idle_loop: float

    def is_kept(self, wanted: float) -> bool:
        """The promise."""
        return not (self.refused or self.lost or self.doubled) and self.per_second >= wanted * ENOUGH


async def send(messages: int, per_second: float, limit: int, *, on_postgres: bool) -> Strictness:
    """One broadcast."""
    with tempfile.TemporaryDirectory() as name:
        async with (
            Simulator() as simulator,
            deployed(simulator, Path(name), per_second, on_postgres=on_postgres) as deployment,
        ):
            simulator.create_users(messages, first_id=FIRST, started=True)
            people = ["chat_id,language,topics", *(f"{FIRST + n},en,urgent" for n in range(messages))]
            await deployment.subscribe("\n".join(people))
            for bot in deployment.replicas:
                await bot.start()
            await deployment.until_serving(simulator)
            simulator.set_limits(Limits(per_second=limit))
            async with _idle_loop(per_second) as idle:
                await deployment.announce("strict", "A broadcast at the limit")
                await deployment.until_over()
                return _measured(simulator, messages, await idle.missed())


class IdleLoop:
    """A process that only waits for moments at an even pace, and misses some as any other process does."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def missed(self) -> float:
        """Ends it; the share that it missed by more than a slot may be late."""
        printed, _ = await self._process.communicate(b"")
        return float(printed)


@asynccontextmanager
async def _idle_loop(per_second: float) -> AsyncIterator[IdleLoop]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __spec__.name,
        "--idle-loop",
        str(per_second),
        cwd=CHECKOUT,
        stdin=pipe,
        stdout=pipe,
    )
    try:
        yield IdleLoop(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _wait_in_vain(per_second: float) -> float:
    """Until standard input ends."""
    clock = asyncio.get_running_loop().time
    ending = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    pace, moments, missed = Pace.of(per_second), 0, 0
    moment = clock()
    while not ending.done():
        await asyncio.sleep(max(0.0, moment - clock()))
        moments += 1
        missed += pace.is_missed(moment, clock())
        moment += 1 / per_second
    return missed / moments


def _measured(simulator: Simulator, messages: int, missed_by_idle_loop: float) -> Strictness:
    calls = simulator.calls("sendMessage")
    times = [call.arrived for call in calls]
    taken = Counter(call.chat_id for call in calls if call.status == 200)
    most, first = 0, 0
    for last, now in enumerate(times):
        while times[first] <= now - 1:
            first += 1
        most = max(most, last - first + 1)
    return Strictness(
        messages=messages,
        per_second=(len(times) - 1) / (times[-1] - times[0]),
        most_in_a_second=most,
        refused=sum(call.status == 429 for call in calls),
        lost=messages - len(taken),
        doubled=taken.total() - len(taken),
        longest_gap_ms=1000 * max(later - earlier for earlier, later in pairwise(times)),
        missed_by_idle_loop=missed_by_idle_loop,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--per-second", type=float, default=29.0)
    parser.add_argument("--limit", type=int, default=30)
    parser.add_argument("--postgres", action="store_true", dest="on_postgres")
    parser.add_argument("--idle-loop", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.idle_loop:
        sys.stdout.write(str(asyncio.run(_wait_in_vain(given.idle_loop))))
        return
    before = load()
    found = asyncio.run(send(given.messages, given.per_second, given.limit, on_postgres=given.on_postgres))
    figures = asdict(found) | {"load": f"{before} to {load()}", "kept": found.is_kept(given.per_second)}
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in figures.items()))
    sys.exit(0 if found.is_kept(given.per_second) else 1)


if __name__ == "__main__":
    main()
