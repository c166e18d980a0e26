"""Groups: who ends what a group receives, how much is answered there, groups that move or do not listen."""

import logging
import time

import pytest

from bot.domain.people.subscriptions import Subscriber
from bot.simulator.world.faults import Fault
from bot.storage import subscribers
from bot.telegram.groups.group_answer_limit import A_MINUTE, ANSWERED
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage
from tests.e2e.test_acts import ANSWER, QUESTION, replies
from tests.e2e.test_faults import announce, until_over
from tests.e2e.test_staff import FORWARDED, OTHER_BOT
from tests.e2e.test_subscriptions import stored
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

WHO_CHOOSES = "administrators can choose"
WHO, ENDED, NOTHING = "administrators can end", "will receive nothing more", "gets no messages"


async def taken_in(stage: Stage, chat_id: int) -> None:
    """A group becomes subscribed, as by an operator's import beside the running bot."""
    await stage.simulator.wait_until(lambda: bool(stage.simulator.calls("getUpdates")))
    async with stage.database.transaction() as connection:
        known = Subscriber(chat_id, "en", frozenset({"urgent"}), "2026-W48")
        await subscribers.save_many(connection, [known])


async def subscribed_group(stage: Stage) -> int:
    """Diego owns it, Amina is a member."""
    group = stage.simulator.create_group("Organizers", [DIEGO, AMINA])
    await taken_in(stage, group)
    return group


async def test_a_member_of_a_group_ends_nothing_and_hears_who_can(one_bot: Stage):
    group = await subscribed_group(one_bot)
    for text in ("/stop", "/stop@compact_bot"):
        reply = await one_bot.ask(AMINA, text, chat_id=group)
        assert WHO in reply["text"], text
    assert stored(one_bot, "subscriptions", group) == [("urgent", group)]


async def test_an_anonymous_administrator_of_a_group_ends_what_it_receives(one_bot: Stage):
    group = await subscribed_group(one_bot)
    said = one_bot.simulator.send(DIEGO, "/stop", chat_id=group, as_group=True)
    reply = await one_bot.simulator.wait_for_message(group, after_message_id=said)
    assert ENDED in reply["text"]
    assert stored(one_bot, "subscribers", group) == []


async def test_what_an_administrator_of_a_group_hands_on_from_others_changes_nothing(one_bot: Stage):
    group = await subscribed_group(one_bot)
    for further in (FORWARDED, {"via_bot": OTHER_BOT}):
        for words, answer in (
            ("/stop", WHO),
            ("/unsubscribe all", WHO_CHOOSES),
            ("/subscribe all", WHO_CHOOSES),
        ):
            sent = one_bot.simulator.send(DIEGO, words, chat_id=group, further=further)
            await one_bot.simulator.wait_for_message(group, after_message_id=sent, containing=answer)
    assert stored(one_bot, "subscriptions", group) == [("urgent", group)]


async def test_who_cannot_be_looked_up_ends_nothing(one_bot: Stage):
    group = await subscribed_group(one_bot)
    one_bot.simulator.set_faults([Fault("bad_request", "getChatMember", group, reason="CHAT_ADMIN_REQUIRED")])
    reply = await one_bot.ask(AMINA, "/stop", chat_id=group)
    assert WHO in reply["text"]
    assert stored(one_bot, "subscriptions", group) == [("urgent", group)]


async def test_an_administrator_of_a_group_ends_what_it_receives_though_looked_up_twice(one_bot: Stage):
    group = await subscribed_group(one_bot)
    one_bot.simulator.set_faults([Fault("server_error", "getChatMember", group, times=2)])
    reply = await one_bot.ask(DIEGO, "/stop", chat_id=group)
    assert ENDED in reply["text"]
    assert stored(one_bot, "subscribers", group) == []


async def test_a_group_that_removes_the_bot_is_forgotten(one_bot: Stage):
    group = await subscribed_group(one_bot)
    one_bot.simulator.set_bot_status(group, "kicked", by=DIEGO)
    await one_bot.until_handled()
    assert stored(one_bot, "subscribers", group) == []


