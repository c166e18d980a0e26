"""The bot on a bad day: what breaks on the wire, and what people notice of it."""

from collections.abc import Iterator
from dataclasses import replace
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
from tests.e2e.conftest import Stage
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

URGENT = Audience("urgent")
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


async def subscribed(stage: Stage, count: int = 1) -> list[int]:
    """So many people who write English are subscribed, and nobody else; the bot was told by none of them."""
    people = [stage.simulator.create_user(started=True) for _ in range(count)]
    known = [Subscriber(person, "en", frozenset({"urgent"}), "2026-W48") for person in people]
    async with stage.database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM subscribers")
        await subscribers.save_many(connection, known)
    return people


# what goes wrong with one recipient each; what the broadcast makes of it, with copies that arrive
TROUBLE = {
    "a flood wait": (Fault("too_many_requests", retry_after=1, times=2), "sent", 1),
    "a broken server": (Fault("server_error", status=502, times=2), "sent", 1),
    "a proxy's 403, which says nothing about a chat": (Fault("server_error", status=403, times=2), "sent", 1),
    "a proxy's 404": (Fault("server_error", status=404, times=2), "sent", 1),
    "an answer that cannot be read": (Fault("garbage", times=1), "unknown", 1),
    "an answer that is lost": (Fault("drop_after", times=1), "unknown", 1),
    "a line that breaks": (Fault("drop_before", times=1), "unknown", 0),
    "a block": (Fault("forbidden_blocked"), "unreachable", 0),
}


async def test_what_goes_wrong_with_some_stops_nobody_else_and_sends_nothing_twice(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    people = await subscribed(stage, len(TROUBLE) + 4)
    group = stage.simulator.create_group("Organizers", [people[-1]])
    async with stage.database.transaction() as connection:
        await subscribers.save_many(connection, [Subscriber(group, "en", frozenset({"urgent"}), "2026-W48")])
    moved_to = stage.simulator.upgrade_group(group)
    in_trouble = dict(zip(TROUBLE, people, strict=False))
    stage.simulator.set_faults(
        [replace(fault, chat_id=in_trouble[name]) for name, (fault, *_) in TROUBLE.items()]
    )
    announcement_id = await announce(stage)
    found = await until_over(stage, announcement_id)
    assert found == {"sent": 9, "unknown": 3, "unreachable": 1}
    async with stage.database.reading() as connection:
        of_it = sql("SELECT chat_id, state FROM deliveries WHERE announcement_id = :id")
        found = await connection.execute(of_it, {"id": announcement_id})
        states = {row.chat_id: row.state for row in found}
    await stage.stop()
    stage.simulator.set_faults([])
    stage.start()
    again = await until_over(stage, await announce(stage, "Once more"))
    assert again == {"sent": len(people)}  # all but who is gone, and the group
    for name, (_, state, arrived) in TROUBLE.items():
        person = in_trouble[name]
        told = states.get(person, "unreachable")  # of who is gone, nothing is kept
        assert (told, copies(stage, person)) == (state, arrived), name
    assert [copies(stage, chat) for chat in (*people[len(TROUBLE) :], moved_to)] == [1] * 5
    assert "Hear this" not in caplog.text


POLLING = {
    "401": Fault("unauthorized", times=1),
    "404": Fault("not_found", times=1),
    "409": Fault("conflict", times=2),
    "502": Fault("server_error", status=502, times=2),
    "refused": Fault("refuse", seconds=0.2, times=1),
    "dropped": Fault("drop_before", times=2),
    "garbage": Fault("garbage", times=2),
    "a proxy's 404": Fault("server_error", status=404, times=3),
}


async def test_the_bot_hears_again_after_trouble_with_polling(stage: Stage):
    person = await stage.newcomer()
    for name, fault in POLLING.items():
        stage.simulator.set_faults([replace(fault, method="getUpdates")])
        stage.simulator.say(person, "/nothing")  # ends the poll that is under way: the next one meets it
        await stage.simulator.wait_until(lambda: stage.simulator.faults()["faults"] == [])
        said = stage.simulator.say(person, QUESTION)
        answer = await stage.simulator.wait_for_message(person, after_message_id=said, containing=ANSWER)
        assert answer, name


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
    *leaving, last = await subscribed(stage, 16)
    await stage.stop()
    for person in leaving:
        stage.simulator.say(person, "STOP")
    announcement_id = await announce(stage)
    # they are heard a little later: without a wait for them the sending would have begun
    stage.simulator.set_faults([Fault("server_error", "getUpdates", times=3)])
    stage.start()
    found = await until_over(stage, announcement_id)
    assert found == {"sent": 1, "skipped": len(leaving)}
    assert copies(stage, last) == 1


async def test_an_update_that_nobody_understands_does_not_stop_the_bot(stage: Stage):
    person = await stage.newcomer()
    greeting = await stage.begin(person)
    stage.simulator.press_outdated(person, greeting["message_id"], "no such code")
    answer = await stage.ask(person, QUESTION)
    assert ANSWER in answer["text"]


async def test_connections_that_are_refused_in_mid_broadcast_leave_nobody_out_or_unknown(stage: Stage):
    people = await subscribed(stage, 10)
    await until_over(stage, await announce(stage, "Before"))  # a bot that just starts sends nothing yet
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
