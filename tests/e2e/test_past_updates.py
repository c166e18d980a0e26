"""The weekly update makes no sound, names the links, and can be read again."""

from datetime import timedelta

from tests.e2e.conftest import AMINA, DIEGO, Stage, labels
from tests.e2e.test_schedule import next_of


async def test_who_joined_late_reads_the_last_update_without_what_it_said_of_webinars(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.begin(DIEGO)
    assert "no hay novedades" in (await stage.ask(DIEGO, "/updates"))["text"].lower()  # before the first
    weekly = next_of(stage, "weekly")
    stage.clock.move_to(weekly.due_at + timedelta(seconds=1))
    await stage.simulator.wait_until(lambda: "This week" in stage.last(AMINA)["text"])
    sent = stage.last(AMINA)
    coming = stage.content.schedule.upcoming(stage.clock.now())[0]
    assert coming.link in sent["text"]
    listed = await stage.ask(DIEGO, "/updates")
    assert len(labels(listed)) == 1
    await stage.press(DIEGO, listed, labels(listed)[0])
    shown = await stage.simulator.wait_for_message(DIEGO, after_message_id=listed["message_id"])
    assert "Esta semana" in shown["text"]
    assert coming.link not in shown["text"]
