"""Strikes the bot at random moments of broadcasts while people ask questions, and counts what became of it.

    python -m tests.endurance.kills [--kills 20] [--recipients 500] [--per-second 100] [--seed 1]
                                    [--postgres] [--webhook] [--freeze] [--cut] [--faults]
                                    [--restart-database]

One process on SQLite; with --postgres three, of which one works and two stand by, polling, or with --webhook
behind one address. The one that works is killed, and started again; with --freeze it is sometimes frozen
(SIGSTOP) for a while instead, with --cut cut off from its database. Broadcasts follow each other until there
were as many strikes. With --faults something goes wrong with some of the recipients of each (see `crowd`);
with --restart-database PostgreSQL itself is stopped and brought back now and then.

The promise: nobody is lost (each has a message or an `unknown` row), nobody gets two, no more are unknown
than were in the air at the strikes or had their answer dropped, and no question goes unanswered. Ends with 1
when it is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.simulator.simulator import Simulator
from tests.endurance.crowd import Crowd, Fate
from tests.endurance.deployment import PATIENCE, QUESTION, Deployment, deployed, load
from tests.endurance.outside import OutsideBot

FIRST_ASKER = 2_000_001
ASKS_EVERY = 0.25  # seconds
LEFT = 0.1  # of a broadcast: when no more is left to be claimed, the next one is put into the outbox
RESTARTS_AFTER = 0.1  # seconds
FROZEN = 20.0  # seconds at most: two leases
AWAY = 1.5  # seconds that the database is away
KILLS_BETWEEN = 5  # kills between two cuts of the database


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done."""

    kills: int
    recipients: int
    per_second: float
    seed: int
    on_postgres: bool = False
    by_webhook: bool = False
    freezes: bool = False
    cuts: bool = False
    has_faults: bool = False
    restarts_database: bool = False


@dataclass(slots=True)
class Result:
    """What became of everybody."""

    kills: int = 0  # and other strikes
    freezes: int = 0
    cuts: int = 0
    broadcasts: int = 0
    fate: Fate = field(default_factory=Fate)
    in_the_air_at_kills: list[int] = field(default_factory=list)
    dropped: int = 0
    database_restarts: int = 0
    questions: int = 0
    unanswered: int = 0
    answered_twice: int = 0
    seconds: float = 0.0

    @property
    def is_kept(self) -> bool:
        """The promise."""
        most = sum(self.in_the_air_at_kills) + self.dropped
        fate = self.fate
        return not (fate.lost or fate.doubled or fate.untrue or self.unanswered) and fate.unknown <= most


