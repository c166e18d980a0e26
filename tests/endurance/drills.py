"""What an operator does on a bad day, with the verbs as typed, and how long each takes.

    python -m tests.endurance.drills [restore] [move] [token] [--subscribers 10000] [--learned FOLDER]

restore: the server is gone; a bot comes back from a sealed copy on an empty disk. move: from SQLite to
PostgreSQL. token: the bot's account is gone; another bot on an empty database. Each runs with the shipped
content and ends with a question that is answered. What people do at @BotFather and with editors is not in the
figures. Ends with 1 when something is not as it should be.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pyrage import x25519

from bot.simulator.simulator import Simulator
from tests.endurance.deployment import load
from tests.endurance.outside import OutsideBot
from tests.endurance.server import postgres_server

FIRST = 100_001
ASKER = 3001
QUESTION, ANSWER = "is the compact law yes or no", "legally binding"
PATIENCE = 600.0  # seconds
DRILLS = ("restore", "move", "token")


@dataclass(slots=True)
class Steps:
    """What was done, and the seconds that each took."""

    took: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.took[name] = time.monotonic() - began

    def told(self) -> str:
        each = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.took.items())
        return f"{each}; in all {sum(self.took.values()):.1f} s"


async def answered(simulator: Simulator, bot: OutsideBot) -> None:
    """From the start of the process to the answer to a question that waits."""
    asked = simulator.say(ASKER, QUESTION)
    await bot.start()
    await simulator.wait_for_message(ASKER, asked, containing=ANSWER, timeout=PATIENCE)


async def peopled(folder: Path, bot: OutsideBot, subscribers: int) -> None:
    people = folder / "people.csv"
    lines = ["chat_id,language,topics", *(f"{FIRST + number},en,urgent" for number in range(subscribers))]
    people.write_text("\n".join(lines), encoding="utf-8")
    await bot.verb("subscribers", "import", str(people))
    (folder / "text.txt").write_text("Said before", encoding="utf-8")
    await bot.verb("announce", "--text-file", str(folder / "text.txt"), "--yes")


def _lost(folder: Path) -> Path:
    """The server is gone, and only the copy is left."""
    for file in folder.glob("bot.*"):
        file.unlink()
    (copy,) = (folder / "copies").iterdir()
    return copy


async def restore(folder: Path, subscribers: int) -> Steps:
    """A sealed copy, the loss of everything, and a bot that is back and silent."""
    steps = Steps()
    key = x25519.Identity.generate()
    key_file = folder / "compact-bot.key"
    key_file.write_text(str(key), encoding="utf-8")
    async with Simulator() as simulator:
        simulator.create_users(1, first_id=ASKER, started=True)
        bot = OutsideBot(simulator, folder, 25)
        await peopled(folder, bot, subscribers)
        with steps.timed("backup"):
            await bot.verb("backup", "--folder", str(folder / "copies"), "--recipient", str(key.to_public()))
        copy = _lost(folder)
        with steps.timed("restore"):
            await bot.verb("restore", str(copy), "--identity", str(key_file), "--yes")
        with steps.timed("doctor"):
            await bot.ended_verb("doctor")
        with steps.timed("first answer"):
            await answered(simulator, bot)
        counted = await bot.verb("subscribers", "count")
        assert f"Chats in all: {subscribers}" in counted, counted
        assert not simulator.counts()["by_chat"].get("sendMessage", {}).get(str(FIRST)), "something went out"
        await bot.end(signal.SIGTERM)
    return steps


async def move(folder: Path, subscribers: int) -> Steps:
    """From SQLite to PostgreSQL, where the bot goes on."""
    steps = Steps()
    with postgres_server() as server:
        async with Simulator() as simulator:
            simulator.create_users(1, first_id=ASKER, started=True)
            bot = OutsideBot(simulator, folder, 25)
            await peopled(folder, bot, subscribers)
            rows = bot.rows("SELECT count(*) FROM subscribers")[0][0]
            with steps.timed("db move"):
                await bot.verb("db", "move", server.url)
            moved = OutsideBot(simulator, folder, 25, postgres_url=server.url, name="moved")
            with steps.timed("first answer"):
                await answered(simulator, moved)
            assert moved.rows("SELECT count(*) FROM subscribers")[0][0] == rows == subscribers
            await moved.end(signal.SIGTERM)
    return steps


async def token(folder: Path, subscribers: int) -> Steps:
    """The old bot is gone for good; another one begins on an empty database, the old file stays as it was."""
    steps = Steps()
    async with Simulator() as gone:
        old = OutsideBot(gone, folder, 25)
        await peopled(folder, old, subscribers)
    kept = old.file.read_bytes()
    async with Simulator("8420000001:the-token-of-another-bot-that-is-new") as simulator:
        simulator.create_users(1, first_id=ASKER, started=True)
        careless = OutsideBot(simulator, folder, 25, name="careless")
        with steps.timed("what doctor says of the old database"):
            _, said, _ = await careless.ended_verb("doctor")
        sys.stdout.write("".join(f"    {line}\n" for line in said.splitlines() if "PROBLEM" in line.upper()))
        new = OutsideBot(simulator, folder, 25, name="new", database_url=f"sqlite:///{folder}/new.db")
        with steps.timed("first answer"):
            await answered(simulator, new)
        with steps.timed("doctor"):
            await new.ended_verb("doctor")
        sent = simulator.counts()["by_chat"].get("sendMessage", {})
        assert not sent.get(str(FIRST)), "the new bot wrote to somebody who did not start it"
        await new.end(signal.SIGTERM)
    assert old.file.read_bytes() == kept, "the old file was written"
    return steps


async def main(names: list[str], subscribers: int, learned: Path | None) -> None:
    """Each in a folder of its own; what the first one learned, or an earlier run, the others find."""
    with tempfile.TemporaryDirectory() as cache:
        for name in names:
            await _one(name, learned or Path(cache), subscribers)


@contextmanager
def folder_with(cache: Path) -> Iterator[Path]:
    """A folder of its own, in which the bot finds what was learned."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "cache").symlink_to(cache)
        yield Path(name)


async def _one(name: str, cache: Path, subscribers: int) -> None:
    with folder_with(cache) as folder:
        drill = {"restore": restore, "move": move, "token": token}[name]
        steps = await drill(folder, subscribers)
        sys.stdout.write(f"{name}, {subscribers} subscribers (load {load()}): {steps.told()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("drills", nargs="*", default=[*DRILLS])
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--learned", type=Path, help="a cache folder of an earlier run")
    asked = parser.parse_args()
    asyncio.run(main(asked.drills, asked.subscribers, asked.learned))
