"""The real bot against the real simulator, in one process, at the simulator's time, which a test may move."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from bot.app import running
from bot.app.content.learning import Learned, prepare, taught
from bot.app.locking import spool_files
from bot.config import Settings
from bot.content.check import Content
from bot.domain.content.faq import Faq
from bot.domain.waits import Backoff, Waits
from bot.services.describing import Describing
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.simulator import TOLD_THE_TIME, Simulator
from bot.simulator.world.calls import Call
from bot.simulator.world.chats import User
from bot.simulator.world.clock import MovableClock
from bot.simulator.world.people import DEFAULT_PEOPLE
from bot.storage import single_values
from bot.storage.database import Database
from bot.storage.schema import METADATA
from bot.storage.single_values import Mark
from bot.storage.spool import oldest_in
from bot.telegram.profile import SelfDescription
from bot.telegram.screens.screen import Words
from tests import shipped
from tests.fakes import until
from tests.learning import languages_once, learned_once
from tests.storage.conftest import (  # noqa: F401 - fixtures
    emptied_postgres_url,
)

ALONE = pytest.mark.asyncio(loop_scope="function")  # with a bot of its own, where the file shares one
AMINA, DIEGO, FATOU, LAYLA, ADA = 1001, 1002, 1003, 1004, 9001
ACQUAINTED = [replace(person, started=True) for person in DEFAULT_PEOPLE]  # the bot may write to them
PATIENT = Waits(database_busy=60.0)  # a look of our own beside a bot that writes, on a busy computer
# The shorter a wait, the sooner a test is through; the more often an idle bot looks, the more it costs.
QUICK = Waits(
    long_poll=1.0,  # who waits for what no update brings about waits no longer than this for the next poll
    poll_again=0.05,
    line=Backoff(0.05, 0.8),
    reply=Backoff(0.05, 3.2),
    beside=0.5,
    parts_complete=0.3,
    outbox_idle=0.25,  # who puts something in says so; this is for what falls due
    sweep=0.25,
    chat_rest=0.02,  # the simulator refuses nothing where no test tells it to
    group_rest=0.02,
    progress=0.25,
    database_look=0.1,
    erase=0.25,
    lease_asked=0.1,
    tick=1.0,  # and at once where the clock was moved
    webhook_catching_up=0.1,
    content_look=0.2,
    broadcast_held=0.0,
)

A_TICK = timedelta(seconds=3)  # so long ago at most a bot that is at ease looked at the schedule

# what a running bot has in memory too, or needs to go on from
KEPT = {
    *("daily_counts", "handled_updates", "left_out", "marks", "occurrences", "pace"),
    *("schema_steps", "staff_content", "webinar_states", "working"),
}


@dataclass(repr=False)  # asyncio writes out what a task returned: the whole content, for each test anew
class Stage:
    """A running bot, who talks with it, Telegram's clock, and a way of our own into the database."""

    simulator: Simulator
    clock: MovableClock
    settings: Settings
    content: Content
    learned: Learned
    database: Database
    wall: Callable[[], datetime] = lambda: datetime.now(UTC)  # the computer's; mostly months from the stage's
    waits: Waits = QUICK
    live: running.Live | None = None  # where changed content comes from
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    running: asyncio.Task[None] | None = None
    _asked_before: list[Call | None] = field(init=False, default_factory=list)  # this start
    _listens: bool = field(init=False, default=False)

    def start(self) -> None:
        """Starts the bot (again)."""
        self._asked_before, self._listens = self._last_asked(), False
        self.stopping = asyncio.Event()
        self.running = asyncio.create_task(
            running.run(
                self.simulator.token,
                self.settings,
                self.content,
                self.learned,
                self.wall,
                self.stopping,
                self.waits,
                live=self.live,
            )
        )

    async def until_it_listens(self) -> None:
        """Until the bot asked for updates since its start, or ended: nobody who writes then waits for it."""

        def listens() -> bool:
            asked = zip(self._last_asked(), self._asked_before, strict=True)
            has_asked = any(call is not None and call is not before for call, before in asked)
            return has_asked or self.running is None or self.running.done()

        if not self._listens:  # whoever makes the simulator forget its calls does not make the bot deaf
            await until(listens)
        self._listens = True

    def _last_asked(self) -> list[Call | None]:
        """The last call of each kind by which a bot asks for updates."""
        return [next(reversed(self.simulator.calls(way)), None) for way in ("getUpdates", "setWebhook")]

    async def until_at_work(self) -> None:
        """Until it has looked at the schedule. What falls due before is past: whoever moves the clock sooner
        waits in vain.
        """

        async def has_ticked() -> bool:
            async with self.database.reading() as connection:
                return await single_values.read(connection, Mark.TICKED) is not None

        await until(has_ticked)

    async def stop(self) -> None:
        """Stops it as SIGTERM would; raises what it ended with."""
        self.stopping.set()
        if self.running is not None:
            await self.running

    async def _until_planned(self) -> None:
        """Until what fell due when the clock was last moved is there."""
        moved_to = self.clock.now() - A_TICK

        async def is_planned() -> bool:
            async with self.database.reading() as connection:
                planned = await single_values.read(connection, Mark.PLANNED_UNTIL)
            return planned is not None and planned[1] >= moved_to

        await until(is_planned)

    async def begin_anew(self) -> None:
        """As after a start on empty tables, without one: nobody has said anything, nothing is on its way.

        The clock, and what staff put into the content, are as they were.
        """

        async def nothing_is_under_way() -> bool:
            async with self.database.reading() as connection:
                found = await connection.exec_driver_sql("SELECT 1 FROM deliveries WHERE state = 'sending'")
                return found.first() is None

        self.simulator.set_faults([])
        await self.until_it_listens()
        await self.until_handled()
        await self._until_planned()
        async with self.database.transaction() as connection:
            # what staff are told once a week would come into the next test and be its announcement No. 1
            await single_values.write(connection, Mark.DIGESTED, "9999-W01", self.clock.now())
            for statement in (
                "DELETE FROM marks WHERE name = 'halted'",
                "UPDATE deliveries SET state = 'skipped' WHERE state = 'pending'",
                "UPDATE announcements SET state = 'finished', report_message_id = NULL",
                "UPDATE occurrences SET announcement_id = NULL",
            ):
                await connection.exec_driver_sql(statement)
        await until(nothing_is_under_way)
        async with self.database.transaction() as connection:
            for table in reversed(METADATA.sorted_tables):
                if table.name not in KEPT:
                    await connection.execute(table.delete())
        self.simulator.forget_messages()
        self.simulator.forget_calls()

    async def move_by(self, step: timedelta) -> None:
        """Moves Telegram's clock; returns when the bot, which polls, has heard of it."""
        before = len(self.simulator.calls("getUpdates"))
        self.clock.move_by(step)
        await self.simulator.wait_until(
            lambda: len(self.simulator.calls("getUpdates")) >= before + TOLD_THE_TIME
        )

    async def newcomer(self, language: str = "en") -> int:
        """Somebody new, to whom the bot may write: one bot meets many, who know nothing of each other."""
        return self.simulator.create_user(language_code=language, started=True)

    async def ask(self, person: int, text: str, chat_id: int | None = None) -> JsonObject:
        """Somebody writes; the bot's next message in that chat."""
        said = self.simulator.say(person, text, chat_id=chat_id)
        return await self.simulator.wait_for_message(chat_id or person, after_message_id=said)

    async def begin(self, person: int) -> JsonObject:
        """Somebody presses Start; the bot's first words."""
        started = self.simulator.press_start(person)
        return await self.simulator.wait_for_message(person, after_message_id=started)

    async def press(self, person: int, message: JsonObject, label: str) -> None:
        """Presses the button with `label` in it and waits until the bot took notice."""
        query = self.simulator.press(person, message["message_id"], code_of(message, label))
        await self.simulator.wait_until(lambda: self.simulator.answer_to(query) is not None)

    async def until_handled(self) -> None:
        """Until everything that was written so far was handled, to its last reply."""

        def is_handled() -> bool:
            files = [file for file in spool_files(self.settings) if file.exists()]
            return not self.simulator.pending_updates() and all(oldest_in(file) is None for file in files)

        async with asyncio.timeout(180):  # for a crowd, on a busy computer
            while not is_handled():  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)

    def shown(self, chat_id: int, message_id: int) -> JsonObject:
        """A message as it stands now."""
        return next(
            m for m in self.simulator.messages(chat_id, message_id - 1) if m["message_id"] == message_id
        )

    def last(self, chat_id: int) -> JsonObject:
        """The bot's newest message in a chat."""
        return [m for m in self.simulator.messages(chat_id) if m["is_outgoing"]][-1]

    async def subscribe(self, person: int, topic: str = "all") -> None:
        """Somebody subscribes by the command."""
        await self.ask(person, f"/subscribe {topic}")


