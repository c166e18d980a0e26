"""A round from its opening to "you said, we did": asked, answered, changed, withdrawn, closed, read, told."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.builders import join
from tests.e2e.conftest import ADA, ALONE, Stage, code_of, labels
from tests.e2e.test_inbox import next_reply, pressed

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENGLISH = "Work\nIs your pay held back?\n- Often\n- Never\nWhat should change first?"
ARABIC = "العمل\nهل يُحجز أجرك؟\n- كثيرا\n- أبدا\nما الذي يجب أن يتغير أولا؟"
DONE = "We asked three ministries to act."
DONE_IN_ARABIC = "طلبنا من ثلاث وزارات أن تتحرك."
DAY = timedelta(days=1)


async def replied(stage: Stage, person: int, message: JsonObject, label: str) -> JsonObject:
    """Somebody presses a button; the bot's next message to them."""
    before = stage.last(person)["message_id"]
    await stage.press(person, message, label)
    return await stage.simulator.wait_for_message(person, after_message_id=before)


async def changed(stage: Stage, person: int, message: JsonObject, label: str) -> JsonObject:
    """Somebody presses a button; the message as it stands then."""
    await stage.press(person, message, label)
    return stage.shown(person, message["message_id"])


async def drafted(stage: Stage, *texts: str, topic: str = "Urgent") -> JsonObject:
    """Ada has written a round, in English and perhaps in Arabic; what she sees before it goes."""
    await stage.begin(ADA)
    topics = await next_reply(stage, await stage.ask(ADA, "/round"), "Ask something new")
    await next_reply(stage, topics, topic)
    shown = await stage.ask(ADA, (texts or (ENGLISH,))[0])
    for text in texts[1:]:
        await next_reply(stage, shown, "العربية")
        shown = await stage.ask(ADA, text)
    return shown


async def opened(stage: Stage, *texts: str, regions: bool = False) -> None:
    """The same, and it goes out."""
    shown = await drafted(stage, *texts)
    if regions:
        shown = await pressed(stage, shown, "Ask for the part of the world")
    await stage.press(ADA, shown, "Ask ")


async def agreed(stage: Stage, person: int, region: str = "") -> JsonObject:
    """Somebody has read what becomes of an answer, and agreed: the first question."""
    asked = await stage.simulator.wait_for_message(person, containing="like to hear")
    terms = await replied(stage, person, asked, "Answer")
    first = await changed(stage, person, terms, "I agree")
    return await changed(stage, person, first, region) if region else first


async def answered(stage: Stage, person: int, words: str, region: str = "") -> JsonObject:
    """Somebody answers the first question."""
    await agreed(stage, person, region)
    return await stage.ask(person, words)


async def members(stage: Stage, count: int, language: str = "en") -> list[int]:
    people = [await stage.newcomer(language) for _ in range(count)]
    await join(stage.database, people, "urgent", language=language)
    return people


@contextmanager
def database_of(stage: Stage) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(stage.settings.database_url.removeprefix("sqlite:///"))
    try:
        yield connection
    finally:
        connection.close()


def count(stage: Stage, table: str) -> int:
    with database_of(stage) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - ours


async def file_of(stage: Stage, message: JsonObject) -> bytes:
    bot = f"bot{stage.simulator.token}"
    async with aiohttp.ClientSession(stage.simulator.url) as session:
        where = {"file_id": message["document"]["file_id"]}
        async with session.post(f"/{bot}/getFile", data=where) as answer:
            path = (await answer.json())["result"]["file_path"]
        async with session.get(f"/file/{bot}/{path}") as answer:
            return await answer.read()


