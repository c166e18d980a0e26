"""One announcement in several languages, the minute before it leaves, and what the preview warns of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.builders import join
from tests.e2e.conftest import ADA, ALONE, AMINA, DIEGO, QUICK, Stage, labels, staged
from tests.e2e.test_broadcasts import TEXT, broadcasts_to, draft

pytestmark = pytest.mark.asyncio(loop_scope="module")

SPANISH = "La votación es el viernes"
PREVIEW = "Shall I send it?"


async def add(stage: Stage, preview: JsonObject, language: str, text: str) -> JsonObject:
    """Adds a text in another language; the new preview."""
    await stage.press(ADA, preview, f"Add the text in {language}")
    asked = await stage.simulator.wait_for_message(ADA, containing=f"in this language now: {language}")
    said = stage.simulator.say(ADA, text)
    assert said > asked["message_id"]
    return await stage.simulator.wait_for_message(ADA, after_message_id=said, containing=PREVIEW)


async def subscribed(stage: Stage, language: str) -> int:
    """Somebody who gets urgent calls."""
    person = stage.simulator.create_user(language_code=language, started=True)
    await join(stage.database, [person], "urgent", language=language)
    return person


async def test_everybody_gets_the_text_in_their_language_and_others_the_first_one(fresh: Stage):
    amina, diego, fatou = [await subscribed(fresh, language) for language in ("en", "es", "fr")]
    preview = await add(fresh, await draft(fresh), "español", SPANISH)
    assert "español: 1" in preview["text"]
    assert "français: 1, who get the text in English" in preview["text"]
    await fresh.press(ADA, preview, "Send to 3 subscribers of “Urgent")
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])
    assert [len(broadcasts_to(fresh, person)) for person in (amina, diego, fatou)] == [1, 0, 1]
    assert len(broadcasts_to(fresh, diego, SPANISH)) == 1


async def test_the_preview_shows_every_text(fresh: Stage):
    preview = await add(fresh, await draft(fresh), "español", SPANISH)
    shown = [m["text"] for m in fresh.simulator.messages(ADA) if m["is_outgoing"]][-3:]
    assert shown[0].startswith(TEXT)
    assert shown[1].startswith(SPANISH)
    assert not [label for label in labels(preview) if "español" in label]


async def test_an_edit_of_one_text_leaves_the_others(fresh: Stage):
    diego = await subscribed(fresh, "es")
    await fresh.ask(ADA, "/broadcast")
    first = fresh.simulator.say(ADA, "The vote is on Frday")
    preview = await fresh.simulator.wait_for_message(ADA, after_message_id=first, containing=PREVIEW)
    await add(fresh, preview, "español", SPANISH)
    before = fresh.last(ADA)["message_id"]
    fresh.simulator.edit(ADA, first, "The vote is on Friday")
    preview = await fresh.simulator.wait_for_message(ADA, after_message_id=before, containing=PREVIEW)
    await fresh.press(ADA, preview, "Send to")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, diego, SPANISH) != [])


async def test_a_confirmation_dies_when_a_language_is_added(fresh: Stage):
    await subscribed(fresh, "en")
    first = await draft(fresh)
    await add(fresh, first, "español", SPANISH)
    await fresh.press(ADA, first, "Send to")
    assert "out of date" in fresh.shown(ADA, first["message_id"])["text"]


async def test_the_text_behind_the_command_is_the_draft(fresh: Stage):
    said = fresh.simulator.say(ADA, "/broadcast Please come on Saturday")
    await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing=PREVIEW)
    assert len(broadcasts_to(fresh, ADA, "Please come on Saturday")) == 1
    assert not broadcasts_to(fresh, ADA, "/broadcast Please")


async def test_a_button_that_changes_whom_it_is_for_says_that_it_shows(fresh: Stage):
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Change who gets it")
    shown = fresh.shown(ADA, preview["message_id"])
    assert "They send nothing." in shown["text"]
    others = [label for label in labels(shown) if "instead" in label]
    assert others
    assert all(label.startswith("Show it for") for label in others)


@pytest.fixture
async def waiting(migrated_sqlite_url, content, learned):
    """A bot that waits for a minute, as it does for real."""
    waits = replace(QUICK, broadcast_held=60.0)
    async with staged(migrated_sqlite_url, content, learned, waits) as made:
        yield made


@ALONE
async def test_what_is_confirmed_waits_and_can_be_stopped_before_anybody_has_it(waiting: Stage):
    await waiting.subscribe(AMINA, "urgent")
    await waiting.begin(ADA)
    preview = await draft(waiting)
    await waiting.press(ADA, preview, "Send to")
    shown = waiting.shown(ADA, preview["message_id"])
    assert "It goes out in 1 minute, to 1 subscriber" in shown["text"]
    await waiting.press(ADA, shown, "Stop")
    await waiting.ask(ADA, "/status")
    assert broadcasts_to(waiting, AMINA) == []


@ALONE
async def test_who_is_certain_sends_it_now(waiting: Stage):
    await waiting.subscribe(AMINA, "urgent")
    await waiting.begin(ADA)
    preview = await draft(waiting)
    await waiting.press(ADA, preview, "Send to")
    await waiting.press(ADA, waiting.shown(ADA, preview["message_id"]), "Send it now")
    await waiting.simulator.wait_until(lambda: broadcasts_to(waiting, AMINA) != [])
    assert len(broadcasts_to(waiting, AMINA)) == 1


async def test_while_all_is_paused_preview_and_progress_say_so_first(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.ask(ADA, "/halt")
    preview = await draft(fresh)
    assert preview["text"].startswith("⛔ All sending is paused.")
    await fresh.press(ADA, preview, "Send to")
    assert fresh.shown(ADA, preview["message_id"])["text"].startswith("Paused: it goes out after /resume.")
    await fresh.ask(ADA, "/resume")
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])


async def test_the_preview_warns_of_what_looks_like_a_slip(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    preview = await draft(fresh, "what is the compact?")
    assert "looks like a question" in preview["text"]
    await fresh.press(ADA, preview, "Send to")
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])
    again = await draft(fresh, "what is the compact?")
    assert "sent less than two days ago" in again["text"]
    await fresh.ask(ADA, "/halt")
    await fresh.press(ADA, again, "Send to")
    stopped = await draft(fresh, "Something else")
    assert "Another message is still going out" in stopped["text"]
    await fresh.press(ADA, stopped, "Send to")
    await fresh.press(ADA, fresh.shown(ADA, stopped["message_id"]), "Stop sending")
    assert "sent less than two days ago" not in (await draft(fresh, "Something else"))["text"]
    assert broadcasts_to(fresh, DIEGO) == []
