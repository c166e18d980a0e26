"""A topic ends in one step: its subscribers have another one or none, and each is told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

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
from bot.services.staff.topics import Topics, id_for
from bot.storage import announcement_progress, announcements, outbox, staff_content, subscribers
from bot.storage.database import Database
from tests.builders import NOW

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

    async def end(self, to: Topic | None) -> int | None:
        act = Act.TOPIC_ENDED if to is None else Act.TOPIC_MOVED
        return await self.topics.end(CALLS, to, Recorded(ADA, act, NOW))

    async def farewells(self) -> list[tuple[FarewellBody, list[int]]]:
        """What was written for whom."""
        async with self.database.reading() as connection:
            ids = await announcements.sendable(connection, NOW)
            due = await outbox.due(connection, NOW, 100)
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
        database, Topics(database, content, asyncio.Event()), Subscribing(database, ["calls", "urgent"])
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


@pytest.mark.both_databases
async def test_who_left_after_the_end_is_not_told_and_who_has_nothing_any_more_is(world: World):
    await world.end(None)
    await world.subscribing.stop(BOTH, NOW)
    async with world.database.transaction() as connection:
        due = await outbox.due(connection, NOW, 100)
        await outbox.skip_left(connection, [each.delivery_id for each in due])
        (kept,) = await outbox.due(connection, NOW, 100)
        progress = await announcement_progress.progress(connection, kept.announcement_id)
    assert kept.chat_id == MOVED
    assert progress.of(State.SKIPPED) == 1


async def test_a_topic_that_nobody_chose_ends_without_a_word(world: World):
    for chat in (MOVED, BOTH, RESTING):
        await world.subscribing.stop(chat, NOW)
    assert await world.end(URGENT) == 0
    assert await world.farewells() == []


@pytest.mark.parametrize(
    ("name", "made"),
    [("Urgent calls: Andalucía", "urgent-calls-andalucia"), ("¡Ñandú!", "nandu"), ("Łódź", "odz")],
)
def test_an_id_is_made_of_the_name(name: str, made: str):
    assert id_for(name, ()) == made


@pytest.mark.parametrize("name", ["نداءات", "all", "Weekly", "…"])
def test_an_id_is_never_taken_empty_or_what_means_every_topic(name: str):
    made = id_for(name, ("weekly",))
    assert made not in ("weekly", "all", "")
    assert made[0].isalnum()
    assert made == id_for(name, ("weekly",))
