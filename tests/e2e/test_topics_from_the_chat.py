"""Staff make a topic in the chat; people choose it and get what is sent to it, until staff end it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage, labels
from tests.e2e.test_inbox import next_reply, pressed
from tests.e2e.test_owners_and_staff import previewed
from tests.e2e.test_staff_contacts import restarted

NAME, GETS = "Calls: Andalucía", "Calls for people in Andalucía."
ID = "calls-andalucia"
# what staff put in stays when tables are emptied: each test has a topic of its own
LOCAL, BUSY, NEW, OLD = (f"Calls: {place}" for place in ("Málaga", "Jaén", "Murcia", "León"))

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def begun(stage: Stage) -> None:
    """Ada was asked for a topic."""
    await stage.begin(ADA)
    asked = await next_reply(stage, await stage.ask(ADA, "/edittopics"), "New topic")
    assert "two lines" in asked["text"]


async def made(stage: Stage, name: str = NAME) -> JsonObject:
    """Ada has made a topic; what she is told."""
    await begun(stage)
    preview = await stage.ask(ADA, f"{name}\n{GETS}")
    assert f"{name}: {GETS}" in preview["text"]
    return await pressed(stage, preview, "Yes, use it")


async def opened(stage: Stage, name: str = NAME) -> JsonObject:
    """Ada has opened a topic in the list."""
    return await pressed(stage, await stage.ask(ADA, "/edittopics"), name)


async def asked_to_end(stage: Stage, instead: str, name: str = NAME) -> JsonObject:
    """Ada is asked whether it shall end so."""
    choice = await pressed(stage, await opened(stage, name), "End this topic")
    return await pressed(stage, choice, instead)


async def ended(stage: Stage, question: JsonObject) -> JsonObject:
    """Ada lets it end, and nobody takes it back; what she is told."""
    said = await pressed(stage, question, "Yes, end")
    await stage.move_by(timedelta(minutes=2))
    return said


async def sent_to_it(stage: Stage, text: str, name: str = NAME) -> JsonObject:
    """Ada sends a text to the topic; the message that shows its progress."""
    preview = await previewed(stage, ADA, text)
    whom = await pressed(stage, preview, "Change who gets it")
    aimed = await pressed(stage, whom, name)
    back = await next_reply(stage, aimed, "Back to the preview")
    preview = await stage.simulator.wait_for_message(
        ADA, after_message_id=back["message_id"] - 1, containing="Shall I send it?"
    )
    await stage.press(ADA, preview, "Send to")
    return preview


async def test_a_topic_is_made_chosen_used_renamed_and_ended(fresh: Stage):
    await fresh.subscribe(DIEGO, "urgent")
    told = await made(fresh)
    assert NAME in told["text"]
    assert labels(told) == ["◀ All topics"]

    choice = await fresh.ask(AMINA, "/subscribe")
    assert f"{NAME}: {GETS}" in choice["text"]
    await fresh.press(AMINA, choice, NAME)
    assert f"✅ {NAME}" in fresh.shown(AMINA, choice["message_id"])["text"]
    assert NAME in (await fresh.ask(AMINA, "/mydata"))["text"]
    assert NAME in (await fresh.ask(ADA, "/count"))["text"]

    preview = await sent_to_it(fresh, "Come to the market")
    arrived = await fresh.simulator.wait_for_message(AMINA, containing="Come to the market")
    assert NAME in arrived["text"]
    assert not any("market" in m["text"] for m in fresh.simulator.messages(DIEGO))
    await fresh.simulator.wait_until(lambda: "1 sent" in fresh.shown(ADA, preview["message_id"])["text"])

    one = await opened(fresh)
    await next_reply(fresh, one, "Change the text in English")
    await pressed(fresh, await fresh.ask(ADA, f"Calls: South\n{GETS}"), "Yes, use it")
    assert "✅ Calls: South" in (await fresh.ask(AMINA, "/subscribe"))["text"]

    choice = await pressed(fresh, await opened(fresh, "Calls: South"), "End this topic")
    assert "1 chat has chosen “Calls: South”" in choice["text"]
    question = await pressed(fresh, choice, "“Urgent calls” in its place")
    assert "From now on you get “Urgent calls” in its place" in question["text"]
    said = await pressed(fresh, question, "Yes, end")
    assert "In two minutes I tell 1 chat" in said["text"]
    assert "South" not in (await fresh.ask(AMINA, "/subscribe"))["text"]
    await begun(fresh)
    assert "another topic with this name" in (await fresh.ask(ADA, f"Calls: South\n{GETS}"))["text"]
    await fresh.ask(ADA, "/cancel")
    assert "Taken back" in (await pressed(fresh, said, "Take it back"))["text"]
    assert "✅ Calls: South" in (await fresh.ask(AMINA, "/subscribe"))["text"]
    await ended(fresh, await asked_to_end(fresh, "“Urgent calls” in its place", "Calls: South"))
    word = await fresh.simulator.wait_for_message(AMINA, containing="has ended")
    assert "“Calls: South” has ended. From now on you get “Urgent calls”" in word["text"]
    (call,) = [each for each in fresh.simulator.calls("sendMessage") if "has ended" in str(each)]
    assert "disable_notification" in str(call)
    after = (await fresh.ask(AMINA, "/subscribe"))["text"]
    assert "South" not in after
    assert "✅ Urgent calls" in after
    log = (await fresh.ask(ADA, "/log"))["text"]
    for act in (
        "made a topic",
        "changed the text of a topic",
        "ended a topic, and gave 1 chat another one",
        "took back what was put in",
    ):
        assert f"Ada: {act}" in log
    assert "Calls" not in log


async def test_a_topic_outlives_restarts_and_who_gets_nothing_in_its_place_is_told_in_their_language(
    fresh: Stage,
):
    await begun(fresh)
    preview = await fresh.ask(ADA, f"{LOCAL}\n{GETS}")
    await next_reply(fresh, preview, "Add the text in français")
    preview = await fresh.ask(ADA, "Appels : Malaga\nDes appels.")
    await restarted(fresh)
    await pressed(fresh, preview, "Yes, use it")
    await fresh.subscribe(AMINA, "calls-malaga")
    await restarted(fresh)
    assert f"✅ {LOCAL}" in (await fresh.ask(AMINA, "/subscribe"))["text"]
    fatou = await fresh.newcomer("fr")
    assert "Appels : Malaga" in (await fresh.ask(fatou, "/subscribe calls-malaga"))["text"]
    said = await ended(fresh, await asked_to_end(fresh, "Nothing in its place", LOCAL))
    assert "I tell 2 chats" in said["text"]
    word = await fresh.simulator.wait_for_message(fatou, containing="a pris fin")
    assert "Appels : Malaga" in word["text"]
    await fresh.simulator.wait_for_message(AMINA, containing=f"“{LOCAL}” has ended. You get nothing more")
    assert "What would you like" in (await fresh.ask(AMINA, "/subscribe"))["text"]


async def test_it_cannot_end_while_something_waits_to_go_out_to_it(fresh: Stage):
    await made(fresh, BUSY)
    await fresh.subscribe(AMINA, "calls-jaen")
    question = await asked_to_end(fresh, "Nothing in its place", BUSY)
    await fresh.ask(ADA, "/halt")
    await sent_to_it(fresh, "Come", BUSY)
    assert "It cannot end now" in (await pressed(fresh, question, "Yes, end"))["text"]
    assert "It cannot end now" in (await pressed(fresh, await opened(fresh, BUSY), "End this topic"))["text"]
    assert f"✅ {BUSY}" in (await fresh.ask(AMINA, "/subscribe"))["text"]


async def test_a_topic_made_while_writing_a_draft_can_be_chosen_for_it_at_once(fresh: Stage):
    await fresh.begin(ADA)
    preview = await previewed(fresh, ADA, "Come to the market")
    whom = await pressed(fresh, preview, "Change who gets it")
    await next_reply(fresh, whom, "New topic")
    told = await pressed(fresh, await fresh.ask(ADA, f"{NEW}\n{GETS}"), "Yes, use it")
    aimed = await pressed(fresh, told, f"Show it for “{NEW}”")
    assert f"As it is now: 0 subscribers of “{NEW}”" in aimed["text"]
    back = await next_reply(fresh, aimed, "Back to the preview")
    preview = await fresh.simulator.wait_for_message(
        ADA, after_message_id=back["message_id"] - 1, containing="Shall I send it?"
    )
    said = await pressed(fresh, await asked_to_end(fresh, "Nothing in its place", NEW), "Yes, end")
    refused = await pressed(fresh, preview, "Send to")
    assert "was for has ended" in refused["text"]
    assert "a topic that is gone" in (await pressed(fresh, refused, "Change who gets it"))["text"]
    assert "was for has ended" in (await fresh.ask(ADA, "/broadcast"))["text"]
    await pressed(fresh, said, "Take it back")
    await fresh.ask(ADA, "/broadcast")
    await fresh.simulator.wait_for_message(ADA, containing=f"of “{NEW}”")


async def test_old_buttons_of_a_topic_that_has_ended_change_nothing(fresh: Stage):
    await made(fresh, OLD)
    await fresh.subscribe(AMINA, "calls-leon")
    choice = await fresh.ask(AMINA, "/subscribe")
    question, one = await asked_to_end(fresh, "Nothing in its place", OLD), await opened(fresh, OLD)
    await next_reply(fresh, one, "Change the text in English")
    rename = await fresh.ask(ADA, f"Other\n{GETS}")
    said = await ended(fresh, question)
    await fresh.simulator.wait_for_message(AMINA, containing="has ended")
    assert "not there any more" in (await pressed(fresh, said, "Take it back"))["text"]
    assert "not there any more" in (await pressed(fresh, rename, "Yes, use it"))["text"]
    for code in (
        *(
            code.format("calls-leon")
            for code in ("top-:{}/0", "top?:{}", "top~:{}/0", "top:{}", "top=:{}/en")
        ),
        "top-:urgent/0",
    ):
        query = fresh.simulator.press_outdated(ADA, one["message_id"], code)
        await fresh.simulator.wait_until(lambda query=query: fresh.simulator.answer_to(query) is not None)
        assert "not there any more" in fresh.shown(ADA, one["message_id"])["text"]
    await fresh.press(AMINA, choice, OLD)
    assert OLD not in fresh.shown(AMINA, choice["message_id"])["text"]
    listed = await fresh.ask(ADA, "/edittopics")
    assert [word for word in (OLD, "Other") if word in str(listed)] == []


async def test_what_is_no_topic_is_refused_with_the_reason(fresh: Stage):
    for text, reason in (
        (NAME, "two lines"),
        (f"{NAME}\nA\nB", "two lines"),
        ("x" * 41 + "\nA", "room for 40"),
        ("urgent CALLS\nA", "another topic with this name"),
        ("Urgent  calls\nA", "another topic with this name"),
        ("Urgent\u200b calls\nA", "another topic with this name"),
        ("<b>Calls</b>\nA", "as it stands"),
    ):
        await begun(fresh)
        refused = await fresh.ask(ADA, text)
        assert reason in refused["text"]
        assert labels(refused) == []
        await fresh.ask(ADA, "/cancel")


async def test_a_sign_that_turns_text_round_is_left_out_of_a_name_before_anybody_sees_it(fresh: Stage):
    await begun(fresh)
    preview = await fresh.ask(ADA, "Urgent\u202e, Dakar\u2069\nCalls \u202bin Dakar\u202c.")
    assert "Urgent, Dakar: Calls in Dakar." in preview["text"]
    await fresh.press(ADA, preview, "Drop it")
