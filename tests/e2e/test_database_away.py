"""PostgreSQL goes away while the bot runs: questions are answered, what has to be stored is, afterwards."""

import asyncio
import json
import logging
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import pytest_asyncio

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.storage import single_values, subscribers
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.storage.single_values import Mark
from bot.telegram.screens.screen import Words
from tests import postgres
from tests.e2e.conftest import ADA, QUICK, Stage, ahead, code_of, staged
from tests.e2e.test_broadcasts import broadcasts_to, draft
from tests.e2e.test_faults import announce, copies, subscribed, until_over
from tests.e2e.test_rounds import agreed, members, opened
from tests.e2e.test_topics_from_the_chat import made
from tests.endurance.forwarder import Line
from tests.fakes import until
from tests.storage.conftest import emptied

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION, ANSWER = "is the compact law yes or no", "legally binding"
STOPPED = "deleted"
# who ends while the database is away cannot give its turn up: the next one waits for its end
WAITS = replace(QUICK, lease=1.0, lease_renewed=0.3, told_after=0.5)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line(migrated_postgres: tuple[str, postgres.Emptying]) -> AsyncIterator[Line]:
    """The way to the server of all tests, which can be cut: nobody else has to miss it."""
    url = urlsplit(migrated_postgres[0])
    query = parse_qs(url.query)
    port = int(query.get("port", [str(url.port or 5432)])[0])
    host = query.get("host", [url.hostname or ""])[0]
    target = Path(host, f".s.PGSQL.{port}") if host.startswith("/") else (host, port)
    with TemporaryDirectory() as folder:
        line = Line(target, Path(folder))
        await line.mend()
        yield line
        line.cut()


@pytest.fixture(scope="module")
def url(line: Line, migrated_postgres: tuple[str, postgres.Emptying]) -> str:
    """An empty database over this line."""
    direct = urlsplit(emptied(migrated_postgres[0]))
    whose, at, _ = direct.netloc.rpartition("@")
    query = urlencode({"host": line.folder, "port": 5432}, safe="/")
    return f"postgresql://{whose}{at}{direct.path}?{query}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(url: str, content: Content, learned: Learned) -> AsyncIterator[Stage]:
    """One bot for all tests of this file: each talks with it as somebody new."""
    async with staged(url, content, learned, WAITS, messages_per_second=50.0) as made:
        await made.until_at_work()
        await made.begin(ADA)
        yield made


@asynccontextmanager
async def away(line: Line) -> AsyncIterator[None]:
    """Inside, nobody reaches the database."""
    line.cut()
    try:
        yield
    finally:
        await line.mend()


async def topics_of(stage: Stage, person: int) -> frozenset[str] | None:
    """What a person is subscribed to; None when nothing is stored of them."""
    async with stage.database.reading() as connection:
        stored = await subscribers.find(connection, person)
    return None if stored is None else stored.topics


def heard(stage: Stage, person: int, after: int) -> list[str]:
    return [m["text"] for m in stage.simulator.messages(person, after=after) if m["is_outgoing"]]


async def somebody_asks(stage: Stage) -> None:
    """Somebody of whom nothing is stored is answered."""
    assert ANSWER in (await stage.ask(stage.simulator.create_user(), QUESTION))["text"]


async def test_questions_are_answered_and_counted_afterwards(stage: Stage, line: Line):
    person = await stage.newcomer()
    async with away(line):
        answer = await stage.ask(person, QUESTION)
        assert ANSWER in answer["text"]
        await stage.press(person, answer, "👍")
        await stage.ask(person, "zeppelins titicaca")
        await somebody_asks(stage)
        assert stage.simulator.pending_updates() <= 1  # the effect is complete: it may be confirmed

    async def counted() -> bool:
        missed = await stage.ask(ADA, "/missed")
        rated = await stage.ask(ADA, "/ratings")
        return "zeppelins" in missed["text"] and "👍 1" in rated["text"]

    await until(counted)


async def test_a_stop_is_neither_claimed_nor_lost_and_said_to_take_a_moment_once(stage: Stage, line: Line):
    (person,) = await members(stage, 1)
    async with away(line):
        said = stage.simulator.say(person, "STOP")
        told = await stage.simulator.wait_for_message(person, after_message_id=said)
        assert "nothing will be sent to you" in told["text"]
        answer = await stage.ask(person, QUESTION)
        assert ANSWER in answer["text"]
        await asyncio.gather(*(somebody_asks(stage) for _ in range(3)))
        await until(lambda: stage.simulator.pending_updates() == 0)  # nobody is deaf
    done = await stage.simulator.wait_for_message(person, after_message_id=answer["message_id"])
    assert STOPPED in done["text"]
    assert await topics_of(stage, person) is None
    await stage.until_handled()
    assert heard(stage, person, said) == [told["text"], answer["text"], done["text"]]


