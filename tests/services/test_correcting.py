"""Corrections and recalls through the worker: everybody ends with the newest text, whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.announcements import Announcement, Audience, BroadcastBody, CorrectionBody, FormattedText
from bot.domain.delivery.deliveries import State
from bot.domain.delivery.outcomes import Outcome, Sent, TooLate, Unknown, Unreachable
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.correcting import Correcting
from bot.services.announcing.correction_results import OutOfTime, Proposed, Stopped, recall_digest
from bot.services.announcing.drafting import Written
from bot.services.delivery.outcome_writer import Attempt, settle
from bot.storage import announcements, subscribers
from tests.builders import NOW, TOPIC, alerts, begin, counts, due, join, states
from tests.fakes import Clock, until
from tests.services.test_delivery_worker import Office

pytestmark = pytest.mark.usefixtures("few_in_the_air")

ADMIN, SOURCE = 9001, 7
IN_THE_AIR, EVERYBODY = 8, range(1, 11)
OLD, NEW, NEWEST = "The vote is on Frday", "The vote is on Friday", "The vote is on Saturday"


class Chats:
    """Keeps what every chat shows; who hangs gets no answer until `answer` is called."""

    def __init__(self) -> None:
        self.shown: dict[int, dict[int, str]] = defaultdict(dict)
        self.changes = 0
        self.hanging: set[int] = set()
        self._answered = asyncio.Event()

    def answer(self) -> None:
        self.hanging.clear()
        self._answered.set()

    @property
    def texts(self) -> dict[int, list[str]]:
        return {chat: list(messages.values()) for chat, messages in self.shown.items()}

    async def send(
        self, chat_id: int, language: str, announcement: Announcement, thread_id: int | None = None
    ) -> Outcome:
        assert isinstance(announcement.body, BroadcastBody)
        number = 1_000 + len(self.shown[chat_id])
        self.shown[chat_id][number] = announcement.body.text_for(language).text
        await self._answer(chat_id)
        return Sent(number)

    async def change(
        self, chat_id: int, language: str, announcement: Announcement, message_id: int
    ) -> Outcome:
        self.changes += 1
        if isinstance(announcement.body, CorrectionBody):
            assert message_id in self.shown[chat_id]
            self.shown[chat_id][message_id] = announcement.body.corrected.text_for(language).text
        else:
            self.shown[chat_id].pop(message_id, None)
        await self._answer(chat_id)
        return Sent(0)

    async def _answer(self, chat_id: int) -> None:
        await asyncio.sleep(0)
        if chat_id in self.hanging:
            await self._answered.wait()


class Desk:
    """Staff, with a worker that sends to chats."""

    def __init__(self, database) -> None:
        self.database = database
        self.chats = Chats()
        self.clock = Clock()
        self.office = Office(database, self.chats, clock=self.clock)
        self.broadcasting = Broadcasting(database, Audience(TOPIC))
        self.correcting = Correcting(database, timedelta(days=14))

    async def work_off(self, announcement_id: int) -> None:
        """A worker works until nothing of this is open any more."""
        self.office = Office(self.database, self.chats, clock=self.clock)
        await self.office.work_off(announcement_id)

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[Office]:
        """A worker works inside."""
        self.office = Office(self.database, self.chats, clock=self.clock)
        async with self.office.open():
            yield self.office

    async def sent(self, text: str = OLD) -> int:
        """A broadcast that was confirmed."""
        now = self.clock()
        await self.broadcasting.drafts.start(ADMIN, now)
        preview = await self.broadcasting.drafts.write(ADMIN, Written("en", FormattedText(text), SOURCE))
        confirmed = await self.broadcasting.confirm(ADMIN, preview.digest, now)
        return confirmed.announcement_id

    async def correct(self, announcement_id: int, text: str = NEW) -> int:
        """The announcement that corrects it."""
        now = self.clock()
        assert await self.correcting.start(ADMIN, announcement_id, "en", now)
        proposed = await self.correcting.write(ADMIN, FormattedText(text), SOURCE + 1, now)
        assert isinstance(proposed, Proposed)
        changing = await self.correcting.correct(ADMIN, announcement_id, proposed.digest, now)
        return changing.announcement_id

    async def recall(self, announcement_id: int) -> int:
        now = self.clock()
        receipt = await self.correcting.receipt(announcement_id, now)
        changing = await self.correcting.recall(announcement_id, recall_digest(receipt.announcement), now)
        return changing.announcement_id


@pytest.fixture
def desk(database) -> Desk:
    return Desk(database)


@pytest.mark.both_databases
async def test_more_copies_than_are_in_the_air_at_once_are_all_corrected_and_then_recalled(
    database, desk: Desk
):
    await join(database, EVERYBODY)
    made = await desk.sent()
    await desk.work_off(made)
    corrected = await desk.correct(made)
    await desk.work_off(corrected)
    assert await counts(database, corrected) == {"sent": len(EVERYBODY)}
    assert set(map(tuple, desk.chats.texts.values())) == {(NEW,)}
    recalled = await desk.recall(made)
    await desk.work_off(recalled)
    assert await counts(database, recalled) == {"sent": len(EVERYBODY)}
    assert set(map(tuple, desk.chats.texts.values())) == {()}


async def test_what_is_in_the_air_or_has_not_begun_ends_with_the_new_text(database, desk: Desk):
    await join(database, EVERYBODY)
    desk.chats.hanging = set(EVERYBODY)
    made = await desk.sent()
    async with desk.working():
        await until(lambda: len(desk.chats.shown) == IN_THE_AIR)  # so many are in the air at once
        corrected = await desk.correct(made)
        desk.chats.answer()
        await desk.office.closed(made)
        await desk.office.closed(corrected)
    assert set(map(tuple, desk.chats.texts.values())) == {(NEW,)}
    assert len(desk.chats.shown) == len(EVERYBODY)
    assert await counts(database, corrected) == {"sent": IN_THE_AIR}


async def test_a_recall_stops_what_has_not_begun_and_deletes_what_was_in_the_air(database, desk: Desk):
    await join(database, EVERYBODY)
    desk.chats.hanging = set(EVERYBODY)
    made = await desk.sent()
    async with desk.working():
        await until(lambda: len(desk.chats.shown) == IN_THE_AIR)
        recalled = await desk.recall(made)
        desk.chats.answer()
        await desk.office.closed(made)
        await desk.office.closed(recalled)
    assert set(map(tuple, desk.chats.texts.values())) == {()}
    assert len(desk.chats.shown) == IN_THE_AIR
    assert await counts(database, made) == {"sent": IN_THE_AIR, "skipped": 2}
    assert await counts(database, recalled) == {"sent": IN_THE_AIR}


async def test_a_newer_correction_takes_the_place_of_one_that_runs(database, desk: Desk):
    await join(database, EVERYBODY)
    made = await desk.sent()
    await desk.work_off(made)
    desk.chats.hanging = set(EVERYBODY)
    first = await desk.correct(made)
    async with desk.working():
        await until(lambda: desk.chats.changes == IN_THE_AIR)
        second = await desk.correct(made, NEWEST)
        await desk.office.look()
        assert desk.chats.changes <= len(EVERYBODY)  # nothing overtakes a request about the same copy
        desk.chats.answer()
        await desk.office.closed(first)
        await desk.office.closed(second)
    assert set(map(tuple, desk.chats.texts.values())) == {(NEWEST,)}
    assert await counts(database, second) == {"sent": len(EVERYBODY)}


async def test_after_a_kill_every_copy_is_corrected_and_nothing_is_unknown(database, desk: Desk):
    await join(database, EVERYBODY)
    made = await desk.sent()
    await desk.work_off(made)
    desk.chats.hanging = set(EVERYBODY)
    corrected = await desk.correct(made)
    desk.office = Office(database, desk.chats)
    running = desk.office.start()
    await until(lambda: desk.chats.changes == IN_THE_AIR)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    desk.chats.answer()
    again = Office(database, desk.chats)
    await again.work_off(corrected)
    assert set(map(tuple, desk.chats.texts.values())) == {(NEW,)}
    assert await counts(database, corrected) == {"sent": len(EVERYBODY)}


async def test_a_change_is_repeated_ends_nobodys_subscription_and_says_what_was_too_late(
    database, desk: Desk
):
    await join(database, [1, 2, 3])
    made = await desk.sent()
    await desk.work_off(made)
    corrected = await desk.correct(made)
    rows = {row.chat_id: row for row in await due(database, now=desk.clock())}
    async with database.transaction() as connection:
        change = await announcements.find(connection, corrected)
    await begin(database, rows.values(), now=desk.clock())
    outcomes = {1: Unknown("no answer in time"), 2: Unreachable("bot was blocked"), 3: TooLate("too old")}
    async with database.transaction() as connection:
        epoch = (await connection.exec_driver_sql("SELECT epoch FROM working")).scalar_one()
        attempts = [
            Attempt(_with_epoch(rows[chat], epoch), change, outcome) for chat, outcome in outcomes.items()
        ]
        await settle(connection, attempts, Alerting(database, lambda: (ADMIN,)), NOW)
        assert await subscribers.count(connection, Audience(TOPIC)) == 3
    assert await states(database, corrected) == {
        1: State.PENDING,
        2: State.UNREACHABLE,
        3: State.EXPIRED,
    }
    assert await alerts(database) == []


def _with_epoch(row, epoch):
    return type(row)(row.delivery_id, row.announcement_id, row.chat_id, row.language, row.attempt, epoch)


@pytest.mark.both_databases
async def test_an_edit_of_the_written_message_stops_what_waits_and_corrects_what_went_out(database):
    desk = Desk(database)
    desk.broadcasting = Broadcasting(database, Audience(TOPIC), waits_for=timedelta(minutes=1))
    await join(database, [1, 2])
    made, now = await desk.sent(), desk.clock()
    assert await desk.correcting.edited(ADMIN, SOURCE, FormattedText(OLD), now) is None
    assert await desk.correcting.edited(ADMIN + 1, SOURCE, FormattedText(NEW), now) is None
    assert await desk.correcting.edited(ADMIN, SOURCE, FormattedText(NEW), now) == Stopped()
    assert await counts(database, made) == {"skipped": 2}
    preview = await desk.broadcasting.drafts.written(ADMIN)
    assert preview.body.text_for("en").text == NEW
    confirmed = await desk.broadcasting.confirm(ADMIN, preview.digest, now)
    desk.clock.advance(minutes=2)
    await desk.work_off(confirmed.announcement_id)
    edited = await desk.correcting.edited(ADMIN, SOURCE, FormattedText(NEWEST), desk.clock())
    assert (edited.announcement.announcement_id, edited.reach.copies) == (confirmed.announcement_id, 2)
    late = desk.clock() + timedelta(days=15)
    assert isinstance(await desk.correcting.edited(ADMIN, SOURCE, FormattedText(OLD), late), OutOfTime)


async def test_what_was_recalled_is_neither_corrected_nor_sent_again(database, desk: Desk):
    await join(database, [1])
    made = await desk.sent()
    await desk.work_off(made)
    question = await desk.correcting.receipt(made, desk.clock())
    first = await desk.recall(made)
    seen = recall_digest(question.announcement)
    again = await desk.correcting.recall(made, seen, desk.clock())
    assert (again.announcement_id, again.is_new) == (first, False)
    assert not await desk.correcting.start(ADMIN, made, "en", desk.clock())
    status = await desk.broadcasting.status(made)
    assert (status.state, status.may_send_again(desk.clock())) == ("cancelled", False)
