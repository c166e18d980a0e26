"""/webinars: what comes, and reminders of one webinar alone."""

import asyncio
from datetime import timedelta

import pytest

from tests.builders import join
from tests.e2e.conftest import ALONE, AMINA, DIEGO, Stage, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")


def first(stage: Stage):
    return stage.content.schedule.upcoming(stage.clock.now())[0]


async def opened(stage: Stage, person: int, language: str = "en"):
    """The message of the next webinar."""
    listed = await stage.ask(person, "/webinars")
    await stage.press(person, listed, first(stage).title(language))
    return await stage.simulator.wait_for_message(person, after_message_id=listed["message_id"])


async def stored(stage: Stage, person: int) -> list[tuple[str, str]]:
    async with stage.database.reading() as connection:
        rows = await connection.exec_driver_sql(
            f"SELECT s.joined_week, t.topic FROM subscribers s LEFT JOIN subscriptions t"  # noqa: S608 - a number
            f" ON t.chat_id = s.chat_id WHERE s.chat_id = {person:d}"
        )
        return [(row.joined_week, row.topic) for row in rows]


async def test_what_comes_is_listed_and_each_webinar_says_all_that_is_known(fresh: Stage):
    await fresh.begin(AMINA)
    shown = await opened(fresh, AMINA)
    webinar = first(fresh)
    for part in (webinar.title("en"), webinar.summary("en"), webinar.link):
        assert part in shown["text"]
    moments = [e["unix_time"] for e in shown["entities"] if e["type"] == "date_time"]
    assert moments == [int(webinar.starts_at.timestamp())]
    assert labels(shown)[-3:] == ["🔔 Remind me", "📅 For my calendar", "Share"]


@ALONE
async def test_who_asks_is_reminded_of_that_webinar_and_forgotten_when_it_is_over(stage: Stage):
    await stage.begin(DIEGO)
    webinar = first(stage)
    shown = await opened(stage, DIEGO, "es")
    await stage.press(DIEGO, shown, "🔔 Avisarme")
    sent = await stage.simulator.wait_for_message(DIEGO, after_message_id=shown["message_id"])
    assert sent["document"]["file_name"] == f"{webinar.id}.ics"
    assert "hasta que termine" in sent["caption"]
    assert "🔕 No avisarme" in labels(stage.shown(DIEGO, shown["message_id"]))
    assert (f"webinars/{webinar.id}") in [topic for _, topic in await stored(stage, DIEGO)]
    for lead, words in ((24, "Mañana"), (1, "pronto"), (0, "ahora")):
        stage.clock.move_to(webinar.starts_at - timedelta(hours=lead))
        await stage.simulator.wait_until(lambda words=words: words in stage.last(DIEGO).get("text", ""))
        assert "pidió un aviso" in stage.last(DIEGO)["text"]
    stage.clock.move_to(webinar.ends_at)
    async with asyncio.timeout(180):
        while [topic for _, topic in await stored(stage, DIEGO) if topic]:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


async def test_who_takes_it_back_is_not_reminded_and_nothing_is_stored(fresh: Stage):
    await fresh.begin(AMINA)
    shown = await opened(fresh, AMINA)
    await fresh.press(AMINA, shown, "🔔 Remind me")
    await fresh.simulator.wait_for_message(AMINA, after_message_id=shown["message_id"])
    await fresh.press(AMINA, fresh.shown(AMINA, shown["message_id"]), "🔕 Do not remind me")
    await fresh.simulator.wait_until(
        lambda: "🔔 Remind me" in labels(fresh.shown(AMINA, shown["message_id"]))
    )
    assert [topic for _, topic in await stored(fresh, AMINA) if topic] == []


async def test_who_gets_all_reminders_gets_each_once(fresh: Stage):
    await join(fresh.database, [AMINA], "webinars")
    shown = await opened(fresh, AMINA)
    assert "You get reminders of all webinars" in shown["text"]
    assert "🔔 Remind me" not in labels(shown)


@pytest.mark.parametrize("id", ["gone", "x" * 50])
async def test_a_webinar_that_is_not_planned_is_said_to_be_gone(fresh: Stage, id: str):
    await fresh.begin(AMINA)
    assert "not planned any more" in (await fresh.ask(AMINA, f"/webinars {id}"))["text"]


@ALONE
async def test_a_reminder_gives_the_calendar_file_and_leaving_all_topics_ends_it_too(stage: Stage):
    await stage.begin(AMINA)
    webinar = first(stage)
    shown = await opened(stage, AMINA)
    await stage.press(AMINA, shown, "🔔 Remind me")
    await stage.simulator.wait_for_message(AMINA, after_message_id=shown["message_id"])
    stage.clock.move_to(webinar.starts_at - timedelta(hours=24))
    await stage.simulator.wait_until(lambda: "tomorrow" in stage.last(AMINA).get("text", ""))
    reminder = stage.last(AMINA)
    await stage.press(AMINA, reminder, "📅 For my calendar")
    sent = await stage.simulator.wait_for_message(AMINA, after_message_id=reminder["message_id"])
    assert sent["document"]["file_name"] == f"{webinar.id}.ics"
    await stage.ask(AMINA, "/unsubscribe all")
    assert [topic for _, topic in await stored(stage, AMINA) if topic] == []
