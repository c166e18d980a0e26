"""Rounds on both databases: what is asked, answered and closed, and that nothing leads back."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.announcements import Audience, Occasion, RecallBody, RoundBody
from bot.domain.content.staff_content import digest_of
from bot.domain.delivery.deliveries import State
from bot.domain.people.pseudonyms import Pseudonyms, key_for
from bot.domain.rounds import OTHER, RoundQuestion, RoundText, end_of
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.members.awaited_words import AwaitedWords
from bot.services.members.retention import Housekeeping, Retention
from bot.services.members.subscribing import Subscribing
from bot.services.own_rows import OwnRows
from bot.services.rounds.closing import RoundClosing
from bot.services.rounds.opening import READY, Opening, RoundDraft
from bot.services.rounds.results import TOLD, Results
from bot.services.rounds.taking_part import OwnRound, TakingPart, TooMuch
from bot.services.staff.dialogues import Dialogues
from bot.storage import announcements, single_values
from bot.storage.database import Database
from bot.storage.single_values import Mark
from tests.builders import NOW, STAFF, TOPIC, alerts, join, latest, states
from tests.fakes import until

both_databases = pytest.mark.both_databases

DAY = timedelta(days=1)
PEOPLE = (7_123_456_789, 7_123_456_790, 7_123_456_791)
ASKED = RoundText("Work", (RoundQuestion("What is worst?", ("Pay", "Hours")), RoundQuestion("What first?")))
SECRET, DELETED = "what only this person would say", "what somebody wanted deleted"


class World:
    """The use cases of rounds on one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        changed = asyncio.Event()
        self.dialogues = Dialogues(database)
        self.opening = Opening(database, changed, timedelta(0))
        awaited = AwaitedWords()
        self.taking = TakingPart(database, awaited)
        alerting = Alerting(database, lambda: [STAFF])
        self.closing = RoundClosing(database, database, alerting, changed, awaited)
        self.results = Results(database, changed, timedelta(0))

    async def open(self, *, days: int = 14, has_regions: bool = False) -> int:
        """A round of two questions that is open; its number."""
        draft = RoundDraft(TOPIC, {"en": ASKED}, end_of(NOW + days * DAY), has_regions)
        await self.dialogues.ask(STAFF, READY, draft.facts, NOW)
        assert await self.opening.open(STAFF, draft.digest, NOW) is not None
        return (await self.results.latest())[0].round_id

    async def stop_the_question(self) -> None:
        """As staff do it who see their slip."""
        ((asked, _),) = await latest(self.database)
        assert await Broadcasting(self.database, Audience(TOPIC)).cancel(asked.announcement_id)

    async def answer(self, round_id: int, person: int, words: str = "words", region: str = "") -> OwnRound:
        """Somebody agrees and answers the first question."""
        await self.taking.join(round_id, person, region, NOW)
        own = await self.taking.write(round_id, person, 0, words, NOW)
        assert isinstance(own, OwnRound)
        return own

    async def rows(self, table: str) -> list[tuple[object, ...]]:
        async with self.database.reading() as connection:
            return [tuple(row) for row in await connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def test_a_round_is_opened_once_by_what_was_shown_and_goes_to_private_chats(world: World):
    await join(world.database, [PEOPLE[0], -100])
    draft = RoundDraft(TOPIC, {"en": ASKED}, end_of(NOW + DAY))
    await world.dialogues.ask(STAFF, READY, {**draft.facts, "language": "en"}, NOW)
    assert await world.opening.open(STAFF, "another", NOW) is None
    assert await world.opening.open(STAFF, draft.digest, NOW + 3 * DAY) is None
    confirmed = await world.opening.open(STAFF, draft.digest, NOW)
    assert confirmed is not None
    assert await world.opening.open(STAFF, draft.digest, NOW) is None
    assert set(await states(world.database, confirmed.announcement_id)) == {PEOPLE[0]}
    ((announcement, _),) = await latest(world.database)
    assert isinstance(announcement.body, RoundBody)
    assert announcement.body.lines["en"] == ("Work", "What is worst?", "What first?")


@both_databases
async def test_an_answer_grows_changes_and_goes_and_each_question_has_a_number_of_its_own(world: World):
    round_id = await world.open(has_regions=True)
    person = PEOPLE[0]
    assert await world.taking.write(round_id, person, 0, "too soon", NOW) is None  # they have not agreed
    await world.answer(round_id, person, "One.", "africa")
    own = await world.taking.write(round_id, person, 0, "Two.", NOW)
    assert isinstance(own, OwnRound)
    assert own.inputs[0].text == "One.\nTwo."
    await world.taking.choose(round_id, person, 0, 1, NOW)
    assert await world.taking.choose(round_id, person, 0, 2, NOW) is None
    assert isinstance(await world.taking.write(round_id, person, 0, "x" * 3000, NOW), TooMuch)
    own = await world.taking.join(round_id, person, "asia", NOW)  # again, with another region
    assert own is not None
    assert [(each.region, each.text, each.choice) for each in own.inputs] == [
        ("asia", "One.\nTwo.", 1),
        ("asia", "", None),
    ]
    assert own.inputs[0].number != own.inputs[1].number
    own = await world.taking.anew(round_id, person, 0, NOW)
    assert own is not None
    assert not any(each.is_answered for each in own.inputs)
    await world.answer(round_id, person)
    await world.taking.withdraw(round_id, person, NOW)
    assert await world.rows("round_members") == await world.rows("round_inputs") == []


@both_databases
async def test_words_are_awaited_at_one_question_for_an_hour(world: World):
    round_id = await world.open()
    person = PEOPLE[0]
    await world.taking.join(round_id, person, "", NOW)
    assert await world.taking.awaited(person, NOW) is None
    await world.taking.begin(round_id, person, 0, NOW)
    await world.taking.begin(round_id, person, 1, NOW)
    assert await world.taking.awaited(person, NOW) == (round_id, 1)
    assert await world.taking.awaited(person, NOW + timedelta(hours=1)) is None
    await world.taking.look(round_id, person, NOW)
    assert await world.taking.awaited(person, NOW) is None


@both_databases
async def test_the_reminder_goes_to_who_has_not_answered_and_is_forgotten_at_the_end(world: World):
    await join(world.database, PEOPLE)
    round_id = await world.open()
    await world.answer(round_id, PEOPLE[0])
    await world.taking.join(round_id, PEOPLE[1], "", NOW)  # agreed, and has answered nothing
    for at in (NOW + 12 * DAY, NOW + 13 * DAY, NOW + 13 * DAY):
        await world.closing.tick(at)
    (reminder,) = [
        each.announcement_id
        for each, _ in await latest(world.database)
        if isinstance(each.body, RoundBody) and each.body.occasion is Occasion.REMINDED
    ]
    told = await states(world.database, reminder)
    assert {person: state.value for person, state in told.items()} == {
        PEOPLE[0]: "skipped",
        PEOPLE[1]: "pending",
        PEOPLE[2]: "pending",
    }
    await world.closing.tick(NOW + 30 * DAY)
    assert await states(world.database, reminder) == {}


@pytest.mark.parametrize("days", [1, 14])
async def test_a_short_round_and_one_after_a_restore_remind_nobody(world: World, days: int):
    await join(world.database, PEOPLE)
    await world.open(days=days)
    if days == 14:
        async with world.database.transaction() as connection:
            await single_values.write(connection, Mark.RESTORED, "", NOW + 13 * DAY)
    await world.closing.tick(end_of(NOW + days * DAY) - timedelta(hours=20))
    assert len(await latest(world.database)) == 1


async def test_closing_leaves_answers_under_other_numbers_and_small_regions_as_other(world: World):
    round_id = await world.open(has_regions=True)
    people = range(1001, 1008)
    for person in people:
        await world.answer(
            round_id, person, f"said by {person - 1000}", "africa" if person < 1006 else "asia"
        )
    before = {row[0] for row in await world.rows("round_inputs")}
    await world.closing.tick(end_of(NOW + 14 * DAY) + 90 * DAY)  # nobody was there for a while
    found = await world.results.of(round_id)
    assert found is not None
    assert found.people == 7
    assert sorted((each.text, each.region) for each in found.inputs) == [
        (f"said by {number}", "africa" if number < 6 else OTHER) for number in range(1, 8)
    ]
    assert before.isdisjoint(each.number for each in found.inputs)
    assert await world.rows("round_members") == []
    assert [alert.people for alert in await alerts(world.database) if hasattr(alert, "people")] == [7]
    assert await world.taking.join(round_id, 1001, "", NOW) is None  # also by a clock that went back
    assert not await world.closing.close_now(round_id, STAFF, NOW)


@both_databases
async def test_a_question_that_is_stopped_in_time_leaves_no_round_and_nobody_is_reminded_of_it(world: World):
    await join(world.database, PEOPLE)
    round_id = await world.open()
    await world.answer(round_id, PEOPLE[0])  # /rounds has shown it
    await world.stop_the_question()
    await world.closing.tick(NOW + 13 * DAY)
    assert len(await latest(world.database)) == 1
    assert [await world.rows(each) for each in ("rounds", "round_members", "round_inputs")] == [[], [], []]
    assert await world.taking.look(round_id, PEOPLE[0], NOW) is None


@both_databases
@pytest.mark.parametrize("how", ["stopped", "recalled"])
async def test_a_question_that_some_got_before_it_was_taken_back_is_not_reminded_of(world: World, how: str):
    await join(world.database, PEOPLE)
    await world.open()
    ((asked, _),) = await latest(world.database)
    async with world.database.transaction() as connection:
        await connection.execute(
            text("UPDATE deliveries SET state = 'sent' WHERE chat_id = :who"), {"who": PEOPLE[0]}
        )
        if how == "recalled":
            await announcements.add(
                connection,
                "recall/1",
                asked.audience,
                RecallBody({"en": "Work"}),
                NOW,
                NOW + DAY,
                NOW,
                changes=asked.announcement_id,
            )
    if how == "stopped":
        await world.stop_the_question()
    before = len(await latest(world.database))
    await world.closing.tick(NOW + 13 * DAY)
    assert len(await latest(world.database)) == before
    assert len(await world.rows("rounds")) == 1  # who was asked may answer until somebody closes it


@both_databases
async def test_who_was_writing_when_a_round_closed_is_known_for_an_hour_and_once(world: World):
    round_id = await world.open()
    for person in PEOPLE[:2]:
        await world.answer(round_id, person)
    await world.taking.look(round_id, PEOPLE[1], NOW)  # has done
    await world.answer(round_id, PEOPLE[2])
    assert not world.taking.was_cut_off(PEOPLE[0], NOW)
    await world.closing.close_now(round_id, STAFF, NOW)
    told = [[world.taking.was_cut_off(each, NOW) for each in PEOPLE] for _ in range(2)]
    assert told == [[True, False, True], [False] * 3]
    again = await world.open()
    await world.answer(again, PEOPLE[0])
    await world.closing.close_now(again, STAFF, NOW)
    assert not world.taking.was_cut_off(PEOPLE[0], NOW + timedelta(hours=1))


async def test_who_was_not_asked_yet_is_not_asked_about_a_round_that_is_closed(world: World):
    await join(world.database, PEOPLE)
    round_id = await world.open()
    await world.closing.close_now(round_id, STAFF, NOW)
    ((asked, state),) = await latest(world.database)
    assert state == "cancelled"
    assert set((await states(world.database, asked.announcement_id)).values()) == {State.SKIPPED}


async def test_an_answer_is_taken_before_the_end_or_not_at_all(world: World):
    round_id = await world.open()
    await world.taking.join(round_id, PEOPLE[0], "", NOW)
    late = end_of(NOW + 14 * DAY)
    assert await world.taking.write(round_id, PEOPLE[0], 0, "late", late) is None
    both = [
        world.taking.write(round_id, PEOPLE[0], 0, "at once", NOW),
        world.closing.close_now(round_id, STAFF, NOW),
    ]
    taken, closed = await asyncio.gather(*both)
    assert closed
    assert len(await world.rows("round_inputs")) == (taken is not None)
    assert await world.rows("round_members") == []


@both_databases
async def test_what_came_of_it_is_told_once_and_old_rounds_are_forgotten(world: World):
    await join(world.database, [*PEOPLE, -100])
    round_id = await world.open()
    await world.answer(round_id, PEOPLE[0])
    facts = {"round": round_id, "texts": {"en": "We acted."}, "language": "en"}
    await world.dialogues.ask(STAFF, TOLD, facts, NOW)
    assert await world.results.tell(STAFF, digest_of(facts), NOW) is None  # it is open
    await world.closing.close_now(round_id, STAFF, NOW)
    stopped = await world.results.tell(STAFF, digest_of(facts), NOW)
    assert stopped is not None
    await Broadcasting(world.database, Audience(TOPIC)).cancel(stopped.announcement_id)
    await world.dialogues.ask(STAFF, TOLD, facts, NOW)
    result = await world.results.of(round_id)
    assert result is not None
    assert not result.is_told
    confirmed = await world.results.tell(STAFF, digest_of(facts), NOW)
    assert confirmed is not None
    assert confirmed.recipients == 4
    await world.dialogues.ask(STAFF, TOLD, facts, NOW)
    assert await world.results.tell(STAFF, digest_of(facts), NOW) is None
    keeping = Retention(30 * DAY, 30 * DAY)
    await Housekeeping(world.database, keeping).tidy(NOW + 360 * DAY)
    assert len(await world.rows("round_inputs")) == 1
    await Housekeeping(world.database, keeping).tidy(NOW + 367 * DAY)
    assert await world.rows("round_inputs") == await world.rows("rounds") == []


@both_databases
async def test_who_leaves_takes_their_answers_along_and_others_keep_theirs(world: World):
    round_id = await world.open()
    await join(world.database, PEOPLE)
    for number, person in enumerate(PEOPLE):
        await world.answer(round_id, person, f"of the {number}")
    await Subscribing(world.database, [TOPIC]).stop(PEOPLE[0], NOW)
    own_rows = OwnRows(world.database)
    mine = await own_rows.of(PEOPLE[1])
    assert [row["text"] for row in mine.rows["round_inputs"]] == ["of the 1"]
    assert len(mine.rows["round_members"]) == 2
    await own_rows.delete(PEOPLE[1])
    assert [row[-1] for row in await world.rows("round_inputs")] == ["of the 2"]
    assert {row[0] for row in await world.rows("round_members")} == {PEOPLE[2]}


@pytest.fixture
async def on_disk(migrated_sqlite_url: str) -> AsyncIterator[World]:
    opened = Database.open(migrated_sqlite_url, Waits(erase=0.01))
    yield World(opened)
    await opened.close()


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


async def test_after_the_end_no_query_leads_from_an_answer_to_a_member_with_file_log_and_key_in_hand(
    on_disk: World, migrated_sqlite_url: str, tmp_path: Path
):
    """Somebody takes the disk away after the end, has a copy of it from before, and knows the key."""
    await join(on_disk.database, PEOPLE)
    round_id = await on_disk.open()
    for number, person in enumerate(PEOPLE):
        await on_disk.answer(round_id, person, SECRET if number == 1 else f"other words {number}")
        await on_disk.taking.write(round_id, person, 1, f"second of {number}", NOW)
    numbers = {row[3]: row[0] for row in await on_disk.rows("round_members")}
    await on_disk.closing.close_now(round_id, STAFF, NOW + DAY)

    taken = tmp_path / "taken"
    taken.mkdir()
    for path in file_of(migrated_sqlite_url).parent.glob("bot.db*"):
        shutil.copy(path, taken)  # the log with it
    key = key_for("names in the log", "the bot's own key")
    names = {Pseudonyms(key).of(person): person for person in PEOPLE}
    wanted = {*PEOPLE, *map(str, PEOPLE), *names}

    connection = sqlite3.connect(taken / "bot.db")
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608
        inputs = rows["round_inputs"]
        assert len(inputs) == 6
        assert all(isinstance(value, int | str | None) for row in inputs for value in row)
        # no input stands beside a name, and its number stands nowhere else
        assert not any(wanted & set(row) for row in inputs)
        everywhere = [
            value
            for table, found in rows.items()
            if table != "round_inputs"
            for row in found
            for value in row
        ]
        assert not {row[0] for row in inputs} & set(everywhere)
        assert not any(str(row[0]) in str(value) for row in inputs for value in everywhere)
        # nor is it the number that a copy from before knows, or what can be computed of a name
        assert not {row[0] for row in inputs} & set(numbers)
        assert not {row[0] for row in inputs} & {
            value ^ number for value, number in itertools.product(PEOPLE, numbers)
        }
        # nothing tells which answers are of one person: all that rows share is their round and question
        shared = [set(one) & set(two) for one, two in itertools.combinations(inputs, 2)]
        assert all(values <= {round_id, 0, 1, "", None} for values in shared)
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            connection.execute("SELECT rowid FROM round_inputs")
        # and no table says when somebody answered, or that they did
        assert rows["round_members"] == []
        who = {table for table, found in rows.items() for row in found if set(PEOPLE) & set(row)}
        assert who == {"subscribers", "subscriptions", "deliveries"}
        assert len({row[4] for row in rows["deliveries"] if row[2] in PEOPLE}) == 1
    finally:
        connection.close()


async def test_soon_after_the_end_no_file_holds_a_former_number_or_a_withdrawn_word(
    on_disk: World, migrated_sqlite_url: str
):
    round_id = await on_disk.open()
    for person in PEOPLE:
        await on_disk.answer(round_id, person, f"words of one of {len(PEOPLE)}")
    await on_disk.taking.write(round_id, PEOPLE[0], 0, SECRET, NOW)
    await on_disk.taking.write(round_id, PEOPLE[1], 0, DELETED, NOW)
    former = [int(str(row[3])).to_bytes(8, "big") for row in await on_disk.rows("round_members")]
    await on_disk.taking.withdraw(round_id, PEOPLE[0], NOW)
    await OwnRows(on_disk.database).delete(PEOPLE[1])
    await on_disk.closing.close_now(round_id, STAFF, NOW)

    def held() -> list[bytes]:
        files = [path.read_bytes() for path in file_of(migrated_sqlite_url).parent.glob("bot.db*")]
        return [
            each
            for each in (*former, SECRET.encode(), DELETED.encode())
            for content in files
            if each in content
        ]

    await until(lambda: not held())
    assert len(await on_disk.rows("round_inputs")) == 1


async def test_staff_see_no_answer_while_a_round_is_open(on_disk: World):
    round_id = await on_disk.open()
    await on_disk.answer(round_id, PEOPLE[0], SECRET)
    found = await on_disk.results.of(round_id)
    assert found is not None
    assert (found.people, found.inputs) == (1, ())