async def test_a_round_goes_from_its_opening_to_what_came_of_it_in_english_and_arabic(fresh: Stage):
    noor, sami = *await members(fresh, 1), *await members(fresh, 1, "ar")
    shown = await drafted(fresh, ENGLISH, ARABIC)
    assert "Nothing has been sent yet" in shown["text"]
    assert "العمل" in shown["text"]
    await fresh.press(ADA, shown, "Ask 2 people")

    asked = await fresh.simulator.wait_for_message(noor, containing="like to hear from you: Work")
    assert "Is your pay held back?" in asked["text"]
    terms = await replied(fresh, noor, asked, "Answer")
    for said in ("Who reads it", "at the latest", "What is kept", "366 days", "Please name nobody"):
        assert said in terms["text"]
    assert count(fresh, "round_members") == 0  # nothing is kept before somebody agrees
    question = await changed(fresh, noor, terms, "I agree")
    chosen = await changed(fresh, noor, question, "Often")
    assert "☑ Often" in chosen["text"]
    second = await replied(fresh, noor, chosen, "Next question")
    assert "What should change first?" in second["text"]
    await fresh.ask(noor, "Pay on time.")
    kept = await fresh.ask(noor, "Call me on +34 600 123 456 or at noor@example.org")
    assert "Pay on time.\nCall me on … or at …" in kept["text"]
    own = await replied(fresh, noor, kept, "I am done")
    assert "☑ Often" in own["text"]

    arabic = await fresh.simulator.wait_for_message(sami, containing="العمل")
    terms = await replied(fresh, sami, arabic, "الجواب")
    first = await changed(fresh, sami, terms, "أوافق")
    assert "هل يُحجز أجرك؟" in first["text"]
    await changed(fresh, sami, first, "كثيرا")
    assert (count(fresh, "round_members"), count(fresh, "round_inputs")) == (4, 3)

    listed = await fresh.ask(ADA, "/round")
    result = await pressed(fresh, listed, "Work")
    assert "can be read when it is closed" in result["text"]
    assert "Pay on time" not in str(fresh.simulator.messages(ADA))
    sure = await pressed(fresh, result, "Close it now")
    result = await pressed(fresh, sure, "Yes, close it")
    assert "Often: 2" in result["text"]
    assert "Fewer than five people" in result["text"]
    assert (count(fresh, "round_members"), count(fresh, "round_inputs")) == (0, 3)
    read = await pressed(fresh, result, "Read the answers to 2")
    assert "Pay on time." in read["text"]
    result = await pressed(fresh, read, "Back to the round")
    await fresh.press(ADA, result, "All answers as files")
    markdown = await fresh.simulator.wait_for_message(ADA, containing="All answers, to read")
    table = await fresh.simulator.wait_for_message(ADA, containing="The same as a table")
    assert b"> Pay on time." in await file_of(fresh, markdown)
    rows = list(csv.reader(io.StringIO((await file_of(fresh, table)).decode("utf-8-sig"))))
    assert ["2.1", "What should change first?", "", "Pay on time. Call me on … or at …"] in rows
    for person in (noor, sami):
        assert str(person) not in str(rows)

    await next_reply(fresh, result, "You said, we did")
    slip = await fresh.ask(ADA, "We asked *nine* ministries.")
    assert "We asked nine ministries." in slip["text"]
    shown = await fresh.ask(ADA, DONE)
    assert "nine" not in shown["text"]
    await next_reply(fresh, shown, "العربية")
    shown = await fresh.ask(ADA, DONE_IN_ARABIC)
    await fresh.press(ADA, shown, "Send to 2")
    after = fresh.last(ADA)["message_id"]
    again = fresh.simulator.press_outdated(ADA, shown["message_id"], code_of(shown, "Send to 2"))
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(again) is not None)
    assert fresh.last(ADA)["message_id"] == after
    told = await fresh.simulator.wait_for_message(noor, containing=DONE)
    assert "You said, we did: Work" in told["text"]
    await fresh.simulator.wait_for_message(sami, containing=DONE_IN_ARABIC)
    log = (await fresh.ask(ADA, "/log"))["text"]
    assert "asked members something" in log
    assert "closed a round" in log
    assert "told 2 subscribers what came of a round" in log
    assert "Work" not in log


