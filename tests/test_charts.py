"""Pictures are drawn in a process of their own; whatever becomes of that, the bot goes on."""

import struct
from importlib.util import find_spec

import pytest

from bot.app.charts import LIBRARY, PNG, Charts
from bot.domain.statistics import Picture, Plot, Series

PICTURE = Picture(
    (
        Plot(
            "المشتركون حسب الموضوع",
            ("3 سبتمبر", "2 أكتوبر", "29 نوفمبر"),
            (Series("نداءات عاجلة", (None, 12, 30)), Series("$x_1$ <b>" + "long " * 20, (5, None, 7))),
        ),
        Plot("Questions", ("a", "b"), (Series("answered", (7, 8)), Series("not", (None, 9))), are_bars=True),
    ),
    "Numbers under 5 are not drawn.",
    is_right_to_left=True,
)
drawing = pytest.mark.skipif(find_spec(LIBRARY) is None, reason="the extra `charts` is not installed")


@drawing
async def test_a_picture_is_a_png_as_wide_as_a_phone_shows():
    drawn = await Charts().draw(PICTURE)
    assert drawn is not None
    assert drawn.startswith(PNG)
    width, height = struct.unpack(">II", drawn[16:24])
    assert width == 1080
    assert 1000 < height < 2 * width


@drawing
async def test_a_process_that_fails_or_draws_nothing_or_takes_too_long_is_no_picture():
    assert await Charts("bot.app.version").draw(PICTURE) is None
    assert await Charts("bot.nothing_of_that_name").draw(PICTURE) is None
    assert await Charts(within=0).draw(PICTURE) is None
