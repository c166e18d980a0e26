"""Short questions after an answer. What each text means is fixed here: this is about what becomes of it."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.matching.follow_ups import in_context
from bot.matching.matcher import Match
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Missed, Reply, Suggested
from tests.e2e.conftest import ADA, Stage, labels, staged

pytestmark = pytest.mark.asyncio(loop_scope="module")

STEP = timedelta(minutes=11)
UNSURE = "what happened on that day in december"


class Script:
    """Decides as is written for each text; misses all others."""

    def __init__(self, replies: dict[str, Reply], read: Callable[[str], Question]) -> None:
        self._replies = replies
        self.read = read

    def reply_to(self, question: Question) -> Reply:
        return self._replies.get(question.text, Missed(0.0))

    def after(self, last: str, question: Question) -> Reply | None:
        return None

    def teach(self, exact: Mapping[str, str]) -> None:
        """Nothing is put in here."""

    def candidates(self, question: Question, limit: int) -> list[Match]:
        return []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scripted(content: Content, learned: Learned) -> AsyncIterator[Stage]:
    """One bot for all tests of this file: each talks with it as somebody new."""
    title = content.faq.entries["en"]["legally-binding"].question
    script = Script(
        {
            "is the compact a law": Answered(("legally-binding",), 0.9),
            in_context(Question.of("and when?"), title).text: Answered(("adoption",), 0.8),
            in_context(Question.of("why"), title).text: Answered(("legally-binding",), 0.9),
            "who": Suggested(("contact", "who-decides"), 0.3),
            UNSURE: Answered(("adoption",), 0.5, False, ("legally-binding",)),
        },
        learned.answerer.read,
    )
    scripted = replace(learned, answerer=script)
    async with staged("sqlite://", content, scripted) as made:
        yield made


async def test_a_follow_up_is_answered_where_it_clearly_means_another_entry(scripted: Stage):
    amina = await scripted.newcomer()
    await scripted.ask(amina, "is the compact a law")
    answer = await scripted.ask(amina, "and when?")
    assert answer["text"].startswith(scripted.content.faq.entries["en"]["adoption"].question)


async def test_else_what_is_related_is_suggested_first(scripted: Stage):
    english = scripted.content.faq.entries["en"]
    amina = await scripted.newcomer()
    await scripted.ask(amina, "is the compact a law")
    reply = await scripted.ask(amina, "why")
    related = [english[entry_id].question for entry_id in english["legally-binding"].related]
    assert labels(reply)[:-1] == related
    reply = await scripted.ask(amina, "who")
    assert labels(reply)[:2] == [english["who-decides"].question, english["contact"].question]


async def test_what_was_opened_with_a_button_can_be_followed_too(scripted: Stage):
    amina = await scripted.newcomer()
    reply = await scripted.ask(amina, "who")
    await scripted.press(amina, reply, labels(reply)[1])
    opened = await scripted.simulator.wait_for_message(amina, after_message_id=reply["message_id"])
    reply = await scripted.ask(amina, "and why?")
    english = scripted.content.faq.entries["en"]
    assert opened["text"].startswith(english["who-decides"].question)
    assert labels(reply)[0] == english[english["who-decides"].related[0]].question


async def test_after_ten_minutes_and_in_other_chats_there_is_nothing_to_follow(scripted: Stage):
    amina = await scripted.newcomer()
    diego = await scripted.newcomer("es")
    await scripted.ask(amina, "is the compact a law")
    assert "No conozco el idioma" in (await scripted.ask(diego, "λουλούδι?"))["text"]
    await scripted.move_by(STEP)
    assert "do not want to guess" in (await scripted.ask(amina, "and when?"))["text"]


async def test_a_longer_question_stands_for_itself(scripted: Stage):
    amina = await scripted.newcomer()
    await scripted.ask(amina, "is the compact a law")
    reply = await scripted.ask(amina, "how do I repair the oven of my neighbour")
    assert "do not want to guess" in reply["text"]


async def test_an_unsure_answer_says_so_and_none_of_these_counts_it_as_missed(scripted: Stage):
    english = scripted.content.faq.entries["en"]
    amina = await scripted.newcomer()
    answer = await scripted.ask(amina, UNSURE)
    doubt, title = answer["text"].split("\n\n")[:2]
    assert doubt == "I am not sure that this is your question."
    assert title == english["adoption"].question
    assert labels(answer) == [english["legally-binding"].question, "None of these"]
    await scripted.press(amina, answer, "None of these")
    offered = await scripted.simulator.wait_for_message(amina, after_message_id=answer["message_id"])
    assert labels(offered)[-1] == english["contact"].question
    await scripted.begin(ADA)
    assert UNSURE in (await scripted.ask(ADA, "/missed"))["text"]
