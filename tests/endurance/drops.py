"""Answers that get lost, and a server that takes no connections, in the middle of a broadcast.

    python -m tests.endurance.drops [--recipients 200] [--dropped 5] [--postgres]

First the connection closes for some after their message was accepted: nobody may get two, and exactly those
are unknown. Then the server takes no connection when a broadcast begins: everybody gets exactly one, and
nobody is unknown. Ends with 1 when that is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.simulator.simulator import Simulator
from bot.simulator.world.faults import Fault
from tests.endurance.deployment import Deployment, deployed

FIRST = 100_001
AWAY = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one broadcast; `retried` are recipients for whom more than one attempt was made."""

    once: int
    twice: int
    never: int
    unknown: int
    retried: int


async def drop(recipients: int, dropped: int, *, on_postgres: bool) -> tuple[Came, Came]:
    """Both broadcasts, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        async with (
            Simulator() as simulator,
            deployed(simulator, Path(name), 100, on_postgres=on_postgres) as deployment,
        ):
            people = simulator.create_users(recipients, first_id=FIRST, started=True)
            lines = ["chat_id,language,topics", *(f"{person},en,urgent" for person in people)]
            await deployment.subscribe("\n".join(lines))
            for bot in deployment.replicas:
                await bot.start()
            await deployment.until_serving(simulator)

            unlucky = people[:: recipients // dropped][:dropped]
            simulator.set_faults([Fault("drop_after", chat_id=person, times=1) for person in unlucky])
            first = await deployment.announce("drops-1", "Dropped")
            await deployment.until_over()
            lost_answers = _came(simulator, deployment, first, "Dropped", people)

            await deployment.clerk.verb("halt")  # so that nothing is in the air when the server goes away
            second = await deployment.announce("drops-2", "Refused")
            simulator.stop_listening(AWAY)
            deployment.clerk.change(
                "DELETE FROM marks WHERE name = 'halted'"
            )  # as the verb does, but at once
            await deployment.until_over()
            return lost_answers, _came(simulator, deployment, second, "Refused", people)


def _came(
    simulator: Simulator, deployment: Deployment, announcement_id: int, text: str, people: list[int]
) -> Came:
    copies = [
        sum(
            message["is_outgoing"] and message["text"].startswith(text)
            for message in simulator.messages(person)
        )
        for person in people
    ]
    rows = deployment.clerk.rows(
        f"SELECT state, attempts FROM deliveries WHERE announcement_id = {announcement_id:d}"  # noqa: S608
    )
    return Came(
        once=copies.count(1),
        twice=sum(count > 1 for count in copies),
        never=copies.count(0),
        unknown=sum(state == "unknown" for state, _ in rows),
        retried=sum(attempts > 1 for _, attempts in rows),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=200)
    parser.add_argument("--dropped", type=int, default=5)
    parser.add_argument("--postgres", action="store_true", dest="on_postgres")
    given = parser.parse_args()
    lost_answers, refused = asyncio.run(drop(given.recipients, given.dropped, on_postgres=given.on_postgres))
    is_kept = (
        (lost_answers.once, lost_answers.unknown) == (given.recipients, given.dropped)
        and (refused.once, refused.unknown) == (given.recipients, 0)
        and refused.retried > 0
    )
    sys.stdout.write(f"answers dropped: {lost_answers}\nno connection: {refused}\nkept: {is_kept}\n")
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
