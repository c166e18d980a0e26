"""Staff in a hurry: random commands, texts, presses, edits, forwards and pictures, but no confirmation.

    python -m tests.endurance.staff [--steps 2000] [--seed 1]

Nothing of it may reach anybody who is no staff, and nothing may raise; then somebody confirms, and everybody
who has subscribed gets it. Prints how many steps of which kind were done; ends with an AssertionError that
names the step.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bot.app.content.learning import Learned, make_languages, prepare, taught
from bot.domain.content.faq import Faq
from bot.matching.answerer import Answerer
from tests import shipped
from tests.e2e.conftest import staged
from tests.learning import migrate
from tests.staff_walk import StaffWalk


async def walk(steps: int, seed: int) -> Counter[str]:
    """What was done."""
    content = shipped.content()
    few = [entry for entry in content.faq.entries["en"].values() if entry.category == "compact"]
    answerer = Answerer(taught(Faq.of(few))[0], taught(content.faq)[1])
    prepare(answerer, content, make_languages(content))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bot.db'}"
        await migrate(url)
        async with staged(url, content, Learned(answerer)) as stage:
            walking = StaffWalk(stage, seed)
            await walking.begin()
            await walking.go(steps)
            await walking.end()
            return walking.done


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.stdout.write(json.dumps(asyncio.run(walk(given.steps, given.seed))) + "\n")


if __name__ == "__main__":
    main()
