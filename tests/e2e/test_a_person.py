"""A question to a person and back: shown before it goes, a number instead of a name, forgotten on a word."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.content.learning import Learned
from bot.app.locking import spool_files
from bot.content.check import Content
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.simulator import Simulator
from bot.storage.spool import Kept, Spool
from tests.builders import NOW
from tests.e2e.conftest import ACQUAINTED, ADA, ALONE, Stage, code_of, labels, staged

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "My boss keeps my pay. Who can I call? http://evil.example @somebody"
TOLD = "You can call us on Monday."
LATER = "And on Tuesday."


def chat_of_staff(simulator: Simulator) -> dict[str, object]:
    ben = simulator.create_user(first_name="Ben")
    group = simulator.create_group("Staff", [ADA, ben], is_supergroup=True, bot_status="member")
    return {"staff_chat": group}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_bot(
    tmp_path_factory: pytest.TempPathFactory, described_sqlite_file: Path, content: Content, learned: Learned
) -> AsyncIterator[Stage]:
    """A bot whose staff have a chat of their own, with Ada in it and Ben, who is none of them."""
    file = shutil.copy(described_sqlite_file, tmp_path_factory.mktemp("one-bot") / "bot.db")
    async with staged(
        f"sqlite:///{file}", content, learned, arrange=chat_of_staff, people=ACQUAINTED
    ) as made:
        yield made


def group_of(stage: Stage) -> int:
    group = stage.settings.staff_chat
    assert group is not None
    return group


async def shown(stage: Stage, person: int) -> JsonObject:
    """Somebody has written their question and sees what would go."""
    await stage.ask(person, "/person")
    return await stage.ask(person, ASKED)


async def asked(stage: Stage, person: int) -> JsonObject:
    """The same, sent: as it stands in the staff's chat."""
    await stage.press(person, await shown(stage, person), "Send it")
    return await stage.simulator.wait_for_message(group_of(stage), containing="Question")


async def replied(stage: Stage, question: JsonObject, text: str = TOLD, by: int = ADA) -> JsonObject:
    """Somebody of the group replies to the question; what the bot says to it."""
    group = group_of(stage)
    said = stage.simulator.say(by, text, chat_id=group, reply_to=question["message_id"])
    return await stage.simulator.wait_for_message(group, after_message_id=said)


async def left_in_the_spool(stage: Stage, group: int, question: JsonObject) -> int:
    """Ada replied to the question, which was confirmed and not handled when the bot was killed."""
    said = stage.simulator.say(ADA, LATER, chat_id=group)
    ada = {"id": ADA, "is_bot": False, "first_name": "Ada"}
    chat = {"id": group, "type": "supergroup", "title": "Staff"}
    to = {
        "message_id": question["message_id"],
        "date": 1,
        "chat": chat,
        "from": question["from"],
        "text": "x",
    }
    message = {"message_id": said, "date": 1, "chat": chat, "from": ada, "text": LATER}
    message["reply_to_message"] = to
    number = said + 1_000_000
    spool = Spool(spool_files(stage.settings)[0])
    await spool.keep([Kept(number, json.dumps({"update_id": number, "message": message}), 0)], NOW)
    await spool.close()
    return said


async def pressed(stage: Stage, message: JsonObject, label: str, by: int = ADA) -> None:
    group = group_of(stage)
    (code,) = [
        key["callback_data"]
        for row in message["reply_markup"]["inline_keyboard"]
        for key in row
        if label in key["text"]
    ]
    query = stage.simulator.press(by, message["message_id"], code, chat_id=group)
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(query) is not None)


def rows(stage: Stage) -> list[tuple[object, ...]]:
    with sqlite3.connect(stage.settings.database_url.removeprefix("sqlite:///")) as connection:
        return connection.execute("SELECT * FROM personal_questions").fetchall()


