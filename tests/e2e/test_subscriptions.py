"""Joining and leaving, as they reach the phone and the database."""

import sqlite3
from pathlib import Path

import pytest

from bot.domain.announcements import Audience, BroadcastBody, FormattedText
from bot.domain.people.subscriptions import Subscriber
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.members.subscribing import Subscribing
from tests.e2e.conftest import AMINA, DIEGO, LAYLA, Stage, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")


def stored(stage: Stage, table: str, *of: int) -> list[tuple]:
    """The rows of a table, or those of some chats."""
    file = Path(stage.settings.database_url.removeprefix("sqlite:///"))
    connection = sqlite3.connect(file)
    try:
        rows = connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - our own name
    finally:
        connection.close()
    return [row for row in rows if not of or not set(of).isdisjoint(row)]


async def test_three_taps_after_start_a_member_is_subscribed(one_bot: Stage):
    person = one_bot.simulator.create_user(language_code="es")
    hello = await one_bot.begin(person)
    await one_bot.press(person, hello, "español")
    abilities = one_bot.shown(person, hello["message_id"])
    await one_bot.press(person, abilities, labels(abilities)[0])
    topics = await one_bot.simulator.wait_for_message(person, after_message_id=hello["message_id"])
    await one_bot.press(person, topics, labels(topics)[0])
    assert stored(one_bot, "subscriptions", person) == [("weekly", person)]
    assert labels(one_bot.shown(person, topics["message_id"]))[0].startswith("✅")


async def test_nothing_is_stored_of_somebody_who_only_asks(one_bot: Stage):
    person = one_bot.simulator.create_user(language_code="en")
    hello = await one_bot.begin(person)
    await one_bot.press(person, hello, "English")
    await one_bot.ask(person, "what is the compact")
    assert stored(one_bot, "subscribers", person) == []


async def test_only_chat_language_topics_and_week_are_stored(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe webinars")
    assert stored(one_bot, "subscribers", person) == [(person, "en", "2026-W48", None, None, None)]
    assert stored(one_bot, "subscriptions", person) == [("webinars", person)]


async def test_pressing_a_topic_twice_leaves_it_chosen(one_bot: Stage):
    person = await one_bot.newcomer()
    topics = await one_bot.ask(person, "/subscribe")
    code = "on:weekly"
    for _ in range(2):
        query = one_bot.simulator.press_outdated(person, topics["message_id"], code)
        await one_bot.simulator.wait_until(lambda query=query: one_bot.simulator.answer_to(query) is not None)
    assert stored(one_bot, "subscriptions", person) == [("weekly", person)]


async def test_a_word_for_stop_forgets_the_member(one_bot: Stage):
    person = one_bot.simulator.create_user(language_code="ar")
    for word in ("/stop", "stop.", "إلغاء"):  # more: tests/telegram/test_message_reading.py
        await one_bot.subscribe(person)
        assert stored(one_bot, "subscribers", person) != []
        await one_bot.ask(person, word)
        assert stored(one_bot, "subscribers", person) == [], word


async def test_unsubscribing_from_one_topic_keeps_the_others(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe all")
    await one_bot.ask(person, "/unsubscribe weekly")
    assert [topic for topic, _ in stored(one_bot, "subscriptions", person)] == ["urgent", "webinars"]


async def test_who_blocks_the_bot_is_forgotten(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe all")
    one_bot.simulator.block(person)
    await one_bot.until_handled()
    assert stored(one_bot, "subscribers", person) == []


async def test_a_chosen_language_is_spoken_from_then_on(one_bot: Stage):
    person = one_bot.simulator.create_user(language_code="en")
    hello = await one_bot.begin(person)
    await one_bot.press(person, hello, "français")
    reply = await one_bot.ask(person, "/subscribe")
    french = one_bot.content.schedule.topic("weekly")
    assert french is not None
    assert any(french.name("fr") in label for label in labels(reply))


async def test_help_lists_every_command_of_members_and_none_of_admins(one_bot: Stage):
    person = await one_bot.newcomer()
    reply = await one_bot.ask(person, "/help")
    for command in ("/ask", "/subscribe", "/unsubscribe", "/language", "/stop", "/help", "/privacy"):
        assert command in reply["text"]
    assert "/broadcast" not in reply["text"]


async def test_the_menu_holds_the_same_commands_in_every_language(one_bot: Stage):
    await one_bot.simulator.wait_until(lambda: len(one_bot.simulator.commands(LAYLA)) > 0)
    await one_bot.simulator.wait_until(
        lambda: (
            one_bot.simulator.commands(LAYLA)[0]["description"]
            == one_bot.content.texts.text("ar", f"command.{one_bot.simulator.commands(LAYLA)[0]['command']}")
        )
    )
    assert [c["command"] for c in one_bot.simulator.commands(LAYLA)] == [
        c["command"] for c in one_bot.simulator.commands(AMINA)
    ]


async def test_a_message_edited_into_stop_is_a_stop(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe all")
    said = one_bot.simulator.say(person, "what is the compact")
    await one_bot.simulator.wait_for_message(person, after_message_id=said)
    one_bot.simulator.edit(person, said, "/stop")
    await one_bot.simulator.wait_for_message(
        person, after_message_id=said, containing="deleted your subscription"
    )
    assert stored(one_bot, "subscribers", person) == []


async def test_in_a_group_nobody_subscribes_the_group_by_a_forged_button(one_bot: Stage):
    group = one_bot.simulator.create_group("Organizers", [DIEGO, AMINA])  # the first owns it
    answer = await one_bot.ask(AMINA, "/ask what is the compact", chat_id=group)
    query = one_bot.simulator.press_outdated(AMINA, answer["message_id"], "on:all", chat_id=group)
    await one_bot.simulator.wait_until(lambda: one_bot.simulator.answer_to(query) is not None)
    assert stored(one_bot, "subscribers", group, AMINA, DIEGO) == []


async def test_who_was_subscribed_by_a_list_hears_so_first_and_ends_it_by_a_button(one_bot: Stage):
    people = [await one_bot.newcomer(language) for language in ("en", "es")]
    broadcasting = Broadcasting(one_bot.database, Audience("urgent"))
    subscribing = Subscribing(one_bot.database, ("urgent",))
    now = one_bot.clock.now()
    await broadcasting.halt(now)
    listed = [
        Subscriber(person, language, frozenset({"urgent"}), "2026-W48")
        for person, language in zip(people, ("en", "es"), strict=True)
    ]
    assert await subscribing.bring_in(listed, now) == 2
    body = BroadcastBody({"en": FormattedText("Please come")}, "en")
    assert await broadcasting.enqueue("broadcast/k", Audience("urgent"), body, now)
    await broadcasting.resume()
    for person, organization, word in (
        (people[0], "Global Coalition on Migration", "list of those"),
        (people[1], "Coalición Global sobre Migración", "lista de quienes"),
    ):
        await one_bot.simulator.wait_for_message(person, containing="Please come")
        first, *_ = [m["text"] for m in one_bot.simulator.messages(person) if m["is_outgoing"]]
        assert first.startswith(organization)
        assert word in first
    message = await one_bot.simulator.wait_for_message(people[0], containing="list of those")
    assert labels(message) == ["🔕 End all messages to me now"]
    await one_bot.press(people[0], message, "End all")
    assert await subscribing.find(people[0]) is None
    assert await subscribing.find(people[1]) is not None
