"""One chat under a long flood wait while many others are being sent to: who has to wait?

    python -m tests.endurance.flood [OTHERS] [QUESTIONS]

Prints how long questions from another chat took to be answered, idle and during the broadcast, and how
long after its turn the last of the others got its message.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from bot.simulator.faults import Fault
from bot.simulator.simulator import Simulator
from tests.endurance.outside import OutsideBot

FIRST, ASKER = 5001, 3001
PER_SECOND = 25.0
TEXT = "A broadcast beside a flood"


async def measure(others: int, questions: int) -> dict[str, float]:
    """Milliseconds and counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Simulator() as simulator:
            simulator.create_users(others + 1, first_id=FIRST, started=True)
            simulator.create_users(1, first_id=ASKER, started=True)
            bot = OutsideBot(simulator, folder, PER_SECOND)
            people = ["chat_id,language,topics", *(f"{FIRST + n},en,urgent" for n in range(others + 1))]
            (folder / "people.csv").write_text("\n".join(people), encoding="utf-8")
            await bot.verb("subscribers", "import", str(folder / "people.csv"))
            await bot.start()
            await simulator.wait_until(lambda: "getUpdates" in simulator.counts()["by_method"], timeout=60)
            await _ask(simulator)
            idle = [await _ask(simulator) for _ in range(questions)]
            simulator.set_faults([Fault("too_many_requests", chat_id=FIRST, retry_after=30)])
            (folder / "text.txt").write_text(TEXT, encoding="utf-8")
            await bot.verb("announce", "--text-file", str(folder / "text.txt"), "--yes")
            began = time.monotonic()
            busy = []
            while len(busy) < questions or bot.states().get("sent", 0) < others:
                busy.append(await _ask(simulator))
                if time.monotonic() - began > 120:
                    raise TimeoutError(f"{bot.states()}")
            took = time.monotonic() - began
            states = bot.states()
            await bot.end(signal.SIGTERM)
            return {
                "idle_median_ms": median(idle),
                "idle_p95_ms": quantiles(idle, n=20)[-1],
                "busy_median_ms": median(busy),
                "busy_p95_ms": quantiles(busy, n=20)[-1],
                "questions_while_busy": len(busy),
                "others_sent": states.get("sent", 0),
                "flooded_pending": states.get("pending", 0),
                "seconds_for_the_others": took,
                "seconds_at_an_even_pace": others / PER_SECOND,
            }


async def _ask(simulator: Simulator) -> float:
    asked_at = time.monotonic()
    said = simulator.say(ASKER, "is the compact law yes or no")
    await simulator.wait_for_message(ASKER, after_message_id=said, timeout=60)
    took = (time.monotonic() - asked_at) * 1000
    await asyncio.sleep(0.05)
    return took


def main() -> None:
    others, questions = (int(value) for value in [*sys.argv[1:], "200", "60"][:2])
    for name, value in asyncio.run(measure(others, questions)).items():
        sys.stdout.write(f"{name}: {value:.1f}\n")


if __name__ == "__main__":
    main()
