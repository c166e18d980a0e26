"""A broadcast that leaves later, and one that is paused while it goes out."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from tests.builders import join
from tests.e2e.conftest import ADA, ALONE, AMINA, DIEGO, Stage, ahead, labels
from tests.e2e.test_broadcast_languages import PREVIEW
from tests.e2e.test_broadcasts import broadcasts_to, draft
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask_for_a_time(stage: Stage) -> None:
    preview = await draft(stage)
    await stage.press(ADA, preview, "Change time")
    await stage.press(ADA, stage.shown(ADA, preview["message_id"]), "Choose a time")
    await stage.simulator.wait_for_message(ADA, containing="When should it go out?")


async def scheduled(stage: Stage, time: str) -> JsonObject:
    """A draft with a time; the preview that tells it."""
    await ask_for_a_time(stage)
    said = stage.simulator.say(ADA, time)
    return await stage.simulator.wait_for_message(ADA, after_message_id=said, containing=PREVIEW)


@ALONE
async def test_a_time_is_told_before_it_counts_and_the_message_leaves_then(stage: Stage):
    await join(stage.database, [AMINA], "urgent")
    await stage.begin(AMINA)
    await stage.begin(ADA)
    preview = await scheduled(stage, "tomorrow 9:00 Nairobi")
    assert "It goes out in 18 hours" in preview["text"]
    assert "Wed, Nov 25, 2026, 06:00 UTC (09:00 Nairobi)" in preview["text"]
    assert [e["unix_time"] for e in preview["entities"] if e["type"] == "date_time"] == [1795586400]
    assert any("on Wed, Nov 25, 2026, 06:00 UTC" in label for label in labels(preview))
    await stage.press(ADA, preview, "⏰ Send to 1 subscriber of “Urgent")
    assert "Nobody has it yet" in stage.shown(ADA, preview["message_id"])["text"]
    await stage.subscribe(DIEGO, "urgent")
    status = await stage.ask(ADA, "/status")
    assert "It goes out in 18 hours" in status["text"]
    assert any(label.startswith("Stop No. 1") for label in labels(status))
    await stage.stop()
    stage.start()
    assert broadcasts_to(stage, AMINA) == []
    stage.clock.move_by(timedelta(hours=18, minutes=1))
    for person in (AMINA, DIEGO):  # who joined meanwhile gets it, too
        await stage.simulator.wait_until(lambda person=person: broadcasts_to(stage, person) != [])


async def test_an_ambiguous_time_is_asked_with_the_instants_to_choose_from(fresh: Stage):
    await ask_for_a_time(fresh)
    asked = await fresh.ask(ADA, "tomorrow 9:00")
    assert "By whose clock?" in asked["text"]
    assert len(labels(asked)) == 2
    city = await fresh.ask(ADA, "tomorrow 9:00 Nairoby")
    assert "I do not know the place “nairoby”" in city["text"]
    assert "Did you mean nairobi" in city["text"]
    past = await fresh.ask(ADA, "2020-01-01 9:00 UTC")
    assert "That time is past" in past["text"]
    await fresh.press(ADA, asked, "09:00 UTC")
    preview = await fresh.simulator.wait_for_message(
        ADA, after_message_id=past["message_id"], containing=PREVIEW
    )
    tomorrow = ahead(fresh, days=1)
    assert f"{tomorrow:%b} {tomorrow.day}, {tomorrow.year}, 09:00 UTC" in preview["text"]


async def test_a_time_that_has_passed_before_the_confirmation_sends_nothing(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    preview = await scheduled(fresh, "in 30 minutes")
    await fresh.move_by(timedelta(hours=1))
    await fresh.press(ADA, preview, "⏰ Send to 1")
    shown = fresh.shown(ADA, preview["message_id"])
    assert "the time that you chose is past" in shown["text"]
    assert broadcasts_to(fresh, AMINA) == []
    await fresh.press(ADA, shown, "No time")
    again = await fresh.simulator.wait_for_message(
        ADA, after_message_id=preview["message_id"], containing=PREVIEW
    )
    await fresh.press(ADA, again, "📣 Send to 1")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA) != [])


async def none_is_on_its_way(stage: Stage) -> bool:
    """Whether every delivery that has begun is over."""
    async with stage.database.reading() as connection:
        rows = await connection.execute(text("SELECT count(*) FROM deliveries WHERE state = 'sending'"))
        return rows.scalar_one() == 0


async def test_one_that_goes_out_is_paused_and_goes_on_by_buttons(fresh: Stage):
    people = [await fresh.newcomer() for _ in range(4)]
    await join(fresh.database, people, "urgent")
    preview = await draft(fresh)
    # nobody can be written to until it is paused; where several refuse at once, everything rests for as long
    fresh.simulator.set_faults(
        [Fault("too_many_requests", chat_id=person, retry_after=1) for person in people]
    )
    await fresh.press(ADA, preview, "Send to 4")
    await fresh.press(ADA, fresh.shown(ADA, preview["message_id"]), "Pause it")
    shown = fresh.shown(ADA, preview["message_id"])
    assert "One of you paused it." in shown["text"]
    await until(partial(none_is_on_its_way, fresh))  # what had begun before the pause is refused, too
    fresh.simulator.set_faults([])
    fresh.clock.move_by(timedelta(minutes=10))
    await fresh.ask(ADA, "/status")
    assert [broadcasts_to(fresh, person) for person in people] == [[], [], [], []]
    await fresh.press(ADA, fresh.shown(ADA, preview["message_id"]), "go on")
    for person in people:
        await fresh.simulator.wait_until(lambda person=person: broadcasts_to(fresh, person) != [])
    log = await fresh.ask(ADA, "/log")
    assert "paused No. 1" in log["text"]


async def test_one_that_waits_can_be_stopped_however_many_came_after_it(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    preview = await scheduled(fresh, "in 30 hours")
    await fresh.press(ADA, preview, "⏰ Send to 1")
    await draft(fresh, "Another one")
    assert "The draft is deleted" in (await fresh.ask(ADA, "/cancel"))["text"]
    asked = await fresh.ask(ADA, "/cancel")  # written once too often, it stops nothing
    assert "Stopped" not in asked["text"]
    assert [label[:10] for label in labels(asked)] == ["Stop No. 1"]
    await fresh.press(ADA, fresh.shown(ADA, preview["message_id"]), "Stop sending")
    assert "Stopped" in fresh.last(ADA)["text"]
    fresh.clock.move_by(timedelta(hours=31))
    await fresh.ask(ADA, "/status")
    assert broadcasts_to(fresh, AMINA) == []
