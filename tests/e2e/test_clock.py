"""The computer's clock may be days wrong: Telegram's counts, nothing is stale or missed, nobody is asked."""

from datetime import datetime, timedelta

from tests.builders import join
from tests.e2e.conftest import ADA, AMINA, Stage
from tests.e2e.test_holding import TEXT, broadcasts_to, draft
from tests.e2e.test_schedule import next_of

TEN_DAYS = timedelta(days=10)


async def nothing_is_amiss(stage: Stage) -> None:
    """The next reminder comes once when its time comes, and nobody of the staff was told anything."""
    reminder = next_of(stage, "reminder")
    title = reminder.webinar.titles["en"] if reminder.webinar else ""
    before = len(broadcasts_to(stage, AMINA, title))
    stage.clock.move_to(reminder.due_at)
    await stage.simulator.wait_until(lambda: len(broadcasts_to(stage, AMINA, title)) > before)
    assert "paused" not in (await stage.ask(ADA, "/status"))["text"]
    assert len(broadcasts_to(stage, AMINA, title)) == before + 1
    assert [m["text"] for m in stage.simulator.messages(ADA) if "⚠️" in m["text"]] == []


async def test_a_clock_that_is_wrong_at_the_start_or_set_meanwhile_expires_and_misses_nothing(stage: Stage):
    wrong = timedelta(0)

    def wall() -> datetime:
        return stage.clock.now() + wrong

    for person in (AMINA, ADA):
        await stage.begin(person)
    await join(stage.database, [AMINA], "webinars", "urgent")  # the weekly update names the webinar too
    stage.wall = wall
    for at_the_start in (TEN_DAYS, -TEN_DAYS):
        await stage.ask(ADA, "/halt")
        text = f"{TEXT} {at_the_start.days}"
        await stage.press(ADA, await draft(stage, text), "Send to 1")
        await stage.stop()
        wrong = at_the_start
        stage.start()
        await stage.ask(ADA, "/resume")
        await stage.simulator.wait_until(lambda text=text: broadcasts_to(stage, AMINA, text) != [])
        if at_the_start > timedelta(0):  # a webinar has three reminders, and what is further away is missed
            await nothing_is_amiss(stage)
        wrong = -at_the_start  # while it runs
        await nothing_is_amiss(stage)
