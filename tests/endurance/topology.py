"""compose.yaml as processes: PostgreSQL, a bot that works and one that stands by, and the platform.

    python -m tests.endurance.topology [--webhook] [--seconds 120] [--recipients 200] [--per-second 40]
                                       [--questions 8] [--seed 1] [--keep FOLDER]

Polling, or with --webhook behind Caddy with packaging/Caddyfile. Broadcasts follow each other, people ask,
subscribe and leave. Every ten seconds one process is killed, the one that works, the other one or the proxy,
and started again a second later, as Docker would; halfway PostgreSQL is cut off and started again.

The promise: every question is answered and every wish carried out, nobody is left out of a broadcast (each
has a message or an `unknown` row), nobody gets one twice, and no more are unknown than were in the air at the
strikes. Ends with 1 when it is broken. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import aiohttp
import psycopg

from tests.endurance.apart import CHECKOUT, Apart
from tests.endurance.deployment import PATIENCE, QUESTION, load
from tests.endurance.forwarder import free_ports
from tests.endurance.nursery import Nursery
from tests.endurance.outside import OutsideBot
from tests.endurance.server import PostgresServer, postgres_server
from tests.small_content import write_small_content

CROWD, ASKERS, JOINERS = 100_001, 2_000_001, 3_000_001
KILLED_EVERY, STARTED_AFTER, AWAY, ANNOUNCED_EVERY = 10.0, 1.0, 2.0, 15.0  # seconds
JOINS_EVERY = 10  # questions
STAYS_FOR = 50  # questions, of every second one who joins
AGAIN = "Please send it again"
ANSWER = "It is three."
SLOW = '[{"kind": "slow", "seconds": 0.1}]'  # about what Telegram takes


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done."""

    by_webhook: bool
    seconds: float
    recipients: int
    per_second: float
    questions_per_second: float
    seed: int
    keep: Path | None = None


@dataclass(slots=True)
class Result:
    """What became of everybody."""

    killed: Counter[str] = field(default_factory=Counter)
    questions: int = 0
    unanswered: int = 0
    answered_twice: int = 0
    longest_wait: float = 0.0
    waited_over_a_second: int = 0
    joined: int = 0
    left: int = 0
    wishes_not_carried_out: int = 0
    asked_again: int = 0  # wishes that were not, and who had them was asked to send it again
    broadcasts: int = 0
    copies: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    in_the_air: int = 0
    errors_logged: Counter[str] = field(default_factory=Counter)
    stories: list[str] = field(default_factory=list)  # of each whose wish was not carried out

    @property
    def is_kept(self) -> bool:
        """The promise."""
        broken = self.unanswered or self.wishes_not_carried_out or self.lost or self.doubled
        return not broken and self.unknown <= self.in_the_air


@dataclass(slots=True)
class Program:
    """A process that is started again when it is gone."""

    name: str
    start: Callable[[], Awaitable[None]]
    kill: Callable[[], Awaitable[object]]
    is_alive: Callable[[], bool]


