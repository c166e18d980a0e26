"""The clock that nobody sets."""

from bot.app.steady_clock import steady


def test_it_never_goes_back():
    readings = [steady() for _ in range(1000)]
    assert readings == sorted(readings)
