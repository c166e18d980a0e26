"""A question without an answer is counted, and nobody can tell who asked."""

import pytest

from bot.domain.content.faq import Faq
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Courtesy, Missed, Suggested
from bot.services.answering import Answering, OnlyAddresses
from bot.services.deferred_writes import Deferring
from bot.storage import misses
from tests.builders import NOW
from tests.lines import each

CHAT = 7


class FixedAnswerer:
    """Decides the same whatever is asked."""

    def __init__(self, reply) -> None:
        self._reply = reply

    def reply_to(self, question):
        return self._reply

    def after(self, last, text):
        return None


async def most_asked(database, deferring):
    await deferring.flush()
    async with database.reading() as connection:
        return await misses.most_asked(connection, 10)


async def test_a_miss_is_counted_by_its_scrubbed_wording_and_language(database):
    deferring = Deferring(database)
    answering = Answering(deferring, FixedAnswerer(Missed(0.1)), Faq.of(()))
    for question in ("Where is my FILE 123456789?", "where is my file 987654321?"):
        assert await answering.ask(CHAT, Question.of(question), "en", NOW) == Missed(0.1)
    await answering.ask(CHAT, Question.of("¿Dónde?"), "es", NOW)
    assert await most_asked(database, deferring) == [("where is my file …?", "en", 2), ("¿dónde?", "es", 1)]


async def test_what_was_suggested_is_chosen_by_its_number_until_something_else_is_shown(database):
    deferring = Deferring(database)
    answering = Answering(deferring, FixedAnswerer(Suggested(("a", "b"), 0.2)), Faq.of(()))
    await answering.ask(CHAT, Question.of("drafts and dates"), "en", NOW)
    assert await answering.ask(CHAT, Question.of("the second one"), "en", NOW) == Answered(("b",), 1.0)
    assert isinstance(await answering.ask(CHAT, Question.of("the second one"), "en", NOW), Suggested)


@each("reply", [Answered(("what-is-it",), 0.9), Suggested(("what-is-it",), 0.5), Courtesy("thanks")])
async def test_what_has_a_reply_is_not_kept(database, reply):
    deferring = Deferring(database)
    answering = Answering(deferring, FixedAnswerer(reply), Faq.of(()))
    assert await answering.ask(CHAT, Question.of("What is it?"), "en", NOW) == reply
    assert await most_asked(database, deferring) == []


@each(
    "text, reply",
    [
        ("  \n ", Courtesy("who-are-you")),
        ("?", Courtesy("who-are-you")),
        ("!!", Courtesy("who-are-you")),
        ("https://www.bbc.com/news/world-12345", OnlyAddresses()),
        ("+1 202 555 0199", OnlyAddresses()),
        ("www.example.org, ana@example.org", OnlyAddresses()),
    ],
)
@each("decided", [Missed(0.0), Suggested(("what-is-it",), 0.5)])
async def test_of_a_message_with_nothing_to_read_nothing_is_kept(database, text, reply, decided):
    deferring = Deferring(database)
    answering = Answering(deferring, FixedAnswerer(decided), Faq.of(()))
    assert await answering.ask(CHAT, Question.of(text), "en", NOW) == reply
    assert await most_asked(database, deferring) == []


@pytest.mark.parametrize(
    "reply", [Answered(("what-is-it",), 0.5, False, ("why",)), Suggested(("what-is-it",), 0.2)]
)
async def test_none_of_these_counts_the_question_as_missed_once(database, reply):
    deferring = Deferring(database)
    answering = Answering(deferring, FixedAnswerer(reply), Faq.of(()))
    await answering.ask(CHAT, Question.of("What is it, 123456789?"), "en", NOW)
    assert await most_asked(database, deferring) == []
    answering.none_of_these(CHAT + 1, NOW)
    answering.none_of_these(CHAT, NOW)
    answering.none_of_these(CHAT, NOW)
    assert await most_asked(database, deferring) == [("what is it, …?", "en", 1)]
