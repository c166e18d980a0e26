"""Whatever members and groups do, in whatever order: what is stored is exactly what they can read of it."""

from pathlib import Path

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.members_machine import Members


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_whatever_happens_what_is_stored_is_what_can_be_read(migrated_sqlite_file: Path):
    Members.empty = migrated_sqlite_file
    runs = settings(
        max_examples=6,
        stateful_step_count=40,  # who leaves has to have come: shorter stories miss a stop that keeps all
        deadline=None,
        database=None,
        phases=[Phase.generate],  # `python -m tests.endurance.members --shrink` looks for the shortest story
    )
    run_state_machine_as_test(seed(3)(Members), settings=runs)