async def test_a_question_is_shown_sent_under_a_number_answered_and_the_answer_shown_before(fresh: Stage):
    noor = await fresh.newcomer()
    preview = await shown(fresh, noor)
    assert ASKED in preview["text"]
    assert fresh.simulator.messages(group_of(fresh)) == []  # nothing goes before they say so
    await fresh.press(noor, preview, "Send it")
    question = await fresh.simulator.wait_for_message(group_of(fresh), containing="Question")
    assert ASKED in question["text"]
    assert {entity["type"] for entity in question["entities"]} == {"bold", "blockquote", "code", "italic"}
    assert str(noor) not in str(question)
    assert ASKED not in str(rows(fresh))
    preview = await replied(fresh, question)
    assert TOLD in preview["text"]
    before = len(fresh.simulator.messages(noor))
    await pressed(fresh, preview, "Send the answer")
    answer = await fresh.simulator.wait_for_message(noor, containing=TOLD)
    assert "Coalition" in answer["text"]
    assert len(fresh.simulator.messages(noor)) == before + 1
    assert "was sent" in fresh.shown(group_of(fresh), preview["message_id"])["text"]
    written = next(m for m in fresh.simulator.messages(noor) if m["text"] == ASKED)["message_id"]
    last = fresh.last(noor)["message_id"]
    fresh.simulator.edit(noor, written, "zorblax quixel my boss keeps all of it")
    await fresh.simulator.wait_for_message(noor, last, containing="I do not follow changes")
    assert "zorblax" not in (await fresh.ask(ADA, "/missed"))["text"]


async def test_a_miss_and_a_case_of_ones_own_offer_a_person_and_a_group_is_offered_none(fresh: Stage):
    noor = await fresh.newcomer()
    for text in ("qwerty zxcvb uiop", "are you a human"):
        assert "Ask a person" in labels(await fresh.ask(noor, text)), text
    group = fresh.simulator.create_group("Organizers", [noor], bot_status="administrator")
    missed = await fresh.ask(noor, "/ask qwerty zxcvb uiop", chat_id=group)
    assert "Ask a person" not in labels(missed)


async def test_only_staff_in_their_own_name_can_answer(fresh: Stage):
    noor = await fresh.newcomer()
    question = await asked(fresh, noor)
    ben = next(
        person["user_id"] for person in fresh.simulator.state()["people"] if person["first_name"] == "Ben"
    )
    assert "Only staff can answer" in (await replied(fresh, question, by=ben))["text"]
    preview = await replied(fresh, question)
    await pressed(fresh, preview, "Send the answer", by=ben)
    await fresh.until_handled()
    assert TOLD not in str(fresh.simulator.messages(noor))


async def test_what_is_no_reply_to_a_question_goes_to_nobody(fresh: Stage):
    noor = await fresh.newcomer()
    await asked(fresh, noor)
    before = len(fresh.simulator.messages(group_of(fresh)))
    fresh.simulator.say(ADA, TOLD, chat_id=group_of(fresh))
    await fresh.until_handled()
    assert len(fresh.simulator.messages(group_of(fresh))) == before + 1  # her own words


@pytest.mark.parametrize("word", ["the button", "/stop"])
async def test_who_wants_it_forgotten_can_be_answered_by_nobody(fresh: Stage, word: str):
    noor = await fresh.newcomer()
    question = await asked(fresh, noor)
    preview = await replied(fresh, question)
    if word == "/stop":
        await fresh.ask(noor, "/stop")
    else:
        sent = await fresh.simulator.wait_for_message(noor, containing="Sent.")
        await fresh.press(noor, sent, "Forget that I asked")
    assert rows(fresh) == []
    await pressed(fresh, preview, "Send the answer")
    assert "Nobody can tell" in fresh.shown(group_of(fresh), preview["message_id"])["text"]
    assert TOLD not in str(fresh.simulator.messages(noor))


async def test_danger_and_stop_are_heard_while_a_question_is_awaited(fresh: Stage):
    noor = await fresh.newcomer()
    await fresh.ask(noor, "/person")
    urgent = await fresh.ask(noor, "the police are at my door")
    assert "This is what they would read" not in urgent["text"]
    assert "This is what they would read" in (await fresh.ask(noor, ASKED))["text"]
    await fresh.ask(noor, "/person")
    await fresh.ask(noor, "STOP")
    assert rows(fresh) == []


