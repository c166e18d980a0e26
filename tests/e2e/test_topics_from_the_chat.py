"""Staff make a topic in the chat; people choose it and get what is sent to it, until staff end it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage, labels
from tests.e2e.test_inbox import next_reply, pressed
from tests.e2e.test_owners_and_staff import previewed

NAME, GETS = "Calls: Andalucía", "Calls for people in Andalucía."
ID = "calls-andalucia"


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


async def sent_to_it(stage: Stage, text: str) -> JsonObject:
    """Ada sends a text to the topic; the message that shows its progress."""
    preview = await previewed(stage, ADA, text)
    whom = await pressed(stage, preview, "Change who gets it")
    aimed = await pressed(stage, whom, NAME)
    back = await next_reply(stage, aimed, "Back to the preview")
    preview = await stage.simulator.wait_for_message(
        ADA, after_message_id=back["message_id"] - 1, containing="Shall I send it?"
    )
    await stage.press(ADA, preview, "Send to")
    return preview


async def test_a_topic_is_made_chosen_used_renamed_and_ended(stage: Stage):
    await stage.subscribe(DIEGO, "urgent")
    told = await made(stage)
    assert NAME in told["text"]
    assert labels(told) == ["◀ All topics"]

    choice = await stage.ask(AMINA, "/subscribe")
    assert f"{NAME}: {GETS}" in choice["text"]
    await stage.press(AMINA, choice, NAME)
    assert f"✅ {NAME}" in stage.shown(AMINA, choice["message_id"])["text"]
    assert NAME in (await stage.ask(AMINA, "/mydata"))["text"]
    assert NAME in (await stage.ask(ADA, "/count"))["text"]

    preview = await sent_to_it(stage, "Come to the market")
    arrived = await stage.simulator.wait_for_message(AMINA, containing="Come to the market")
    assert NAME in arrived["text"]
    assert not any("market" in m["text"] for m in stage.simulator.messages(DIEGO))
    await stage.simulator.wait_until(lambda: "1 sent" in stage.shown(ADA, preview["message_id"])["text"])

    one = await opened(stage)
    await next_reply(stage, one, "Change the text in English")
    await pressed(stage, await stage.ask(ADA, f"Calls: South\n{GETS}"), "Yes, use it")
    assert "✅ Calls: South" in (await stage.ask(AMINA, "/subscribe"))["text"]

    choice = await pressed(stage, await opened(stage, "Calls: South"), "End this topic")
    assert "1 chat has chosen “Calls: South”" in choice["text"]
    question = await pressed(stage, choice, "“Urgent calls” in its place")
    assert "From now on you get “Urgent calls” in its place" in question["text"]
    said = await pressed(stage, question, "Yes, end")
    assert "In two minutes I tell 1 chat" in said["text"]
    assert "South" not in (await stage.ask(AMINA, "/subscribe"))["text"]
    await begun(stage)
    assert "another topic with this name" in (await stage.ask(ADA, f"Calls: South\n{GETS}"))["text"]
    await stage.ask(ADA, "/cancel")
    assert "Taken back" in (await pressed(stage, said, "Take it back"))["text"]
    assert "✅ Calls: South" in (await stage.ask(AMINA, "/subscribe"))["text"]
    await ended(stage, await asked_to_end(stage, "“Urgent calls” in its place", "Calls: South"))
    word = await stage.simulator.wait_for_message(AMINA, containing="has ended")
    assert "“Calls: South” has ended. From now on you get “Urgent calls”" in word["text"]
    (call,) = [each for each in stage.simulator.calls("sendMessage") if "has ended" in str(each)]
    assert "disable_notification" in str(call)
    after = (await stage.ask(AMINA, "/subscribe"))["text"]
    assert "South" not in after
    assert "✅ Urgent calls" in after
    log = (await stage.ask(ADA, "/log"))["text"]
    for act in (
        "made a topic",
        "changed the text of a topic",
        "ended a topic, and gave 1 chat another one",
        "took back what was put in",
    ):
        assert f"Ada: {act}" in log
    assert "Calls" not in log


async def test_a_topic_outlives_a_restart_and_so_does_what_was_begun(stage: Stage):
    await begun(stage)
    preview = await stage.ask(ADA, f"{NAME}\n{GETS}")
    await stage.stop()
    stage.start()
    await stage.until_it_listens()
    await pressed(stage, preview, "Yes, use it")
    await stage.subscribe(AMINA, ID)
    await stage.stop()
    stage.start()
    await stage.until_it_listens()
    assert f"✅ {NAME}" in (await stage.ask(AMINA, "/subscribe"))["text"]


async def test_who_gets_nothing_in_its_place_is_told_in_their_language(stage: Stage):
    await begun(stage)
    preview = await stage.ask(ADA, f"{NAME}\n{GETS}")
    await next_reply(stage, preview, "Add the text in français")
    await pressed(stage, await stage.ask(ADA, "Appels : Andalousie\nDes appels."), "Yes, use it")
    await stage.subscribe(AMINA, ID)
    fatou = await stage.newcomer("fr")
    assert "Appels : Andalousie" in (await stage.ask(fatou, f"/subscribe {ID}"))["text"]
    said = await ended(stage, await asked_to_end(stage, "Nothing in its place"))
    assert "I tell 2 chats" in said["text"]
    word = await stage.simulator.wait_for_message(fatou, containing="a pris fin")
    assert "Appels : Andalousie" in word["text"]
    await stage.simulator.wait_for_message(AMINA, containing=f"“{NAME}” has ended. You get nothing more")
    assert "What would you like" in (await stage.ask(AMINA, "/subscribe"))["text"]


async def test_it_cannot_end_while_something_waits_to_go_out_to_it(stage: Stage):
    await made(stage)
    await stage.subscribe(AMINA, ID)
    question = await asked_to_end(stage, "Nothing in its place")
    await stage.ask(ADA, "/halt")
    await sent_to_it(stage, "Come")
    assert "It cannot end now" in (await pressed(stage, question, "Yes, end"))["text"]
    assert "It cannot end now" in (await pressed(stage, await opened(stage), "End this topic"))["text"]
    assert f"✅ {NAME}" in (await stage.ask(AMINA, "/subscribe"))["text"]


async def test_a_topic_made_while_writing_a_draft_can_be_chosen_for_it_at_once(stage: Stage):
    await stage.begin(ADA)
    preview = await previewed(stage, ADA, "Come to the market")
    whom = await pressed(stage, preview, "Change who gets it")
    await next_reply(stage, whom, "New topic")
    told = await pressed(stage, await stage.ask(ADA, f"{NAME}\n{GETS}"), "Yes, use it")
    aimed = await pressed(stage, told, f"Show it for “{NAME}”")
    assert f"As it is now: 0 subscribers of “{NAME}”" in aimed["text"]
    back = await next_reply(stage, aimed, "Back to the preview")
    preview = await stage.simulator.wait_for_message(
        ADA, after_message_id=back["message_id"] - 1, containing="Shall I send it?"
    )
    said = await pressed(stage, await asked_to_end(stage, "Nothing in its place"), "Yes, end")
    refused = await pressed(stage, preview, "Send to")
    assert "was for has ended" in refused["text"]
    assert "a topic that is gone" in (await pressed(stage, refused, "Change who gets it"))["text"]
    assert "was for has ended" in (await stage.ask(ADA, "/broadcast"))["text"]
    await pressed(stage, said, "Take it back")
    await stage.ask(ADA, "/broadcast")
    await stage.simulator.wait_for_message(ADA, containing=f"of “{NAME}”")


async def test_old_buttons_of_a_topic_that_has_ended_change_nothing(stage: Stage):
    await made(stage)
    await stage.subscribe(AMINA, ID)
    choice = await stage.ask(AMINA, "/subscribe")
    question, one = await asked_to_end(stage, "Nothing in its place"), await opened(stage)
    await next_reply(stage, one, "Change the text in English")
    rename = await stage.ask(ADA, f"Other\n{GETS}")
    said = await ended(stage, question)
    await stage.simulator.wait_for_message(AMINA, containing="has ended")
    assert "not there any more" in (await pressed(stage, said, "Take it back"))["text"]
    assert "not there any more" in (await pressed(stage, rename, "Yes, use it"))["text"]
    for code in (f"top-:{ID}/0", f"top?:{ID}", f"top~:{ID}/0", f"top:{ID}", f"top=:{ID}/en", "top-:urgent/0"):
        query = stage.simulator.press_outdated(ADA, one["message_id"], code)
        await stage.simulator.wait_until(lambda query=query: stage.simulator.answer_to(query) is not None)
        assert "not there any more" in stage.shown(ADA, one["message_id"])["text"]
    await stage.press(AMINA, choice, NAME)
    assert NAME not in stage.shown(AMINA, choice["message_id"])["text"]
    assert "✍️" not in (await stage.ask(ADA, "/edittopics"))["text"].partition("\n\n")[2]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (NAME, "two lines"),
        (f"{NAME}\nA\nB", "two lines"),
        ("x" * 41 + "\nA", "room for 40"),
        ("urgent CALLS\nA", "another topic with this name"),
        ("<b>Calls</b>\nA", "as it stands"),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_no_topic_is_refused_with_the_reason(one_bot: Stage, text: str, reason: str):
    await begun(one_bot)
    refused = await one_bot.ask(ADA, text)
    assert reason in refused["text"]
    assert labels(refused) == []
    await one_bot.ask(ADA, "/cancel")
