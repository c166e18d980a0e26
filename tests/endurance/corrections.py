"""Corrects and recalls what went to many while the bot is killed, and reads every chat afterwards.

    python -m tests.endurance.corrections [--recipients 1000] [--kills 10] [--per-second 100] [--seed 1]
                                          [--postgres] [--faults]

A broadcast goes out. While it is under way (three tenths are sent) its text is corrected in the chat, as
staff do it; when it is through it is corrected once more, and in the end recalled. In each of the three the
bot is killed so often, at random moments, and started again. With --faults answers get lost and chats are
under a 429.

The promise: every copy that is known by a number ends with the newest text, and then is gone; none shows a
text that was replaced before; nothing of a correction or recall is unknown; and what the receipts count is
what the simulator saw, to the message. Ends with 1 when it is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.simulator.simulator import Simulator
from bot.simulator.world.faults import Fault
from tests.endurance.crowd import FIRST, SLOW
from tests.endurance.deployment import Deployment, deployed, load
from tests.endurance.staff_drill import PATIENCE, StaffDrill

TEXTS = ("The vote is on Frday", "The vote is on Friday", "The vote is on Saturday")
BEGUN = 0.3  # of the broadcast is sent when it is corrected first
SHARE_DROPPED, SHARE_FLOODED = 0.02, 0.02


@dataclass(slots=True)
class Result:
    """What every chat showed in the end, and what the receipts say of it."""

    kills: int = 0
    corrected: list[dict[str, int]] = field(default_factory=list)  # rows by state
    recalled: dict[str, int] = field(default_factory=dict)
    copies: int = 0  # known by a number
    without_number: int = 0
    wrong: int = 0  # copies with a number that did not end with the newest text
    turned_back: int = 0  # copies that showed a text again, or an older one after a newer one
    left: int = 0  # copies with a number that are still there after the recall
    seconds: float = 0.0

    @property
    def is_kept(self) -> bool:
        """The promise."""
        broken = self.wrong or self.turned_back or self.left
        rows = [*self.corrected, self.recalled]
        is_settled = all(not set(each) - {"sent", "unreachable", "skipped"} for each in rows)
        return not broken and is_settled and self.recalled.get("sent", 0) == self.copies


class Drill(StaffDrill):
    """One run."""

    def __init__(
        self, simulator: Simulator, deployment: Deployment, recipients: int, kills: int, seed: int
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 - moments of kills, no secrets
        super().__init__(simulator, deployment, kills, chance)
        self._chats = simulator.create_users(recipients, first_id=FIRST, started=True)
        self.result = Result()

    async def run(self, *, has_faults: bool) -> Result:
        began, deployment = time.monotonic(), self.deployment
        rows = [f"{chat},en,urgent" for chat in self._chats]
        await deployment.subscribe("\n".join(["chat_id,language,topics", *rows]))
        self.simulator.set_faults([*(self._faults() if has_faults else []), SLOW])
        for bot in deployment.replicas:
            await bot.start()
        await self.ask("/start")
        made = await deployment.announce("corrections", TEXTS[0])
        begun = BEGUN * len(self._chats)
        await self.simulator.wait_until(
            lambda: deployment.look_at_states().get("sent", 0) >= begun, timeout=PATIENCE
        )
        for text in TEXTS[1:]:
            await self.press(await self.asked_to_correct(text, "Correct the text"), "Correct")
            self.result.corrected.append(await self._through_kills())
        newest = self._shown()
        numbers = dict(
            deployment.look(
                "SELECT chat_id, message_id FROM deliveries "  # noqa: S608 - a number
                f"WHERE announcement_id = {made:d} AND state = 'sent' AND message_id > 0"
            )
        )
        self.result.copies = len(numbers)
        self.result.without_number = len(newest) - len(numbers)
        self.result.wrong = sum(not newest[chat][-1].startswith(TEXTS[-1]) for chat in numbers)
        self.result.turned_back = sum(_turns_back(texts) for texts in newest.values())
        await self.press(await self.asked_to_recall(), "Yes, delete")
        self.result.recalled = await self._through_kills()
        self.result.left = sum(chat in numbers for chat in self._shown())
        self.result.seconds = time.monotonic() - began
        return self.result

    def _faults(self) -> list[Fault]:
        unlucky = self.chance.sample(self._chats, round(len(self._chats) * (SHARE_DROPPED + SHARE_FLOODED)))
        dropped = unlucky[: round(len(self._chats) * SHARE_DROPPED)]
        return [
            Fault(
                "drop_after" if chat in dropped else "too_many_requests", chat_id=chat, method=method, times=1
            )
            for chat in unlucky
            for method in ("sendMessage", "editMessageText", "deleteMessage")
        ]

    async def _through_kills(self) -> dict[str, int]:
        rows = await self.through_kills()
        self.result.kills = self.struck
        return rows

    def _shown(self) -> dict[int, list[str]]:
        """What each chat's copy says and said, the newest last; chats without a copy are left out."""
        found: dict[int, list[str]] = {}
        for chat in self._chats:
            for message in self.simulator.messages(chat):
                texts = [*(version["text"] for version in message["history"]), message["text"]]
                if texts[0].startswith(TEXTS) and not message["deleted_date"]:  # not the welcome
                    found[chat] = texts
        return found


def _turns_back(texts: list[str]) -> bool:
    """Whether a text came after one that is newer, or twice."""
    order = [next(n for n, begin in enumerate(TEXTS) if text.startswith(begin)) for text in texts]
    return order != sorted(set(order))


async def drill(
    recipients: int, kills: int, per_second: float, seed: int, *, on_postgres: bool, has_faults: bool
) -> Result:
    """One run, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Simulator() as simulator,
            deployed(simulator, Path(folder), per_second, on_postgres=on_postgres) as deployment,
        ):
            return await Drill(simulator, deployment, recipients, kills, seed).run(has_faults=has_faults)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--recipients", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--per-second", type=float, default=100.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--faults", action="store_true")
    given = parser.parse_args()
    result = asyncio.run(
        drill(
            given.recipients,
            given.kills,
            given.per_second,
            given.seed,
            on_postgres=given.postgres,
            has_faults=given.faults,
        )
    )
    figures = {**vars(given), **asdict(result), "load": load(), "kept": result.is_kept}
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in figures.items()))
    sys.exit(0 if result.is_kept else 1)


if __name__ == "__main__":
    main()
