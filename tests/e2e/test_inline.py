"""Answers in any chat: `@bot question`."""

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from tests.e2e.conftest import ADA, AMINA, DIEGO, LAYLA, Stage
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def offered(stage: Stage, person: int, text: str) -> list[JsonObject]:
    """The articles that somebody is offered for a text."""
    query = stage.simulator.ask_inline(person, text)
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(query) is not None)
    answer = stage.simulator.answer_to(query)
    assert answer is not None
    results: list[JsonObject] = answer["results"]
    return results


async def test_the_best_entry_is_offered_first_with_its_answer_and_source(one_bot: Stage):
    articles = await offered(one_bot, AMINA, "is the compact law yes or no")
    entry = one_bot.content.faq.entries["en"]["legally-binding"]
    assert 1 <= len(articles) <= 4
    assert (articles[0]["type"], articles[0]["title"]) == ("article", entry.question)
    content = articles[0]["input_message_content"]
    assert content["parse_mode"] == "HTML"
    assert content["message_text"].startswith(f"<b>{entry.question}</b>")
    assert "Source" in content["message_text"]
    assert "reply_markup" not in articles[0]


async def test_it_comes_in_the_language_of_the_question_else_of_the_person(one_bot: Stage):
    spanish, arabic = one_bot.content.faq.entries["es"], one_bot.content.faq.entries["ar"]
    articles = await offered(one_bot, AMINA, "el pacto es una ley si o no")
    assert articles[0]["title"] == spanish["legally-binding"].question
    articles = await offered(one_bot, LAYLA, "GCM")
    assert articles[0]["title"] == arabic["what-is-the-coalition"].question
    await one_bot.begin(DIEGO)
    await one_bot.press(DIEGO, one_bot.last(DIEGO), "English")
    articles = await offered(one_bot, DIEGO, "GCM")
    assert articles[0]["title"] == one_bot.content.faq.entries["en"]["what-is-the-coalition"].question


async def test_telegram_may_keep_an_offer_for_everybody_when_the_question_tells_the_language(one_bot: Stage):
    await offered(one_bot, AMINA, "is the compact law yes or no")
    await offered(one_bot, AMINA, "GCM")
    clear, unclear = one_bot.simulator.calls("answerInlineQuery")[-2:]
    assert str(clear.params["cache_time"]) == "300"
    assert str(clear.params.get("is_personal", False)).lower() == "false"
    assert str(unclear.params["is_personal"]).lower() == "true"


async def test_nothing_is_offered_to_what_is_no_question_for_the_faq(one_bot: Stage):
    for text in ("", "zzzz", "hello", "my residence permit expires next month"):
        assert await offered(one_bot, AMINA, text) == [], text


async def test_what_is_typed_is_not_counted_as_missed(one_bot: Stage):
    await offered(one_bot, AMINA, "zzzz qqqq")
    assert "zzzz" not in (await one_bot.ask(ADA, "/missed"))["text"]


async def test_an_offer_that_comes_too_late_is_no_surprise(one_bot: Stage, caplog: pytest.LogCaptureFixture):
    before = len(one_bot.simulator.calls("answerInlineQuery"))
    one_bot.simulator.set_faults([Fault("chat_not_found", method="answerInlineQuery")])
    one_bot.simulator.ask_inline(AMINA, "is the compact law yes or no")
    await until(lambda: len(one_bot.simulator.calls("answerInlineQuery")) > before)
    await one_bot.ask(AMINA, "/help")
    one_bot.simulator.set_faults([])
    (call,) = one_bot.simulator.calls("answerInlineQuery")[before:]
    assert call.status == 400
    assert "handler.failed" not in caplog.messages


async def test_what_is_true_now_is_offered_as_in_a_chat(one_bot: Stage):
    def text(article: JsonObject) -> str:
        return str(article["input_message_content"]["message_text"])

    assert "voted <b>for</b> the Compact" in text((await offered(one_bot, AMINA, "did mexico sign it"))[0])
    assert "The next webinar:" in text((await offered(one_bot, AMINA, "when is the next webinar"))[0])