@ALONE
async def test_who_answers_changes_withdraws_and_gives_it_anew_and_who_does_not_is_reminded_until_the_day(
    stage: Stage,
):
    noor, silent = await members(stage, 2)
    await opened(stage, regions=True)
    await agreed(stage, noor, "Africa")
    await stage.move_by(timedelta(minutes=61))  # then words are a question again
    assert "This is what I keep" not in (await stage.ask(noor, "what is the compact"))["text"]
    assert count(stage, "round_inputs") == 0
    asked = await stage.simulator.wait_for_message(noor, containing="like to hear")
    await replied(stage, noor, await replied(stage, noor, asked, "Answer"), "Answer question 1")
    kept = await stage.ask(noor, "The first words.")
    emptied = await changed(stage, noor, kept, "Write this answer anew")
    assert "The first words" not in emptied["text"]
    kept = await stage.ask(noor, "Other words.")
    own = await replied(stage, noor, kept, "I am done")
    assert "Other words." in own["text"]
    assert "/stop deletes them too, for good" in own["text"]
    assert "Other words." not in (await stage.ask(noor, "what is the compact"))["text"]
    mine = await stage.ask(noor, "/mydata")
    assert "You take part in “Work”" in mine["text"]
    assert "Your answer: Other words." in mine["text"]
    file = await stage.simulator.wait_for_message(noor, mine["message_id"])
    assert b'"round_inputs"' in await file_of(stage, file)
    gone = await changed(stage, noor, own, "Withdraw all my answers")
    assert "None of your answers is kept" in gone["text"]
    assert (count(stage, "round_members"), count(stage, "round_inputs")) == (0, 0)
    await answered(stage, noor, "Given anew.", "Pacific")

    await stage.simulator.wait_for_message(silent, containing="like to hear")
    stage.clock.move_by(13 * DAY)
    await stage.simulator.wait_for_message(silent, containing="There is still time")
    with database_of(stage) as connection:
        reminder = connection.execute(
            "SELECT announcement_id FROM announcements WHERE key LIKE 'round/%/reminded'"
        ).fetchone()[0]
    stage.clock.move_by(3 * DAY)
    told = await stage.simulator.wait_for_message(ADA, containing="is closed")
    assert "Fewer than five" in told["text"]

    def is_forgotten() -> bool:
        with database_of(stage) as connection:
            rows = connection.execute("SELECT 1 FROM deliveries WHERE announcement_id = ?", (reminder,))
            return not rows.fetchall()

    await stage.simulator.wait_until(is_forgotten)
    reminded = [str(stage.simulator.messages(who)).count("There is still time") for who in (silent, noor)]
    assert reminded == [1, 0]
    listed = await stage.ask(noor, "/rounds")
    assert "asking nothing" in listed["text"]
    for code in ("round+:1.0", "round.:1.0", "round=:1.0.0", "round~:1.0", "round-:1"):
        stage.simulator.press_outdated(noor, own["message_id"], code)
    await stage.until_handled()
    assert "cannot be withdrawn any more" in stage.shown(noor, own["message_id"])["text"]
    assert (count(stage, "round_members"), count(stage, "round_inputs")) == (0, 1)
    with database_of(stage) as connection:  # fewer than five named it
        assert connection.execute("SELECT region FROM round_inputs").fetchall() == [("other",)]


async def test_what_sounds_like_danger_is_kept_only_on_a_word_and_stop_ends_it_all(fresh: Stage):
    (noor,) = await members(fresh, 1)
    await opened(fresh)
    await agreed(fresh, noor)
    said = fresh.simulator.say(noor, "the police are at my door")
    warned = await fresh.simulator.wait_for_message(noor, said, containing="in danger now")
    helped = await fresh.simulator.wait_for_message(noor, warned["message_id"])
    assert "This is what I keep" not in helped["text"]
    assert count(fresh, "round_inputs") == 0
    kept = await changed(fresh, noor, warned, "It is my answer")
    assert "the police are at my door" in kept["text"]
    assert count(fresh, "round_inputs") == 1
    await fresh.ask(noor, "STOP")
    assert (count(fresh, "round_members"), count(fresh, "round_inputs")) == (0, 0)


async def test_a_cry_for_help_that_comes_as_an_edit_is_answered_as_one(fresh: Stage):
    (noor,) = await members(fresh, 1)
    await opened(fresh)
    await agreed(fresh, noor)
    said = fresh.simulator.say(noor, "My words.")
    kept = await fresh.simulator.wait_for_message(noor, said, containing="My words.")
    fresh.simulator.edit(noor, said, "the police are at my door")
    warned = await fresh.simulator.wait_for_message(noor, kept["message_id"], containing="in danger now")
    await fresh.simulator.wait_for_message(noor, warned["message_id"], containing="nobody reads this now")


@pytest.mark.parametrize(
    ("language", "words", "helped"),
    [
        ("en", "please delete my answer", "/stop"),
        ("en", "who reads this?", "sends nothing to the police"),
        ("es", "cuánto tiempo lo guardan", "policía"),
        ("fr", "supprimez ce que j'ai écrit", "/stop"),
        ("ar", "من يقرأ هذا؟", "الشرطة"),
    ],
)
async def test_who_asks_what_becomes_of_an_answer_or_wants_it_back_is_answered_and_not_kept(
    fresh: Stage, language: str, words: str, helped: str
):
    (noor,) = await members(fresh, 1, language)
    await opened(fresh)
    asked = await fresh.simulator.wait_for_message(noor, containing="Is your pay held back?")
    agree = labels(terms := await replied(fresh, noor, asked, labels(asked)[0]))[0]
    await changed(fresh, noor, terms, agree)
    await fresh.ask(noor, "Pay on time.")
    aside = await fresh.ask(noor, words)
    assert words in aside["text"]
    assert "Pay on time." not in aside["text"]
    keep, withdraw = labels(aside)
    await fresh.simulator.wait_for_message(noor, aside["message_id"], containing=helped)
    with database_of(fresh) as connection:
        assert connection.execute("SELECT text FROM round_inputs").fetchall() == [("Pay on time.",)]
    await changed(fresh, noor, aside, keep)
    with database_of(fresh) as connection:
        (kept,) = connection.execute("SELECT text FROM round_inputs").fetchone()
    assert kept == f"Pay on time.\n{words}"
    aside = await fresh.ask(noor, words)
    await changed(fresh, noor, aside, withdraw)
    assert (count(fresh, "round_members"), count(fresh, "round_inputs")) == (0, 0)


