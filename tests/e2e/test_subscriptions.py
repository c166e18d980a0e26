"""Joining and leaving, as they reach the phone and the database."""

import sqlite3
from pathlib import Path

from tests.e2e.conftest import AMINA, DIEGO, LAYLA, Stage, labels


def stored(stage: Stage, table: str) -> list[tuple]:
    file = Path(stage.settings.database_url.removeprefix("sqlite:///"))
    connection = sqlite3.connect(file)
    try:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - our own name
    finally:
        connection.close()


async def test_three_taps_after_start_a_member_is_subscribed(stage: Stage):
    hello = await stage.begin(DIEGO)
    await stage.press(DIEGO, hello, "español")
    abilities = stage.shown(DIEGO, hello["message_id"])
    await stage.press(DIEGO, abilities, labels(abilities)[0])
    topics = await stage.simulator.wait_for_message(DIEGO, after_message_id=hello["message_id"])
    await stage.press(DIEGO, topics, labels(topics)[0])
    assert stored(stage, "subscriptions") == [("weekly", DIEGO)]
    assert labels(stage.shown(DIEGO, topics["message_id"]))[0].startswith("✅")


async def test_nothing_is_stored_of_somebody_who_only_asks(stage: Stage):
    hello = await stage.begin(AMINA)
    await stage.press(AMINA, hello, "English")
    await stage.ask(AMINA, "what is the compact")
    assert stored(stage, "subscribers") == []


async def test_only_chat_language_topics_and_week_are_stored(stage: Stage):
    await stage.subscribe(AMINA, "webinars")
    assert stored(stage, "subscribers") == [(AMINA, "en", "2026-W48", None, None, None)]
    assert stored(stage, "subscriptions") == [("webinars", AMINA)]


async def test_pressing_a_topic_twice_leaves_it_chosen(stage: Stage):
    await stage.begin(AMINA)
    topics = await stage.ask(AMINA, "/subscribe")
    code = "on:weekly"
    for _ in range(2):
        query = stage.simulator.press_outdated(AMINA, topics["message_id"], code)
        await stage.simulator.wait_until(lambda query=query: stage.simulator.answer_to(query) is not None)
    assert stored(stage, "subscriptions") == [("weekly", AMINA)]


async def test_every_word_for_stop_forgets_the_member(stage: Stage):
    words = ("/stop", "STOP", "stop.", "Unsubscribe", "ALTO", "baja", "ARRET", "Arrêt", "stopper")
    for word in (*words, "توقف", "الغاء", "إلغاء"):
        await stage.subscribe(LAYLA)
        assert stored(stage, "subscribers") != []
        await stage.ask(LAYLA, word)
        assert stored(stage, "subscribers") == [], word


async def test_unsubscribing_from_one_topic_keeps_the_others(stage: Stage):
    await stage.subscribe(AMINA)
    await stage.ask(AMINA, "/unsubscribe weekly")
    assert [topic for topic, _ in stored(stage, "subscriptions")] == ["urgent", "webinars"]


async def test_who_blocks_the_bot_is_forgotten(stage: Stage):
    await stage.subscribe(AMINA)
    stage.simulator.block(AMINA)
    await stage.until_handled()
    assert stored(stage, "subscribers") == []


async def test_a_chosen_language_is_spoken_from_then_on(stage: Stage):
    hello = await stage.begin(AMINA)
    await stage.press(AMINA, hello, "français")
    reply = await stage.ask(AMINA, "/subscribe")
    french = stage.content.schedule.topic("weekly")
    assert french is not None
    assert any(french.name("fr") in label for label in labels(reply))


async def test_help_lists_every_command_of_members_and_none_of_admins(stage: Stage):
    await stage.begin(AMINA)
    reply = await stage.ask(AMINA, "/help")
    for command in ("/ask", "/subscribe", "/unsubscribe", "/language", "/stop", "/help", "/privacy"):
        assert command in reply["text"]
    assert "/broadcast" not in reply["text"]


async def test_the_menu_holds_the_same_commands_in_every_language(stage: Stage):
    await stage.simulator.wait_until(lambda: len(stage.simulator.commands(LAYLA)) > 0)
    await stage.simulator.wait_until(
        lambda: (
            stage.simulator.commands(LAYLA)[0]["description"]
            == stage.content.texts.text("ar", f"command.{stage.simulator.commands(LAYLA)[0]['command']}")
        )
    )
    assert [c["command"] for c in stage.simulator.commands(LAYLA)] == [
        c["command"] for c in stage.simulator.commands(AMINA)
    ]


async def test_a_message_edited_into_stop_is_a_stop(stage: Stage):
    await stage.subscribe(AMINA)
    said = stage.simulator.say(AMINA, "what is the compact")
    await stage.simulator.wait_for_message(AMINA, after_message_id=said)
    stage.simulator.edit(AMINA, said, "/stop")
    await stage.simulator.wait_for_message(
        AMINA, after_message_id=said, containing="deleted your subscription"
    )
    assert stored(stage, "subscribers") == []


async def test_in_a_group_nobody_subscribes_the_group_by_a_forged_button(stage: Stage):
    group = stage.simulator.create_group("Organizers", [DIEGO, AMINA])  # the first owns it
    answer = await stage.ask(AMINA, "/ask what is the compact", chat_id=group)
    query = stage.simulator.press_outdated(AMINA, answer["message_id"], "on:all", chat_id=group)
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(query) is not None)
    assert stored(stage, "subscribers") == []
