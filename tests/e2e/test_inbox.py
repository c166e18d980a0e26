"""What people asked in vain becomes phrasings and answers, from the chat."""

from __future__ import annotations

import pytest

from bot.domain.people.subscriptions import iso_week
from bot.simulator.forms.json_values import JsonObject
from bot.storage import misses
from tests.e2e.conftest import ADA, Stage, labels
from tests.e2e.test_staff import FORWARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNKNOWN = "do bakeries on the moon employ penguins"
TEXT = "Do penguins bake?\nNo penguin is known to bake. This answer is about birds only."
SOURCE = "The bakers' union\nBirds and bread\n2018-12-19\nhttps://example.org/birds"


async def listed_questions(stage: Stage, command: str) -> str:
    """All pages of the list: others of this file may have asked a lot."""
    shown = await stage.ask(ADA, command)
    pages = [shown["text"]]
    while "More ▶" in labels(shown):
        shown = await pressed(stage, shown, "More")
        pages.append(shown["text"])
    return "\n".join(pages)


async def missed(stage: Stage, *questions: str, language: str = "en") -> int:
    """Questions were asked in vain; somebody who may ask them again."""
    async with stage.database.transaction() as connection:
        for question in questions:
            await misses.add(connection, iso_week(stage.clock.now()), language, question)
    return await stage.newcomer(language)


async def opened(stage: Stage, words: str) -> JsonObject:
    """Ada opens the group with these words in it; the message that shows it."""
    listed = await stage.ask(ADA, "/inbox")
    while words not in listed["text"]:
        await stage.press(ADA, listed, "More")
        listed = stage.shown(ADA, listed["message_id"])
    line = next(line for line in listed["text"].splitlines() if words in line)
    await stage.press(ADA, listed, line.partition(".")[0])
    return stage.shown(ADA, listed["message_id"])


async def pressed(stage: Stage, message: JsonObject, label: str) -> JsonObject:
    """Ada presses a button; the message as it stands then."""
    await stage.press(ADA, message, label)
    return stage.shown(ADA, message["message_id"])


async def next_reply(stage: Stage, message: JsonObject, label: str) -> JsonObject:
    """Ada presses a button that is answered with a new message."""
    before = stage.last(ADA)["message_id"]
    await stage.press(ADA, message, label)
    return await stage.simulator.wait_for_message(ADA, after_message_id=before)


async def written(stage: Stage, question: str, text: str = TEXT) -> JsonObject:
    """Ada writes an answer to a question, up to the preview; the message that asks to confirm it."""
    group = await opened(stage, question)
    await next_reply(stage, group, "Write a new answer")
    await stage.ask(ADA, text)
    said = stage.simulator.say(ADA, SOURCE)
    return await stage.simulator.wait_for_message(ADA, said, containing="This is how people will see it")


async def test_questions_that_are_alike_stand_together_most_asked_first(one_bot: Stage):
    await missed(one_bot, "how tall is the tower of pisa", "how tall is the towr of pisa")
    await missed(one_bot, "how tall is the tower of pisa", "which fish can sing")
    text = await listed_questions(one_bot, "/missed")
    assert "3× how tall is the tower of pisa (en)" in text
    assert "towr" not in text
    assert text.index("tower of pisa") < text.index("which fish can sing")


async def test_a_group_given_to_an_answer_is_answered_at_once_and_can_be_taken_back(one_bot: Stage):
    person = await missed(one_bot, "may i paint my garden gnome purple")
    group = await opened(one_bot, "garden gnome")
    asked = await next_reply(one_bot, group, "Another answer")
    assert "/cancel" in asked["text"]
    found = await one_bot.ask(ADA, "is the compact legally binding")
    label = labels(found)[0]
    done = await pressed(one_bot, found, label)
    assert label in done["text"]
    assert label in (await one_bot.ask(person, "May I paint my garden gnome purple?"))["text"]
    assert "garden gnome" not in await listed_questions(one_bot, "/inbox")
    await pressed(one_bot, done, "Take it back")
    assert label not in (await one_bot.ask(person, "may i paint my garden gnome purple"))["text"]
    assert "garden gnome" in await listed_questions(one_bot, "/inbox")


async def test_an_answer_is_seen_as_people_will_see_it_and_used_when_it_is_confirmed(one_bot: Stage):
    person = await missed(one_bot, UNKNOWN)
    asked = await written(one_bot, UNKNOWN)
    seen = one_bot.simulator.messages(ADA)
    preview = next(m for m in reversed(seen) if "No penguin is known" in m["text"] and m["is_outgoing"])
    assert "Written by our staff" in preview["text"]
    assert "No penguin" not in (await one_bot.ask(person, UNKNOWN))["text"]
    done = await pressed(one_bot, asked, "Answer with it")
    answer = await one_bot.ask(person, UNKNOWN)
    assert "No penguin is known to bake" in answer["text"]
    assert "Written by our staff" in answer["text"]
    assert "The bakers' union: Birds and bread" in answer["text"]
    assert "Do penguins bake" in (await one_bot.ask(person, "do penguins bake"))["text"]
    await pressed(one_bot, done, "Take it back")
    assert "No penguin" not in (await one_bot.ask(person, UNKNOWN))["text"]
    assert "No penguin" not in (await one_bot.ask(person, "do penguins bake"))["text"]


