"""Weekly updates arrive by themselves when their time comes, and can be read again."""

from datetime import timedelta

import pytest

from bot.domain.content.schedules import due
from tests.builders import join
from tests.e2e.conftest import ADA, AMINA, DIEGO, LAYLA, Stage, ahead, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")


def next_of(stage: Stage, kind: str):
    now = stage.clock.now()
    return next(o for o in due(stage.content.schedule, now, now + timedelta(days=90)) if o.kind == kind)


async def test_the_weekly_update_arrives_once_in_each_members_language_and_is_read_again(fresh: Stage):
    """Who joined later reads it without what it said of webinars."""
    await join(fresh.database, [AMINA], "weekly")
    await join(fresh.database, [LAYLA], "weekly", language="ar")
    coming = fresh.content.schedule.upcoming(next_of(fresh, "weekly").due_at)[0]
    fresh.clock.move_to(next_of(fresh, "weekly").due_at + timedelta(seconds=1))
    title = {code: fresh.content.texts.text(code, "weekly.title") for code in ("en", "ar")}
    update = await fresh.simulator.wait_for_message(AMINA, containing=title["en"])
    await fresh.simulator.wait_for_message(LAYLA, containing=title["ar"])
    assert coming.link in update["text"]
    fresh.clock.move_to(ahead(fresh, minutes=10))
    await fresh.press(AMINA, update, labels(update)[0])
    answer = await fresh.simulator.wait_for_message(AMINA, after_message_id=update["message_id"])
    assert "Lesson of the week" in update["text"]
    assert answer["text"].splitlines()[0] == labels(update)[0]
    assert sum(title["en"] in m["text"] for m in fresh.simulator.messages(AMINA)) == 1
    assert fresh.simulator.messages(DIEGO) == []
    listed = await fresh.ask(DIEGO, "/updates")
    await fresh.press(DIEGO, listed, labels(listed)[0])
    shown = await fresh.simulator.wait_for_message(DIEGO, after_message_id=listed["message_id"])
    assert "Esta semana" in shown["text"]
    assert coming.link not in shown["text"]


async def test_what_fell_due_while_the_bot_was_down_comes_late_or_staff_hear_that_it_was_not_sent(
    fresh: Stage,
):
    await join(fresh.database, [AMINA], "weekly")
    await join(fresh.database, [DIEGO], "webinars")
    begun = await fresh.begin(ADA)
    await fresh.stop()
    fresh.clock.move_to(next_of(fresh, "weekly").due_at + timedelta(hours=3))
    fresh.start()
    await fresh.simulator.wait_for_message(AMINA, containing="This week")
    await fresh.stop()
    webinar = next_of(fresh, "reminder").webinar
    assert webinar is not None
    fresh.clock.move_to(webinar.starts_at - timedelta(minutes=65))
    fresh.start()
    reminder = await fresh.simulator.wait_for_message(DIEGO, containing=webinar.title("en"))
    assert "tomorrow" not in reminder["text"]
    await fresh.stop()
    await join(fresh.database, [LAYLA], "weekly")  # to whom no earlier week can be on its way
    weekly = next_of(fresh, "weekly")
    fresh.clock.move_to(weekly.due_at + timedelta(days=3))
    fresh.start()
    told = await fresh.simulator.wait_for_message(ADA, begun["message_id"], containing="weekly update · ")
    assert "not sent:" in told["text"]
    assert weekly.key not in told["text"]
    assert fresh.simulator.messages(LAYLA) == []
