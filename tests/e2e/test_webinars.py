"""/webinars: what comes, and reminders of one webinar alone."""

from datetime import timedelta

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.builders import join
from tests.e2e.conftest import AMINA, DIEGO, Stage, labels
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


def first(stage: Stage):
    return stage.content.schedule.upcoming(stage.clock.now())[0]


async def opened(stage: Stage, person: int, language: str = "en"):
    """The message of the next webinar."""
    listed = await stage.ask(person, "/webinars")
    await stage.press(person, listed, first(stage).title(language))
    return await stage.simulator.wait_for_message(person, after_message_id=listed["message_id"])


async def topics(stage: Stage, person: int) -> list[str]:
    async with stage.database.reading() as connection:
        rows = await connection.exec_driver_sql(
            f"SELECT topic FROM subscriptions WHERE chat_id = {person:d}"  # noqa: S608 - a number
        )
        return [row.topic for row in rows]


def moments(message: JsonObject) -> list[int]:
    """The instants that a phone shows in its own time."""
    return [each["unix_time"] for each in message["entities"] if each["type"] == "date_time"]


async def test_what_comes_is_listed_and_a_webinar_that_is_not_planned_is_said_to_be_gone(fresh: Stage):
    await fresh.begin(AMINA)
    shown = await opened(fresh, AMINA)
    webinar = first(fresh)
    for part in (webinar.title("en"), webinar.summary("en"), webinar.link):
        assert part in shown["text"]
    assert moments(shown) == [int(webinar.starts_at.timestamp())]
    assert labels(shown)[-3:] == ["🔔 Remind me", "📅 For my calendar", "Share"]
    for gone in ("gone", "x" * 50):
        assert "not planned any more" in (await fresh.ask(AMINA, f"/webinars {gone}"))["text"]


async def test_who_asks_is_reminded_of_that_webinar_and_forgotten_when_it_is_over(fresh: Stage):
    """Beside somebody who has chosen them all, and gets each once."""
    await join(fresh.database, [AMINA], "webinars")
    webinar = first(fresh)
    chosen = await opened(fresh, AMINA)
    assert "You get reminders of all webinars" in chosen["text"]
    assert "🔔 Remind me" not in labels(chosen)
    await fresh.begin(DIEGO)
    shown = await opened(fresh, DIEGO, "es")
    await fresh.press(DIEGO, shown, "🔔 Avisarme")
    sent = await fresh.simulator.wait_for_message(DIEGO, after_message_id=shown["message_id"])
    assert sent["document"]["file_name"] == f"{webinar.id}.ics"
    assert "hasta que termine" in sent["caption"]
    assert "🔕 No avisarme" in labels(fresh.shown(DIEGO, shown["message_id"]))
    assert f"webinars/{webinar.id}" in await topics(fresh, DIEGO)
    for lead, words, others in ((24, "Mañana", "tomorrow"), (1, "pronto", "soon"), (0, "ahora", "now")):
        fresh.clock.move_to(webinar.starts_at - timedelta(hours=lead))
        asked = await fresh.simulator.wait_for_message(DIEGO, sent["message_id"], containing=words)
        assert "pidió un aviso" in asked["text"]
        got = await fresh.simulator.wait_for_message(AMINA, chosen["message_id"], containing=others)
        assert webinar.link in got["text"]
        assert "UTC" in got["text"]
        assert moments(got) == [int(webinar.starts_at.timestamp())]
    earliest = await fresh.simulator.wait_for_message(AMINA, chosen["message_id"], containing="tomorrow")
    await fresh.press(AMINA, earliest, "📅 For my calendar")
    file = await fresh.simulator.wait_for_message(AMINA, after_message_id=got["message_id"])
    assert file["document"]["file_name"] == f"{webinar.id}.ics"
    heard = [m["text"] for m in fresh.simulator.messages(AMINA, chosen["message_id"]) if "text" in m]
    assert len(heard) == 3
    fresh.clock.move_to(webinar.ends_at)

    async def is_forgotten() -> bool:
        return await topics(fresh, DIEGO) == []

    await until(is_forgotten)


async def test_who_takes_it_back_or_leaves_all_topics_is_not_reminded_and_nothing_is_stored(fresh: Stage):
    await fresh.begin(AMINA)
    shown = await opened(fresh, AMINA)
    await fresh.press(AMINA, shown, "🔔 Remind me")
    await fresh.simulator.wait_for_message(AMINA, after_message_id=shown["message_id"])
    await fresh.press(AMINA, fresh.shown(AMINA, shown["message_id"]), "🔕 Do not remind me")
    await fresh.simulator.wait_until(
        lambda: "🔔 Remind me" in labels(fresh.shown(AMINA, shown["message_id"]))
    )
    assert await topics(fresh, AMINA) == []
    await fresh.press(AMINA, shown, "🔔 Remind me")
    await fresh.until_handled()
    assert await topics(fresh, AMINA) != []
    await fresh.ask(AMINA, "/unsubscribe all")
    assert await topics(fresh, AMINA) == []
