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


async def test_everybody_gets_the_previewed_text_in_their_language_and_others_the_first_one(fresh: Stage):
    amina, diego, fatou = [await subscribed(fresh, language) for language in ("en", "es", "fr")]
    first = await draft(fresh)
    preview = await add(fresh, first, "español", SPANISH)
    shown = [m["text"] for m in fresh.simulator.messages(ADA) if m["is_outgoing"]][-3:-1]
    assert [shown[0].startswith(TEXT), shown[1].startswith(SPANISH)] == [True, True]
    assert not [label for label in labels(preview) if "español" in label]
    assert "español: 1" in preview["text"]
    assert "français: 1, who get the text in English" in preview["text"]
    await fresh.press(ADA, first, "Send to")
    assert "out of date" in fresh.shown(ADA, first["message_id"])["text"]
    await fresh.press(ADA, preview, "Send to 3 subscribers of “Urgent")
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])
    assert [len(broadcasts_to(fresh, person)) for person in (amina, diego, fatou)] == [1, 0, 1]
    assert len(broadcasts_to(fresh, diego, SPANISH)) == 1


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


@pytest.fixture
async def waiting(migrated_sqlite_url, content, learned):
    """A bot that waits for a minute, as it does for real."""
    waits = replace(QUICK, broadcast_held=60.0)
    async with staged(migrated_sqlite_url, content, learned, waits) as made:
        yield made


@ALONE
async def test_what_is_confirmed_waits_and_can_be_stopped_or_sent_now_before_anybody_has_it(waiting: Stage):
    await waiting.subscribe(AMINA, "urgent")
    await waiting.begin(ADA)
    preview = await draft(waiting)
    await waiting.press(ADA, preview, "Send to")
    shown = waiting.shown(ADA, preview["message_id"])
    assert "It goes out in 1 minute, to 1 subscriber" in shown["text"]
    await waiting.press(ADA, shown, "Stop")
    await waiting.ask(ADA, "/status")
    assert broadcasts_to(waiting, AMINA) == []
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
