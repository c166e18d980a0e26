"""The clock moves forward, and everything that has a time follows."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import aiohttp
import pytest

from bot.simulator.world.clock import MovableClock

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


async def test_every_answer_names_the_simulated_time_and_a_move_ends_the_waiting_poll(simulator):
    url = f"{simulator.url}/bot{simulator.token}"
    async with aiohttp.ClientSession() as session:

        async def said(method: str, **params: object) -> datetime:
            async with session.post(f"{url}/{method}", json=params) as response:
                return parsedate_to_datetime(response.headers["Date"])

        waiting = asyncio.create_task(said("getUpdates", timeout=50))
        await simulator.wait_until(lambda: simulator.calls("getUpdates") != [])
        simulator.move_clock(FAR)
        for answered in (await waiting, await said("getUpdates", timeout=50), await said("nonsense")):
            assert abs(answered - FAR) < MOMENT