async def test_a_message_edited_into_a_stop_meanwhile_is_a_stop_afterwards(stage: Stage, line: Line):
    (person,) = await members(stage, 1)
    said = stage.simulator.say(person, QUESTION)
    answer = await stage.simulator.wait_for_message(person, after_message_id=said)
    async with away(line):
        stage.simulator.edit(person, said, "STOP")
        await somebody_asks(stage)
    await stage.simulator.wait_for_message(person, after_message_id=answer["message_id"], containing=STOPPED)
    assert await topics_of(stage, person) is None


async def test_a_draft_that_the_database_cannot_take_now_is_previewed_afterwards_and_never_answered(
    stage: Stage, line: Line
):
    await stage.ask(ADA, "/broadcast")
    async with away(line):
        said = stage.simulator.say(ADA, "Police raid tomorrow in the market, stay home")
        await somebody_asks(stage)
    await stage.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I send it?")
    words = [text for text in heard(stage, ADA, said) if "takes a moment" not in text]
    assert len(words) == 2  # the message, the question
    await stage.ask(ADA, "/cancel")


async def test_a_stop_that_waits_outlives_the_bot(stage: Stage, line: Line):
    (person,) = await members(stage, 1)
    async with away(line):
        said = stage.simulator.say(person, "STOP")
        await somebody_asks(stage)
        await stage.stop()
        stage.start()
        assert stage.running is not None
        with pytest.raises(DatabaseUnreachableError, match="cannot be reached"):
            await stage.running
    async with stage.database.transaction() as connection:
        await single_values.erase(connection, Mark.TICKED)
    stage.start()
    await stage.simulator.wait_for_message(person, after_message_id=said, containing=STOPPED)
    await stage.until_at_work()  # for the next test
    assert await topics_of(stage, person) is None


async def test_who_was_asked_for_an_answer_in_a_round_gives_it_afterwards_and_nobody_else_waits(
    stage: Stage, line: Line
):
    (noor,) = await members(stage, 1)
    await opened(stage)
    await agreed(stage, noor)
    await made(stage)  # staff change what the bot goes by: who was asked is known all the same
    await stage.ask(noor, "/help")
    async with away(line):
        said = stage.simulator.say(noor, QUESTION)
        waits = await stage.simulator.wait_for_message(noor, after_message_id=said)
        assert ANSWER not in waits["text"]
        await somebody_asks(stage)
    kept = await stage.simulator.wait_for_message(
        noor, after_message_id=said, containing="This is what I keep"
    )
    assert QUESTION in kept["text"]


async def test_of_stop_and_subscribe_the_last_word_counts(stage: Stage, line: Line):
    (back,) = await members(stage, 1)
    gone = await stage.newcomer()
    async with away(line):
        for words in (("STOP", "/subscribe urgent"), ("/subscribe weekly", "stop")):
            for person, word in zip((back, gone), words, strict=True):
                stage.simulator.say(person, word)
            await somebody_asks(stage)
    await stage.until_handled()
    assert await topics_of(stage, back) == {"weekly"}
    assert await topics_of(stage, gone) is None


async def test_buttons_work_afterwards_and_say_so_at_once(stage: Stage, line: Line):
    (member,) = await members(stage, 1)
    person = await stage.newcomer()
    offered = await stage.ask(person, "/subscribe")
    preview = await draft(stage)
    async with away(line):
        await somebody_asks(stage)
        for presser, message, label in ((person, offered, "Urgent"), (ADA, preview, "Send to")):
            query = stage.simulator.press(presser, message["message_id"], code_of(message, label))
            await stage.simulator.wait_until(lambda query=query: stage.simulator.answer_to(query) is not None)
            assert "takes a moment" in stage.simulator.answer_to(query)["text"]
        assert broadcasts_to(stage, member) == []
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, member) != [])
    await stage.until_handled()
    assert await topics_of(stage, person) == {"urgent"}
    assert len(broadcasts_to(stage, member)) == 1


