"""What strangers can put before staff is bounded, and one person's many thumbs count once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain.content.faq import Faq
from bot.domain.people.pseudonyms import Pseudonyms
from bot.domain.people.subscriptions import iso_week
from bot.matching.recognizing.question import Question
from bot.matching.replies import Missed
from bot.services.answering import MISSES_A_DAY, Answering
from bot.services.deferred_writes import Deferring
from bot.services.members.retention import Housekeeping, Retention
from bot.services.rating import Rating
from bot.services.staff.dialogues import LASTS, Dialogues
from bot.storage import misses
from bot.storage.database import Database
from tests.builders import NOW
from tests.services.test_answering import FixedAnswerer

DAY = timedelta(days=1)
KEY = Pseudonyms(b"key")
SOMEBODY, ANOTHER = 7_123_456_789, 8


async def asked(database: Database) -> dict[str, int]:
    async with database.reading() as connection:
        return {question: times for question, _, times in await misses.most_asked(connection, 10_000)}


async def marks(database: Database) -> list[str]:
    async with database.reading() as connection:
        return [row.mark for row in await connection.execute(text("SELECT mark FROM counted_today"))]


async def test_what_one_chat_asks_in_vain_counts_so_often_a_day_and_others_are_heard(database: Database):
    deferring = Deferring(database)
    answering = Answering(deferring, FixedAnswerer(Missed(0.1)), Faq.of(()), pseudonyms=KEY)
    for number in range(MISSES_A_DAY + 10):
        await answering.ask(SOMEBODY, Question.of(f"bread {'x' * number} is what"), "en", NOW)
    await answering.ask(ANOTHER, Question.of("a real question"), "en", NOW)
    await deferring.flush()
    found = await asked(database)
    assert len(found) == MISSES_A_DAY + 1
    assert "a real question" in found
    await answering.ask(SOMEBODY, Question.of("on the next day"), "en", NOW + DAY)
    await deferring.flush()
    assert "on the next day" in await asked(database)


async def test_who_asks_the_same_again_and_again_counts_once_a_day(database: Database):
    deferring = Deferring(database)
    answering = Answering(deferring, FixedAnswerer(Missed(0.1)), Faq.of(()), pseudonyms=KEY)
    for person in (SOMEBODY, SOMEBODY, SOMEBODY, ANOTHER):
        await answering.ask(person, Question.of("who bakes here"), "en", NOW)
    await deferring.flush()
    assert await asked(database) == {"who bakes here": 2}
    await answering.ask(SOMEBODY, Question.of("who bakes here"), "en", NOW + DAY)
    await deferring.flush()
    assert await asked(database) == {"who bakes here": 3}


async def test_who_fills_a_week_hides_neither_what_many_ask_nor_what_is_asked_afterwards(database: Database):
    week = iso_week(NOW)

    async def ask(*questions: str) -> None:
        async with database.transaction() as connection:
            for question in questions:
                await misses.add(connection, week, "en", question, most=4)

    async with database.transaction() as connection:
        await misses.add(connection, "2026-W01", "en", "another week", most=4)
    await ask("asked by two", "asked by two", *(f"noise {number}" for number in range(20)))
    await ask("asked afterwards", "asked by two", "asked afterwards")
    found = await asked(database)
    assert len(found) == 4 + 1
    assert {question: times for question, times in found.items() if "noise" not in question} == {
        "asked by two": 3,
        "asked afterwards": 2,
        "another week": 1,
    }


@pytest.mark.both_databases
async def test_who_fills_a_week_with_questions_asked_twice_hides_none_either(database: Database):
    week, most = iso_week(NOW), 400
    async with database.transaction() as connection:
        noise = [{"week": week, "question": f"noise {number}"} for number in range(most)]
        await connection.execute(
            text("INSERT INTO missed_questions VALUES (:week, 'en', :question, 2)"), noise
        )
        await misses.add(connection, week, "en", "asked by many", most=most)
        for _ in range(8):
            await misses.add(connection, week, "en", "asked by many", most=most)
        for number in range(60):
            await misses.add(connection, week, "en", f"asked afterwards {number}", most=most)
    found = await asked(database)
    assert len(found) == most
    assert found["asked by many"] == 9
    assert sum("afterwards" in question for question in found) > 30  # of 60; chance alone takes some nine


async def test_one_persons_thumbs_on_an_answer_count_once_a_week(database: Database):
    deferring = Deferring(database)
    rating = Rating(database, deferring, KEY)
    for helpful in (False, False, True):
        await rating.rate(SOMEBODY, "one", "en", helpful, NOW)
    await rating.rate(ANOTHER, "one", "en", False, NOW)
    await rating.rate(SOMEBODY, "two", "en", True, NOW)
    assert await rating.least_helpful(5) == [("one", "en", 0, 2), ("two", "en", 1, 0)]
    housekeeping = Housekeeping(database, Retention(30 * DAY, 30 * DAY))
    for later in range(1, 7 - NOW.weekday()):
        await housekeeping.tidy(NOW + later * DAY)
        await rating.rate(SOMEBODY, "one", "en", False, NOW + later * DAY)
    assert await rating.least_helpful(1) == [("one", "en", 0, 2)]
    await rating.rate(SOMEBODY, "one", "en", False, NOW + (7 - NOW.weekday()) * DAY)
    assert await rating.least_helpful(1) == [("one", "en", 0, 3)]


@pytest.mark.both_databases
async def test_the_marks_say_nobody_are_others_each_week_and_are_gone_the_next(database: Database):
    deferring = Deferring(database)
    rating = Rating(database, deferring, KEY)
    await rating.rate(SOMEBODY, "one", "en", True, NOW)
    await deferring.flush()
    (mark,) = await marks(database)
    assert str(SOMEBODY) not in mark
    sunday = NOW.date() + (6 - NOW.weekday()) * DAY
    assert KEY.until(sunday, SOMEBODY, "thumb", "one") == mark
    assert KEY.until(sunday + 7 * DAY, SOMEBODY, "thumb", "one") != mark
    await Housekeeping(database, Retention(30 * DAY, 30 * DAY)).tidy(NOW + (7 - NOW.weekday()) * DAY)
    assert await marks(database) == []


async def test_what_is_awaited_is_over_after_half_an_hour(database: Database):
    dialogues = Dialogues(database)
    await dialogues.ask(9001, "step", {"said": "a text"}, NOW)
    found = await dialogues.open(9001, NOW + LASTS - timedelta(seconds=1))
    assert found is not None
    assert found.facts == {"said": "a text"}
    assert await dialogues.open(9001, NOW + LASTS) is None
    assert await dialogues.open(9002, NOW) is None
    assert await dialogues.end(9001)
    assert not await dialogues.end(9001)
