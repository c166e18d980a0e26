"""Whatever one chat, a slow answer or another program does: others are answered, and STOP and /halt count."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace

import pytest

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.simulator.world.faults import Fault
from bot.simulator.world.limits import Limits
from bot.storage import subscribers
from tests.e2e.conftest import ADA, AMINA, DIEGO, FATOU, LAYLA, QUICK, Stage, staged
from tests.e2e.test_faults import announce, copies
from tests.fakes import until

QUESTION, ANSWER = "is the compact law yes or no", "legally binding"
FIRST = 5001
WAITS = replace(QUICK, told_after=0.5)


def people(stage: Stage, count: int) -> list[int]:
    stage.simulator.create_users(count, first_id=FIRST, started=True)
    return list(range(FIRST, FIRST + count))


def answers(stage: Stage, person: int, text: str = "") -> int:
    return sum(m["is_outgoing"] and text in m.get("text", "") for m in stage.simulator.messages(person))


async def is_subscribed(stage: Stage, person: int) -> bool:
    async with stage.database.reading() as connection:
        return await subscribers.find(connection, person) is not None


async def test_while_one_chat_is_refused_a_hundred_others_are_answered(stage: Stage):
    others = people(stage, 101)
    await stage.begin(AMINA)
    stage.simulator.set_faults([Fault("too_many_requests", chat_id=AMINA, retry_after=50)])
    stage.simulator.say(AMINA, "/help")
    for person in others:
        stage.simulator.say(person, "/help")
    await stage.simulator.wait_until(lambda: all(answers(stage, person) for person in others))
    assert len(stage.simulator.calls("sendMessage", AMINA)) == 2  # the greeting, and one that was refused


async def test_sixty_chats_that_are_refused_hold_up_neither_a_stop_nor_a_halt(stage: Stage):
    flooded = people(stage, 60)
    await stage.subscribe(AMINA)
    await stage.begin(ADA)
    faults = [Fault("too_many_requests", chat_id=person, retry_after=50) for person in flooded]
    stage.simulator.set_faults(faults)
    stage.simulator.say_all((person, f"/help {number}") for number in range(3) for person in flooded)
    assert "deleted" in (await stage.ask(AMINA, "STOP"))["text"]
    halted = await stage.ask(ADA, "/halt")
    assert "paused" in halted["text"]
    assert not await is_subscribed(stage, AMINA)
    assert ANSWER in (await stage.ask(LAYLA, QUESTION))["text"]


async def test_who_writes_three_hundred_messages_waits_alone_is_told_once_and_is_answered_the_first(
    stage: Stage,
):
    await stage.begin(AMINA)
    await stage.subscribe(DIEGO)
    stage.simulator.set_limits(Limits(chat_per_second=1))
    stage.simulator.say_all([(AMINA, f"message {number}") for number in range(300)])
    assert "Borré" in (await stage.ask(DIEGO, "/stop"))["text"]
    assert ANSWER in (await stage.ask(LAYLA, QUESTION))["text"]
    stage.simulator.set_limits(Limits())
    await stage.until_handled()
    assert answers(stage, AMINA, "more than I can answer at once") == 1
    assert 20 <= answers(stage, AMINA) <= 1 + 1 + 2 * 20 + 20


async def test_a_stop_counts_at_once_although_the_chats_own_answers_take_long(stage: Stage):
    for person in (AMINA, DIEGO, LAYLA):
        await stage.subscribe(person, "urgent")
    stage.simulator.set_faults([Fault("slow", chat_id=person, seconds=1.5) for person in (AMINA, LAYLA)])
    for person, last in ((LAYLA, "/unsubscribe all"), (AMINA, "/stop")):
        for words in (QUESTION, QUESTION, last):
            stage.simulator.say(person, words)

    async def is_gone() -> bool:
        return not await is_subscribed(stage, AMINA)

    await until(is_gone)
    await announce(stage)
    await stage.simulator.wait_until(lambda: copies(stage, DIEGO) == 1)
    assert answers(stage, AMINA, "deleted") == 0  # the words come later, in their order
    await stage.simulator.wait_for_message(AMINA, containing="deleted")
    await stage.until_handled()
    assert copies(stage, AMINA) == 0
    assert copies(stage, LAYLA) == 0  # a part that somebody ends counts before its place, too


async def test_of_subscribe_and_stop_in_one_breath_the_last_word_counts(stage: Stage):
    await stage.begin(AMINA)
    await stage.begin(DIEGO)
    stage.simulator.set_faults([Fault("slow", seconds=0.5)])
    stage.simulator.say_all([(AMINA, "/subscribe urgent"), (AMINA, "/stop")])
    stage.simulator.say_all([(DIEGO, "/stop"), (DIEGO, "/subscribe urgent")])
    await stage.until_handled()
    assert not await is_subscribed(stage, AMINA)
    assert await is_subscribed(stage, DIEGO)


async def test_who_stops_is_told_so_in_the_language_that_was_chosen(stage: Stage):
    await stage.begin(AMINA)
    await stage.press(AMINA, stage.last(AMINA), "français")
    assert "effac" in (await stage.ask(AMINA, "stop"))["text"]


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
    migrated_sqlite_url: str, content: Content, learned: Learned
):
    async with staged(migrated_sqlite_url, content, learned, waits=WAITS) as stage:
        await stage.subscribe(AMINA)
        async with locked(stage):
            for person in people(stage, 45):
                stage.simulator.say(person, QUESTION)
            stage.simulator.say(FATOU, "zeppelins titicaca")  # which has no answer, and is counted
            said = stage.simulator.say(AMINA, "stop")
            await stage.simulator.wait_until(
                lambda: all(answers(stage, person, ANSWER) for person in range(FIRST, FIRST + 45))
            )
            await stage.simulator.wait_for_message(FATOU)
            told = await stage.simulator.wait_for_message(AMINA, after_message_id=said)
            assert "nothing will be sent to you" in told["text"]
        done = await stage.simulator.wait_for_message(AMINA, after_message_id=told["message_id"])
        assert "deleted" in done["text"]
        assert not await is_subscribed(stage, AMINA)


async def test_a_start_waits_for_another_program_that_holds_the_database_and_ends_when_told_to(
    migrated_sqlite_url: str, content: Content, learned: Learned
):
    async with staged(migrated_sqlite_url, content, learned, waits=WAITS) as stage:
        await stage.subscribe(AMINA)
        await stage.stop()
        said = stage.simulator.say(AMINA, "stop")
        async with locked(stage):
            for is_last in (False, True):
                known = len(stage.simulator.calls("getWebhookInfo"))
                stage.start()
                await stage.simulator.wait_until(
                    lambda known=known: len(stage.simulator.calls("getWebhookInfo")) > known
                )
                if not is_last:
                    await stage.stop()
        await stage.simulator.wait_for_message(AMINA, after_message_id=said, containing="deleted")
        assert not await is_subscribed(stage, AMINA)


@pytest.mark.parametrize("state", ["flooded", "locked", "silent", "slow"])
async def test_told_to_end_it_ends_at_once_and_what_waited_is_handled_by_the_next_start(
    migrated_sqlite_url: str, content: Content, learned: Learned, state: str, caplog: pytest.LogCaptureFixture
):
    async with staged(migrated_sqlite_url, content, learned, waits=replace(WAITS, finish=1.0)) as stage:
        await stage.subscribe(AMINA)
        await stage.begin(DIEGO)
        caplog.clear()
        match state:
            case "flooded":
                stage.simulator.set_limits(Limits(chat_per_second=1))
            case "silent":
                stage.simulator.set_faults([Fault("hang", method="*")])
            case "slow":
                stage.simulator.set_faults([Fault("hang", chat_id=AMINA)])
        calls = len(stage.simulator.calls())
        if state == "locked":
            async with locked(stage):
                stage.simulator.say_all([(AMINA, "stop"), (DIEGO, QUESTION)])
                await stage.simulator.wait_until(lambda: answers(stage, DIEGO, ANSWER) == 1)
                await stage.stop()
        else:
            stage.simulator.say_all([(AMINA, f"message {number}") for number in range(15)])
            stage.simulator.say(AMINA, "stop")
            await until(lambda: len(stage.simulator.calls()) > calls)
            await stage.stop()
        assert [
            record.message for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")
        ] == []
        stage.simulator.set_limits(Limits())
        stage.simulator.set_faults([])
        stage.start()
        await stage.simulator.wait_for_message(AMINA, containing="deleted")
        await stage.until_handled()
        assert not await is_subscribed(stage, AMINA)
