"""Answers in any chat: `@bot question`."""

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from tests.e2e.conftest import ADA, AMINA, DIEGO, LAYLA, Stage
from tests.fakes import until


async def offered(stage: Stage, person: int, text: str) -> list[JsonObject]:
    """The articles that somebody is offered for a text."""
    query = stage.simulator.ask_inline(person, text)
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(query) is not None)
    answer = stage.simulator.answer_to(query)
    assert answer is not None
    results: list[JsonObject] = answer["results"]
    return results


async def test_the_best_entry_is_offered_first_with_its_answer_and_source(stage: Stage):
    articles = await offered(stage, AMINA, "is the compact law yes or no")
    entry = stage.content.faq.entries["en"]["legally-binding"]
    assert 1 <= len(articles) <= 4
    assert (articles[0]["type"], articles[0]["title"]) == ("article", entry.question)
    content = articles[0]["input_message_content"]
    assert content["parse_mode"] == "HTML"
    assert content["message_text"].startswith(f"<b>{entry.question}</b>")
    assert "Source" in content["message_text"]
    assert "reply_markup" not in articles[0]


async def test_it_comes_in_the_language_of_the_question_else_of_the_person(stage: Stage):
    spanish, arabic = stage.content.faq.entries["es"], stage.content.faq.entries["ar"]
    articles = await offered(stage, AMINA, "el pacto es una ley si o no")
    assert articles[0]["title"] == spanish["legally-binding"].question
    articles = await offered(stage, LAYLA, "GCM")
    assert articles[0]["title"] == arabic["what-is-the-coalition"].question
    await stage.begin(DIEGO)
    await stage.press(DIEGO, stage.last(DIEGO), "English")
    articles = await offered(stage, DIEGO, "GCM")
    assert articles[0]["title"] == stage.content.faq.entries["en"]["what-is-the-coalition"].question


async def test_telegram_may_keep_an_offer_for_everybody_when_the_question_tells_the_language(stage: Stage):
    await offered(stage, AMINA, "is the compact law yes or no")
    await offered(stage, AMINA, "GCM")
    clear, unclear = stage.simulator.calls("answerInlineQuery")
    assert str(clear.params["cache_time"]) == "300"
    assert str(clear.params.get("is_personal", False)).lower() == "false"
    assert str(unclear.params["is_personal"]).lower() == "true"


async def test_nothing_is_offered_to_what_is_no_question_for_the_faq(stage: Stage):
    for text in ("", "zzzz", "hello", "my residence permit expires next month"):
        assert await offered(stage, AMINA, text) == [], text


async def test_what_is_typed_is_not_counted_as_missed(stage: Stage):
    await offered(stage, AMINA, "zzzz qqqq")
    await stage.begin(ADA)
    assert "zzzz" not in (await stage.ask(ADA, "/missed"))["text"]


async def test_an_offer_that_comes_too_late_is_no_surprise(stage: Stage, caplog: pytest.LogCaptureFixture):
    stage.simulator.set_faults([Fault("chat_not_found", method="answerInlineQuery")])
    stage.simulator.ask_inline(AMINA, "is the compact law yes or no")
    await until(lambda: bool(stage.simulator.calls("answerInlineQuery")))
    await stage.ask(AMINA, "/help")
    (call,) = stage.simulator.calls("answerInlineQuery")
    assert call.status == 400
    assert "handler.failed" not in caplog.messages


async def test_what_is_true_now_is_offered_as_in_a_chat(stage: Stage):
    def text(article: JsonObject) -> str:
        return str(article["input_message_content"]["message_text"])

    assert "voted <b>for</b> the Compact" in text((await offered(stage, AMINA, "did mexico sign it"))[0])
    assert "The next webinar:" in text((await offered(stage, AMINA, "when is the next webinar"))[0])
