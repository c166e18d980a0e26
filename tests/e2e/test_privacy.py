"""What is kept of a member, as they can read it, rest from it, leave and come back, and delete it."""

import json
import re
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.storage.schema import METADATA
from tests import shipped
from tests.e2e.conftest import ADA, Stage, code_of, labels
from tests.e2e.test_acts import PHOTO, QUESTION
from tests.e2e.test_subscriptions import stored

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = shipped.content().texts.languages
BACK, CONFIRM, MONTH, GO_ON = "Undo", "Delete everything", "month", "Go on"


def text(stage: Stage, language: str, msgid: str, **values: object) -> str:
    """A sentence as a phone shows it."""
    said = stage.content.texts.text(language, msgid, **values)
    return re.sub("</?[bi]>", "", said)


def file_of(stage: Stage) -> Path:
    return Path(stage.settings.database_url.removeprefix("sqlite:///"))


def rows_that_name(stage: Stage, chat_id: int) -> dict[str, int]:
    """How many rows of each table hold the number anywhere."""
    connection = sqlite3.connect(file_of(stage))
    try:
        return {
            name: count
            for name in METADATA.tables
            if (
                count := sum(
                    chat_id in row
                    for row in connection.execute(f"SELECT * FROM {name}")  # noqa: S608 - our tables
                )
            )
        }
    finally:
        connection.close()


async def pressed(stage: Stage, person: int, message: JsonObject, label: str) -> JsonObject:
    """The message as it changed after one of its buttons was pressed."""
    before = stage.shown(person, message["message_id"])
    await stage.press(person, message, label)
    await stage.simulator.wait_until(lambda: stage.shown(person, message["message_id"]) != before)
    return stage.shown(person, message["message_id"])


async def mine(stage: Stage, person: int) -> tuple[str, dict[str, list[JsonObject]]]:
    """What /mydata says, and the rows in its file."""
    said = await stage.ask(person, "/mydata")
    sent = await stage.simulator.wait_for_message(person, after_message_id=said["message_id"])
    bot = f"bot{stage.simulator.token}"
    async with aiohttp.ClientSession(stage.simulator.url) as session:
        where = {"file_id": sent["document"]["file_id"]}
        async with session.post(f"/{bot}/getFile", data=where) as answer:
            path = (await answer.json())["result"]["file_path"]
        async with session.get(f"/file/{bot}/{path}") as answer:
            return said["text"], json.loads(await answer.read())


async def test_who_only_asks_reads_that_nothing_is_kept(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "what is the compact")
    said = await one_bot.ask(person, "/mydata")
    assert said["text"] == text(one_bot, "en", "mydata.nothing")


async def test_a_member_reads_every_row_in_words_and_as_a_file(one_bot: Stage):
    person = await one_bot.newcomer("fr")
    await one_bot.ask(person, "/subscribe weekly")
    said, rows = await mine(one_bot, person)
    assert str(person) in said
    assert "français" in said
    assert "2026-W48" in said
    assert rows == {
        "subscribers": [
            {
                "chat_id": person,
                "language": "fr",
                "joined_week": "2026-W48",
                "paused_until": None,
                "paused_topics": None,
                "thread_id": None,
            }
        ],
        "subscriptions": [{"topic": "weekly", "chat_id": person}],
    }
    assert rows_that_name(one_bot, person) == {table: len(found) for table, found in rows.items()}


async def test_leaving_is_undone_by_a_button_though_nothing_is_kept(one_bot: Stage):
    person = await one_bot.newcomer("es")
    for topic in ("weekly", "urgent"):
        await one_bot.ask(person, f"/subscribe {topic}")
    before = [row for row in stored(one_bot, "subscriptions") if row[1] == person]
    left = await one_bot.ask(person, "STOP")
    assert rows_that_name(one_bot, person) == {}
    back = await pressed(one_bot, person, left, "Deshacer")
    assert back["text"].startswith(text(one_bot, "es", "undo.done"))
    assert [row for row in stored(one_bot, "subscriptions") if row[1] == person] == before
    assert (person, "es") in [row[:2] for row in stored(one_bot, "subscribers")]


async def test_somebody_elses_button_of_undoing_brings_nothing(one_bot: Stage):
    person, other = await one_bot.newcomer(), await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe all")
    left = await one_bot.ask(person, "/stop")
    said = await one_bot.ask(other, "/help")
    query = one_bot.simulator.press_outdated(other, said["message_id"], code_of(left, BACK))
    await one_bot.simulator.wait_until(lambda: one_bot.simulator.answer_to(query) is not None)
    assert rows_that_name(one_bot, other) == rows_that_name(one_bot, person) == {}


async def test_who_pauses_gets_nothing_and_goes_on_by_a_tap(one_bot: Stage):
    person = await one_bot.newcomer()
    nothing = await one_bot.ask(person, "/pause")
    assert nothing["text"] == text(one_bot, "en", "pause.nothing")
    await one_bot.ask(person, "/subscribe all")
    offer = await one_bot.ask(person, "/pause")
    assert len(labels(offer)) == 3
    paused = await pressed(one_bot, person, offer, MONTH)
    assert "December 24, 2026" in paused["text"]
    assert [row for row in stored(one_bot, "subscriptions") if row[1] == person] == []
    said, _ = await mine(one_bot, person)
    assert "December 24, 2026" in said
    topics = await one_bot.ask(person, "/subscribe")
    assert labels(topics)[0].startswith("✅")
    await pressed(one_bot, person, paused, GO_ON)
    assert len([row for row in stored(one_bot, "subscriptions") if row[1] == person]) == 3


