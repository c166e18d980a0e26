"""Who waits for a slot, in which order, and who need not wait at all."""

import asyncio

from bot.domain.delivery.pacing import ChatRests
from bot.services.delivery.slots import Pacing
from tests.fakes import until

LIMIT = 50.0


def flood(pacing: Pacing, seconds: float) -> None:
    for chat in (1, 2, 3):
        pacing.note_flood(chat, seconds)


class Departures:
    """Notes who leaves, in order, and when."""

    def __init__(self, pacing: Pacing) -> None:
        self.pacing = pacing
        self.names: list[str] = []
        self.at: list[float] = []

    async def reply(self, name: str, *, again: bool = False) -> None:
        await self.pacing.reply_turn(1, again=again)
        self._note(name)

    async def many(self, name: str, count: int = 1) -> None:
        for _ in range(count):
            if await self.pacing.turn():
                self._note(name)

    def _note(self, name: str) -> None:
        self.names.append(name)
        self.at.append(asyncio.get_running_loop().time())


async def test_slots_are_an_interval_apart():
    departures = Departures(Pacing(LIMIT))
    began = asyncio.get_running_loop().time()  # the first may be noted late, which is no shorter interval
    await departures.many("many", 10)
    assert departures.at[-1] - began > 8.5 / LIMIT


async def test_slots_that_were_missed_are_not_made_up_for():
    departures = Departures(Pacing(LIMIT))
    await departures.many("many")
    await asyncio.sleep(5 / LIMIT)
    began = asyncio.get_running_loop().time()
    await departures.many("many", 3)
    assert departures.at[-1] - began > 1.5 / LIMIT


async def test_answers_and_what_goes_to_many_take_turns():
    departures = Departures(Pacing(LIMIT))
    await departures.many("many")
    await asyncio.gather(*(departures.reply("reply") for _ in range(4)), departures.many("many", 4))
    assert departures.names == ["many", *(["reply", "many"] * 4)]


async def test_an_answer_that_was_refused_before_waits_behind_those_of_others():
    departures = Departures(Pacing(LIMIT))
    await departures.reply("first")
    await asyncio.gather(
        *(departures.reply("again", again=True) for _ in range(2)),
        *(departures.reply("other") for _ in range(3)),
    )
    assert departures.names == ["first", *["other"] * 3, *["again"] * 2]


async def test_who_goes_away_while_waiting_takes_no_slot():
    departures = Departures(Pacing(LIMIT))
    await departures.reply("first")
    waiting = [asyncio.create_task(departures.reply("gone")) for _ in range(20)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await departures.reply("second")
    waiting = asyncio.create_task(departures.many("third"))
    await until(waiting.done)
    assert departures.names == ["first", "second", "third"]


async def test_while_everything_rests_for_long_what_has_begun_does_not_wait_and_answers_still_leave():
    pacing = Pacing(1.0)  # so slow that the second one waits, on a busy computer too
    departures = Departures(pacing)
    await departures.many("many")
    waiting = asyncio.create_task(pacing.turn())
    await asyncio.sleep(0)
    flood(pacing, 30)
    assert pacing.quiet_until > asyncio.get_running_loop().time() + 29
    assert pacing.slots(10) == 0
    assert not await waiting
    assert not await pacing.turn()
    await departures.reply("reply")
    assert departures.names == ["many", "reply"]


async def test_the_shortest_rest_of_telegram_is_too_long_for_what_has_begun():
    pacing = Pacing(1.0)
    assert await pacing.turn()
    waiting = asyncio.create_task(pacing.turn())
    await asyncio.sleep(0)
    flood(pacing, 1)
    assert not await waiting


async def test_a_short_rest_is_waited_for():
    departures = Departures(Pacing(LIMIT))
    flood(departures.pacing, 0.1)
    await departures.many("many")
    assert departures.at[0] >= departures.pacing.quiet_until


async def test_a_chat_that_was_answered_rests_a_moment_from_what_goes_to_many():
    pacing = Pacing(LIMIT, ChatRests(chat_interval=5))
    await pacing.reply_turn(7)
    now = asyncio.get_running_loop().time()
    assert pacing.rests.ready(7, now) > now + 4


async def test_far_above_what_a_loop_can_tell_nobody_waits():
    departures = Departures(Pacing(1e6))
    await asyncio.gather(*(departures.reply("reply") for _ in range(500)), departures.many("many", 500))
    assert len(departures.names) == 1000
