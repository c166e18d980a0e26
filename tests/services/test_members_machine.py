"""Whatever members and groups do, in whatever order: what is stored is exactly what they can read of it."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.domain.people.subscriptions import Subscriber, iso_week, month_from
from bot.domain.people.undoing import WITHIN, Undoing
from bot.domain.rounds import RoundQuestion, RoundText
from bot.services.alerting import Alerting
from bot.services.own_rows import OwnRows
from bot.services.retention import Housekeeping, Retention
from bot.services.rounds.closing import RoundClosing
from bot.services.rounds.taking_part import TakingPart
from bot.services.subscribing import Subscribing
from bot.storage import rounds
from bot.storage.database import Database
from bot.storage.schema import METADATA
from tests.builders import NOW

TOPICS = ("weekly", "webinars", "urgent")
PEOPLE = (7_123_456_789, 7_123_456_790)
GROUP, SUPERGROUP = -4_123_456_789, -1_009_876_543_210
CHATS = (*PEOPLE, GROUP, SUPERGROUP)
WORDS = {PEOPLE[0]: "They pay late.", PEOPLE[1]: "They do not pay."}
DAY = timedelta(days=1)
T = TypeVar("T")


class Members(RuleBasedStateMachine):
    """A model of what each chat has, beside the real thing on an SQLite file."""

    empty: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(shutil.copy(self.empty, Path(self.folder.name) / "bot.db"))
        self.now = NOW
        self.undoing = Undoing(b"key")
        self.has: dict[int, Subscriber] = {}
        self.buttons: dict[int, tuple[str, str, Subscriber]] = {}
        self.pressed_at: dict[int, Any] = {}
        self.asking: int | None = None  # the round that is open
        self.closes_at = NOW
        self.said: dict[int, str] = {}  # in it
        self.begin()

    def begin(self) -> None:
        self.database = Database.open(f"sqlite:///{self.file}")
        self.subscribing = Subscribing(self.database, TOPICS)
        self.own_rows = OwnRows(self.database)
        self.housekeeping = Housekeeping(self.database, Retention(14 * DAY, 30 * DAY))
        self.taking = TakingPart(self.database)
        alerting = Alerting(self.database, lambda: ())
        self.closing = RoundClosing(self.database, self.database, alerting, asyncio.Event())

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coroutine)

    def left(self, chat: int, had: Subscriber | None) -> None:
        """The way back is written as the bot writes it: from what it says was stored."""
        if had is not None:
            self.buttons[chat] = (self.undoing.code(had, TOPICS, self.now), had.language, had)
            self.pressed_at[chat] = self.now

    @rule(chat=st.sampled_from(CHATS), topics=st.sets(st.sampled_from(TOPICS), min_size=1))
    def subscribe(self, chat: int, topics: set[str]) -> None:
        self.wait(self.subscribing.subscribe(chat, topics, "es", self.now))
        had = self.has.get(chat) or Subscriber(chat, "es", frozenset(), iso_week(self.now))
        self.has[chat] = Subscriber(chat, had.language, had.chosen | topics, had.joined_week)

    @rule(chat=st.sampled_from(CHATS), topics=st.sets(st.sampled_from(TOPICS), min_size=1))
    def unsubscribe(self, chat: int, topics: set[str]) -> None:
        self.wait(self.subscribing.unsubscribe(chat, topics))
        if had := self.has.get(chat):
            rest = had.chosen - topics
            stays_paused = had.paused_until is not None and rest
            self.has[chat] = Subscriber(
                chat,
                had.language,
                frozenset() if stays_paused else rest,
                had.joined_week,
                had.paused_until if stays_paused else None,
                rest if stays_paused else frozenset(),
            )

    @rule(person=st.sampled_from(PEOPLE), language=st.sampled_from(["en", "ar"]))
    def choose_language(self, person: int, language: str) -> None:
        self.wait(self.subscribing.choose_language(person, language, self.now))
        had = self.has.get(person) or Subscriber(person, language, frozenset(), iso_week(self.now))
        self.has[person] = Subscriber(
            person, language, had.topics, had.joined_week, had.paused_until, had.paused
        )

    @rule(person=st.sampled_from(PEOPLE))
    def pause(self, person: int) -> None:
        self.wait(self.subscribing.pause(person, self.now))
        had = self.has.get(person)
        if had is not None and had.chosen:
            self.has[person] = Subscriber(
                person, had.language, frozenset(), had.joined_week, month_from(self.now), had.chosen
            )

    @rule(person=st.sampled_from(PEOPLE))
    def go_on(self, person: int) -> None:
        self.wait(self.subscribing.go_on(person))
        if had := self.has.get(person):
            self.has[person] = Subscriber(person, had.language, had.chosen, had.joined_week)

    @rule(person=st.sampled_from(PEOPLE))
    def only_urgent(self, person: int) -> None:
        had = self.wait(self.subscribing.only(person, "urgent"))
        self.left(person, had)
        if had is not None:
            self.has[person] = Subscriber(person, had.language, frozenset({"urgent"}), had.joined_week)

    @precondition(lambda self: self.asking is None)
    @rule(days=st.sampled_from([5, 60]))
    def a_round_opens(self, days: int) -> None:
        self.closes_at = self.now + days * DAY
        self.asking = self.wait(self.open_round())

    async def open_round(self) -> int:
        async with self.database.transaction() as connection:
            texts = {"en": RoundText("Work", (RoundQuestion("Why?"),))}
            return await rounds.add(connection, "urgent", texts, self.now, self.closes_at, has_regions=False)

    @precondition(lambda self: self.asking is not None)
    @rule(person=st.sampled_from(PEOPLE))
    def answer(self, person: int) -> None:
        assert self.asking is not None
        self.wait(self.taking.join(self.asking, person, "", self.now))
        self.wait(self.taking.write(self.asking, person, 0, WORDS[person], self.now))
        self.said[person] = f"{self.said.get(person, '')}\n{WORDS[person]}".strip()

    @precondition(lambda self: self.asking is not None)
    @rule(person=st.sampled_from(PEOPLE))
    def withdraw(self, person: int) -> None:
        assert self.asking is not None
        self.wait(self.taking.withdraw(self.asking, person, self.now))
        self.said.pop(person, None)

    @rule(chat=st.sampled_from(CHATS))
    def stop_or_block(self, chat: int) -> None:
        self.said.pop(chat, None)
        self.left(chat, self.wait(self.subscribing.stop(chat, self.now)))
        self.has.pop(chat, None)

    @precondition(lambda self: self.buttons)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        chat = data.draw(st.sampled_from(sorted(self.buttons)))
        code, language, had = self.buttons[chat]
        back = self.undoing.read(code, chat, language, TOPICS, self.now)
        assert (back is not None) == (self.now - self.pressed_at[chat] < WITHIN)
        if back is None:
            return
        assert (back.language, back.chosen, back.paused_until) == (had.language, had.chosen, had.paused_until)
        self.wait(self.subscribing.bring_back(back))
        since = self.has.get(chat)
        if since is None:
            self.has[chat] = back
        else:
            chosen = since.chosen | back.topics
            self.has[chat] = Subscriber(chat, back.language, chosen, since.joined_week)

    @rule(person=st.sampled_from(PEOPLE))
    def delete_everything(self, person: int) -> None:
        self.wait(self.own_rows.delete(person))
        self.said.pop(person, None)
        self.has.pop(person, None)
        self.buttons.pop(person, None)

    @rule()
    def the_group_moves(self) -> None:
        self.wait(self.subscribing.move(GROUP, SUPERGROUP, self.now))
        old, new = self.has.pop(GROUP, None), self.has.get(SUPERGROUP)
        if old is not None:
            self.has[SUPERGROUP] = (
                Subscriber(SUPERGROUP, old.language, old.topics, old.joined_week)
                if new is None
                else Subscriber(SUPERGROUP, new.language, new.topics | old.topics, new.joined_week)
            )

    @rule(step=st.sampled_from([timedelta(minutes=4), DAY, 31 * DAY]))
    def time_passes(self, step: timedelta) -> None:
        self.now += step
        self.wait(self.housekeeping.end_pauses(self.now))
        self.wait(self.housekeeping.tidy(self.now))
        self.wait(self.closing.tick(self.now))
        if self.closes_at <= self.now:
            self.asking = None
            self.said.clear()
        for chat, had in self.has.items():
            if had.paused_until is not None and had.paused_until <= self.now:
                self.has[chat] = Subscriber(chat, had.language, had.chosen, had.joined_week)

    @rule()
    def restart(self) -> None:
        self.wait(self.database.close())
        self.begin()

    @invariant()
    def what_is_stored_is_what_each_can_read(self) -> None:
        connection = sqlite3.connect(self.file)
        try:
            for chat in CHATS:
                kept = self.wait(self.own_rows.of(chat))
                assert kept.subscriber == self.has.get(chat)
                inputs = kept.rows.get("round_inputs", ())
                assert [row["text"] for row in inputs] == ([self.said[chat]] if chat in self.said else [])
                there = {
                    name: sorted(map(repr, rows))
                    for name in METADATA.tables
                    if (
                        rows := [
                            row
                            for row in connection.execute(f"SELECT * FROM {name}")  # noqa: S608 - our tables
                            if chat in row
                        ]
                    )
                }
                told = {
                    name: sorted(repr(tuple(row.values())) for row in rows)
                    for name, rows in kept.rows.items()
                    if name != "round_inputs"  # they name nobody
                }
                assert told == there
            takes_part = {row[0] for row in connection.execute("SELECT chat_id FROM round_members")}
            assert takes_part == set(self.said)
        finally:
            connection.close()

    def teardown(self) -> None:
        self.wait(self.database.close())
        self.loop.close()
        self.folder.cleanup()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_whatever_happens_what_is_stored_is_what_can_be_read(migrated_sqlite_file: Path):
    Members.empty = migrated_sqlite_file
    runs = settings(max_examples=12, stateful_step_count=25, deadline=None, database=None)
    run_state_machine_as_test(seed(3)(Members), settings=runs)
