"""What is stored of members and groups, beside a model of it: exactly that can each of them read."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from bot.domain.people.personal_questions import Stage
from bot.domain.people.subscriptions import Subscriber
from bot.domain.people.undoing import Undoing
from bot.services.alerting import Alerting
from bot.services.members.awaited_words import AwaitedWords
from bot.services.members.personal_questions import PersonalQuestions
from bot.services.members.retention import Housekeeping, Retention
from bot.services.members.subscribing import Subscribing
from bot.services.own_rows import OwnRows
from bot.services.rounds.closing import RoundClosing
from bot.services.rounds.taking_part import TakingPart
from bot.storage.database import Database
from bot.storage.schema import METADATA
from tests.builders import NOW

TOPICS = ("weekly", "webinars", "urgent")
WEBINAR = "webinars/orientation"
PEOPLE = (7_123_456_789, 7_123_456_790)
GROUP, SUPERGROUP = -4_123_456_789, -1_009_876_543_210
CHATS = (*PEOPLE, GROUP, SUPERGROUP)
THREADS = st.sampled_from([None, 5, 8])
SOME_TOPICS = st.sets(st.sampled_from(TOPICS), min_size=1)
DAY = timedelta(days=1)
T = TypeVar("T")


class StoredMembers(RuleBasedStateMachine):
    """The model is `has`, what each chat chose, `asked`, its questions to a person, and `said`, what it
    answered in the round that is open.
    """

    empty: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(shutil.copy(self.empty, Path(self.folder.name) / "bot.db"))
        self.now = NOW
        self.undoing = Undoing(b"key")
        self.has: dict[int, Subscriber] = {}
        self.asked: dict[int, tuple[int, Stage, str | None, datetime]] = {}
        self.buttons: dict[int, tuple[str, str, Subscriber, datetime]] = {}
        self.number = 0
        self.asking: int | None = None  # the round that is open
        self.closes_at = NOW
        self.said: dict[int, str] = {}
        self.looking = sqlite3.connect(self.file)
        self.looking.row_factory = sqlite3.Row
        self.begin()

    def begin(self) -> None:
        self.read: dict[
            int, object
        ] = {}  # of each chat, all that its reading can depend on, when it was right
        self.database = Database.open(f"sqlite:///{self.file}")
        self.subscribing = Subscribing(self.database, TOPICS)
        self.questions = PersonalQuestions(self.database, AwaitedWords())
        self.own_rows = OwnRows(self.database)
        self.housekeeping = Housekeeping(self.database, Retention(14 * DAY, 30 * DAY))
        self.taking = TakingPart(self.database, AwaitedWords())
        alerting = Alerting(self.database, lambda: ())
        self.closing = RoundClosing(self.database, self.database, alerting, asyncio.Event(), AwaitedWords())

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coroutine)

    def next_number(self) -> int:
        self.number += 1
        return self.number

    def left(self, chat: int, had: Subscriber | None) -> None:
        """The way back is written as the bot writes it: from what it says was stored."""
        if had is not None and had.joined_week:
            self.buttons[chat] = (self.undoing.code(had, TOPICS, self.now), had.language, had, self.now)

    def forgotten(self, chat: int) -> None:
        self.has.pop(chat, None)
        self.said.pop(chat, None)
        self.asked = {number: row for number, row in self.asked.items() if row[0] != chat}

    @invariant()
    def what_is_stored_is_what_each_can_read(self) -> None:
        """What did not change since it was read is not read again: that would take as long as all else."""
        stored = {
            name: [dict(row) for row in self.looking.execute(f"SELECT * FROM {name}")]  # noqa: S608 - our tables
            for name in METADATA.tables
        }
        assert {row["chat_id"] for row in stored["round_members"]} == set(self.said)
        for chat in CHATS:
            rows = rows_with(stored, chat)
            questions = {
                number: (stage, text)
                for number, (person, stage, text, _) in self.asked.items()
                if person == chat
            }
            inputs = [self.said[chat]] if chat in self.said else []
            seen = (rows, stored["round_inputs"], self.has.get(chat), questions, inputs)
            if self.read.get(chat) != seen:
                self.check_what_it_reads(chat, rows, questions, inputs)
                self.read[chat] = seen

    def check_what_it_reads(
        self,
        chat: int,
        rows: dict[str, list[str]],
        questions: dict[int, tuple[Stage, str | None]],
        inputs: list[str],
    ) -> None:
        kept = self.wait(self.own_rows.of(chat))
        assert kept.subscriber == self.has.get(chat)
        asked = kept.rows.get("personal_questions", ())
        assert {row["number"]: (row["stage"], row["text"]) for row in asked} == questions
        assert [row["text"] for row in kept.rows.get("round_inputs", ())] == inputs
        told = {
            name: in_order(map(dict, found))
            for name, found in kept.rows.items()
            if name != "round_inputs"  # they name nobody
        }
        assert told == rows

    def teardown(self) -> None:
        self.looking.close()
        self.wait(self.database.close())
        self.loop.close()
        self.folder.cleanup()


def in_order(rows: Any) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def rows_with(stored: dict[str, list[dict[str, Any]]], chat: int) -> dict[str, list[str]]:
    """Every row of every table in which the number of the chat stands, in whatever column."""
    found = {name: [row for row in rows if chat in row.values()] for name, rows in stored.items()}
    return {name: in_order(rows) for name, rows in found.items() if rows}
