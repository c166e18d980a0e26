"""What counts as an admin's word, what becomes of a draft on a bad day, and what may not hold up a reply."""

import sqlite3
from pathlib import Path

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from tests.e2e.conftest import ADA, ALONE, AMINA, Stage, code_of, labels
from tests.e2e.test_acts import ANSWER, ONLY_TEXT, PHOTO, QUESTION, replies
from tests.e2e.test_subscriptions import stored

pytestmark = pytest.mark.asyncio(loop_scope="module")

FRIGHTENING = "Police raid tomorrow in the market, stay home"
ASKED, KEPT, SORRY = "Shall I send it?", "Your text is kept", "something went wrong on my side"
ALERT = "⚠️"  # it may come before the reply or after it
OTHER_BOT: JsonObject = {"id": 777_888, "is_bot": True, "first_name": "Other", "username": "other_bot"}
FORWARDED: JsonObject = {
    "forward_origin": {
        "type": "user",
        "date": 1,
        "sender_user": {"id": AMINA, "is_bot": False, "first_name": "Amina"},
    }
}


async def spoil(stage: Stage, statement: str) -> None:
    """Something happens to the bot's database while the bot is restarted."""
    await stage.stop()
    connection = sqlite3.connect(Path(stage.settings.database_url.removeprefix("sqlite:///")))
    try:
        connection.execute(statement)
        connection.commit()
    finally:
        connection.close()
    stage.start()


# what counts as an admin's word


async def test_a_command_that_an_admin_did_not_write_is_no_command(fresh: Stage):
    unknown = (await fresh.ask(ADA, "/nosuchcommand"))["text"]
    of_an_older_server = {"forward_date": 1, "forward_sender_name": "Amina"}
    fresh.simulator.send(ADA, "/halt", further={"sender_business_bot": OTHER_BOT})  # a program: no answer
    for further in (FORWARDED, {"via_bot": OTHER_BOT}, of_an_older_server):
        for command in ("broadcast", "halt", "sent"):
            sent = fresh.simulator.send(ADA, f"/{command}", further=further)
            reply = await fresh.simulator.wait_for_message(ADA, after_message_id=sent)
            assert reply["text"] == unknown, (command, further)
    assert "paused" not in (await fresh.ask(ADA, "/status"))["text"]


async def test_a_halt_under_a_picture_or_by_an_edit_halts_and_other_commands_need_a_new_message(fresh: Stage):
    sent = fresh.simulator.send(ADA, "/halt", PHOTO)
    await fresh.simulator.wait_for_message(ADA, after_message_id=sent, containing="sending is paused")
    await fresh.ask(ADA, "/resume")
    said = fresh.simulator.say(ADA, "/hal")
    await fresh.simulator.wait_for_message(ADA, after_message_id=said)
    fresh.simulator.edit(ADA, said, "/halt")
    await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing="sending is paused")
    fresh.simulator.edit(ADA, said, "/resume")
    assert "paused" in (await fresh.ask(ADA, "/status"))["text"]


# a draft on a bad day


async def test_a_draft_whose_preview_fails_at_first_is_previewed_and_never_answered(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    for fault in (
        Fault("too_many_requests", "sendMessage", ADA, times=1, retry_after=1),
        Fault("server_error", "sendMessage", ADA, times=1),
        Fault("drop_before", "sendMessage", ADA, times=1),
    ):
        fresh.simulator.set_faults([fault])
        said = fresh.simulator.say(ADA, FRIGHTENING)
        await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing=ASKED)
        shown, asked = await replies(fresh, ADA, said)
        assert shown.startswith(FRIGHTENING), fault
        assert ASKED in asked, fault
    assert stored(fresh, "missed_questions") == []