async def test_where_nothing_is_subscribed_only_a_stop_with_the_bots_name_is_answered(one_bot: Stage):
    group = one_bot.simulator.create_group("Organizers", [DIEGO, AMINA])
    said = one_bot.simulator.say(DIEGO, "/stop", chat_id=group)
    one_bot.simulator.say(AMINA, "/stop@another_bot", chat_id=group)
    assert await replies(one_bot, AMINA, said, group) == []
    named = await one_bot.ask(AMINA, "/stop@compact_bot", chat_id=group)
    assert NOTHING in named["text"]


async def test_what_changes_something_for_all_is_not_done_in_a_group(one_bot: Stage):
    group = await subscribed_group(one_bot)
    await one_bot.begin(DIEGO)
    before = stored(one_bot, "subscribers", group, DIEGO), stored(one_bot, "subscriptions", group, DIEGO)
    answer = await one_bot.ask(DIEGO, f"/ask {QUESTION}", chat_id=group)
    for text in ("/language", "/start", "/privacy", "/mydata", "/deleteme", "/pause", "/topics"):
        one_bot.simulator.say(DIEGO, f"{text}@compact_bot", chat_id=group)
    for code in ("lang:es", "langs:", "quit:", "topics:", "privacy:", "rest:", "wake:", "erase:"):
        one_bot.simulator.press_outdated(DIEGO, answer["message_id"], code, chat_id=group)
    assert await replies(one_bot, DIEGO, answer["message_id"], group) == []
    assert (
        stored(one_bot, "subscribers", group, DIEGO),
        stored(one_bot, "subscriptions", group, DIEGO),
    ) == before


async def test_a_flood_of_questions_makes_the_bot_silent_in_that_group_alone(one_bot: Stage):
    flooded, other = await subscribed_group(one_bot), one_bot.simulator.create_group("Others", [AMINA])
    begun_at = time.monotonic()
    first = await one_bot.ask(AMINA, f"/ask {QUESTION}", chat_id=flooded)
    for text in (f"/ask {QUESTION}", "stop", "what is the compact") * 12:
        one_bot.simulator.say(AMINA, text, chat_id=flooded, reply_to=first["message_id"])
    answer = await one_bot.ask(AMINA, f"/ask {QUESTION}", chat_id=other)
    assert ANSWER in answer["text"]
    # what an administrator ends is ended still
    ended = one_bot.simulator.say(DIEGO, "/stop", chat_id=flooded)
    await one_bot.simulator.wait_for_message(flooded, after_message_id=ended, containing=ENDED)
    said = [message for message in one_bot.simulator.messages(flooded) if message["is_outgoing"]]
    begun_minutes = 1 + int((time.monotonic() - begun_at) / A_MINUTE)
    # beside the answers and the end at most the word that too much waits
    assert len(said) <= ANSWERED * begun_minutes + 2
    query = one_bot.simulator.press(AMINA, said[0]["message_id"], "up:legally-binding@en", flooded)
    await one_bot.simulator.wait_until(lambda: one_bot.simulator.answer_to(query) is not None)