class CuttingAt(logging.Handler):
    """Cuts the line when the log says so for the first time."""

    def __init__(self, line: Line, message: str) -> None:
        super().__init__()
        self._line, self._message = line, message

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == self._message:
            self._message = ""
            self._line.cut()


async def test_by_webhook_a_stop_is_in_our_hands_and_health_tells_why_also_of_one_that_only_begins(
    stage: Stage,
    url: str,
    line: Line,
    migrated_postgres: tuple[str, postgres.Emptying],
    content: Content,
    learned: Learned,
    unused_tcp_port: int,
    caplog: pytest.LogCaptureFixture,
):
    usual = stage
    await usual.stop()
    emptied(migrated_postgres[0])  # whom it knows are others
    address = f"127.0.0.1:{unused_tcp_port}"
    hook = {"webhook_url": f"http://{address}", "webhook_secret": "s" * 16, "listen": address}
    caplog.set_level(logging.INFO, "bot")
    cutting = CuttingAt(line, "working.begun")
    logging.getLogger("bot").addHandler(cutting)
    async with staged(url, content, learned, **hook) as stage:
        await somebody_asks(stage)
        logging.getLogger("bot").removeHandler(cutting)
        assert await healthy(
            address, ["the database cannot be reached", "the bot has never looked at the schedule"]
        )
        await line.mend()
        await stage.until_at_work()
        (person,) = await members(stage, 1)
        assert await healthy(address, [])
        async with away(line):
            await somebody_asks(stage)
            assert await healthy(address, ["the database cannot be reached"])
            said = stage.simulator.say(person, "STOP")
            await until(lambda: stage.simulator.pending_updates() == 0)
            assert heard(stage, person, said) == []
        done = await stage.simulator.wait_for_message(person, after_message_id=said)
        assert STOPPED in done["text"]
        assert await topics_of(stage, person) is None
        await until(lambda: healthy(address, []))
    emptied(migrated_postgres[0])
    usual.start()
    await usual.until_at_work()


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


async def test_an_outage_in_the_middle_of_a_broadcast_loses_and_doubles_nothing(stage: Stage, line: Line):
    people = await subscribed(stage, 40)
    announcement_id = await announce(stage)
    await stage.simulator.wait_until(lambda: sum(copies(stage, p) for p in people) >= 10)
    async with away(line):
        await somebody_asks(stage)
        leaver = next(person for person in reversed(people) if not copies(stage, person))
        stop = stage.simulator.say(leaver, "STOP")
        await somebody_asks(stage)
    await stage.simulator.wait_for_message(leaver, after_message_id=stop, containing=STOPPED)
    stage.clock.move_to(ahead(stage, minutes=3))  # what was claimed, or in the air, when it went
    found = await until_over(stage, announcement_id)
    got = Counter(copies(stage, person) for person in people)
    assert set(got) <= {0, 1}
    assert copies(stage, leaver) == 0
    assert sum(found.values()) == len(people)
    assert found["skipped"] == 1
    assert got[0] - 1 <= found.get("unknown", 0)  # everybody else has it, or it may have arrived
    assert await topics_of(stage, leaver) is None


async def test_the_log_tells_it_once(stage: Stage, line: Line, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "bot")
    person = await stage.newcomer()
    await stage.until_handled()
    caplog.clear()
    async with away(line):
        stage.simulator.say(stage.simulator.create_user(), "STOP")
        for _ in range(5):
            await stage.ask(person, QUESTION)
    await stage.until_handled()
    ours = [
        record
        for record in caplog.records
        if record.name.startswith(("bot.app", "bot.storage", "bot.telegram"))
    ]
    told = [record.message for record in ours if record.message != "bot.running"]  # it answers before that
    assert told == ["database.away", "database.back"]


async def test_a_wish_for_a_language_is_answered_in_it_at_once_and_stored_afterwards(
    stage: Stage, line: Line
):
    person = await stage.newcomer()
    async with away(line):
        said = stage.simulator.say(person, "in spanish please")
        told = await stage.simulator.wait_for_message(person, after_message_id=said)
        assert "español" in told["text"]
        assert Words(stage.content.texts).say("es", "ask.how") in (await stage.ask(person, "/ask"))["text"]
    await stage.until_handled()
    assert heard(stage, person, said).count(told["text"]) == 1
    async with stage.database.reading() as connection:
        stored = await subscribers.find(connection, person)
    assert stored is not None
    assert stored.language == "es"