async def test_who_cannot_be_shown_a_draft_hears_that_it_was_kept_and_sees_it_later(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    fresh.simulator.set_faults(
        [Fault("bad_request", "sendMessage", ADA, times=1, reason="something never heard of")]
    )
    said = fresh.simulator.say(ADA, FRIGHTENING)
    (word,) = await replies(fresh, ADA, said)
    assert KEPT in word
    again = fresh.simulator.say(ADA, "/broadcast")
    shown, asked = await replies(fresh, ADA, again)
    assert shown.startswith(FRIGHTENING)
    assert ASKED in asked
    assert stored(fresh, "missed_questions") == []


@ALONE
async def test_a_draft_that_the_database_does_not_take_is_never_answered(stage: Stage):
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    for statement, text in (
        ("CREATE TRIGGER t BEFORE UPDATE ON drafts BEGIN SELECT RAISE(ABORT, 'no'); END", FRIGHTENING),
        ("ALTER TABLE drafts RENAME TO away", QUESTION),
    ):
        await spoil(stage, statement)
        said = stage.simulator.say(ADA, text)
        words = await replies(stage, ADA, said)
        assert [SORRY in word for word in words if not word.startswith(ALERT)] == [True], statement
    assert stored(stage, "missed_questions") == []


async def test_an_album_in_a_draft_is_one_act_and_an_edit_of_another_message_none(fresh: Stage):
    earlier = fresh.simulator.say(ADA, "what is the compact")
    await fresh.simulator.wait_for_message(ADA, after_message_id=earlier)
    await fresh.ask(ADA, "/broadcast")
    sent = [fresh.simulator.send(ADA, "", PHOTO, further={"media_group_id": "7"}) for _ in range(5)]
    await fresh.simulator.wait_for_message(ADA, after_message_id=sent[-1])
    (word,) = await replies(fresh, ADA, sent[0])
    assert "only one picture can go with a text" in word
    opened = fresh.last(ADA)["message_id"]
    fresh.simulator.edit(ADA, earlier, FRIGHTENING)
    assert await replies(fresh, ADA, opened) == []


async def test_an_admin_without_a_draft_is_answered_as_everybody(fresh: Stage):
    said = fresh.simulator.say(ADA, "what is the compact")
    await fresh.simulator.wait_for_message(ADA, after_message_id=said)
    fresh.simulator.edit(ADA, said, QUESTION)
    await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing=ANSWER)
    sent = fresh.simulator.send(ADA, "", PHOTO)
    await fresh.simulator.wait_for_message(ADA, after_message_id=sent, containing=ONLY_TEXT)


# what may not hold up a reply


@ALONE
async def test_a_menu_that_cannot_be_set_holds_up_no_greeting(stage: Stage, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", "bot")

    def menus() -> int:
        return len(stage.simulator.calls("setMyCommands"))

    await stage.simulator.wait_until(lambda: menus() == 5)  # everybody's, in each language
    stage.simulator.set_faults([Fault("too_many_requests", "setMyCommands", retry_after=900)])
    hello = await stage.begin(ADA)
    assert "Welcome" in hello["text"]
    await stage.ask(ADA, "/help")
    await stage.simulator.wait_until(lambda: menus() == 6)
    lines = [record for record in caplog.records if record.message == "beside.failed"]
    assert len(lines) == 1
    stage.simulator.set_faults([])
    for _ in range(3):
        await stage.begin(ADA)
        await stage.simulator.wait_until(lambda: menus() == 6 + 5)
    await stage.ask(ADA, "/help")
    assert menus() == 6 + 5


async def test_a_press_whose_acknowledgement_hangs_is_answered(fresh: Stage):
    await fresh.begin(AMINA)
    answer = await fresh.ask(AMINA, QUESTION)
    fresh.simulator.set_faults([Fault("hang", "answerCallbackQuery")])
    fresh.simulator.press(AMINA, answer["message_id"], code_of(answer, labels(answer)[0]))
    shown = await fresh.simulator.wait_for_message(AMINA, after_message_id=answer["message_id"])
    fresh.simulator.press(AMINA, shown["message_id"], code_of(shown, labels(shown)[0]))
    await fresh.simulator.wait_for_message(AMINA, after_message_id=shown["message_id"])
