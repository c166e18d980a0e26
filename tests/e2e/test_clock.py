"""The computer's clock may be days wrong: Telegram's counts, nothing is stale or missed, nobody is asked."""

from datetime import datetime, timedelta

import pytest

from tests.e2e.conftest import ADA, AMINA, Stage
from tests.e2e.test_holding import TEXT, broadcasts_to, draft
from tests.e2e.test_schedule import next_of

TEN_DAYS = timedelta(days=10)
both_ways = pytest.mark.parametrize("wrong", [TEN_DAYS, -TEN_DAYS], ids=["ahead", "behind"])


async def nothing_is_amiss(stage: Stage) -> None:
    """The next reminder comes once when its time comes, and nobody of the staff was told anything."""
    reminder = next_of(stage, "reminder")
    title = reminder.webinar.titles["en"] if reminder.webinar else ""
    stage.clock.move_to(reminder.due_at)
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA, title) != [])
    assert "paused" not in (await stage.ask(ADA, "/status"))["text"]
    assert len(broadcasts_to(stage, AMINA, title)) == 1
    assert not any("⚠️" in m["text"] for m in stage.simulator.messages(ADA))


@both_ways
async def test_a_clock_that_is_wrong_at_the_start_expires_and_misses_nothing(stage: Stage, wrong: timedelta):
    for topic in ("webinars", "urgent"):  # the weekly update names the webinar too
        await stage.subscribe(AMINA, topic)
    await stage.begin(ADA)
    await stage.ask(ADA, "/halt")
    await stage.press(ADA, await draft(stage), "Send to 1")
    await stage.stop()
    stage.wall = lambda: stage.clock.now() + wrong
    stage.start()
    await stage.ask(ADA, "/resume")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA, TEXT) != [])
    await nothing_is_amiss(stage)


@both_ways
async def test_a_clock_that_is_set_while_the_bot_runs_changes_nothing(stage: Stage, wrong: timedelta):
    await stage.stop()
    shift = timedelta(0)

    def wall() -> datetime:
        return stage.clock.now() + shift

    stage.wall = wall
    stage.start()
    await stage.subscribe(AMINA, "webinars")  # the weekly update names the webinar too
    await stage.begin(ADA)
    shift = wrong
    await nothing_is_amiss(stage)
