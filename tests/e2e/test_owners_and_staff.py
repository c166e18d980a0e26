"""Owners add and remove staff in the chat, and staff can do all but that."""

from __future__ import annotations

import sqlite3

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.builders import join
from tests.e2e.conftest import ADA, ALONE, AMINA, DIEGO, Stage, labels
from tests.e2e.test_acts import ANSWER, QUESTION, replies
from tests.e2e.test_staff import FORWARDED
from tests.e2e.test_subscriptions import stored
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def link(stage: Stage) -> str:
    """A new link of Ada's, as the words that opening it sends."""
    listed = await stage.ask(ADA, "/staff")
    await stage.press(ADA, listed, "Add somebody")
    shown = await stage.simulator.wait_for_message(
        ADA, after_message_id=listed["message_id"], containing="?start="
    )
    return "/start " + shown["text"].partition("?start=")[2].split()[0]


async def joined(stage: Stage) -> int:
    """Somebody who opened a link."""
    ben = stage.simulator.create_user(first_name="Ben")
    assert "You work with this bot now" in (await stage.ask(ben, await link(stage)))["text"]
    return ben


async def test_who_opens_a_link_is_one_of_the_staff_and_the_owner_hears_so(fresh: Stage):
    """Once, and also after a restart."""
    opening = await link(fresh)
    ben, cat = fresh.simulator.create_user(first_name="Ben"), await fresh.newcomer()
    assert "You work with this bot now" in (await fresh.ask(ben, opening))["text"]
    told = await fresh.simulator.wait_for_message(ADA, containing="opened your link")
    assert "Ben" in told["text"]
    assert "Ben, added by Ada" in (await fresh.ask(ADA, "/staff"))["text"]
    assert "does not work any more" in (await fresh.ask(cat, opening))["text"]
    await fresh.stop()
    fresh.start()
    await fresh.until_it_listens()
    assert "/broadcast" in (await fresh.ask(ben, "/help"))["text"]
    assert "/broadcast" not in (await fresh.ask(cat, "/help"))["text"]


async def test_a_link_that_was_forwarded_edited_in_or_sent_to_a_group_makes_nobody_staff(fresh: Stage):
    opening = await link(fresh)
    said = fresh.simulator.say(AMINA, "hello")
    hello = await fresh.simulator.wait_for_message(AMINA, after_message_id=said)
    fresh.simulator.send(AMINA, opening, further=FORWARDED)
    await fresh.until_handled()
    assert await replies(fresh, AMINA, hello["message_id"]) == []
    group = fresh.simulator.create_group("Organizers", [AMINA], bot_status="administrator")
    fresh.simulator.say(AMINA, opening.replace("/start", "/start@compact_bot"), chat_id=group)
    fresh.simulator.edit(AMINA, said, opening)
    await fresh.until_handled()
    assert "/broadcast" not in (await fresh.ask(AMINA, "/help"))["text"]


