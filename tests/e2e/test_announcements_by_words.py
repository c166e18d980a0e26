"""Staff know an announcement by its words: in /status, in the question of /cancel and on every button."""

from __future__ import annotations

import pytest

from tests.builders import join
from tests.e2e.conftest import ADA, AMINA, Stage, labels
from tests.e2e.test_broadcasts import TEXT, draft
from tests.e2e.test_owners_and_staff import link

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_status_says_words_topic_time_and_how_far_it_is_in_the_readers_language(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to")
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])
    status = await fresh.ask(ADA, "/status")
    assert f"broadcast “{TEXT}” to Urgent" in status["text"]
    assert "Finished. Messages handled: 1 of 1" in status["text"]
    assert "date_time" in [entity["type"] for entity in status["entities"]]
    ben = fresh.simulator.create_user(first_name="Ben", language_code="es")
    await fresh.ask(ben, await link(fresh))
    assert f"envío “{TEXT}” para Llamados" in (await fresh.ask(ben, "/status"))["text"]


async def test_cancel_asks_which_and_its_buttons_carry_words(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.ask(ADA, "/halt")
    for text in ("Police in the market, please stay at home today", "الاجتماع يوم الجمعة"):
        await fresh.press(ADA, await draft(fresh, text), "Send to")
    asked = await fresh.ask(ADA, "/cancel")
    assert asked["text"].startswith("Which of these shall I stop?")
    assert labels(asked)[1] == "Stop No. 1: Police in the market, please…"
    assert "الاجتماع يوم الجمعة" in labels(asked)[0]
    await fresh.press(ADA, asked, "Police")
    stopped = await fresh.simulator.wait_for_message(
        ADA, after_message_id=asked["message_id"], containing="Stopped."
    )
    assert "“Police in the market, please stay at home today”" in stopped["text"]
    status = (await fresh.ask(ADA, "/status"))["text"]
    assert "Paused: it goes out after /resume. Messages handled: 0 of 1" in status
    assert "Stopped. Messages handled: 1 of 1" in status
