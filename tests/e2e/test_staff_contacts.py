"""People to turn to are added, checked and dropped from the chat, and are shown at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.storage import dialogues
from tests.e2e.conftest import ADA, DIEGO, Stage, labels
from tests.e2e.test_acts import ANSWER, QUESTION
from tests.e2e.test_inbox import next_reply, pressed
from tests.e2e.test_owners_and_staff import joined, removed
from tests.e2e.test_subscriptions import stored
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

CRY = "police at my door"


async def asked_where(stage: Stage, text: str) -> JsonObject:
    """Ada has sent an organization; the message with the parts of the world."""
    await next_reply(stage, await stage.ask(ADA, "/contacts"), "Add one")
    return await stage.ask(ADA, text)


async def added(stage: Stage, where: JsonObject) -> JsonObject:
    """Ada has added it in Europe; what she is told."""
    preview = await pressed(stage, where, "Europe")
    assert "Who is in danger will be shown this" in preview["text"]
    return await pressed(stage, preview, "Yes, show it")


async def restarted(stage: Stage) -> None:
    await stage.stop()
    stage.start()
    await stage.until_it_listens()


async def test_a_contact_is_shown_to_who_is_in_danger_over_restarts_until_it_is_dropped(fresh: Stage):
    where = await asked_where(fresh, "Bread Aid\nes, English\nhttps://bread-aid.org/help\n+32 2 000 00 00")
    await restarted(fresh)
    assert "shown from now on" in (await added(fresh, where))["text"]
    person = await fresh.newcomer()
    told = (await fresh.ask(person, CRY))["text"]
    assert "bread-aid.org/help" in told
    assert "+32 2 000 00 00" in told
    await restarted(fresh)
    assert "bread-aid.org" in (await fresh.ask(person, CRY))["text"]
    listed = await fresh.ask(ADA, "/contacts")
    one = await pressed(fresh, listed, "Bread Aid")
    await pressed(fresh, one, "still right")
    one = await pressed(fresh, fresh.shown(ADA, listed["message_id"]), "Bread Aid")
    dropped = await pressed(fresh, one, "Drop it")
    assert "nobody is shown it" in dropped["text"]
    assert "bread-aid.org" not in (await fresh.ask(person, CRY))["text"]
    log = (await fresh.ask(ADA, "/log"))["text"]
    assert "Ada: added somebody to turn to" in log
    assert "Ada: checked a contact" in log
    assert "Ada: dropped a contact" in log
    assert "Bread" not in log


async def test_what_is_no_contact_is_refused_with_the_reason(fresh: Stage):
    for text, reason in (
        ("Bread Aid\nen", "three or four lines"),
        ("Bread Aid\nen\nhttp://bread-aid.org", "https://"),
        ("Bread Aid\nthe tongue of bakers\nhttps://bread-aid.org", "I do not know the language"),
        ("Bread Aid\nen\n112!", "digits"),
        ("Bread Aid\nen\nhttps://help.example.org/bread", "write the real one"),
        ("Bread Aid\nsp\nhttps://bread-aid.org", "I do not know the language “sp”"),
        ("Bread Aid\nen\n+1 212 555 0199", "write the real one"),
    ):
        refused = await asked_where(fresh, text)
        assert reason in refused["text"]
        assert labels(refused) == []
        await fresh.ask(ADA, "/cancel")


async def test_who_has_none_reads_it_where_they_can_be_added(fresh: Stage):
    listed = await fresh.ask(ADA, "/contacts")
    assert "No people to turn to are named yet" in listed["text"]
    assert labels(listed) == ["➕ Add one"]
    no_contacts = fresh.content.texts.text("en", "status.no_contacts")
    assert no_contacts in (await fresh.ask(ADA, "/status"))["text"]


async def test_a_text_that_comes_after_half_an_hour_is_neither_taken_nor_a_question(fresh: Stage):
    await fresh.stop()
    async with fresh.database.transaction() as connection:
        await dialogues.put(connection, DIEGO, "old", {}, fresh.clock.now() - timedelta(days=1))
    fresh.start()
    await until(lambda: stored(fresh, "dialogues") == [])  # it has tidied, and does so again in an hour
    await next_reply(fresh, await fresh.ask(ADA, "/contacts"), "Add one")
    await fresh.move_by(timedelta(minutes=31))
    assert "That is over" in (await fresh.ask(ADA, "Bread Aid\nen\nhttps://bread-aid.org"))["text"]
    assert "That is over" not in (await fresh.ask(ADA, "what is the compact"))["text"]


async def test_of_who_was_removed_or_begins_a_broadcast_nothing_is_awaited(fresh: Stage):
    ben = await joined(fresh)
    await fresh.simulator.wait_for_message(ADA, containing="opened your link")
    await next_reply(fresh, await fresh.ask(ADA, "/contacts"), "Add one")
    await fresh.ask(ADA, "/broadcast")
    said = fresh.simulator.say(ADA, "Bread Aid\nen\nhttps://bread-aid.org")
    await fresh.simulator.wait_for_message(ADA, said, containing="Shall I send it?")
    await fresh.press(ben, await fresh.ask(ben, "/contacts"), "Add one")
    await removed(fresh)
    assert ANSWER in (await fresh.ask(ben, QUESTION))["text"]
