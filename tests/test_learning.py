"""A first start answers from what was counted, and from what was learned as soon as that is there."""

import asyncio

from bot.app.content.learning import Learned, learn_on
from bot.matching.answerer import Answerer
from bot.matching.replies import Answered, Missed

QUESTION = "is the compact legally binding"


async def test_what_was_learned_better_is_used_by_whoever_answers():
    async def better() -> Answerer:
        return Answerer([("binding", QUESTION)], {})

    learned = Learned(Answerer([], {}), better)
    whoever_answers = learned.answerer
    assert isinstance(whoever_answers.decide(QUESTION), Missed)
    await learn_on(learned, asyncio.Event())
    assert isinstance(whoever_answers.decide(QUESTION), Answered)


async def test_where_learning_failed_the_counted_answers_stay():
    async def better() -> None:
        return None

    learned = Learned(Answerer([("binding", QUESTION)], {}), better)
    await learn_on(learned, asyncio.Event())
    assert isinstance(learned.answerer.decide(QUESTION), Answered)


async def test_a_stop_does_not_wait_for_learning():
    ended = asyncio.Event()

    async def better() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    stopping = asyncio.Event()
    stopping.set()
    await learn_on(Learned(Answerer([], {}), better), stopping)
    assert ended.is_set()


async def test_who_has_learned_all_learns_nothing():
    await learn_on(Learned(Answerer([], {})), asyncio.Event())
