"""Whatever staff write and press without a confirmation, nothing leaves (more: tests/endurance/staff.py)."""

from tests.e2e.conftest import Stage
from tests.staff_walk import StaffWalk


async def test_what_staff_do_without_a_confirmation_reaches_nobody_and_raises_nothing(stage: Stage):
    walk = StaffWalk(stage, seed=1)
    await walk.begin()
    await walk.go(40)
    assert len(walk.done) == 8
    assert all(walk.done.values())  # it was a walk of every kind of step
    await walk.end()
