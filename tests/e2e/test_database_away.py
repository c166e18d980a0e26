"""PostgreSQL goes away while the bot runs: questions are answered, what has to be stored is, afterwards."""

import asyncio
import json
import logging
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.storage import subscribers
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.screens.screen import Words
from tests import postgres
from tests.e2e.conftest import ADA, AMINA, DIEGO, FATOU, LAYLA, QUICK, Stage, ahead, code_of, staged
from tests.e2e.test_broadcasts import broadcasts_to, draft
from tests.e2e.test_faults import announce, copies, subscribe_all, until_over
from tests.e2e.test_rounds import agreed, members, opened
from tests.e2e.test_topics_from_the_chat import made
from tests.fakes import until
from tests.storage.conftest import emptied, migrate

QUESTION, ANSWER = "is the compact law yes or no", "legally binding"
STOPPED = "deleted"
MANY = range(2001, 2101)


@pytest.fixture(scope="module")
def migrated_own_url(_own_postgres: postgres.OwnServer) -> Iterator[str]:
    with postgres.Server(_own_postgres.url).empty_database("away") as url:
        asyncio.run(migrate(url))
        yield url


@pytest.fixture
def database_url(migrated_own_url: str, own_postgres: postgres.OwnServer) -> Iterator[str]:
    """The URL of a database with empty tables; its server may be stopped."""
    yield emptied(migrated_own_url)
    own_postgres.start()


@pytest.fixture
async def stage(database_url: str, content: Content, learned: Learned) -> AsyncIterator[Stage]:
    # who ends while the database is away cannot give its turn up: the next one waits for its end
    waits = replace(QUICK, lease=1.0, lease_renewed=0.3, told_after=0.5)
    async with staged(database_url, content, learned, waits) as made:
        yield made


async def go_away(server: postgres.OwnServer) -> None:
    await asyncio.to_thread(server.stop)


async def topics_of(stage: Stage, person: int) -> frozenset[str] | None:
    """What a person is subscribed to; None when nothing is stored of them."""
    async with stage.database.reading() as connection:
        stored = await subscribers.find(connection, person)
    return None if stored is None else stored.topics


async def test_questions_are_answered_and_counted_afterwards(stage: Stage, own_postgres: postgres.OwnServer):
    await stage.begin(AMINA)
    await stage.begin(ADA)
    await go_away(own_postgres)
    answer = await stage.ask(AMINA, QUESTION)
    assert ANSWER in answer["text"]
    await stage.press(AMINA, answer, "👍")
    await stage.ask(AMINA, "zeppelins titicaca")
    assert ANSWER in (await stage.ask(DIEGO, QUESTION))["text"]  # of whom nothing is stored
    assert stage.simulator.pending_updates() <= 1  # the effect is complete: it may be confirmed
    own_postgres.start()

    async def counted() -> bool:
        missed = await stage.ask(ADA, "/missed")
        rated = await stage.ask(ADA, "/ratings")
        return "zeppelins" in missed["text"] and "👍 1" in rated["text"]

    await until(counted)


async def test_a_stop_is_neither_claimed_nor_lost_and_said_to_take_a_moment_once(
    stage: Stage, own_postgres: postgres.OwnServer
):
    await stage.subscribe(AMINA)
    await go_away(own_postgres)
    said = stage.simulator.say(AMINA, "STOP")
    told = await stage.simulator.wait_for_message(AMINA, after_message_id=said)
    assert "nothing will be sent to you" in told["text"]
    answer = await stage.ask(AMINA, QUESTION)
    assert ANSWER in answer["text"]
    await asyncio.gather(*(stage.ask(DIEGO, QUESTION) for _ in range(3)))
    await until(lambda: stage.simulator.pending_updates() == 0)  # nobody is deaf
    own_postgres.start()
    done = await stage.simulator.wait_for_message(AMINA, after_message_id=answer["message_id"])
    assert STOPPED in done["text"]
    assert await topics_of(stage, AMINA) is None
    await stage.until_handled()
    heard = [m["text"] for m in stage.simulator.messages(AMINA, after=said) if m["is_outgoing"]]
    assert heard == [told["text"], answer["text"], done["text"]]


