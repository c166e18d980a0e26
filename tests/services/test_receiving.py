"""What was handled stays handled over a restart, and signs of life are told from silence."""

from datetime import timedelta

from bot.services.deferring import Deferring
from bot.services.receiving import BEAT, RECENT, SERVED_AGAIN_FOR, Receiving
from bot.storage import marks
from bot.storage.marks import Mark
from tests.builders import NOW


async def test_a_handled_update_is_known_also_after_a_restart(database):
    receiving = Receiving(database, Deferring(database))
    assert not await receiving.is_handled(10**12)
    for _ in range(2):
        await receiving.set_handled(10**12, NOW)
    assert await Receiving(database, Deferring(database)).is_handled(10**12)
    assert not await Receiving(database, Deferring(database)).is_handled(10**12 + 1)


async def test_an_update_is_remembered_as_long_as_it_may_come_again_and_then_forgotten(database):
    receiving = Receiving(database, Deferring(database))
    await receiving.set_handled(1, NOW)
    await receiving.beat_received(NOW + SERVED_AGAIN_FOR)
    assert await receiving.is_handled(1)
    await receiving.beat_received(NOW + SERVED_AGAIN_FOR + BEAT)
    assert not await receiving.is_handled(1)


async def test_a_bot_that_never_ran_is_not_well_and_one_that_beats_is(database):
    receiving = Receiving(database, Deferring(database), lambda: NOW)
    assert await receiving.problems(NOW) == [
        "the bot has never heard from Telegram",
        "the bot has never looked at the schedule",
    ]
    await receiving.beat_received(NOW)
    await receiving.beat_ticked(NOW)
    assert await Receiving(database, Deferring(database)).problems(NOW + RECENT) == []


async def test_asked_from_outside_a_bot_is_well_however_wrong_the_computers_clock(database):
    wrong = NOW + timedelta(days=10)
    receiving = Receiving(database, Deferring(database), lambda: wrong)
    await receiving.beat_received(NOW)
    await receiving.beat_ticked(NOW)
    asked = Receiving(database, Deferring(database))
    assert await asked.problems(wrong + RECENT) == []
    assert len(await asked.problems(wrong + RECENT + timedelta(seconds=1))) == 2


async def test_silence_is_reported_with_its_beginning(database):
    receiving = Receiving(database, Deferring(database))
    await receiving.beat_received(NOW)
    await receiving.beat_ticked(NOW)
    await receiving.beat_ticked(NOW + RECENT)
    found = await receiving.problems(NOW + RECENT + timedelta(seconds=1))
    assert found == ["the bot has not heard from Telegram since 2026-11-21 12:00:00 UTC"]


async def test_signs_of_life_are_written_no_more_often_than_needed_also_when_the_clock_goes_back(database):
    receiving = Receiving(database, Deferring(database))

    async def written():
        async with database.reading() as connection:
            return (await marks.read(connection, Mark.TICKED))[1]

    await receiving.beat_ticked(NOW)
    await receiving.beat_ticked(NOW + BEAT / 2)
    assert await written() == NOW
    await receiving.beat_ticked(NOW + BEAT)
    assert await written() == NOW + BEAT
    await receiving.beat_ticked(NOW - timedelta(hours=1))
    assert await written() == NOW - timedelta(hours=1)
