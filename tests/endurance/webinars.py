"""Webinars are moved, cancelled and put back for thousands of steps, in the file and in the chat; rows are
exported and taken back, members pause. Everybody ends up knowing what is true.

    python -m tests.endurance.webinars [--steps 10000] [--seed 1] [--run 40]

One world after the other, each of so many steps, then all is quiet and checked: see `tests/webinar_world.py`.
Prints what was sent. Ends with 1 at the first message that is not true, no news or not owed, with the seed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import sys
from collections import Counter
from datetime import timedelta

from bot.storage.database import Database
from bot.storage.schema import METADATA
from tests.builders import join, utc
from tests.webinar_rows_and_files import StaffAndFiles
from tests.webinar_world import STEPS, World

MONDAY = utc("2027-03-01 07:00")


async def live(seed: int, steps: int) -> World:
    """A world of so many steps and its quiet end. Raises AssertionError where something is wrong."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret
    database = Database.open("sqlite://")
    try:
        async with database.transaction() as connection:
            await connection.run_sync(METADATA.create_all)
        await join(database, [1, 2, 3], "webinars", "weekly")
        world = World(database, chance, MONDAY, StaffAndFiles(database))
        await world.take("tick")
        world.now += timedelta(hours=2)
        for step in ("tick", "deliver", "deliver"):  # the weekly update names both webinars
            await world.take(step)
        for _ in range(steps):
            await world.take(chance.choice(STEPS))
        await world.check()
        return world
    finally:
        await database.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", type=int, default=40, help="steps of one world")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    counted: Counter[str] = Counter()
    for seed in range(given.seed, given.seed + given.steps // given.run):
        try:
            world = asyncio.run(live(seed, given.run))
        except AssertionError as error:
            sys.stdout.write(f"seed {seed}: {error}\n")
            sys.exit(1)
        counted.update(
            steps=given.run,
            sent=world.sent,
            notices=world.notices,
            put_in_the_chat=world.changed_in.puts,
            exported=world.changed_in.exported,
        )
    sys.stdout.write(json.dumps(counted) + "\n")


if __name__ == "__main__":
    main()
