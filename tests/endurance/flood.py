"""One chat under a long flood wait while many others are being sent to: who has to wait?

    python -m tests.endurance.flood [OTHERS] [QUESTIONS]

Prints how long questions from another chat took to be answered, idle and during the broadcast, and how
long after its turn the last of the others got its message. The time that the bot and this process waited for
a core of the computer is told apart (Linux only): with other programs beside them it is most of what is slow.
"""

from __future__ import annotations

import asyncio
import os
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
            await _ask(simulator, bot)
            idle = [await _ask(simulator, bot) for _ in range(questions)]
            simulator.set_faults([Fault("too_many_requests", chat_id=FIRST, retry_after=30)])
            (folder / "text.txt").write_text(TEXT, encoding="utf-8")
            await bot.verb("announce", "--text-file", str(folder / "text.txt"), "--yes")
            began = time.monotonic()
            busy = []
            while len(busy) < questions or bot.states().get("sent", 0) < others:
                busy.append(await _ask(simulator, bot))
                if time.monotonic() - began > 120:
                    raise TimeoutError(f"{bot.states()}")
            took = time.monotonic() - began
            states = bot.states()
            await bot.end(signal.SIGTERM)
            return {
                **_shown("idle", idle),
                **_shown("busy", busy),
                "questions_while_busy": len(busy),
                "others_sent": states.get("sent", 0),
                "flooded_pending": states.get("pending", 0),
                "seconds_for_the_others": took,
                "seconds_at_an_even_pace": others / PER_SECOND,
            }


async def _ask(simulator: Simulator, bot: OutsideBot) -> tuple[float, float]:
    """Milliseconds until the answer, and those of them in which both processes waited for a core."""
    waited, asked_at = _waited_for_a_core(bot.pid, os.getpid()), time.monotonic()
    said = simulator.say(ASKER, "is the compact law yes or no")
    await simulator.wait_for_message(ASKER, after_message_id=said, timeout=60)
    took = (time.monotonic() - asked_at) * 1000
    waited = _waited_for_a_core(bot.pid, os.getpid()) - waited
    await asyncio.sleep(0.05)
    return took, waited


def _waited_for_a_core(*pids: int) -> float:
    """Milliseconds that all threads of these processes stood ready to run so far (proc(5), schedstat)."""
    files = (file for pid in pids for file in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(file.read_text().split()[1]) for file in files) / 1e6


def _shown(name: str, asked: list[tuple[float, float]]) -> dict[str, float]:
    took = [all_of_it for all_of_it, _ in asked]
    without = [max(0.0, all_of_it - waited) for all_of_it, waited in asked]
    return {
        f"{name}_median_ms": median(took),
        f"{name}_p95_ms": quantiles(took, n=20)[-1],
        f"{name}_p95_ms_without_waiting_for_a_core": quantiles(without, n=20)[-1],
    }


def main() -> None:
    others, questions = (int(value) for value in [*sys.argv[1:], "200", "60"][:2])
    for name, value in asyncio.run(measure(others, questions)).items():
        sys.stdout.write(f"{name}: {value:.1f}\n")


if __name__ == "__main__":
    main()