async def test_a_message_edited_into_a_stop_meanwhile_is_a_stop_afterwards(
    stage: Stage, own_postgres: postgres.OwnServer
):
    await stage.subscribe(AMINA)
    said = stage.simulator.say(AMINA, QUESTION)
    answer = await stage.simulator.wait_for_message(AMINA, after_message_id=said)
    await go_away(own_postgres)
    stage.simulator.edit(AMINA, said, "STOP")
    await stage.ask(DIEGO, QUESTION)
    own_postgres.start()
    await stage.simulator.wait_for_message(AMINA, after_message_id=answer["message_id"], containing=STOPPED)
    assert await topics_of(stage, AMINA) is None


async def test_a_draft_that_the_database_cannot_take_now_is_previewed_afterwards_and_never_answered(
    stage: Stage, own_postgres: postgres.OwnServer
):
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    await go_away(own_postgres)
    said = stage.simulator.say(ADA, "Police raid tomorrow in the market, stay home")
    await stage.ask(DIEGO, QUESTION)
    own_postgres.start()
    await stage.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I send it?")
    words = [m["text"] for m in stage.simulator.messages(ADA, after=said) if m["is_outgoing"]]
    assert len([text for text in words if "takes a moment" not in text]) == 2  # the message, the question


async def test_a_stop_that_waits_outlives_the_bot(stage: Stage, own_postgres: postgres.OwnServer):
    await stage.subscribe(AMINA)
    await go_away(own_postgres)
    said = stage.simulator.say(AMINA, "STOP")
    await stage.ask(DIEGO, QUESTION)
    await stage.stop()
    stage.start()
    assert stage.running is not None
    with pytest.raises(DatabaseUnreachableError, match="cannot be reached"):
        await stage.running
    own_postgres.start()
    stage.start()
    done = await stage.simulator.wait_for_message(AMINA, after_message_id=said, containing=STOPPED)
    assert done["message_id"] > said
    assert await topics_of(stage, AMINA) is None


async def test_who_was_asked_for_an_answer_in_a_round_gives_it_afterwards_and_nobody_else_waits(
    stage: Stage, own_postgres: postgres.OwnServer
):
    (noor,) = await members(stage, 1)
    await opened(stage)
    await agreed(stage, noor)
    await made(stage)  # staff change what the bot goes by: who was asked is known all the same
    await stage.ask(noor, "/help")
    await go_away(own_postgres)
    said = stage.simulator.say(noor, QUESTION)
    waits = await stage.simulator.wait_for_message(noor, after_message_id=said)
    assert ANSWER not in waits["text"]
    assert ANSWER in (await stage.ask(DIEGO, QUESTION))["text"]
    own_postgres.start()
    kept = await stage.simulator.wait_for_message(
        noor, after_message_id=said, containing="This is what I keep"
    )
    assert QUESTION in kept["text"]


async def test_of_stop_and_subscribe_the_last_word_counts(stage: Stage, own_postgres: postgres.OwnServer):
    await stage.subscribe(DIEGO)
    await stage.begin(FATOU)
    await go_away(own_postgres)
    stage.simulator.say(DIEGO, "STOP")
    stage.simulator.say(FATOU, "/subscribe urgent")
    await stage.ask(AMINA, QUESTION)
    stage.simulator.say(DIEGO, "/subscribe urgent")
    stage.simulator.say(FATOU, "stop")
    await stage.ask(AMINA, QUESTION)
    own_postgres.start()
    await stage.until_handled()
    assert await topics_of(stage, DIEGO) == {"urgent"}
    assert await topics_of(stage, FATOU) is None


async def test_buttons_work_afterwards_and_say_so_at_once(stage: Stage, own_postgres: postgres.OwnServer):
    await stage.subscribe(LAYLA, "urgent")
    offered = await stage.ask(AMINA, "/subscribe")
    await stage.begin(ADA)
    preview = await draft(stage)
    await go_away(own_postgres)
    await stage.ask(FATOU, QUESTION)
    for person, message, label in ((AMINA, offered, "Urgent"), (ADA, preview, "Send to 1")):
        query = stage.simulator.press(person, message["message_id"], code_of(message, label))
        await stage.simulator.wait_until(lambda query=query: stage.simulator.answer_to(query) is not None)
        assert "takes a moment" in stage.simulator.answer_to(query)["text"]
    assert broadcasts_to(stage, LAYLA) == []
    own_postgres.start()
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, LAYLA) != [])
    await stage.until_handled()
    assert await topics_of(stage, AMINA) == {"urgent"}
    assert len(broadcasts_to(stage, LAYLA)) == 1