async def test_a_pause_outlives_leaving_and_its_undoing(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe all")
    await pressed(one_bot, person, await one_bot.ask(person, "/pause"), MONTH)
    before = [row for row in stored(one_bot, "subscribers") if row[0] == person]
    left = await one_bot.ask(person, "stop")
    await pressed(one_bot, person, left, BACK)
    assert [row for row in stored(one_bot, "subscribers") if row[0] == person] == before


async def test_who_wants_urgent_calls_only_gets_the_rest_back_by_a_tap(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe weekly")
    only = await pressed(one_bot, person, await one_bot.ask(person, "/pause"), "Only")
    assert [row for row in stored(one_bot, "subscriptions") if row[1] == person] == [("urgent", person)]
    await pressed(one_bot, person, only, BACK)
    assert [topic for topic, who in stored(one_bot, "subscriptions") if who == person] == ["urgent", "weekly"]


async def test_all_of_it_is_said_in_the_members_language_and_refused_by_nobody(one_bot: Stage):
    language = "ar"
    person = await one_bot.newcomer(language)
    await one_bot.ask(person, "/subscribe all")
    offer = await one_bot.ask(person, "/pause")
    await pressed(one_bot, person, offer, text(one_bot, language, "pause.month"))
    await mine(one_bot, person)
    await one_bot.ask(person, "/subscribe")
    privacy = await one_bot.ask(person, "/privacy")
    (folded,) = [each for each in privacy["entities"] if each["type"] == "expandable_blockquote"]
    shown = privacy["text"].encode("utf-16-le")[: 2 * folded["offset"]].decode("utf-16-le")
    assert "/mydata" in shown
    assert len(shown) < len(privacy["text"]) / 2
    ask = await one_bot.ask(person, "/deleteme")
    kept = await pressed(one_bot, person, ask, text(one_bot, language, "deleteme.keep"))
    assert kept["text"] == text(one_bot, language, "deleteme.kept")
    left = await one_bot.ask(person, "/stop")
    await pressed(one_bot, person, left, text(one_bot, language, "stop.undo"))
    ask = await one_bot.ask(person, "/deleteme")
    gone = await pressed(one_bot, person, ask, text(one_bot, language, "deleteme.confirm"))
    assert gone["text"] == text(one_bot, language, "deleteme.done")
    assert rows_that_name(one_bot, person) == {}
    calls = one_bot.simulator.calls()
    refused = [
        c.description for c in calls if c.status == 400 and "not modified" not in (c.description or "")
    ]
    assert refused == []


async def test_in_every_language_it_is_said_how_long_what_is_kept(one_bot: Stage):
    for language in LANGUAGES:
        privacy = await one_bot.ask(await one_bot.newcomer(language), "/privacy")
        assert [days for days in ("14", "30") if days not in privacy["text"]] == [], language


async def test_staff_read_what_is_kept_of_staff_and_others_do_not(one_bot: Stage):
    assert "366" in (await one_bot.ask(ADA, "/privacy"))["text"]
    await one_bot.ask(ADA, "/broadcast")
    said, rows = await mine(one_bot, ADA)
    assert "1 line" in said
    assert list(rows) == ["drafts"]
    ask = await one_bot.ask(ADA, "/deleteme")
    gone = await pressed(one_bot, ADA, ask, CONFIRM)
    assert text(one_bot, "en", "deleteme.staff") in gone["text"]
    assert rows_that_name(one_bot, ADA) == {}


async def test_who_sends_more_than_words_reads_that_the_words_alone_were_read(one_bot: Stage):
    for language, words in (
        ("en", "is this passport enough?"),
        ("ar", "ما هو الاتفاق العالمي؟"),
        ("en", QUESTION),
    ):
        person = await one_bot.newcomer(language)
        for _ in range(2):
            sent = one_bot.simulator.send(person, words, PHOTO)
            reply = await one_bot.simulator.wait_for_message(person, after_message_id=sent)
            assert text(one_bot, language, "answer.words_alone") in reply["text"]


async def test_who_names_somebody_is_told_once_that_nobody_need_be_named(one_bot: Stage):
    person = await one_bot.newcomer()
    asked = text(one_bot, "en", "answer.no_names")
    assert asked not in (await one_bot.ask(person, "may i vote while i live in Madrid"))["text"]
    assert asked in (await one_bot.ask(person, "my A-number is A123456789, what now"))["text"]
    assert asked not in (await one_bot.ask(person, "my name is Ana Lopez, what is the compact"))["text"]
    other = await one_bot.newcomer("es")
    named = await one_bot.ask(other, "me llamo Ana Lopez, ¿qué es el pacto mundial?")
    assert text(one_bot, "es", "answer.no_names") in named["text"]
