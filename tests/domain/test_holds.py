"""From how many endings on an announcement is held."""

import pytest

from bot.domain.delivery.holds import ends_too_many


@pytest.mark.parametrize(
    ("ended", "recipients", "held"),
    [
        (0, 0, False),
        (2, 2, False),  # so few are no sign of anything
        (3, 3, True),
        (3, 149, True),
        (3, 150, False),  # exactly 2 % is not more than 2 %
        (4, 150, True),
        (20, 1000, False),
        (21, 1000, True),
        (47, 1203, True),
        (20_000, 1_000_000, False),
        (20_001, 1_000_000, True),
    ],
)
def test_more_than_two_percent_and_at_least_three_hold_it(ended, recipients, held):
    assert ends_too_many(ended, recipients) is held
