"""The bot on a bad day: what breaks on the wire, and what people notice of it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text as sql

from bot.domain.announcements import Audience, BroadcastBody, FormattedText
from bot.domain.people.subscriptions import Subscriber
from bot.services.announcing.broadcasting import Broadcasting
from bot.simulator.world.faults import Fault
from bot.storage import subscribers
from bot.telegram.receiving.connecting import TokenRefusedError
from tests import builders
from tests.e2e.conftest import ADA, Stage
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

URGENT = Audience("urgent")
MANY = 75  # more than may be in the air at once
QUEUED = 60  # more than the bot handles at once
QUESTION, ANSWER = "is the compact law yes or no", "legally binding"


@pytest.fixture
def stage(one_bot: Stage) -> Iterator[Stage]:
    """One bot for all tests of this file, to which nothing happens any more at the end of each."""
    yield one_bot
    one_bot.simulator.set_faults([])


def copies(stage: Stage, person: int, text: str = "Hear this") -> int:
    return sum(m["is_outgoing"] and text in m["text"] for m in stage.simulator.messages(person))


async def announce(stage: Stage, text: str = "Hear this", key: str | None = None) -> int:
    """Puts a broadcast into the outbox as the command line does."""
    body = BroadcastBody({"en": FormattedText(text)}, "en")
    key = key or uuid4().hex
    confirmed = await Broadcasting(stage.database, URGENT).enqueue(key, URGENT, body, stage.clock.now())
    assert confirmed is not None
    return confirmed.announcement_id


async def until_over(stage: Stage, announcement_id: int, still_open: int = 0) -> dict[str, int]:
    """The counts once no more than `still_open` rows may go out."""
    found: dict[str, int] = {}

    async def is_over() -> bool:
        nonlocal found
        found = await builders.counts(stage.database, announcement_id)
        return found.get("pending", 0) + found.get("sending", 0) <= still_open

    await until(is_over)
    return found


async def past_the_faults(stage: Stage) -> None:
    """Moves the clock on until every fault has struck, and whatever waits for another try is due."""
    while stage.simulator.faults()["faults"]:
        await stage.move_by(timedelta(minutes=1))
    await stage.move_by(timedelta(minutes=1))


async def subscribed(stage: Stage, count: int = 1) -> list[int]:
    """So many people who write English are subscribed, and nobody else; the bot was told by none of them."""
    people = [stage.simulator.create_user(started=True) for _ in range(count)]
    known = [Subscriber(person, "en", frozenset({"urgent"}), "2026-W48") for person in people]
    async with stage.database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM subscribers")
        await subscribers.save_many(connection, known)
    return people


async def test_one_chats_flood_wait_delays_nobody_else(stage: Stage):
    people = await subscribed(stage, MANY)
    stage.simulator.set_faults([Fault("too_many_requests", chat_id=people[0], retry_after=30)])
    announcement_id = await announce(stage)
    found = await until_over(stage, announcement_id, still_open=1)
    assert found == {"pending": 1, "sent": len(people) - 1}
    answer = await stage.ask(people[1], QUESTION)
    assert ANSWER in answer["text"]
    assert copies(stage, people[0]) == 0


async def test_who_is_gone_stops_nobody_else_and_is_forgotten(stage: Stage):
    gone, _ = await subscribed(stage, 2)
    stage.simulator.set_faults([Fault("forbidden_blocked", chat_id=gone)])
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": 1, "unreachable": 1}
    stage.simulator.set_faults([])
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": 1}


@pytest.mark.parametrize(
    "fault",
    [
        Fault("server_error", status=502, times=2),
        Fault("too_many_requests", retry_after=1, times=2),
        Fault("server_error", status=403, times=2),
        Fault("server_error", status=404, times=2),
    ],
    ids=["5xx", "429", "a proxy's 403", "a proxy's 404"],
)
async def test_what_certainly_was_not_sent_is_sent_later_and_once(stage: Stage, fault: Fault):
    """The page of a proxy says nothing about a chat."""
    (person,) = await subscribed(stage)
    stage.simulator.set_faults([fault])
    announcement_id = await announce(stage)
    await past_the_faults(stage)
    found = await until_over(stage, announcement_id)
    assert found == {"sent": 1}
    assert copies(stage, person) == 1


async def test_an_answer_that_cannot_be_read_is_unknown_and_not_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    (person,) = await subscribed(stage)
    stage.simulator.set_faults([Fault("garbage", method="sendMessage", times=1)])
    found = await until_over(stage, await announce(stage))
    assert found == {"unknown": 1}
    assert copies(stage, person) == 1
    assert "Hear this" not in caplog.text


async def test_while_the_server_refuses_connections_nothing_is_lost_or_doubled(stage: Stage):
    (person,) = await subscribed(stage)
    stage.simulator.stop_listening(0.5)
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": 1}
    assert copies(stage, person) == 1


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_what_may_have_arrived_is_unknown_and_never_sent_again(stage: Stage, kind: str):
    lost, other = await subscribed(stage, 2)
    stage.simulator.set_faults([Fault(kind, chat_id=lost, times=1)])
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": 1, "unknown": 1}
    await stage.stop()
    stage.start()
    await stage.ask(other, "/help")
    assert copies(stage, lost) == (1 if kind == "drop_after" else 0)
    assert copies(stage, other) == 1


async def test_a_group_that_moved_gets_one_message_in_its_new_chat(stage: Stage):
    await stage.begin(ADA)
    group = stage.simulator.create_group("Organizers", [ADA, *await subscribed(stage)])
    async with stage.database.transaction() as connection:
        await subscribers.save_many(connection, [Subscriber(group, "en", frozenset({"urgent"}), "2026-W48")])
    moved_to = stage.simulator.upgrade_group(group)
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": 2}
    assert copies(stage, moved_to) == 1


@pytest.mark.parametrize(
    "faults",
    [
        [Fault("unauthorized", method="getUpdates", times=1)],
        [Fault("not_found", method="getUpdates", times=1)],
        [Fault("conflict", method="getUpdates", times=2)],
        [Fault("server_error", method="getUpdates", status=502, times=2)],
        [Fault("refuse", method="getUpdates", seconds=0.5, times=1)],
        [Fault("drop_before", method="getUpdates", times=2)],
        [Fault("garbage", method="getUpdates", times=2)],
        [Fault("server_error", method="getUpdates", status=404, times=3)],
    ],
    ids=["401", "404", "409", "502", "refused", "dropped", "garbage", "a proxy's 404"],
)
async def test_the_bot_hears_again_after_trouble_with_polling(stage: Stage, faults: list[Fault]):
    person = await stage.newcomer()
    stage.simulator.set_faults(faults)
    stage.simulator.say(person, "/nothing")  # ends the poll that is under way: the next one meets the fault
    await stage.simulator.wait_until(lambda: stage.simulator.faults()["faults"] == [])
    said = stage.simulator.say(person, QUESTION)
    await stage.simulator.wait_for_message(person, after_message_id=said, containing=ANSWER)


async def test_a_token_that_stays_refused_ends_the_bot_with_a_clear_line(stage: Stage):
    person = await stage.newcomer()
    stage.simulator.set_faults([Fault("unauthorized", method="*")])
    stage.simulator.say(person, "/help")
    assert stage.running is not None
    with pytest.raises(TokenRefusedError, match="BOT_TOKEN"):
        await stage.running
    stage.simulator.set_faults([])
    stage.start()


@pytest.mark.parametrize(
    "fault",
    [Fault("server_error", status=503, times=2), Fault("drop_before", method="sendMessage", times=1)],
    ids=["sending is impossible", "the connection broke"],
)
async def test_a_question_whose_answer_could_not_be_sent_is_answered_all_the_same(stage: Stage, fault: Fault):
    person = await stage.newcomer()
    stage.simulator.set_faults([fault])
    answer = await stage.ask(person, QUESTION)
    assert ANSWER in answer["text"]


async def test_a_server_that_comes_up_after_the_bot_is_waited_for(stage: Stage):
    await stage.stop()
    stage.simulator.set_faults([Fault("server_error", method="*", status=502, times=3)])
    stage.start()
    await stage.begin(await stage.newcomer())


async def test_stops_that_queued_up_are_applied_before_anything_is_sent(stage: Stage):
    people = await subscribed(stage, MANY)
    await stage.stop()
    leaving = people[:QUEUED]
    for person in leaving:
        stage.simulator.say(person, "STOP")
    announcement_id = await announce(stage)
    # they are heard a little later: without a wait for them the sending would have begun
    stage.simulator.set_faults([Fault("server_error", "getUpdates", times=3)])
    stage.start()
    found = await until_over(stage, announcement_id)
    assert found == {"sent": len(people) - len(leaving), "skipped": len(leaving)}


async def test_an_update_that_nobody_understands_does_not_stop_the_bot(stage: Stage):
    person = await stage.newcomer()
    greeting = await stage.begin(person)
    stage.simulator.press_outdated(person, greeting["message_id"], "no such code")
    answer = await stage.ask(person, QUESTION)
    assert ANSWER in answer["text"]


async def test_answers_that_are_lost_in_mid_broadcast_are_unknown_and_nobody_gets_two(stage: Stage):
    people = await subscribed(stage, MANY)
    stage.simulator.set_faults([Fault("drop_after", chat_id=person, times=1) for person in people[::15]])
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": len(people) - 5, "unknown": 5}
    assert {copies(stage, person) for person in people} == {1}


async def test_connections_that_are_refused_in_mid_broadcast_leave_nobody_out_or_unknown(stage: Stage):
    people = await subscribed(stage, MANY)
    await Broadcasting(stage.database, URGENT).halt(
        stage.clock.now()
    )  # so that nothing is in the air by then
    announcement_id = await announce(stage)
    port = stage.simulator.port
    await stage.simulator.stop()
    await Broadcasting(stage.database, URGENT).resume()

    async def was_refused() -> bool:
        async with stage.database.reading() as connection:
            tries = sql("SELECT max(attempts) FROM deliveries WHERE announcement_id = :id")
            return (await connection.execute(tries, {"id": announcement_id})).scalar_one() > 1

    await until(was_refused)
    await stage.simulator.start(port)
    found = await until_over(stage, announcement_id)
    assert found == {"sent": len(people)}
    assert {copies(stage, person) for person in people} == {1}
