"""Whatever one chat, a slow answer or another program does: others are answered, and STOP and /halt count."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.simulator.world.faults import Fault
from bot.simulator.world.limits import Limits
from bot.storage import subscribers
from tests.e2e.conftest import ADA, QUICK, Stage, staged
from tests.e2e.test_faults import announce, copies
from tests.e2e.test_rounds import members
from tests.fakes import until

QUESTION, ANSWER = "is the compact law yes or no", "legally binding"
WAITS = replace(QUICK, told_after=0.5, finish=1.0)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patient_bot(
    tmp_path_factory: pytest.TempPathFactory, described_sqlite_file: Path, content: Content, learned: Learned
) -> AsyncIterator[Stage]:
    file = shutil.copy(described_sqlite_file, tmp_path_factory.mktemp("patient-bot") / "bot.db")
    async with staged(f"sqlite:///{file}", content, learned, waits=WAITS) as made:
        yield made


@pytest.fixture
def stage(patient_bot: Stage) -> Iterator[Stage]:
    """One bot for the tests of this file, to which nothing happens any more at the end of each."""
    yield patient_bot
    patient_bot.simulator.set_faults([])
    patient_bot.simulator.set_limits(Limits())


@pytest_asyncio.fixture(loop_scope="module")
async def flooded(migrated_sqlite_url: str, content: Content, learned: Learned) -> AsyncIterator[Stage]:
    """A bot whose answers to those who are refused wait longer than a test."""
    async with staged(migrated_sqlite_url, content, learned, waits=replace(QUICK, finish=0.2)) as made:
        yield made


def people(stage: Stage, count: int) -> list[int]:
    return [stage.simulator.create_user(started=True) for _ in range(count)]


def answers(stage: Stage, person: int, text: str = "") -> int:
    return sum(m["is_outgoing"] and text in m.get("text", "") for m in stage.simulator.messages(person))


async def is_subscribed(stage: Stage, person: int) -> bool:
    async with stage.database.reading() as connection:
        return await subscribers.find(connection, person) is not None


async def test_sixty_chats_that_are_refused_hold_up_neither_a_stop_nor_a_halt(flooded: Stage):
    refused = people(flooded, 60)
    member = await flooded.newcomer()
    await flooded.ask(member, "/subscribe all")
    await flooded.begin(ADA)
    flooded.simulator.set_faults(
        [Fault("too_many_requests", chat_id=person, retry_after=50) for person in refused]
    )
    flooded.simulator.say_all((person, f"/help {number}") for number in range(3) for person in refused)
    assert "deleted" in (await flooded.ask(member, "STOP"))["text"]
    halted = await flooded.ask(ADA, "/halt")
    assert "paused" in halted["text"]
    assert not await is_subscribed(flooded, member)
    assert ANSWER in (await flooded.ask(await flooded.newcomer(), QUESTION))["text"]
    assert len(flooded.simulator.calls("sendMessage", refused[0])) == 1  # which was refused


async def test_people_who_write_until_they_are_refused_answers_hold_up_no_announcement(flooded: Stage):
    refused = people(flooded, 4)
    first, *_ = await members(flooded, 5)
    flooded.simulator.set_faults(
        [Fault("too_many_requests", chat_id=person, retry_after=50) for person in refused]
    )
    flooded.simulator.say_all((person, f"/help {number}") for number in range(3) for person in refused)
    await until(lambda: all(flooded.simulator.calls("sendMessage", person) for person in refused))
    await announce(flooded)
    await flooded.simulator.wait_for_message(first, containing="Hear this", timeout=10)


async def test_who_writes_a_hundred_messages_waits_alone_is_told_once_and_is_answered_the_first(stage: Stage):
    writer, leaver = await stage.newcomer(), await stage.newcomer()
    await stage.press(leaver, await stage.begin(leaver), "français")
    await stage.ask(leaver, "/subscribe all")
    stage.simulator.set_limits(Limits(chat_per_second=1))
    stage.simulator.say_all([(writer, f"message {number}") for number in range(100)])
    assert "effac" in (await stage.ask(leaver, "/stop"))["text"]  # in the language that was chosen
    assert ANSWER in (await stage.ask(stage.simulator.create_user(), QUESTION))["text"]
    stage.simulator.set_limits(Limits())
    await stage.until_handled()
    assert answers(stage, writer, "more than I can answer at once") == 1
    assert 20 <= answers(stage, writer) <= 1 + 1 + 2 * 20 + 20


async def test_a_stop_counts_at_once_although_the_chats_own_answers_take_long(stage: Stage):
    slow, other, ending = everybody = await members(stage, 3)
    await announce(stage)  # who was just started hears first, for a while, what had queued up
    await stage.simulator.wait_until(lambda: all(copies(stage, person) == 1 for person in everybody))
    stage.simulator.set_faults([Fault("slow", chat_id=person, seconds=4) for person in (slow, ending)])
    for person, last in ((ending, "/unsubscribe all"), (slow, "/stop")):
        for words in (QUESTION, QUESTION, last):
            stage.simulator.say(person, words)

    async def is_gone() -> bool:
        return not await is_subscribed(stage, slow)

    await until(is_gone)
    await announce(stage)
    await stage.simulator.wait_until(lambda: copies(stage, other) == 2)
    assert answers(stage, slow, "deleted") == 0  # the words come later, in their order
    stage.simulator.set_faults([])
    await stage.simulator.wait_for_message(slow, containing="deleted")
    await stage.until_handled()
    assert copies(stage, slow) == 1
    assert copies(stage, ending) == 1  # a part that somebody ends counts before its place, too


async def test_of_subscribe_and_stop_in_one_breath_the_last_word_counts(stage: Stage):
    gone, back = await stage.newcomer(), await stage.newcomer()
    stage.simulator.set_faults([Fault("slow", seconds=0.5)])
    stage.simulator.say_all([(gone, "/subscribe urgent"), (gone, "/stop")])
    stage.simulator.say_all([(back, "/stop"), (back, "/subscribe urgent")])
    await stage.until_handled()
    assert not await is_subscribed(stage, gone)
    assert await is_subscribed(stage, back)


@asynccontextmanager
async def locked(stage: Stage) -> AsyncIterator[None]:
    """Another program holds the write lock of the database."""
    file = stage.settings.database_url.removeprefix("sqlite:///")
    other = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
    with closing(other):
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_while_another_program_holds_the_database_questions_are_answered_and_a_stop_is_kept(
    stage: Stage,
):
    (member,) = await members(stage, 1)
    async with locked(stage):
        askers = people(stage, 45)
        for person in askers:
            stage.simulator.say(person, QUESTION)
        in_vain = stage.simulator.create_user()
        stage.simulator.say(in_vain, "zeppelins titicaca")  # which has no answer, and is counted
        said = stage.simulator.say(member, "stop")
        await stage.simulator.wait_until(lambda: all(answers(stage, person, ANSWER) for person in askers))
        await stage.simulator.wait_for_message(in_vain)
        told = await stage.simulator.wait_for_message(member, after_message_id=said)
        assert "nothing will be sent to you" in told["text"]
    done = await stage.simulator.wait_for_message(member, after_message_id=told["message_id"])
    assert "deleted" in done["text"]
    assert not await is_subscribed(stage, member)


async def test_a_start_waits_for_another_program_that_holds_the_database_and_ends_when_told_to(stage: Stage):
    (member,) = await members(stage, 1)
    await stage.stop()
    said = stage.simulator.say(member, "stop")
    async with locked(stage):
        for is_last in (False, True):
            known = len(stage.simulator.calls("getWebhookInfo"))
            stage.start()
            await stage.simulator.wait_until(
                lambda known=known: len(stage.simulator.calls("getWebhookInfo")) > known
            )
            if not is_last:
                await stage.stop()
    await stage.simulator.wait_for_message(member, after_message_id=said, containing="deleted")
    assert not await is_subscribed(stage, member)


@pytest.mark.parametrize("state", ["flooded", "locked", "silent", "slow", "menus"])
async def test_told_to_end_it_ends_at_once_and_what_waited_is_handled_by_the_next_start(
    stage: Stage, state: str, caplog: pytest.LogCaptureFixture
):
    (member,), other = await members(stage, 1), await stage.newcomer()
    caplog.clear()
    match state:
        case "flooded":
            stage.simulator.set_limits(Limits(chat_per_second=1))
        case "silent":
            stage.simulator.set_faults([Fault("hang", method="*")])
        case "slow":
            stage.simulator.set_faults([Fault("hang", chat_id=member)])
        case "menus":  # which are set beside the start
            await stage.stop()
            stage.simulator.set_faults([Fault("hang", method="setMyCommands", times=1)])
            stage.start()
            await until(lambda: stage.simulator.faults()["faults"] == [])
    calls = len(stage.simulator.calls())
    if state == "locked":
        async with locked(stage):
            stage.simulator.say_all([(member, "stop"), (other, QUESTION)])
            await stage.simulator.wait_until(lambda: answers(stage, other, ANSWER) == 1)
            await stage.stop()
    else:
        stage.simulator.say_all([(member, f"message {number}") for number in range(15)])
        stage.simulator.say(member, "stop")
        await until(lambda: len(stage.simulator.calls()) > calls)
        await stage.stop()
    assert [record.message for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []
    assert "menu.not_set" not in caplog.messages  # nobody waited for the answer to that
    stage.simulator.set_limits(Limits())
    stage.simulator.set_faults([])
    stage.start()
    await stage.simulator.wait_for_message(member, containing="deleted")
    await stage.until_handled()
    assert not await is_subscribed(stage, member)