async def test_an_answer_gets_other_languages_an_older_confirmation_dies_and_it_can_go_later(
    one_bot: Stage,
):
    question = "can walruses weave wicker baskets"
    await missed(one_bot, question)
    first = await written(one_bot, question, "Do walruses weave?\nNo walrus is known to weave.")
    await next_reply(one_bot, first, "español")
    said = one_bot.simulator.say(ADA, "¿Tejen las morsas?\nNo se sabe de ninguno.")
    second = await one_bot.simulator.wait_for_message(ADA, said, containing="This is how people will see it")
    assert "begin again" in (await pressed(one_bot, first, "Answer with it"))["text"]
    await pressed(one_bot, second, "Answer with it")
    diego = await one_bot.newcomer("es")
    answer = (await one_bot.ask(diego, "tejen las morsas"))["text"]
    assert "No se sabe de ninguno" in answer
    listed = await pressed(one_bot, await one_bot.ask(ADA, "/inbox"), "Answers written here")
    shown = await pressed(one_bot, listed, "Do walruses weave?")
    assert "No walrus is known to weave" in shown["text"]
    await pressed(one_bot, shown, "Take it back")
    assert "No se sabe" not in (await one_bot.ask(diego, "tejen las morsas"))["text"]


async def test_a_text_that_does_not_fit_is_refused_with_the_reason(one_bot: Stage):
    question = "why do umbrellas whistle at noon"
    await missed(one_bot, question)
    await next_reply(one_bot, await opened(one_bot, question), "Write a new answer")
    for text, reason in (
        ("Only a question?", "only one line"),
        ("What?\n" + "long " * 200, "room for 900"),
        ("A" * 61 + "?\nAn answer.", "room for 60"),
        ("Whom to call?\nCall Maria, +32 470 123 456.", "of persons"),
    ):
        assert reason in (await one_bot.ask(ADA, text))["text"], text
    assert "Nothing was changed" in (await one_bot.ask(ADA, "/cancel"))["text"]


async def test_what_is_awaited_is_never_a_question_and_forwarded_words_mean_nothing(one_bot: Stage):
    question = "do umbrellas dream of rain"
    await missed(one_bot, question)
    group = await opened(one_bot, question)
    await next_reply(one_bot, group, "Write a new answer")
    sent = one_bot.simulator.send(ADA, TEXT, further=FORWARDED)
    refused = await one_bot.simulator.wait_for_message(ADA, sent)
    assert "write yourself" in refused["text"]
    asked = await one_bot.ask(ADA, "what is the compact\nand why")
    assert "Where does the answer come from" in asked["text"]
    await one_bot.ask(ADA, "/cancel")
    assert "Where does" not in (await one_bot.ask(ADA, "what is the compact"))["text"]


async def test_a_change_of_what_was_written_for_an_answer_is_no_question(one_bot: Stage):
    question = "do lanterns fear the dark"
    await missed(one_bot, question)
    await written(one_bot, question)
    said = next(m["message_id"] for m in one_bot.simulator.messages(ADA) if m["text"] == TEXT)
    await one_bot.ask(ADA, "/cancel")
    before = one_bot.last(ADA)["message_id"]
    one_bot.simulator.edit(ADA, said, "what is the compact")
    reply = await one_bot.simulator.wait_for_message(ADA, before)
    assert "I do not follow changes" in reply["text"]


async def test_what_was_hidden_never_comes_again_what_was_cleared_does_and_no_log_quotes_it(
    one_bot: Stage,
):
    hidden, cleared = "how many knees has a bee", "which king ate the moon"
    await missed(one_bot, hidden, cleared)
    await pressed(one_bot, await opened(one_bot, hidden), "Never show them again")
    await pressed(one_bot, await opened(one_bot, cleared), "Take them off the list")
    text = await listed_questions(one_bot, "/inbox")
    assert hidden not in text
    assert cleared not in text
    log = (await one_bot.ask(ADA, "/log"))["text"]
    assert "Ada: took questions off the list" in log
    assert "king" not in log
    await missed(one_bot, hidden, cleared)
    await opened(one_bot, cleared)
    assert hidden not in await listed_questions(one_bot, "/inbox")


async def test_a_button_of_an_older_list_joins_nothing(one_bot: Stage):
    first, second = "do carpets fly on sundays", "do carpets fly on sunday"
    await missed(one_bot, first)
    group = await opened(one_bot, first)
    await missed(one_bot, second)
    shown = await pressed(one_bot, group, labels(group)[0])
    assert "has changed meanwhile" in shown["text"]
    person = await one_bot.newcomer()
    assert labels(group)[0] not in (await one_bot.ask(person, first))["text"].splitlines()[0]


async def test_strangers_words_stand_as_code(one_bot: Stage):
    await missed(one_bot, "read /stop and #penguins now")
    shown = await opened(one_bot, "#penguins")
    kinds = {entity["type"] for entity in shown["entities"]}
    assert kinds <= {"bold", "code"}
