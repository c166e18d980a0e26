"""A lesson's quiz is Telegram's own, in the language of the button, and nobody hears who answered what."""

from __future__ import annotations

import json

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.e2e.conftest import ADA, Stage, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def lesson(stage: Stage, person: int) -> JsonObject:
    """The first lesson, which has a quiz."""
    listed = await stage.ask(person, "/lessons")
    await stage.press(person, listed, "1. ")
    return stage.shown(person, listed["message_id"])


async def test_a_quiz_is_sent_in_the_language_of_the_lesson_and_no_answers_are_asked_for(one_bot: Stage):
    language = "ar"
    person = await one_bot.newcomer(language)
    shown = await lesson(one_bot, person)
    assert "❔" in labels(shown)[1]
    await one_bot.press(person, shown, "❔")
    sent = await one_bot.simulator.wait_for_message(person, shown["message_id"])
    quiz = one_bot.content.schedule.lessons.all[0].quiz
    assert quiz is not None
    poll = sent["poll"]
    assert poll["type"] == "quiz"
    assert poll["is_anonymous"] is True
    assert poll["question"] == quiz.question[language]
    assert [option["text"] for option in poll["options"]] == [each[language] for each in quiz.options]
    assert poll["correct_option_ids"] == [quiz.correct]
    assert poll["explanation"] == quiz.explanation[language]
    for call in one_bot.simulator.calls("getUpdates"):
        wanted = call.params["allowed_updates"]
        kinds = json.loads(wanted) if isinstance(wanted, str) else wanted
        assert not {"poll", "poll_answer"} & set(kinds)


async def test_an_old_button_of_a_quiz_that_is_gone_shows_the_lessons(one_bot: Stage):
    person = await one_bot.newcomer()
    shown = await lesson(one_bot, person)
    query = one_bot.simulator.press_outdated(person, shown["message_id"], "quiz:gone@en")
    await one_bot.simulator.wait_until(lambda: one_bot.simulator.answer_to(query) is not None)
    assert any(label.startswith("1. ") for label in labels(one_bot.shown(person, shown["message_id"])))


async def test_a_group_that_takes_no_quizzes_is_told_where_there_are_some(one_bot: Stage):
    person = await one_bot.newcomer()
    group = one_bot.simulator.create_group("Organizers", [person, ADA])
    one_bot.simulator.forbid(group, ["polls"])
    said = one_bot.simulator.say(person, "/help@compact_bot", chat_id=group)
    shown = await one_bot.simulator.wait_for_message(group, after_message_id=said)
    query = one_bot.simulator.press_outdated(person, shown["message_id"], "quiz:what-it-is@en", chat_id=group)
    await one_bot.simulator.wait_until(lambda: one_bot.simulator.answer_to(query) is not None)
    assert "does not allow quizzes" in (one_bot.simulator.answer_to(query) or {})["text"]