async def test_by_webhook_a_stop_is_in_our_hands_and_health_tells_why(
    own_postgres: postgres.OwnServer,
    database_url: str,
    content: Content,
    learned: Learned,
    unused_tcp_port: int,
):
    address = f"127.0.0.1:{unused_tcp_port}"
    hook = {"webhook_url": f"http://{address}", "webhook_secret": "s" * 16, "listen": address}
    async with staged(database_url, content, learned, **hook) as stage:
        await stage.subscribe(AMINA)
        await until(lambda: healthy(address, []))
        await go_away(own_postgres)
        await stage.ask(DIEGO, QUESTION)
        assert await healthy(address, ["the database cannot be reached"])
        said = stage.simulator.say(AMINA, "STOP")
        await until(lambda: stage.simulator.pending_updates() == 0)
        assert [m for m in stage.simulator.messages(AMINA, after=said) if m["is_outgoing"]] == []
        own_postgres.start()
        done = await stage.simulator.wait_for_message(AMINA, after_message_id=said)
        assert STOPPED in done["text"]
        assert await topics_of(stage, AMINA) is None
        await until(lambda: healthy(address, []))


async def healthy(address: str, problems: list[str]) -> bool:
    """Whether /healthz tells exactly these."""

    def ask() -> list[str]:
        try:
            with urllib.request.urlopen(f"http://{address}/healthz") as answer:
                return json.loads(answer.read())["problems"]
        except urllib.error.HTTPError as error:
            with error:
                return json.loads(error.read())["problems"]

    return await asyncio.to_thread(ask) == problems


async def test_a_restart_in_the_middle_of_a_broadcast_loses_and_doubles_nothing(
    own_postgres: postgres.OwnServer, database_url: str, content: Content, learned: Learned
):
    async with staged(database_url, content, learned, messages_per_second=50.0) as stage:
        await subscribe_all(stage, MANY)
        announcement_id = await announce(stage)
        await stage.simulator.wait_until(lambda: sum(copies(stage, p) for p in MANY) >= 20)
        await go_away(own_postgres)
        answers = [await stage.ask(AMINA, QUESTION) for _ in range(5)]
        leaver = next(person for person in reversed(MANY) if not copies(stage, person))
        stop = stage.simulator.say(leaver, "STOP")
        answers += [await stage.ask(AMINA, QUESTION) for _ in range(5)]
        assert all(ANSWER in answer["text"] for answer in answers)
        own_postgres.start()
        done = await stage.simulator.wait_for_message(leaver, after_message_id=stop)
        assert STOPPED in done["text"]
        stage.clock.move_to(ahead(stage, minutes=3))  # what was claimed, or in the air, when it went
        found = await until_over(stage, announcement_id)
        got = Counter(copies(stage, person) for person in MANY)
        assert set(got) <= {0, 1}
        assert copies(stage, leaver) == 0
        assert sum(found.values()) == len(MANY)
        assert found["skipped"] == 1
        assert got[0] - 1 <= found.get("unknown", 0)  # everybody else has it, or it may have arrived
        assert await topics_of(stage, leaver) is None


async def test_the_log_tells_it_once(
    stage: Stage, own_postgres: postgres.OwnServer, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "bot")
    await stage.begin(AMINA)
    await stage.until_handled()
    caplog.clear()
    await go_away(own_postgres)
    stage.simulator.say(DIEGO, "STOP")
    for _ in range(5):
        await stage.ask(AMINA, QUESTION)
    own_postgres.start()
    await stage.until_handled()
    ours = [
        record
        for record in caplog.records
        if record.name.startswith(("bot.app", "bot.storage", "bot.telegram"))
    ]
    told = [record.message for record in ours if record.message != "bot.running"]  # it answers before that
    assert told == ["database.away", "database.back"]


async def test_a_wish_for_a_language_is_answered_in_it_at_once_and_stored_afterwards(
    stage: Stage, own_postgres: postgres.OwnServer
):
    await stage.begin(AMINA)
    await go_away(own_postgres)
    said = stage.simulator.say(AMINA, "in spanish please")
    told = await stage.simulator.wait_for_message(AMINA, after_message_id=said)
    assert "español" in told["text"]
    assert Words(stage.content.texts).say("es", "ask.how") in (await stage.ask(AMINA, "/ask"))["text"]
    own_postgres.start()
    await stage.until_handled()
    heard = [m["text"] for m in stage.simulator.messages(AMINA, after=said) if m["is_outgoing"]]
    assert heard.count(told["text"]) == 1
    async with stage.database.reading() as connection:
        stored = await subscribers.find(connection, AMINA)
    assert stored is not None
    assert stored.language == "es"
