"""Whatever slip is made in a file: it is told with file and line, or what comes of it is taken and sent."""

import tempfile
from pathlib import Path

from hypothesis import given, settings

from tests.content.slips import WHOLE, Slip, is_at_its_place, slips, told_or_sent, written


@settings(max_examples=10)
@given(slip=slips())
async def test_a_slip_is_told_at_a_line_that_exists_or_everything_can_be_sent(slip: Slip):
    with tempfile.TemporaryDirectory() as name:
        folder = written(slip, Path(name))
        for problem in await told_or_sent(folder):
            assert is_at_its_place(problem, folder), str(problem)


async def test_without_a_slip_there_is_no_problem(tmp_path: Path):
    file, text = next(iter(WHOLE.items()))
    assert await told_or_sent(written(Slip(file, text, file), tmp_path)) == []