async def test_what_somebody_still_writes_when_the_round_has_closed_is_no_question(fresh: Stage):
    (noor,) = await members(fresh, 1)
    await opened(fresh)
    await answered(fresh, noor, "They keep my pay.")
    result = await pressed(fresh, await fresh.ask(ADA, "/round"), "Work")
    await pressed(fresh, await pressed(fresh, result, "Close it now"), "Yes, close it")
    assert "This is over" in (await fresh.ask(noor, "And the boss has the papers of my friends"))["text"]
    assert count(fresh, "round_inputs") == 1
    assert count(fresh, "missed_questions") == 0
    assert "This is over" not in (await fresh.ask(noor, "what is the compact"))["text"]


async def test_an_edit_a_picture_and_a_command_are_no_answer(fresh: Stage):
    (noor,) = await members(fresh, 1)
    await opened(fresh)
    await agreed(fresh, noor)
    said = fresh.simulator.say(noor, "My words.")
    await fresh.simulator.wait_for_message(noor, said, containing="My words.")
    fresh.simulator.edit(noor, said, "My other words.")
    await fresh.simulator.wait_for_message(noor, said, containing="I do not follow changes")
    await fresh.ask(noor, "/help")
    with database_of(fresh) as connection:
        assert connection.execute("SELECT text FROM round_inputs").fetchall() == [("My words.",)]
    sent = fresh.simulator.send_file(noor, "pay.jpg", b"x", caption="And below it.")
    shown = await fresh.simulator.wait_for_message(noor, sent, containing="Only your words are kept")
    assert "My words.\nAnd below it." in shown["text"]


async def test_what_cannot_be_asked_is_refused_with_the_reason(fresh: Stage):
    for text, reason in (
        ("Work", "no question"),
        ("Work\n- Often", "no question"),
        ("Work\na?\nb?\nc?\nd?", "three questions"),
        ("Work\na?\n- " + "x" * 41, "too long"),
    ):
        refused = await drafted(fresh, text)
        assert reason in refused["text"], text
        assert labels(refused) == [], text


async def test_what_is_asked_can_be_written_anew_until_it_goes(fresh: Stage):
    await members(fresh, 1)
    first = await drafted(fresh)
    shown = await fresh.ask(ADA, "Pay\nIs it held back?\nSince when?\nBy whom?")
    assert "Is it held back?" in shown["text"]
    assert "Is your pay held back?" not in shown["text"]
    query = fresh.simulator.press_outdated(ADA, first["message_id"], code_of(first, "Ask "))
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    assert count(fresh, "rounds") == 0
    assert "no question" in (await fresh.ask(ADA, "Pay\n- Often"))["text"]
    await fresh.press(ADA, shown, "Ask 1 person")
    assert count(fresh, "rounds") == 1


async def test_a_draft_has_one_shape_in_all_languages_and_a_day_that_can_be_typed(fresh: Stage):
    await members(fresh, 1)
    shown = await drafted(fresh)
    await next_reply(fresh, shown, "العربية")
    assert "as in the other language" in (await fresh.ask(ADA, "العمل\nلماذا؟"))["text"]
    await fresh.ask(ADA, ARABIC)
    first = fresh.last(ADA)
    later = await fresh.ask(ADA, "15 December")
    assert "December 15, 2026" in later["text"]
    assert "I do not know that day" in (await fresh.ask(ADA, "some day"))["text"]
    query = fresh.simulator.press_outdated(ADA, first["message_id"], code_of(first, "Ask "))
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    assert count(fresh, "rounds") == 0  # what that button showed was another draft
    await fresh.press(ADA, later, "Ask 1 person")
    assert count(fresh, "rounds") == 1