class Drill:
    """One run of a plan."""

    def __init__(self, plan: Plan, simulator: Simulator, deployment: Deployment) -> None:
        self.plan = plan
        self.simulator = simulator
        self.deployment = deployment
        self.result = Result()
        self.chance = random.Random(plan.seed)  # noqa: S311 - moments of kills, no secrets
        self.crowd = Crowd(simulator, plan.recipients, self.chance)
        self._announced: list[tuple[int, str, list[int]]] = []  # id, text, recipients
        self._askers: list[int] = []

    async def run(self) -> Result:
        """All of it; the processes run on at the end."""
        began = time.monotonic()
        await self.deployment.subscribe(self.crowd.gather())
        for bot in self.deployment.replicas:
            await bot.start()
        await self._announce()  # whatever else the day may bring, such as a weekly update
        await self._one_at_work()
        beside = [asyncio.create_task(self._ask()), asyncio.create_task(self._supervise())]
        try:
            while self.result.kills < self.plan.kills:
                await self._announce_when_little_is_left()
                if await self._strike() and self.plan.restarts_database:
                    await self._cut_database_off()
            await self.deployment.until_over()
            beside[0].cancel()
            await self._until_answered()
        finally:
            for task in beside:
                task.cancel()
        self._count()
        self.result.seconds = time.monotonic() - began
        return self.result

    async def _announce_when_little_is_left(self) -> None:
        left = self.deployment.look("SELECT count(*) FROM deliveries WHERE state = 'pending'")
        if left[0][0] <= self.plan.recipients * LEFT:
            await self._announce()

    async def _announce(self) -> None:
        number = len(self._announced) + 1
        recipients = list(self.crowd.chats)
        if self.plan.has_faults:
            self.crowd.get_into_trouble()
        text = f"Broadcast {number}, that survives"
        announcement_id = await self.deployment.announce(f"kills-{number}", text)
        self._announced.append((announcement_id, text, recipients))

    async def _strike(self) -> bool:
        """Strikes the one that works, a random moment from now; false when there is nothing to send."""
        if await self._one_at_work() is None:
            return False
        await asyncio.sleep(self.chance.uniform(0, 1.0))
        bot = await self._one_at_work()
        if bot is None:
            return False
        ways = [self._kill, *([self._freeze] * self.plan.freezes), *([self._cut] * self.plan.cuts)]
        await self.chance.choice(ways)(bot)
        self.result.kills += 1
        return True

    async def _kill(self, bot: OutsideBot) -> None:
        await bot.end(signal.SIGKILL)
        self._note_in_the_air()

    async def _freeze(self, bot: OutsideBot) -> None:
        """Sometimes for less than the others wait, sometimes for more."""
        bot.send_signal(signal.SIGSTOP)
        self._note_in_the_air()
        self.result.freezes += 1
        await asyncio.sleep(self.chance.uniform(1, FROZEN))
        bot.send_signal(signal.SIGCONT)

    async def _cut(self, bot: OutsideBot) -> None:
        line = self.deployment.lines[list(self.deployment.replicas).index(bot)]
        line.cut()
        self._note_in_the_air()
        self.result.cuts += 1
        await asyncio.sleep(self.chance.uniform(1, FROZEN))
        await line.mend()

    def _note_in_the_air(self) -> None:
        sending = self.deployment.look("SELECT count(*) FROM deliveries WHERE state = 'sending'")
        self.result.in_the_air_at_kills.append(int(sending[0][0]))

    async def _supervise(self) -> None:
        """As systemd would: what has ended is started again, also what found no database at its start."""
        while True:
            for bot in self.deployment.replicas:
                if not bot.is_alive:
                    await bot.start()
            await asyncio.sleep(RESTARTS_AFTER)

    async def _one_at_work(self) -> OutsideBot | None:
        """The one that works and sends; None when there is nothing left to send."""
        give_up_at = time.monotonic() + PATIENCE
        while time.monotonic() < give_up_at:
            bot = self.deployment.working()
            if bot is not None and bot.is_alive:
                return bot
            if not self.deployment.look("SELECT 1 FROM deliveries WHERE state = 'pending' LIMIT 1"):
                return None
            await asyncio.sleep(0.05)
        raise TimeoutError(f"nobody sends; the log ends with {self.deployment.replicas[0].log[-2000:]}")

    async def _cut_database_off(self) -> None:
        if self.result.kills % KILLS_BETWEEN or self.deployment.server is None:
            return
        self.deployment.server.stop()
        await asyncio.sleep(AWAY)
        self.deployment.server.start()
        self.result.database_restarts += 1

    async def _ask(self) -> None:
        while True:
            asker = FIRST_ASKER + len(self._askers)
            self.simulator.create_user(user_id=asker, started=True)
            self._askers.append(asker)
            self.simulator.say(asker, QUESTION)
            await asyncio.sleep(ASKS_EVERY)

    async def _until_answered(self) -> None:
        for _ in range(300):
            answers = [
                sum(message["is_outgoing"] for message in self.simulator.messages(asker))
                for asker in self._askers
            ]
            if all(answers):
                break
            await asyncio.sleep(0.2)
        self.result.questions = len(answers)
        self.result.unanswered = answers.count(0)
        self.result.answered_twice = sum(count > 1 for count in answers)

    def _count(self) -> None:
        self.result.broadcasts = len(self._announced)
        for announcement_id, text, recipients in self._announced:
            sql = f"SELECT chat_id, state FROM deliveries WHERE announcement_id = {announcement_id:d}"  # noqa: S608
            rows = self.deployment.look(sql)
            self.result.fate += self.crowd.fate(text, recipients, dict(rows))
        everybody = {chat for _, _, recipients in self._announced for chat in recipients}
        self.result.dropped = self.crowd.dropped(everybody | set(self.crowd.new_ids.values()))


async def drill(plan: Plan) -> Result:
    """Runs a plan from nothing to nothing."""
    with tempfile.TemporaryDirectory() as name:
        async with (
            Simulator(webhook_pause=0.3) as simulator,
            deployed(
                simulator,
                Path(name),
                plan.per_second,
                on_postgres=plan.on_postgres,
                by_webhook=plan.by_webhook,
            ) as deployment,
        ):
            return await Drill(plan, simulator, deployment).run()


def _plan() -> Plan:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--recipients", type=int, default=500)
    parser.add_argument("--per-second", type=float, default=100.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", dest="on_postgres")
    parser.add_argument("--webhook", action="store_true", dest="by_webhook")
    parser.add_argument("--freeze", action="store_true", dest="freezes")
    parser.add_argument("--cut", action="store_true", dest="cuts")
    parser.add_argument("--faults", action="store_true", dest="has_faults")
    parser.add_argument("--restart-database", action="store_true", dest="restarts_database")
    return Plan(**vars(parser.parse_args()))


def main() -> None:
    plan = _plan()
    result = asyncio.run(drill(plan))
    at_kills = result.in_the_air_at_kills
    figures = {
        **asdict(plan),
        **asdict(result),
        "in_the_air_at_kills": f"{sum(at_kills)} in all, {max(at_kills, default=0)} at most",
        "load": load(),
        "kept": result.is_kept,
    }
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in figures.items()))
    sys.exit(0 if result.is_kept else 1)


if __name__ == "__main__":
    main()