async def test_what_one_of_the_staff_sends_stands_in_the_log(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    ben = await joined(fresh)
    preview = await previewed(fresh, ben, "Come on Friday")
    await fresh.press(ben, preview, "Send to")
    await fresh.ask(ben, "/halt")
    log = (await fresh.ask(ADA, "/log"))["text"]
    assert "Ben: sent No. 1 to 1 subscriber" in log
    assert "Ben: paused all sending" in log
    assert "Ada: added Ben" in log
    assert "Come" not in log


async def removed(stage: Stage) -> None:
    """Ada removes Ben."""
    listed = await stage.ask(ADA, "/staff")
    await stage.press(ADA, listed, "Remove Ben")
    await stage.press(ADA, stage.shown(ADA, listed["message_id"]), "Remove Ben")


async def previewed(stage: Stage, person: int, text: str) -> JsonObject:
    """The question under the draft that somebody writes behind the command."""
    said = stage.simulator.say(person, f"/broadcast {text}")
    return await stage.simulator.wait_for_message(
        person, after_message_id=said, containing="Shall I send it?"
    )


async def test_a_link_that_two_open_at_once_makes_one_of_them_staff(fresh: Stage):
    opening = await link(fresh)
    two = [fresh.simulator.create_user(first_name=name) for name in ("Ben", "Cat")]
    sent = fresh.simulator.say_all([(person, opening) for person in two])
    said = [
        (await fresh.simulator.wait_for_message(person, after_message_id=message_id))["text"]
        for person, message_id in zip(two, sent, strict=True)
    ]
    assert sorted("You work with this bot now" in text for text in said) == [False, True]
    await fresh.simulator.wait_for_message(ADA, containing="opened your link")
    assert (await fresh.ask(ADA, "/staff"))["text"].count("added by") == 1


async def test_of_two_who_confirm_the_same_text_the_second_is_told_before_it_goes_out_twice(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    ben = await joined(fresh)
    of_ada, of_ben = [await previewed(fresh, person, "Come on Friday") for person in (ADA, ben)]
    await fresh.press(ADA, of_ada, "Send to")
    await fresh.press(ben, of_ben, "Send to")
    anew = await fresh.simulator.wait_for_message(
        ben, after_message_id=of_ben["message_id"], containing="Shall I send it?"
    )
    assert "same text" in anew["text"]
    assert "out of date" in fresh.shown(ben, of_ben["message_id"])["text"]
    assert len(stored(fresh, "announcements")) == 1
    await fresh.press(ben, anew, "Send to")
    assert len(stored(fresh, "announcements")) == 2


async def test_who_was_removed_is_nobody_special_and_who_comes_back_has_no_draft_and_no_old_button(
    fresh: Stage,
):
    await join(fresh.database, [AMINA], "urgent")
    ben = await joined(fresh)
    preview = await previewed(fresh, ben, "Come on Friday")
    listed = await fresh.ask(ADA, "/staff")
    await fresh.press(ADA, listed, "Remove Ben")
    asked = fresh.shown(ADA, listed["message_id"])
    assert "Remove Ben?" in asked["text"]
    await fresh.press(ADA, asked, "Remove Ben")
    without = fresh.shown(ADA, listed["message_id"])
    assert "Remove Ben" not in labels(without)
    assert "not gone out yet" not in without["text"]
    await fresh.press(ben, preview, "Send to")
    assert fresh.shown(ben, preview["message_id"])["text"] == preview["text"]
    assert ANSWER in (await fresh.ask(ben, QUESTION))["text"]  # and the draft takes it for no text of its own
    unknown = (await fresh.ask(ben, "/nosuchcommand"))["text"]
    assert (await fresh.ask(ben, "/log"))["text"] == unknown
    assert "You work with this bot now" in (await fresh.ask(ben, await link(fresh)))["text"]
    assert ANSWER in (await fresh.ask(ben, QUESTION))["text"]
    await fresh.press(ben, preview, "Send to")
    assert "out of date" in fresh.shown(ben, preview["message_id"])["text"]
    assert stored(fresh, "announcements") == []


async def test_who_removes_somebody_hears_what_they_confirmed_that_still_goes_out(fresh: Stage):
    """Else a text of an account that was stolen goes out tomorrow, and the owner thinks it cannot."""
    await join(fresh.database, [AMINA], "urgent")
    ben = await joined(fresh)
    await fresh.ask(ADA, "/halt")
    preview = await previewed(fresh, ben, "Come on Friday")
    await fresh.press(ben, preview, "Send to")
    await removed(fresh)
    assert "not gone out yet" in fresh.last(ADA)["text"]
    assert "Come on Friday" in (await fresh.ask(ADA, "/status"))["text"]


async def test_who_was_removed_is_shown_no_further_progress(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    ben = await joined(fresh)
    await fresh.ask(ben, "/halt")
    preview = await previewed(fresh, ben, "Come on Friday")
    await fresh.press(ben, preview, "Send to")
    await removed(fresh)
    await fresh.ask(ADA, "/resume")
    await fresh.simulator.wait_for_message(AMINA, containing="Come on Friday")
    await until(lambda: not is_watched(fresh))
    assert "Paused" in fresh.shown(ben, preview["message_id"])["text"]


@ALONE
async def test_an_owner_who_is_taken_out_of_the_settings_is_nobody_special(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    opening = await link(stage)
    preview = await previewed(stage, ADA, "Come on Friday")
    await stage.stop()
    everybodys = stage.simulator.commands(AMINA)
    assert stage.simulator.commands(ADA) != everybodys
    stage.settings = stage.settings.model_copy(update={"admins": (DIEGO,)})
    stage.start()
    await stage.until_it_listens()
    await stage.simulator.wait_until(lambda: stage.simulator.commands(ADA) == everybodys)
    await stage.press(ADA, preview, "Send to")
    assert ANSWER in (await stage.ask(ADA, QUESTION))["text"]
    assert "does not work any more" in (await stage.ask(AMINA, opening))["text"]
    assert stored(stage, "announcements") == []


def is_watched(stage: Stage) -> bool:
    """Whether the progress of an announcement is shown anywhere."""
    connection = sqlite3.connect(stage.settings.database_url.removeprefix("sqlite:///"))
    try:
        found = connection.execute("SELECT 1 FROM announcements WHERE report_message_id IS NOT NULL")
        return found.fetchone() is not None
    finally:
        connection.close()
