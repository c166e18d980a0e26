"""Slips of curators by the hundred: each is told with file and line, or everything is sent and taken.

    python -m tests.endurance.slips [--slips 300] [--seed 1]

Prints how many were told and how many were harmless. Ends with 1 when one of them is told nowhere, breaks the
check or the planner, or lets something out that Telegram would refuse; hypothesis then prints the smallest.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from tests.content.slips import Slip, is_at_its_place, slips, told_or_sent, written


def count(many: int, begin_with: int) -> Counter[str]:
    """What came of so many slips. Raises what the first wrong one raises."""
    came_of: Counter[str] = Counter()

    @seed(begin_with)
    @settings(max_examples=many, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(slip=slips())
    def make(slip: Slip) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = written(slip, Path(name))
            problems = asyncio.run(told_or_sent(folder))
            assert all(is_at_its_place(problem, folder) for problem in problems), problems
            came_of["told" if problems else "sent"] += 1

    make()
    return came_of


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--slips", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given_words = parser.parse_args()
    sys.stdout.write(json.dumps(count(given_words.slips, given_words.seed)) + "\n")


if __name__ == "__main__":
    main()
