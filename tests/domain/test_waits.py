"""All waits of the program are one value."""

from dataclasses import fields

from bot.domain.waits import Backoff, Waits


def test_a_backoff_doubles_up_to_its_longest():
    backoff = Backoff(first=0.5, longest=3.0)
    assert [backoff.after(failures) for failures in (1, 2, 3, 4, 5, 10_000)] == [0.5, 1.0, 2.0, 3.0, 3.0, 3.0]


def test_waits_are_scaled_together():
    usual, short = Waits(), Waits().scaled(0.1)
    for wait in fields(Waits):
        before, after = getattr(usual, wait.name), getattr(short, wait.name)
        assert after == (before.scaled(0.1) if isinstance(before, Backoff) else before * 0.1)