class Topology:
    """One run of a plan, on programs that run already."""

    def __init__(
        self, plan: Plan, platform: Apart, bots: list[OutsideBot], clerk: OutsideBot, server: PostgresServer
    ) -> None:
        self.plan = plan
        self.platform = platform
        self.bots = bots
        self.clerk = clerk
        self.server = server
        self.programs: list[Program] = []
        self.result = Result()
        self.chance = random.Random(plan.seed)  # noqa: S311 - who is killed, no secret
        self._database = asyncio.Lock()  # whoever starts a verb, or takes the database away
        self._asked: dict[int, float] = {}  # those who wait, and since when
        self._askers: list[int] = []
        self._joiners: list[int] = []
        self._left: set[int] = set()
        self._announced: list[str] = []

    async def run(self, folder: Path) -> Result:
        """All of it."""
        crowd = await self.platform.do(
            "create_users", count=self.plan.recipients, first_id=CROWD, started=True
        )
        assert isinstance(crowd, list)
        people = folder / "people.csv"
        lines = ["chat_id,language,topics", *(f"{chat},en,urgent" for chat in crowd)]
        people.write_text("\n".join(lines), encoding="utf-8")
        await self.clerk.verb("subscribers", "import", str(people))
        for program in self.programs:
            await program.start()
        await self._until_serving()
        await self.platform.do_plan(SLOW)
        ends_at = time.monotonic() + self.plan.seconds
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(self._watch())
            supervising = group.create_task(self._supervise())
            busy = [group.create_task(work(ends_at)) for work in (self._ask, self._announce, self._strike)]
            await asyncio.wait(busy)
            await self._until_over()
            watching.cancel()
            supervising.cancel()
        await self._count(crowd)
        return self.result

    async def _until_serving(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while not all(  # noqa: ASYNC110 - another process's log wakes nobody
                "working.begun" in bot.log or "working.standing_by" in bot.log for bot in self.bots
            ):
                await asyncio.sleep(0.2)

    async def _ask(self, ends_at: float) -> None:
        number = 0
        while time.monotonic() < ends_at:
            number += 1
            asker = ASKERS + number
            await self.platform.do("create_user", user_id=asker, started=True)
            await self.platform.do("say", user_id=asker, text=QUESTION)
            self._asked[asker] = time.monotonic()
            self._askers.append(asker)
            if number % JOINS_EVERY == 0:
                await self._join_or_leave()
            await asyncio.sleep(self.chance.expovariate(self.plan.questions_per_second))

    async def _join_or_leave(self) -> None:
        joiner = JOINERS + len(self._joiners)
        await self.platform.do("create_user", user_id=joiner, started=True)
        await self.platform.do("say", user_id=joiner, text="/subscribe webinars")
        self._joiners.append(joiner)
        place = len(self._joiners) - STAYS_FOR // JOINS_EVERY
        if place > 0 and place % 2:
            leaver = self._joiners[place]
            await self.platform.do("say", user_id=leaver, text="/stop")
            self._left.add(leaver)

    async def _announce(self, ends_at: float) -> None:
        while time.monotonic() < ends_at:
            async with self._database:
                text = f"Broadcast {len(self._announced) + 1}, that survives"
                file = self.clerk.file.with_name("text.txt")
                file.write_text(text, encoding="utf-8")
                await self.clerk.verb("announce", "--text-file", str(file), "--key", text, "--yes")
                self._announced.append(text)
            await asyncio.sleep(ANNOUNCED_EVERY)

    async def _strike(self, ends_at: float) -> None:
        began = time.monotonic()
        number = 0
        while True:
            number += 1
            wait = began + number * KILLED_EVERY - time.monotonic()
            if time.monotonic() + wait >= ends_at - KILLED_EVERY / 2:
                return
            await asyncio.sleep(wait)
            if self.result.killed["PostgreSQL"] == 0 and time.monotonic() - began >= self.plan.seconds / 2:
                await self._restart_database()
                continue
            if not any(program.is_alive() for program in self.programs):
                continue
            program = self._victim(number)
            await program.kill()
            await self._note_in_the_air()
            self.result.killed[program.name] += 1

    def _victim(self, number: int) -> Program:
        """Each in its turn: whoever works, another time whoever stands by or the proxy."""
        holder = self.clerk.rows("SELECT holder FROM working")
        working = [
            program
            for program, bot in zip(self.programs, self.bots, strict=False)
            if bot.is_alive and holder and holder[0][0].startswith(bot.worker)
        ]
        others = [program for program in self.programs if program not in working and program.is_alive()]
        if working and (number % 2 or not others):
            return working[0]
        return self.chance.choice(others)

    async def _restart_database(self) -> None:
        async with self._database:
            await self._note_in_the_air()
            await asyncio.to_thread(self.server.stop)
            self.result.killed["PostgreSQL"] += 1
            await asyncio.sleep(AWAY)
            self.server.start()  # it ends with the thread that starts it

    async def _note_in_the_air(self) -> None:
        rows = await self._rows("SELECT count(*) FROM deliveries WHERE state = 'sending'")
        self.result.in_the_air += rows[0][0]

    async def _supervise(self) -> None:
        while True:
            for program in self.programs:
                if not program.is_alive():
                    await asyncio.sleep(STARTED_AFTER)
                    await program.start()
            await asyncio.sleep(0.1)

    async def _watch(self) -> None:
        """How long each waits for an answer."""
        while True:
            for asker, since in list(self._asked.items())[:50]:
                if await self.platform.written(asker):
                    waited = time.monotonic() - since
                    self.result.longest_wait = max(self.result.longest_wait, round(waited, 1))
                    self.result.waited_over_a_second += waited > 1
                    del self._asked[asker]
            await asyncio.sleep(0.1)

    async def _until_over(self) -> None:
        """Until nothing is open and nobody waits, or nothing changes any more."""
        open_rows = "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')"
        before, changed_at = (-1, -1, -1), time.monotonic()
        while before[:2] != (0, 0) or await self._not_carried_out():
            if time.monotonic() - changed_at > PATIENCE / 5:
                return
            now = ((await self._rows(open_rows))[0][0], len(self._asked), len(await self._not_carried_out()))
            if now != before:
                before, changed_at = now, time.monotonic()
            await asyncio.sleep(0.5)

    async def _not_carried_out(self) -> set[int]:
        """Those who wished to join or leave, and of which the tables say something else."""
        rows = await self._rows(f"SELECT chat_id FROM subscribers WHERE chat_id >= {JOINERS:d}")  # noqa: S608
        return {chat for (chat,) in rows} ^ (set(self._joiners) - self._left)

    async def _rows(self, sql: str) -> list[tuple]:
        """What the database says, once it is there."""
        while True:
            try:
                return self.clerk.rows(sql)
            except psycopg.OperationalError:
                await asyncio.sleep(0.1)

    async def _count(self, crowd: list[int]) -> None:
        result = self.result
        answers = [len(await self.platform.written(asker)) for asker in self._askers]
        result.questions, result.unanswered = len(answers), answers.count(0)
        result.answered_twice = sum(count > 1 for count in answers)
        result.joined, result.left = len(self._joiners), len(self._left)
        for chat in sorted(wrong := await self._not_carried_out()):
            messages = await self.platform.look("messages", chat_id=chat)
            assert isinstance(messages, list)
            said = ["bot:" * m["is_outgoing"] + m.get("text", "") for m in messages]
            result.asked_again += any(AGAIN in words for words in said)
            result.stories.append(f"{'left' if chat in self._left else 'joined'}: {said}")
        result.wishes_not_carried_out = len(wrong) - result.asked_again
        result.broadcasts = len(self._announced)
        unknown = Counter(
            chat for (chat,) in await self._rows("SELECT chat_id FROM deliveries WHERE state = 'unknown'")
        )
        result.unknown = unknown.total()
        for chat in crowd:
            written = await self.platform.written(chat)
            copies = [sum(got.startswith(text) for got in written) for text in self._announced]
            result.copies += sum(copies)
            result.doubled += sum(count > 1 for count in copies)
            result.lost += max(0, copies.count(0) - unknown[chat])
        for bot in self.bots:
            for line in bot.log.splitlines():
                if " ERROR " in line or "[error" in line:
                    result.errors_logged[line.split("]")[-1].split()[0][:40]] += 1


def program_of(bot: OutsideBot, name: str) -> Program:
    return Program(name, bot.start, lambda: bot.end(signal.SIGKILL), lambda: bot.is_alive)


def proxy(folder: Path, door: int, ports: list[int]) -> Program:
    """Caddy on a port of this computer, without a certificate, before the bots on theirs."""
    program = shutil.which("caddy")
    if program is None:
        raise SystemExit("caddy is missing (Debian: caddy)")
    written = (CHECKOUT / "packaging" / "Caddyfile").read_text(encoding="utf-8")
    written = written.replace("bot.example.org {", f"http://127.0.0.1:{door} {{")
    for before, port in zip(("127.0.0.1:8080", "127.0.0.1:8081"), ports, strict=True):
        written = written.replace(before, f"127.0.0.1:{port}")
    file = folder / "Caddyfile"
    file.write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{written}", encoding="utf-8")
    running: list[asyncio.subprocess.Process] = []

    async def start() -> None:
        with (folder / "caddy.log").open("ab") as log:
            running[:] = [
                await asyncio.create_subprocess_exec(
                    program, "run", "--adapter", "caddyfile", "--config", file, stdout=log, stderr=log
                )
            ]

    async def kill() -> None:
        with suppress(ProcessLookupError):
            running[0].kill()
        await running[0].wait()

    return Program("proxy", start, kill, lambda: bool(running) and running[0].returncode is None)


def _keep(folder: Path, where: Path) -> None:
    where.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        shutil.copy(log, where)


async def drill(plan: Plan) -> Result:
    """Runs a plan from nothing to nothing."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        server = stack.enter_context(postgres_server())
        platform_port, door, *ports = free_ports(4)
        platform = Apart(platform_port, session)
        await stack.enter_async_context(platform.running())
        settings = {
            "content": str(write_small_content(folder / "content")),
            "spool": str(folder / "bot.spool"),  # both name one, as in compose.yaml
        }
        if plan.by_webhook:
            settings |= {"webhook_url": f"http://127.0.0.1:{door}", "webhook_secret": "only-for-this-drill"}

        nursery = await stack.enter_async_context(Nursery())

        def bot(name: str, **more: str) -> OutsideBot:
            return OutsideBot(
                platform,
                folder,
                plan.per_second,
                postgres_url=server.url,
                nursery=nursery,
                name=name,
                **settings,
                **more,
            )

        bots = [bot(f"bot-{port}", listen=f"127.0.0.1:{port}") for port in ports]
        clerk = bot("clerk")
        await clerk.verb("migrate")
        topology = Topology(plan, platform, bots, clerk, server)
        topology.programs = [program_of(each, "a bot") for each in bots]
        if plan.by_webhook:
            topology.programs.append(proxy(folder, door, ports))
        try:
            return await topology.run(folder)
        finally:
            for program in topology.programs:
                if program.is_alive():
                    await program.kill()
            if plan.keep is not None:
                _keep(folder, plan.keep)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--webhook", action="store_true", dest="by_webhook")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--recipients", type=int, default=200)
    parser.add_argument("--per-second", type=float, default=40.0)
    parser.add_argument("--questions", type=float, default=8.0, dest="questions_per_second")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the logs of all programs")
    plan = Plan(**vars(parser.parse_args()))
    result = asyncio.run(drill(plan))
    figures = {**asdict(plan), **asdict(result), "load": load(), "kept": result.is_kept}
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in figures.items()))
    sys.exit(0 if result.is_kept else 1)


if __name__ == "__main__":
    main()
