"""The clock moves forward, and everything that has a time follows."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.simulator.clock import MovableClock

FAR = datetime(2030, 5, 6, 7, 8, tzinfo=UTC)
MOMENT = timedelta(seconds=5)


def test_the_clock_shows_real_time_until_it_is_moved():
    clock = MovableClock()
    assert abs(clock.now() - datetime.now(UTC)) < MOMENT
    clock.move_to(FAR)
    assert FAR <= clock.now() < FAR + MOMENT
    clock.move_by(timedelta(days=1))
    assert FAR + timedelta(days=1) <= clock.now() < FAR + timedelta(days=1) + MOMENT
    assert clock.now().tzinfo is UTC


def test_the_past_needs_force_and_an_instant_a_zone():
    clock = MovableClock()
    clock.move_to(FAR)
    with pytest.raises(ValueError, match="only moves forward"):
        clock.move_to(FAR - timedelta(days=1))
    with pytest.raises(ValueError, match="time zone"):
        clock.move_to(datetime(2031, 1, 1))  # noqa: DTZ001  what is refused
    clock.move_to(FAR - timedelta(days=1), force=True)
    assert clock.now() < FAR


def test_instants_of_other_zones_are_understood():
    clock = MovableClock()
    clock.move_to(FAR.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert FAR <= clock.now() < FAR + MOMENT


def test_listeners_hear_of_every_move():
    clock, heard = MovableClock(), []
    clock.call_when_moved(lambda: heard.append(clock.now().year))
    clock.move_to(FAR)
    assert heard == [2030]


async def test_messages_carry_the_simulated_time(simulator, api, amina):
    simulator.move_clock(FAR)
    message = await api.send(amina, "from the future")
    assert 0 <= message["date"] - FAR.timestamp() < 5
