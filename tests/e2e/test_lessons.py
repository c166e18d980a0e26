"""Lessons in the chat: the list, one after another, and the entry behind each."""

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.telegram.screens.answers.lesson_screens import PAGE
from tests.e2e.conftest import Stage, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def stage(one_bot: Stage) -> Stage:
    """One bot for all tests of this file: each talks with it as somebody new."""
    return one_bot


async def turned(stage: Stage, person: int, message: JsonObject, label: str) -> JsonObject:
    """Presses a button that changes its own message; the message as it then stands."""
    await stage.press(person, message, label)
    return stage.shown(person, message["message_id"])


async def test_one_begins_anywhere_and_reads_on_to_the_last(stage: Stage):
    language = "ar"
    noor = await stage.newcomer(language)
    lessons = stage.content.schedule.lessons
    shown = await stage.ask(noor, "/lessons")
    titles: list[str] = []
    pages = -(-len(lessons) // PAGE)
    for page in range(1, pages + 1):
        *found, last = labels(shown)
        ways = 1 if page in (1, pages) else 2
        titles += [*found, last][: len([*found, last]) - ways]
        if page < pages:
            shown = await turned(stage, noor, shown, last)
    assert titles == [
        f"{number}. {lesson.text(language).question}" for number, lesson in enumerate(lessons.all, 1)
    ]
    last_but_one = titles[-2]
    shown = await turned(stage, noor, shown, last_but_one)
    assert lessons.all[-2].text(language).question in shown["text"].partition("\n")[0]
    entry, every, following = labels(shown)
    behind = stage.content.faq.entry(lessons.all[-2].entry_id, language)
    assert behind is not None
    assert entry == behind.question
    shown = await turned(stage, noor, shown, following)
    assert lessons.all[-1].text(language).question in shown["text"].partition("\n")[0]
    assert labels(shown)[1:] == [every]  # there is no next one
    shown = await turned(stage, noor, shown, every)
    assert titles[-1] in labels(shown)


async def test_the_button_below_a_lesson_gives_the_answer_with_its_sources(stage: Stage):
    noor = await stage.newcomer()
    shown = await turned(stage, noor, await stage.ask(noor, "/lessons"), "1. What the Compact is")
    assert "A/RES/73/195" in shown["text"] or "Sources" in shown["text"] or "Source" in shown["text"]
    more = await stage.ask(noor, "more")
    assert more["text"].startswith("What is the Global Compact for Migration?")
    await stage.press(noor, shown, "What is the Global Compact for Migration?")
    answer = await stage.simulator.wait_for_message(noor, after_message_id=shown["message_id"])
    assert answer["text"].startswith("What is the Global Compact for Migration?")