async def test_who_was_not_answered_in_two_days_is_told_once_and_after_a_week_the_link_is_gone(fresh: Stage):
    noor = await fresh.newcomer()
    question = await asked(fresh, noor)
    await fresh.move_by(timedelta(hours=47))
    assert "Nobody has answered" not in str(fresh.simulator.messages(noor))
    await fresh.move_by(timedelta(hours=2))
    await fresh.simulator.wait_for_message(noor, containing="Nobody has answered")
    preview = await replied(fresh, question)
    await fresh.move_by(timedelta(days=6))
    await pressed(fresh, preview, "Send the answer")
    assert "Nobody can tell" in fresh.shown(group_of(fresh), preview["message_id"])["text"]
    assert str(fresh.simulator.messages(noor)).count("Nobody has answered") == 1


async def test_a_second_question_leaves_the_first_one_its_answer(fresh: Stage):
    noor = await fresh.newcomer()
    first = await asked(fresh, noor)
    preview = await shown(fresh, noor)
    assert len(rows(fresh)) == 2
    await fresh.press(noor, preview, "Do not ask")
    assert len(rows(fresh)) == 1
    await pressed(fresh, await replied(fresh, first), "Send the answer")
    await fresh.simulator.wait_for_message(noor, containing=TOLD)


async def test_of_a_picture_with_words_below_it_only_the_words_go_and_that_is_said(fresh: Stage):
    noor = await fresh.newcomer()
    await fresh.ask(noor, "/person")
    sent = fresh.simulator.send_file(noor, "letter.jpg", b"x", caption="Is this letter true?")
    preview = await fresh.simulator.wait_for_message(noor, sent, containing="Is this letter true?")
    assert "Only your words go" in preview["text"]


@ALONE
async def test_the_staffs_chat_is_followed_when_it_becomes_a_supergroup(stage: Stage):
    await stage.begin(ADA)
    noor, other = await stage.newcomer(), await stage.newcomer()
    await stage.stop()
    old = stage.simulator.create_group("Staff", [ADA], bot_status="administrator")
    stage.settings = stage.settings.model_copy(update={"staff_chat": old})
    stage.wall = stage.clock.now  # what was left is handled before Telegram has said what time it is
    stage.start()
    await stage.until_it_listens()
    before = await asked(stage, noor)
    new = stage.simulator.upgrade_group(old)
    alert = await stage.simulator.wait_for_message(ADA, containing="a supergroup")
    assert f"BOT_STAFF_CHAT={new}" in alert["text"]
    for turn in range(2):  # the settings still say the old number, and those of the next start too
        await stage.press(other, await shown(stage, other), "Send it")
        question = await stage.simulator.wait_for_message(new, containing="Question")
        said = stage.simulator.say(ADA, TOLD, chat_id=new, reply_to=question["message_id"])
        answer = await stage.simulator.wait_for_message(new, after_message_id=said)
        query = stage.simulator.press(ADA, answer["message_id"], code_of(answer, "Send the answer"), new)
        await stage.simulator.wait_until(lambda query=query: stage.simulator.answer_to(query) is not None)
        await stage.simulator.wait_for_message(other, containing=TOLD)
        if turn == 0:
            await stage.stop()
            left = await left_in_the_spool(stage, new, question)
            stage.start()
            await stage.until_it_listens()
            await stage.simulator.wait_for_message(new, after_message_id=left, containing=LATER)
    assert [row for row in rows(stage) if row[-1] == before["message_id"]] == []


async def test_send_sends_what_stands_above_it_and_pressed_twice_it_is_sent_once(fresh: Stage):
    noor = await fresh.newcomer()
    older = await shown(fresh, noor)
    await fresh.press(noor, older, "Write it anew")
    await fresh.simulator.wait_for_message(
        noor, after_message_id=older["message_id"], containing="Write your"
    )
    newer = await fresh.ask(noor, "Who helps with wages?")
    await fresh.press(noor, older, "Send it")
    assert fresh.simulator.messages(group_of(fresh)) == []
    for _ in range(2):
        query = fresh.simulator.press_outdated(noor, newer["message_id"], code_of(newer, "Send it"))
        await fresh.simulator.wait_until(lambda query=query: fresh.simulator.answer_to(query) is not None)
    assert "Sent." in fresh.shown(noor, newer["message_id"])["text"]
    assert len(fresh.simulator.messages(group_of(fresh))) == 1