def labels(message: JsonObject) -> list[str]:
    """The labels of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def code_of(message: JsonObject, label: str) -> str:
    """What the first button with `label` in it carries."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return next(button["callback_data"] for row in rows for button in row if label in button["text"])


@pytest.fixture(scope="session")
def content() -> Content:
    """The shipped content."""
    return shipped.content()


@pytest.fixture(scope="session")
def learned(content: Content, request: pytest.FixtureRequest) -> Learned:
    """The matcher over a part of the shipped answers: quickly made, and enough for what is asked here."""
    few = [
        entry
        for entries in content.faq.entries.values()
        for entry in entries.values()
        if entry.category in ("compact", "links", "regional", "coalition") or entry.id == "webinars"
    ]
    phrasings, courtesies = taught(Faq.of(few))[0], taught(content.faq)[1]
    answerer = learned_once(request.config, "few", phrasings, courtesies)
    prepare(answerer, content, languages_once(request.config, "shipped", content))
    return Learned(answerer)


class _Nobody:
    """Stands in for a bot that is told what its profile says."""

    async def set_my_description(self, *_: object) -> None: ...

    async def set_my_short_description(self, *_: object) -> None: ...


@pytest.fixture(scope="session")
def described_sqlite_file(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_sqlite_file: Path,
    content: Content,
) -> Path:
    """Empty tables that know what the bot's profile says, as after a first start: to be copied."""
    file = Path(shutil.copy(migrated_sqlite_file, tmp_path_factory.mktemp("described") / "bot.db"))

    async def describe() -> None:
        database = Database.open(f"sqlite:///{file}")
        describing, words = Describing(database), Words(content.texts)
        await SelfDescription(_Nobody(), words, describing, lambda: datetime.now(UTC)).set_if_changed()
        await database.close()

    asyncio.run(describe())
    return file


