"""Answers and a broadcast on the same way: who keeps what, when both want more than there is.

    python -m tests.endurance.fairness [--seconds 60] [--per-second 25]

First ten questions a second beside a broadcast, then forty people a second who press Start. The promise:
answers to the first come within 0.3 seconds, 95 of 100; the broadcast keeps 45 of 100 slots at least during
the storm (half, but for a machine that stands still now and then), and has 95 of 100 in the two seconds after
the last of its answers. Ends with 1 when it is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

from bot.simulator.simulator import Simulator
from tests.endurance.deployment import deployed, load

FIRST, FIRST_ASKER, FIRST_STARTER = 100_001, 500_001, 700_001
QUESTIONS, STARTS = 10, 40  # a second
AFTER = 2.0  # seconds
PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Fairness:
    """Times in milliseconds, messages of the broadcast a second."""

    answer_median_ms: float
    answer_p95_ms: float
    beside_questions: float
    beside_storm: float
    after_storm: float
    answers_to_storm_after_s: float

    def is_kept(self, per_second: float) -> bool:
        """The promise."""
        has_half = self.beside_storm >= 0.45 * per_second
        return self.answer_p95_ms <= 300 and has_half and self.after_storm >= 0.95 * per_second


class Watch:
    """What arrived at the simulator: when, and whether it belongs to the broadcast."""

    def __init__(self, simulator: Simulator, recipients: int) -> None:
        self._simulator = simulator
        self._recipients = range(FIRST, FIRST + recipients)

    def rate(self, begin: float, end: float) -> float:
        """Messages of the broadcast a second."""
        calls = self._simulator.calls("sendMessage")
        sent = sum(begin <= call.arrived < end and call.chat_id in self._recipients for call in calls)
        return sent / (end - begin)

    def answers(self, first: int, count: int) -> dict[int, float]:
        """By asker, when the first message to them arrived."""
        found: dict[int, float] = {}
        for call in self._simulator.calls("sendMessage"):
            if call.chat_id is not None and first <= call.chat_id < first + count and call.status == 200:
                found.setdefault(call.chat_id, call.arrived)
        return found

    async def all_answered(self, first: int, count: int) -> dict[int, float]:
        async with asyncio.timeout(PATIENCE):
            while len(found := self.answers(first, count)) < count:  # noqa: ASYNC110 - a measurement
                await asyncio.sleep(0.1)
        return found


async def measure(seconds: int, per_second: float) -> Fairness:
    """One broadcast that lasts longer than everything else."""
    questions, starts = QUESTIONS * seconds // 2, STARTS * seconds
    recipients = round(per_second * (seconds * 2 + 2 * starts / per_second + 20))
    with tempfile.TemporaryDirectory() as name:
        async with (
            Simulator() as simulator,
            deployed(simulator, Path(name), per_second, on_postgres=False) as deployment,
        ):
            simulator.create_users(recipients, first_id=FIRST, started=True)
            simulator.create_users(questions, first_id=FIRST_ASKER, started=True)
            simulator.create_users(starts, first_id=FIRST_STARTER)
            people = ["chat_id,language,topics", *(f"{FIRST + n},en,urgent" for n in range(recipients))]
            await deployment.subscribe("\n".join(people))
            await deployment.replicas[0].start()
            await deployment.until_serving(simulator)
            watch = Watch(simulator, recipients)
            await deployment.announce("fairness", "A broadcast beside others")
            await simulator.wait_until(lambda: watch.rate(0, time.time()) > 0, timeout=60)
            asked = {}
            began = time.time()
            for number in range(questions):
                await asyncio.sleep(max(0.0, began + number / QUESTIONS - time.time()))
                asked[FIRST_ASKER + number] = time.time()
                simulator.say(FIRST_ASKER + number, "What about three?")
            beside_questions = watch.rate(began, time.time())
            answered = await watch.all_answered(FIRST_ASKER, questions)
            began = time.time()
            for number in range(starts):
                await asyncio.sleep(max(0.0, began + number / STARTS - time.time()))
                simulator.press_start(FIRST_STARTER + number)
            beside_storm, stormed = watch.rate(began + 2, time.time()), time.time()
            last = max((await watch.all_answered(FIRST_STARTER, starts)).values())
            await asyncio.sleep(max(0.0, last + AFTER + 0.5 - time.time()))
            waits = [1000 * (answered[asker] - asked[asker]) for asker in asked]
            return Fairness(
                answer_median_ms=median(waits),
                answer_p95_ms=quantiles(waits, n=20)[-1],
                beside_questions=beside_questions,
                beside_storm=beside_storm,
                after_storm=watch.rate(last, last + AFTER),
                answers_to_storm_after_s=last - stormed,
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--per-second", type=float, default=25.0)
    given = parser.parse_args()
    found = asyncio.run(measure(given.seconds, given.per_second))
    kept = found.is_kept(given.per_second)
    for name, value in asdict(found).items():
        sys.stdout.write(f"{name}: {value:.1f}\n")
    sys.stdout.write(f"load: {load()}\nkept: {kept}\n")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
