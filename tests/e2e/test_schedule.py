"""Weekly updates and reminders arrive by themselves when their time comes."""

from datetime import UTC, datetime, timedelta

from bot.domain.content.schedules import due
from tests.e2e.conftest import ADA, AMINA, DIEGO, LAYLA, Stage, ahead, labels


def next_of(stage: Stage, kind: str):
    now = stage.clock.now()
    return next(o for o in due(stage.content.schedule, now, now + timedelta(days=90)) if o.kind == kind)


async def test_the_weekly_update_arrives_once_in_each_members_language(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.subscribe(LAYLA, "weekly")
    await stage.begin(DIEGO)
    weekly = next_of(stage, "weekly")
    stage.clock.move_to(weekly.due_at + timedelta(seconds=1))
    title = {code: stage.content.texts.text(code, "weekly.title") for code in ("en", "ar")}
    await stage.simulator.wait_until(lambda: title["en"] in stage.last(AMINA)["text"])
    await stage.simulator.wait_until(lambda: title["ar"] in stage.last(LAYLA)["text"])
    stage.clock.move_to(ahead(stage, minutes=10))
    await stage.ask(AMINA, "/help")
    assert sum(title["en"] in m["text"] for m in stage.simulator.messages(AMINA)) == 1
    assert not any(m["text"].startswith(title["en"]) for m in stage.simulator.messages(DIEGO))


async def test_the_lesson_of_the_week_has_a_button_for_the_answer_behind_it(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    stage.clock.move_to(next_of(stage, "weekly").due_at)
    await stage.simulator.wait_until(lambda: "Lesson of the week" in stage.last(AMINA)["text"])
    update = stage.last(AMINA)
    await stage.press(AMINA, update, labels(update)[0])
    answer = await stage.simulator.wait_for_message(AMINA, after_message_id=update["message_id"])
    assert answer["text"].splitlines()[0] == labels(update)[0]


async def test_a_webinar_is_announced_a_day_before_an_hour_before_and_at_the_start(stage: Stage):
    await stage.subscribe(AMINA, "webinars")
    webinar = next_of(stage, "reminder").webinar
    assert webinar is not None
    for lead, words in ((24, "tomorrow"), (1, "starts soon"), (0, "starts now")):
        stage.clock.move_to(webinar.starts_at - timedelta(hours=lead))
        await stage.simulator.wait_until(lambda words=words: words in stage.last(AMINA)["text"])
        message = stage.last(AMINA)
        assert webinar.link in message["text"]
        moments = [e for e in message["entities"] if e["type"] == "date_time"]
        assert [e["unix_time"] for e in moments] == [int(webinar.starts_at.timestamp())]
        assert "UTC" in message["text"]


async def test_what_fell_due_while_the_bot_was_down_comes_late_if_it_is_still_useful(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    weekly = next_of(stage, "weekly")
    await stage.stop()
    stage.clock.move_to(weekly.due_at + timedelta(hours=3))
    stage.start()
    await stage.simulator.wait_until(lambda: "This week" in stage.last(AMINA)["text"])


async def test_what_is_too_late_is_reported_to_the_admins_and_not_sent(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.begin(ADA)
    weekly = next_of(stage, "weekly")
    await stage.stop()
    stage.clock.move_to(weekly.due_at + timedelta(days=3))
    stage.start()
    await stage.simulator.wait_until(lambda: "not sent:" in stage.last(ADA)["text"])
    assert "weekly update · " in stage.last(ADA)["text"]
    assert weekly.key not in stage.last(ADA)["text"]
    assert not any("This week" in m["text"] for m in stage.simulator.messages(AMINA))


async def test_nothing_from_before_the_first_start_is_announced(stage: Stage):
    await stage.subscribe(AMINA)
    assert stage.clock.now() > datetime(2026, 11, 23, 9, tzinfo=UTC)
    await stage.ask(AMINA, "/help")
    assert not any("This week" in m["text"] for m in stage.simulator.messages(AMINA))


async def test_a_late_reminder_does_not_say_tomorrow(stage: Stage):
    await stage.subscribe(AMINA, "webinars")
    webinar = next_of(stage, "reminder").webinar
    assert webinar is not None
    await stage.stop()
    stage.clock.move_to(webinar.starts_at - timedelta(minutes=65))
    stage.start()
    await stage.simulator.wait_until(lambda: webinar.title("en") in stage.last(AMINA)["text"])
    assert "tomorrow" not in stage.last(AMINA)["text"]