@pytest.fixture
def migrated_sqlite_url(tmp_path: Path, described_sqlite_file: Path) -> str:
    """A database on which a bot starts sooner than on one that it never saw."""
    return f"sqlite:///{shutil.copy(described_sqlite_file, tmp_path / 'bot.db')}"


@asynccontextmanager
async def staged(
    database_url: str,
    content: Content,
    learned: Learned,
    waits: Waits = QUICK,
    live: running.Live | None = None,
    arrange: Callable[[Simulator], Mapping[str, object]] = lambda _: {},
    people: Sequence[User] = DEFAULT_PEOPLE,
    **settings: object,
) -> AsyncIterator[Stage]:
    """A simulator and the bot on it, both stopped at the end.

    What there has to be before the bot starts, `arrange` makes, and gives the settings that name it.
    """
    with TemporaryDirectory() as folder:
        async with _staged(
            database_url, content, learned, waits, live, arrange, people, Path(folder), settings
        ) as stage:
            yield stage


@asynccontextmanager
async def _staged(
    database_url: str,
    content: Content,
    learned: Learned,
    waits: Waits,
    live: running.Live | None,
    arrange: Callable[[Simulator], Mapping[str, object]],
    people: Sequence[User],
    folder: Path,
    settings: Mapping[str, object],
) -> AsyncIterator[Stage]:
    clock = MovableClock()
    clock.move_to(datetime(2026, 11, 24, 12, tzinfo=UTC), force=True)
    simulator = Simulator(clock=clock, people=people)
    await simulator.start()
    chosen = {
        "api_url": simulator.url,
        "admins": (ADA,),
        "database_url": database_url,
        "messages_per_second": 200.0,
        "paid_broadcast": True,
        **settings,
        **arrange(simulator),
    }
    if not database_url.startswith("sqlite"):
        chosen.setdefault("spool", folder / "spool")
    database = Database.open(database_url, PATIENT)
    stage = Stage(
        simulator,
        clock,
        Settings(_env_file=None, **chosen),
        content,
        learned,
        database,
        waits=waits,
        live=live,
    )
    try:
        stage.start()
        await stage.until_it_listens()
        yield stage
        await stage.stop()
    finally:
        await database.close()
        await simulator.stop()


@pytest.fixture
async def stage(migrated_sqlite_url: str, content: Content, learned: Learned) -> AsyncIterator[Stage]:
    """The bot on an SQLite file with empty tables."""
    async with staged(migrated_sqlite_url, content, learned) as made:
        await made.until_at_work()
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_bot(
    tmp_path_factory: pytest.TempPathFactory,
    described_sqlite_file: Path,
    content: Content,
    learned: Learned,
) -> AsyncIterator[Stage]:
    """The same for a whole file, whose tests share its loop: for what neither restarts the bot, nor moves the
    clock, nor counts what others may have said.
    """
    file = shutil.copy(described_sqlite_file, tmp_path_factory.mktemp("one-bot") / "bot.db")
    async with staged(f"sqlite:///{file}", content, learned, people=ACQUAINTED) as made:
        await made.until_at_work()
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def fresh(one_bot: Stage) -> Stage:
    """The bot of the file as if it had just been started on empty tables: for what does not
    change the content. Who moves the clock moves it for the next test too. Nobody has to press Start.
    """
    await one_bot.begin_anew()
    return one_bot


def ahead(stage: Stage, **step: float) -> datetime:
    """An instant so far ahead of the stage's clock."""
    return stage.clock.now() + timedelta(**step)
