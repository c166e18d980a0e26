"""Questions found without typing: by category, and after "None of these"."""

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.telegram.screens.answers.category_screens import PAGE
from tests.e2e.conftest import Stage, labels
from tests.e2e.test_questions import unclear_question

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def stage(one_bot: Stage) -> Stage:
    """One bot for all tests of this file: each talks with it as somebody new."""
    return one_bot


async def turned(stage: Stage, person: int, message: JsonObject, label: str) -> JsonObject:
    """Presses a button that changes its own message; the message as it then stands."""
    await stage.press(person, message, label)
    return stage.shown(person, message["message_id"])


async def test_all_questions_are_found_by_category(stage: Stage):
    amina = await stage.newcomer()
    choice = await stage.ask(amina, "/topics")
    categories = stage.content.faq.categories("en")
    assert len(labels(choice)) == len(categories)
    for label, entries in zip(labels(choice), categories.values(), strict=True):
        page = await turned(stage, amina, stage.shown(amina, choice["message_id"]), label)
        assert label in page["text"]
        found = [each for each in labels(page)[:-1] if each not in ("◀ Back", "More ▶")]
        while "More ▶" in labels(page):
            assert len(found) % PAGE == 0
            page = await turned(stage, amina, page, "More ▶")
            found += [each for each in labels(page)[:-1] if each not in ("◀ Back", "More ▶")]
        assert found == [entry.question for entry in entries]
        await turned(stage, amina, page, "All categories")
    assert len(stage.simulator.messages(amina)) == 2  # /topics, and one that changes


async def test_a_page_leads_back_and_a_question_to_its_answer(stage: Stage):
    amina = await stage.newcomer()
    choice = await stage.ask(amina, "/topics")
    first = await turned(stage, amina, choice, "Migrants' rights")
    second = await turned(stage, amina, first, "More ▶")
    assert "2 of" in second["text"]
    assert labels(await turned(stage, amina, second, "◀ Back")) == labels(first)
    await stage.press(amina, first, labels(first)[0])
    answer = await stage.simulator.wait_for_message(amina, after_message_id=choice["message_id"])
    assert answer["text"].startswith(labels(first)[0])


async def test_categories_have_a_name_in_every_language(stage: Stage):
    layla = await stage.newcomer("ar")
    choice = await stage.ask(layla, "/topics")
    assert all(any("\u0600" <= letter <= "\u06ff" for letter in label) for label in labels(choice))
    for language in stage.content.texts.languages:
        for category in stage.content.faq.categories("en"):
            assert stage.content.faq.category_names[category][language]


async def test_an_old_button_of_a_category_that_is_gone_shows_all_of_them(stage: Stage):
    amina = await stage.newcomer()
    choice = await stage.ask(amina, "/topics")
    await turned(stage, amina, choice, "Taking part")
    for code in ("cat:gone/1@en", "cat:", "cat:rights/99999", "cat:rights/x"):
        query = stage.simulator.press_outdated(amina, choice["message_id"], code)
        await stage.simulator.wait_until(lambda query=query: stage.simulator.answer_to(query) is not None)
        shown = stage.shown(amina, choice["message_id"])
        assert (shown["text"] == choice["text"]) == ("rights" not in code)


async def test_none_of_these_leads_to_the_nearest_category_and_to_a_person(stage: Stage):
    amina = await stage.newcomer()
    reply = await stage.ask(amina, unclear_question(stage))
    await stage.press(amina, reply, "None of these")
    offer = await stage.simulator.wait_for_message(amina, after_message_id=reply["message_id"])
    english = stage.content.faq.entries["en"]
    best = next(entry for entry in english.values() if entry.question == labels(reply)[0])
    near = [e.question for e in english.values() if e.category == best.category and e.id != "contact"]
    shown = []
    while True:
        ways = [label for label in ("◀ Back", "More ▶") if label in labels(offer)]
        *found, person = [label for label in labels(offer) if label not in ways]
        assert person == english["contact"].question
        shown += found
        if "More ▶" not in ways:
            break
        offer = await turned(stage, amina, offer, "More ▶")
    assert shown == near
    await stage.press(amina, offer, english["contact"].question)
    answer = await stage.simulator.wait_for_message(amina, after_message_id=offer["message_id"])
    assert answer["text"].startswith(english["contact"].question)


async def test_none_of_these_under_an_older_message_leads_to_a_person(stage: Stage):
    amina = await stage.newcomer()
    reply = await stage.ask(amina, unclear_question(stage))
    stage.simulator.press_outdated(amina, reply["message_id"], "none:")
    follow_up = await stage.simulator.wait_for_message(amina, after_message_id=reply["message_id"])
    assert "contact the Coalition" in follow_up["text"]
