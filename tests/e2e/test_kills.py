"""The program itself, killed in the middle of a broadcast; at full length it is tests/endurance/kills.py."""

from tests.endurance.kills import Plan, drill


async def test_a_program_that_is_killed_and_started_again_leaves_nobody_out_and_writes_to_nobody_twice():
    result = await drill(Plan(kills=1, recipients=60, per_second=50, seed=1, has_faults=True))
    assert result.fate.recipients >= 60
    assert (result.kills, result.fate.lost, result.fate.doubled, result.fate.untrue) == (1, 0, 0, 0)
    assert result.fate.unknown <= sum(result.in_the_air_at_kills) + result.dropped
    assert result.questions > 0
    assert result.unanswered == 0
