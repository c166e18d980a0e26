"""Updates of every kind, sound and broken, through the real receiving code: what raises, what grows?

    python -m tests.endurance.fuzz DESCRIPTION [--updates 100000] [--seed 1] [--minutes 60] [--webhook]
                                            [--log FILE]

DESCRIPTION is the Bot API as JSON (see `tests/any_updates.py`). The bot is a process of its own. Prints how
much memory it held after 10, 50 and 100 of 100 updates, and how often each thing was logged.

The promise: the bot goes on; what it cannot handle is let go with a line that says so, and nothing else is an
error; every update is confirmed, and a question in the end is answered. Ends with 1 when it is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.simulator.simulator import Simulator
from bot.storage.spool import oldest_in
from tests.any_updates import AnyUpdates
from tests.endurance.deployment import load
from tests.endurance.forwarder import free_ports
from tests.endurance.outside import OutsideBot
from tests.fakes import until

ADA, FIRST, ASKER = 9001, 100_001, 3001
AHEAD = 500  # updates that are open at most, here and there
MARKS = (0.1, 0.5, 1.0)
LET_GO, UNREADABLE = "update.let_go", "UnreadableError"
WATCHING = "watch.trouble"  # of its own state, as where staff have blocked the bot
PATIENCE = 180.0  # seconds


class Drill:
    """One run."""

    def __init__(self, simulator: Simulator, bot: OutsideBot, description: Path, seed: int) -> None:
        self._simulator = simulator
        self._bot = bot
        people = [*simulator.create_users(150, first_id=FIRST, started=True), ADA]
        groups = [simulator.create_group(f"Group {n}", people[n : n + 5]) for n in range(5)]
        simulator.create_users(1, first_id=ASKER, started=True)
        self._updates = AnyUpdates(
            description, seed, people, groups, lambda: int(simulator.clock.now().timestamp())
        )
        self.memory: list[float] = []  # in MB, each time that nothing was open
        self.kinds: Counter[str] = Counter()

    async def run(self, updates: int, until_at: float) -> None:
        """So many updates, or as many as there is time for. Raises TimeoutError when the bot falls silent."""
        await self._bot.start()
        await self._simulator.wait_until(
            lambda: bool(set(self._simulator.counts()["by_method"]) & {"getUpdates", "getWebhookInfo"}),
            timeout=PATIENCE,
        )
        for number in range(1, updates + 1):
            kind, content = self._updates.next()
            self.kinds[kind] += 1
            self._simulator.push(kind, content)
            if number % AHEAD == 0 or number == updates:
                await self._until_handled()
                self.memory.append(resident(self._bot.pid))
                if time.monotonic() > until_at:
                    break
        said = self._simulator.say(ASKER, "is the compact law yes or no")
        await self._simulator.wait_for_message(ASKER, after_message_id=said, timeout=PATIENCE)

    async def _until_handled(self) -> None:
        def is_handled() -> bool:
            if not self._bot.is_alive:
                raise TimeoutError(f"the bot has ended with {self._bot.exit_code}")
            return not self._simulator.pending_updates() and oldest_in(self._bot.spool) is None

        async with asyncio.timeout(PATIENCE):
            await until(is_handled)


def resident(pid: int) -> float:
    """Resident memory of a process in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * 4096 / 1e6


def at(found: Sequence[float], share: float) -> float | None:
    """What was found so far on the way."""
    return round(found[int(share * (len(found) - 1))], 1) if found else None


def errors(log: str) -> Iterator[dict[str, Any]]:
    """What was logged as an error, but for what the bot was right to let go; and what is no line of a log."""
    for line in log.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            yield {"line": line}
            continue
        is_let_go = found.get("event") == LET_GO and found.get("trouble") == UNREADABLE
        is_right = is_let_go or found.get("event") == WATCHING
        if found.get("level") in ("error", "critical") and not is_right:
            yield found


async def measure(
    description: Path, updates: int, seed: int, minutes: float, log: Path | None, *, by_webhook: bool
) -> bool:
    """Whether the promise was kept."""
    with tempfile.TemporaryDirectory() as folder:
        async with Simulator() as simulator:
            settings = {"log_format": "json"}
            if by_webhook:
                port = free_ports(1)[0]
                settings |= {"listen": f"127.0.0.1:{port}", "webhook_secret": "a" * 32}
                settings |= {"webhook_url": f"http://127.0.0.1:{port}"}
            bot = OutsideBot(simulator, Path(folder), 1000.0, **settings)
            drill = Drill(simulator, bot, description, seed)
            began = time.monotonic()
            trouble = ""
            try:
                await drill.run(updates, began + 60 * minutes)
            except TimeoutError as error:
                trouble = f"silent: {error}"
            ended = await bot.end(signal.SIGTERM)
            found = list(errors(bot.log))
            if log is not None:
                await asyncio.to_thread(log.write_text, bot.log, "utf-8")
            said = Counter(
                json.loads(line).get("event", "") for line in bot.log.splitlines() if line[:1] == "{"
            )
            figures = {
                "updates": sum(drill.kinds.values()),
                "kinds": len(drill.kinds),
                "seconds": round(time.monotonic() - began),
                "memory_mb": {f"{mark:.0%}": at(drill.memory, mark) for mark in MARKS},
                "calls": simulator.counts()["by_status"],
                "said": dict(said.most_common()),
                "ended": ended,
                "trouble": trouble,
                "errors": len(found),
                "load": load(),
            }
            sys.stdout.write(json.dumps(figures, indent=1, ensure_ascii=True) + "\n")
            for each in found[:20]:
                sys.stdout.write(json.dumps(each, indent=1) + "\n")
            return not (found or trouble or ended)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("description", type=Path)
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0, help="then it ends, however many there were")
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--log", type=Path, help="where to keep what the bot logged")
    given = parser.parse_args()
    kept = asyncio.run(
        measure(
            given.description, given.updates, given.seed, given.minutes, given.log, by_webhook=given.webhook
        )
    )
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
