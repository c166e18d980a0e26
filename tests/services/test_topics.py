"""A topic ends in one step: its subscribers have another one or none, and each is told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.announcements import Audience, BroadcastBody, FarewellBody, FormattedText
from bot.domain.content.schedules import Topic
from bot.domain.content.staff_content import RowKind, StaffRow
from bot.domain.delivery.deliveries import State
from bot.domain.people.staff import Act, Recorded
from bot.domain.people.subscriptions import month_from
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.members.subscribing import Subscribing
from bot.services.staff.staff_content import StaffContent
from bot.services.staff.staffing import Staffing
from bot.services.staff.topics import TAKEN_BACK_WITHIN, Topics, id_for
from bot.storage import announcement_progress, announcements, outbox, rounds, staff_content, subscribers
from bot.storage.database import Database
from tests.builders import NOW
from tests.lines import each

CALLS = Topic("calls", {"en": "Calls"}, {"en": "All calls."}, by_staff=True)
URGENT = Topic("urgent", {"en": "Urgent"}, {"en": "All."})
ADA, MOVED, BOTH, RESTING, OTHER = 9, 1, 2, 3, 4


@dataclass
class World:
    database: Database
    topics: Topics
    subscribing: Subscribing

    async def chosen(self) -> Mapping[int, frozenset[str]]:
        found = {chat: await self.subscribing.find(chat) for chat in (MOVED, BOTH, RESTING, OTHER)}
        return {chat: each.chosen for chat, each in found.items() if each is not None}

    async def ask_to_end(self, to: Topic | None) -> int | None:
        act = Act.TOPIC_ENDED if to is None else Act.TOPIC_MOVED
        return await self.topics.end(CALLS, to, Recorded(ADA, act, NOW))

    async def pass_by(self, time: timedelta = TAKEN_BACK_WITHIN) -> None:
        """So much later the clock ticks."""
        row = await self.topics.find("calls")
        await self.topics.tick([] if row is None else [row], NOW + time)

    async def end(self, to: Topic | None) -> int | None:
        had = await self.ask_to_end(to)
        await self.pass_by()
        return had

    async def take_back(self) -> bool:
        return await self.topics.take_back("calls", Recorded(ADA, Act.TOOK_BACK, NOW))

    async def farewells(self) -> list[tuple[FarewellBody, list[int]]]:
        """What was written for whom."""
        async with self.database.reading() as connection:
            ids = await announcements.sendable(connection, NOW + TAKEN_BACK_WITHIN)
            due = await outbox.due(connection, NOW + TAKEN_BACK_WITHIN, 100)
            found = [await announcements.find(connection, number) for number, _ in ids]
        return [
            (each.body, sorted(d.chat_id for d in due if d.announcement_id == each.announcement_id))
            for each in found
            if each is not None and isinstance(each.body, FarewellBody)
        ]


@pytest.fixture
async def world(database: Database) -> World:
    content = StaffContent(database)
    made = World(
        database,
        Topics(database, database, content, asyncio.Event()),
        Subscribing(database, ["calls", "urgent"]),
    )
    row = StaffRow(RowKind.TOPIC, "calls", {"base": "en", "texts": {}})
    async with database.transaction() as connection:
        await staff_content.put(connection, row, NOW)
    for chat, chosen in (
        (MOVED, ["calls"]),
        (BOTH, ["calls", "urgent"]),
        (RESTING, ["calls"]),
        (OTHER, ["urgent"]),
    ):
        await made.subscribing.subscribe(chat, chosen, "en", NOW)
    async with database.transaction() as connection:
        found = await subscribers.find(connection, RESTING)
        assert found is not None
        await subscribers.pause(connection, found, month_from(NOW))
    return made


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("to", "after"),
    [
        (URGENT, {MOVED: {"urgent"}, BOTH: {"urgent"}, RESTING: {"urgent"}, OTHER: {"urgent"}}),
        (None, {MOVED: set(), BOTH: {"urgent"}, RESTING: set(), OTHER: {"urgent"}}),
    ],
)
async def test_its_subscribers_have_another_one_or_none_and_who_does_not_rest_is_told(
    world: World, to: Topic | None, after: dict[int, set[str]]
):
    assert await world.topics.chats("calls") == 3
    assert await world.end(to) == 3
    assert await world.chosen() == after
    assert await world.topics.chats("calls") == 0
    ((body, told),) = await world.farewells()
    assert told == [MOVED, BOTH]
    assert body == FarewellBody({"en": "Calls"}, {} if to is None else {"en": "Urgent"})
    assert await world.topics.find("calls") is None
    (written,) = await Staffing(world.database, ()).latest(5)
    assert (written.actor, written.count) == (ADA, 3)


@pytest.mark.both_databases
async def test_it_does_not_end_while_something_goes_out_to_it_and_a_second_end_changes_nothing(world: World):
    broadcasting = Broadcasting(world.database, Audience("calls"))
    body = BroadcastBody({"en": FormattedText("Come")}, "en")
    made = await broadcasting.enqueue("k", Audience("calls"), body, NOW)
    assert made is not None
    assert await world.topics.is_under_way("calls")
    assert await world.end(URGENT) is None
    assert (await world.chosen())[MOVED] == {"calls"}
    await broadcasting.cancel(made.announcement_id)
    assert await world.end(URGENT) == 3
    assert await world.end(None) is None
    assert len(await world.farewells()) == 1


async def test_who_left_after_the_end_is_not_told_and_who_has_nothing_any_more_is(world: World):
    await world.end(None)
    await world.subscribing.stop(BOTH, NOW)
    async with world.database.transaction() as connection:
        due = await outbox.due(connection, NOW + TAKEN_BACK_WITHIN, 100)
        await outbox.skip_left(connection, [each.delivery_id for each in due])
        (kept,) = await outbox.due(connection, NOW + TAKEN_BACK_WITHIN, 100)
        progress = await announcement_progress.progress(connection, kept.announcement_id)
    assert kept.chat_id == MOVED
    assert progress.of(State.SKIPPED) == 1


@pytest.mark.parametrize("to", [URGENT, None])
async def test_an_end_is_taken_back_until_those_who_have_it_are_told(world: World, to: Topic | None):
    before = await world.chosen()
    assert await world.ask_to_end(to) == 3
    assert await world.ask_to_end(None) is None
    await world.pass_by(TAKEN_BACK_WITHIN - timedelta(seconds=1))
    assert await world.take_back()
    assert await world.take_back()
    await world.pass_by()
    assert (await world.chosen(), await world.farewells()) == (before, [])
    acts = [each.act for each in await Staffing(world.database, ()).latest(5)]
    assert acts == [Act.TOOK_BACK, Act.TOPIC_ENDED if to is None else Act.TOPIC_MOVED]
    assert await world.end(to) == 3
    assert not await world.take_back()
    assert len(await world.farewells()) == 1


async def test_an_end_that_was_read_before_it_was_taken_back_is_none(world: World):
    await world.ask_to_end(None)
    row = await world.topics.find("calls")
    assert row is not None
    await world.take_back()
    await world.topics.tick([row], NOW + TAKEN_BACK_WITHIN)
    assert (await world.chosen())[MOVED] == {"calls"}
    assert await world.farewells() == []


async def test_what_was_confirmed_after_the_end_goes_out_before_it(world: World):
    await world.ask_to_end(None)
    broadcasting = Broadcasting(world.database, Audience("calls"))
    made = await broadcasting.enqueue(
        "k", Audience("calls"), BroadcastBody({"en": FormattedText("Come")}, "en"), NOW
    )
    assert made is not None
    await world.pass_by()
    assert (await world.chosen())[MOVED] == {"calls"}
    await broadcasting.cancel(made.announcement_id)
    await world.pass_by()
    assert (await world.chosen())[MOVED] == set()


async def test_a_topic_does_not_end_while_another_ones_subscribers_are_about_to_get_it(world: World):
    await world.ask_to_end(URGENT)
    assert await world.topics.is_under_way("urgent")
    await world.pass_by()
    assert not await world.topics.is_under_way("urgent")


async def test_a_topic_does_not_end_while_a_round_asks_its_subscribers(world: World):
    async with world.database.transaction() as connection:
        round_id = await rounds.add(connection, "calls", {}, NOW, NOW + timedelta(days=7), has_regions=False)
    assert await world.end(None) is None
    async with world.database.transaction() as connection:
        await rounds.close(connection, round_id, NOW, 0)
    assert await world.end(None) == 3


async def test_a_topic_that_nobody_chose_ends_without_a_word(world: World):
    for chat in (MOVED, BOTH, RESTING):
        await world.subscribing.stop(chat, NOW)
    assert await world.end(URGENT) == 0
    assert await world.farewells() == []


@each(
    "name, made",
    [("Urgent calls: Andalucía", "urgent-calls-andalucia"), ("¡Ñandú!", "nandu"), ("Łódź", "odz")],
)
def test_an_id_is_made_of_the_name(name: str, made: str):
    assert id_for(name, ()) == made


@each("name", ["نداءات", "all", "Weekly", "…"])
def test_an_id_is_never_taken_empty_or_what_means_every_topic(name: str):
    made = id_for(name, ("weekly",))
    assert made not in ("weekly", "all", "")
    assert made[0].isalnum()
    assert made == id_for(name, ("weekly",))