async def test_where_the_bot_may_not_write_each_question_is_one_try_and_no_alert(
    fresh: Stage, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", "bot")
    heard = len(fresh.simulator.messages(ADA))
    group = fresh.simulator.create_group("Silent", [AMINA])
    closed = fresh.simulator.create_group("Closed", [AMINA])
    fresh.simulator.set_faults(
        [
            Fault("bad_request", chat_id=group),
            Fault("bad_request", chat_id=closed, reason="TOPIC_CLOSED"),
        ]
    )
    for _ in range(5):
        fresh.simulator.say(AMINA, f"/ask {QUESTION}", chat_id=group)
        fresh.simulator.say(AMINA, f"/ask {QUESTION}", chat_id=closed)
    await fresh.simulator.wait_until(
        lambda: (
            len(fresh.simulator.calls("sendMessage", group)) >= 5
            and len(fresh.simulator.calls("sendMessage", closed)) >= 5
            and fresh.simulator.pending_updates() == 0
        ),
    )
    assert len(fresh.simulator.calls("sendMessage", group)) == 5
    assert len(fresh.simulator.calls("sendMessage", closed)) == 5
    assert len(fresh.simulator.messages(ADA)) == heard

    def lines_of_the_application() -> list[logging.LogRecord]:
        return [record for record in caplog.records if record.name == "bot.telegram.application"]

    await until(lambda: len(lines_of_the_application()) >= 10)  # a line follows its request
    lines = lines_of_the_application()
    assert {record.message for record in lines} == {"reply.unreachable"}
    assert {record.levelname for record in lines} == {"INFO"}
    assert len(lines) == 10
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_surprise_that_comes_five_times_is_one_alert(fresh: Stage):
    surprise = Fault("bad_request", "sendMessage", chat_id=AMINA, reason="something never heard of")
    fresh.simulator.set_faults([surprise])
    before = len(fresh.simulator.messages(ADA))
    for _ in range(5):
        fresh.simulator.say(AMINA, "/help")
    await fresh.simulator.wait_until(
        lambda: (
            len(fresh.simulator.calls("sendMessage", AMINA)) >= 2 * 5
            and fresh.simulator.pending_updates() == 0
        )
    )
    await fresh.simulator.wait_for_message(ADA, containing="something failed in the program")
    assert len(fresh.simulator.messages(ADA)[before:]) == 1


async def test_a_question_in_a_group_that_becomes_a_supergroup_is_answered_in_the_new_one(
    fresh: Stage, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", "bot")
    await fresh.ask(ADA, "/halt")
    heard = len(fresh.simulator.messages(ADA))
    old = await subscribed_group(fresh)
    waiting = await announce(fresh)
    new = fresh.simulator.create_group("Organizers", [DIEGO, AMINA], is_supergroup=True)
    fresh.simulator.set_faults([Fault("migrated", chat_id=old, new_chat_id=new)])
    fresh.simulator.say(AMINA, f"/ask {QUESTION}", chat_id=old)
    answer = await fresh.simulator.wait_for_message(new, containing=ANSWER)
    assert "reply_to_message" not in answer
    assert stored(fresh, "subscriptions") == [("urgent", new)]
    assert len(fresh.simulator.messages(ADA)) == heard
    await fresh.ask(ADA, "/resume")
    assert await until_over(fresh, waiting) == {"sent": 1}
    texts = [message["text"] for message in fresh.simulator.messages(new)]
    assert sum(ANSWER in text for text in texts) == 1
    assert sum("Hear this" in text for text in texts) == 1
    assert str(new) not in caplog.text


async def test_a_press_in_a_group_that_becomes_a_supergroup_is_answered_in_the_new_one(one_bot: Stage):
    old = one_bot.simulator.create_group("Organizers", [DIEGO, AMINA])
    answer = await one_bot.ask(AMINA, f"/ask {QUESTION}", chat_id=old)
    new = one_bot.simulator.create_group("Organizers", [DIEGO, AMINA], is_supergroup=True)
    one_bot.simulator.set_faults([Fault("migrated", chat_id=old, new_chat_id=new)])
    one_bot.simulator.press_outdated(AMINA, answer["message_id"], "q:what-is-gcm@en", chat_id=old)
    await one_bot.simulator.wait_for_message(new)
    one_bot.simulator.press_outdated(AMINA, answer["message_id"], "cats:@en", chat_id=old)  # changes a screen
    await one_bot.simulator.wait_for_message(new, containing="What do you want to read about?")
    assert len(one_bot.simulator.messages(new)) == 2


async def test_what_an_administrator_wants_in_that_moment_is_not_claimed_to_be_stored(fresh: Stage):
    old = await subscribed_group(fresh)
    new = fresh.simulator.create_group("Organizers", [DIEGO, AMINA], is_supergroup=True)
    fresh.simulator.set_faults([Fault("migrated", method="*", chat_id=old, new_chat_id=new)])
    fresh.simulator.say(DIEGO, "/unsubscribe urgent", chat_id=old)
    told = await fresh.simulator.wait_for_message(new)
    assert "algo falló de mi lado" in told["text"]
    assert stored(fresh, "subscriptions") == [("urgent", new)]
