"""The bot on a bad day: what breaks on the wire, and what people notice of it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.domain.announcements import Audience, BroadcastBody, FormattedText
from bot.domain.people.subscriptions import Subscriber
from bot.services.announcing.broadcasting import Broadcasting
from bot.simulator.world.faults import Fault
from bot.storage import subscribers
from bot.telegram.receiving.connecting import TokenRefusedError
from tests import builders
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage

URGENT = Audience("urgent")
MANY = range(2001, 2121)  # more than may be in the air at once
QUEUED = 60  # more than the bot handles at once


def copies(stage: Stage, person: int, text: str = "Hear this") -> int:
    return sum(m["is_outgoing"] and text in m["text"] for m in stage.simulator.messages(person))


async def announce(stage: Stage, text: str = "Hear this", key: str = "test") -> int:
    """Puts a broadcast into the outbox as the command line does."""
    body = BroadcastBody({"en": FormattedText(text)}, "en")
    confirmed = await Broadcasting(stage.database, URGENT).enqueue(key, URGENT, body, stage.clock.now())
    assert confirmed is not None
    return confirmed.announcement_id


async def counts(stage: Stage, announcement_id: int) -> dict[str, int]:
    return await builders.counts(stage.database, announcement_id)


async def until_over(stage: Stage, announcement_id: int, still_open: int = 0) -> dict[str, int]:
    """The counts once no more than `still_open` rows may go out."""
    for _ in range(600):
        found = await counts(stage, announcement_id)
        if found.get("pending", 0) + found.get("sending", 0) <= still_open:
            return found
        await asyncio.sleep(0.05)
    raise TimeoutError(f"still open: {found}")


async def past_the_faults(stage: Stage) -> None:
    """Moves the clock on until every fault has struck, and whatever waits for another try is due."""
    while stage.simulator.faults()["faults"]:
        await stage.move_by(timedelta(minutes=1))
    await stage.move_by(timedelta(minutes=1))


async def subscribe_all(stage: Stage, people: Sequence[int] = MANY) -> None:
    """Many subscribers who all write English; none of them has said so to the bot."""
    await stage.begin(AMINA)  # so that the bot has made its tables by then
    stage.simulator.create_users(len(people), first_id=people[0], started=True)
    known = [Subscriber(person, "en", frozenset({"urgent"}), "2026-W48") for person in people]
    async with stage.database.transaction() as connection:
        await subscribers.save_many(connection, known)


async def test_one_chats_flood_wait_delays_nobody_else(stage: Stage):
    await subscribe_all(stage)
    stage.simulator.set_faults([Fault("too_many_requests", chat_id=MANY[0], retry_after=30)])
    announcement_id = await announce(stage)
    found = await until_over(stage, announcement_id, still_open=1)
    assert found == {"pending": 1, "sent": len(MANY) - 1}
    answer = await stage.ask(AMINA, "is the compact law yes or no")
    assert "legally binding" in answer["text"]
    assert copies(stage, MANY[0]) == 0


async def test_who_is_gone_stops_nobody_else_and_is_forgotten(stage: Stage):
    for person in (AMINA, DIEGO):
        await stage.subscribe(person, "urgent")
    stage.simulator.set_faults([Fault("forbidden_blocked", chat_id=AMINA)])
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": 1, "unreachable": 1}
    stage.simulator.set_faults([])
    found = await until_over(stage, await announce(stage, key="second"))
    assert found == {"sent": 1}


@pytest.mark.parametrize(
    "fault",
    [
        Fault("server_error", status=502, times=2),
        Fault("too_many_requests", retry_after=1, times=2),
    ],
    ids=["5xx", "429"],
)
async def test_what_certainly_was_not_sent_is_sent_later_and_once(stage: Stage, fault: Fault):
    await stage.subscribe(AMINA, "urgent")
    stage.simulator.set_faults([fault])
    announcement_id = await announce(stage)
    await past_the_faults(stage)
    found = await until_over(stage, announcement_id)
    assert found == {"sent": 1}
    assert copies(stage, AMINA) == 1


@pytest.mark.parametrize("status", [403, 404])
async def test_a_page_of_a_proxy_says_nothing_about_a_chat(stage: Stage, status: int):
    await stage.subscribe(AMINA, "urgent")
    stage.simulator.set_faults([Fault("server_error", status=status, times=2)])
    announcement_id = await announce(stage)
    await past_the_faults(stage)
    found = await until_over(stage, announcement_id)
    assert found == {"sent": 1}
    assert copies(stage, AMINA) == 1


async def test_an_answer_that_cannot_be_read_is_unknown_and_not_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    await stage.subscribe(AMINA, "urgent")
    stage.simulator.set_faults([Fault("garbage", times=1)])
    found = await until_over(stage, await announce(stage))
    assert found == {"unknown": 1}
    assert copies(stage, AMINA) == 1
    assert "Hear this" not in caplog.text


async def test_while_the_server_refuses_connections_nothing_is_lost_or_doubled(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    stage.simulator.stop_listening(0.5)
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": 1}
    assert copies(stage, AMINA) == 1


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_what_may_have_arrived_is_unknown_and_never_sent_again(stage: Stage, kind: str):
    await stage.subscribe(AMINA, "urgent")
    await stage.subscribe(DIEGO, "urgent")
    stage.simulator.set_faults([Fault(kind, chat_id=AMINA, times=1)])
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": 1, "unknown": 1}
    await stage.stop()
    stage.start()
    await stage.ask(DIEGO, "/help")
    assert copies(stage, AMINA) == (1 if kind == "drop_after" else 0)
    assert copies(stage, DIEGO) == 1


async def test_a_group_that_moved_gets_one_message_in_its_new_chat(stage: Stage):
    await stage.begin(ADA)
    group = stage.simulator.create_group("Organizers", [AMINA, ADA])
    async with stage.database.transaction() as connection:
        await subscribers.save_many(connection, [Subscriber(group, "en", frozenset({"urgent"}), "2026-W48")])
    moved_to = stage.simulator.upgrade_group(group)
    found = await until_over(stage, await announce(stage))
    assert found.get("sent") == 1
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
    await stage.begin(AMINA)
    stage.simulator.set_faults(faults)
    stage.simulator.say(AMINA, "/nothing")  # ends the poll that is under way: the next one meets the fault
    await stage.simulator.wait_until(lambda: stage.simulator.faults()["faults"] == [])
    said = stage.simulator.say(AMINA, "is the compact law yes or no")
    answer = await stage.simulator.wait_for_message(
        AMINA, after_message_id=said, containing="legally binding"
    )
    assert answer["text"]


async def test_a_token_that_stays_refused_ends_the_bot_with_a_clear_line(stage: Stage):
    await stage.begin(AMINA)
    stage.simulator.set_faults([Fault("unauthorized", method="*")])
    stage.simulator.say(AMINA, "/help")
    assert stage.running is not None
    with pytest.raises(TokenRefusedError, match="BOT_TOKEN"):
        await stage.running
    stage.running = None


async def test_a_question_asked_while_sending_is_impossible_is_answered_afterwards(stage: Stage):
    await stage.begin(AMINA)
    stage.simulator.set_faults([Fault("server_error", status=503, times=2)])
    answer = await stage.ask(AMINA, "is the compact law yes or no")
    assert "legally binding" in answer["text"]


async def test_a_server_that_comes_up_after_the_bot_is_waited_for(stage: Stage):
    await stage.stop()
    stage.simulator.set_faults([Fault("server_error", method="*", status=502, times=3)])
    stage.start()
    started = stage.simulator.press_start(AMINA)
    await stage.simulator.wait_for_message(AMINA, after_message_id=started)


async def test_stops_that_queued_up_are_applied_before_anything_is_sent(stage: Stage):
    await subscribe_all(stage)
    await stage.stop()
    leaving = MANY[:QUEUED]
    for person in leaving:
        stage.simulator.say(person, "STOP")
    announcement_id = await announce(stage)
    stage.start()
    found = await until_over(stage, announcement_id)
    assert found == {"sent": len(MANY) - len(leaving), "skipped": len(leaving)}


async def test_an_update_that_nobody_understands_does_not_stop_the_bot(stage: Stage):
    await stage.begin(AMINA)
    stage.simulator.press_outdated(AMINA, stage.last(AMINA)["message_id"], "no such code")
    answer = await stage.ask(AMINA, "is the compact law yes or no")
    assert "legally binding" in answer["text"]


async def test_an_answer_whose_connection_broke_is_given_all_the_same(stage: Stage):
    await stage.begin(AMINA)
    stage.simulator.set_faults([Fault("drop_before", method="sendMessage", times=1)])
    answer = await stage.ask(AMINA, "is the compact law yes or no")
    assert "legally binding" in answer["text"]


async def test_answers_that_are_lost_in_mid_broadcast_are_unknown_and_nobody_gets_two(stage: Stage):
    await subscribe_all(stage)
    stage.simulator.set_faults([Fault("drop_after", chat_id=person, times=1) for person in MANY[::24]])
    found = await until_over(stage, await announce(stage))
    assert found == {"sent": len(MANY) - 5, "unknown": 5}
    assert {copies(stage, person) for person in MANY} == {1}


async def test_connections_that_are_refused_in_mid_broadcast_leave_nobody_out_or_unknown(stage: Stage):
    await subscribe_all(stage)
    await Broadcasting(stage.database, URGENT).halt(
        stage.clock.now()
    )  # so that nothing is in the air by then
    announcement_id = await announce(stage)
    stage.simulator.stop_listening(1.0)
    await Broadcasting(stage.database, URGENT).resume()
    found = await until_over(stage, announcement_id)
    async with stage.database.reading() as connection:
        retried = await connection.exec_driver_sql("SELECT count(*) FROM deliveries WHERE attempts > 1")
        assert retried.scalar_one() > 0
    assert found == {"sent": len(MANY)}
    assert {copies(stage, person) for person in MANY} == {1}
