"""Members and groups do whatever they like, for long: what is stored is what each can read.

    python -m tests.endurance.members [--examples 200] [--steps 60] [--seed 1] [--shrink]

Ends with a story that went wrong, if one did.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import warnings
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.learning import migrate
from tests.members_machine import Members


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shrink", action="store_true", help="look for the shortest story; takes long")
    given = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)
    with tempfile.TemporaryDirectory() as folder:
        Members.empty = Path(folder) / "empty.db"
        asyncio.run(migrate(f"sqlite:///{Members.empty}"))
        runs = settings(
            max_examples=given.examples,
            stateful_step_count=given.steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if given.shrink else [Phase.generate],
        )
        run_state_machine_as_test(seed(given.seed)(Members), settings=runs)
    sys.stdout.write(f"{given.examples} stories of up to {given.steps} steps\n")


if __name__ == "__main__":
    main()
