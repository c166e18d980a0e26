"""/stats and /count: what staff see of how it goes."""

from __future__ import annotations

from importlib.util import find_spec

from bot.app.charts import LIBRARY
from tests.e2e.conftest import ADA, Stage
from tests.e2e.test_acts import QUESTION
from tests.e2e.test_broadcasts import broadcasts_to, draft

MEMBERS = 6


async def test_staff_see_subscribers_questions_and_what_became_of_an_announcement_and_then_a_picture(
    stage: Stage,
):
    await stage.begin(ADA)
    members = [await stage.newcomer() for _ in range(MEMBERS)]
    for member in members:
        await stage.ask(member, "/subscribe urgent")
        await stage.ask(member, QUESTION)
    await stage.ask(members[0], "what about my cousin's xylophone lessons")
    preview = await draft(stage)
    await stage.press(ADA, preview, f"Send to {MEMBERS}")
    for member in members:
        await stage.simulator.wait_until(lambda member=member: broadcasts_to(stage, member) != [])
    await stage.simulator.wait_until(lambda: "Finished" in stage.shown(ADA, preview["message_id"])["text"])
    await stage.ask(members[0], "/stop")
    words = await stage.ask(ADA, "/stats")
    text = words["text"]
    assert f"Subscribers now: {MEMBERS - 1}" in text
    assert f"Urgent calls: {MEMBERS - 1}" in text
    assert f"answered: {MEMBERS} · without an answer: fewer than 5" in text
    assert f"sent: {MEMBERS} · out of reach: fewer than 5 · left within a day: fewer than 5" in text
    if find_spec(LIBRARY):  # the extra `charts`
        picture = await stage.simulator.wait_for_message(ADA, words["message_id"])
        assert picture["caption"] == "The last 90 days"
        assert max(size["width"] for size in picture["photo"]) == 1080
    assert (await stage.ask(ADA, "/count"))["text"].startswith(f"Subscribers: {MEMBERS - 1}. ")
