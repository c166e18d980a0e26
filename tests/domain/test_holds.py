"""From how many endings on an announcement is held."""

from bot.domain.delivery.holds import ends_too_many, is_refused_for_all
from tests.lines import each


@each(
    "ended, recipients, held",
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


@each(
    "before, now, held",
    [(0, 1, False), (1, 2, False), (2, 3, True), (0, 64, True), (3, 5, False), (5, 6, True), (64, 65, False)],
)
def test_equal_refusals_of_the_content_hold_at_every_third(before: int, now: int, held: bool):
    assert is_refused_for_all(before, now) is held
