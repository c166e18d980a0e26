"""STOP and /halt take effect as soon as they are read, and nothing to many leaves before their place."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.announcements import Audience
from bot.domain.immediate_requests import EndSome, Halt, Leave
from bot.domain.people.subscriptions import Subscriber
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.immediate_requests import Heeding
from bot.storage import subscribers
from tests.builders import NOW, TOPIC
from tests.fakes import until
from tests.services.test_deferred_writes import Switched

CHAT, OTHER = 7, 8


@pytest.fixture
def switched(database) -> Switched:
    return Switched(database)


@pytest.fixture
async def heeding(database, switched: Switched) -> AsyncIterator[Heeding]:
    made, stopping = Heeding(switched, lambda: NOW, again_after=0.2), asyncio.Event()
    async with database.transaction() as connection:
        await subscribers.save_many(connection, [Subscriber(CHAT, "ar", frozenset({TOPIC}), "2026-W47")])
    running = asyncio.create_task(made.run(stopping))
    yield made
    stopping.set()
    await running


async def stored(database) -> Subscriber | None:
    async with database.reading() as connection:
        return await subscribers.find(connection, CHAT)


async def test_a_stop_deletes_the_chat_before_its_place_has_come(database, heeding: Heeding):
    assert heeding.may_send(CHAT)
    heeding.heed(1, Leave(CHAT))
    assert not heeding.may_send(CHAT)
    await until(lambda: heeding.applied(1))
    assert await stored(database) is None
    assert heeding.may_send(OTHER)
    assert not heeding.may_send(CHAT)  # what it wrote before may still subscribe it again
    left = heeding.left(CHAT)  # for the words with which it is told, and for who takes it back
    assert left == Subscriber(CHAT, "ar", frozenset({TOPIC}), "2026-W47")
    heeding.in_place(1)
    assert heeding.may_send(CHAT)
    assert heeding.left(CHAT) is None


async def test_while_a_stop_cannot_be_stored_nothing_leaves_for_anybody(
    database, switched: Switched, heeding: Heeding
):
    switched.is_away = True
    heeding.heed(1, Leave(CHAT))
    assert not await heeding.applied(1)
    assert not heeding.may_send(OTHER)
    switched.is_away = False
    await until(lambda: heeding.may_send(OTHER))
    await until(lambda: heeding.applied(1))
    assert await stored(database) is None


async def test_a_chat_that_says_stop_twice_may_be_written_to_after_the_second_place(heeding: Heeding):
    heeding.heed(1, Leave(CHAT))
    heeding.heed(2, Leave(CHAT))
    await until(lambda: heeding.applied(2))
    heeding.in_place(1)
    assert not heeding.may_send(CHAT)
    heeding.in_place(2)
    assert heeding.may_send(CHAT)


async def test_who_ends_a_part_keeps_the_rest_and_gets_nothing_before_that_is_decided(
    database, switched: Switched, heeding: Heeding
):
    switched.is_away = True
    heeding.heed(1, EndSome(CHAT))
    assert await heeding.applied(1)
    assert not heeding.may_send(CHAT)
    assert heeding.may_send(OTHER)  # it is no STOP that nobody could store
    heeding.in_place(1)
    assert heeding.may_send(CHAT)
    assert await stored(database) is not None


async def test_a_halt_stops_everything(database, heeding: Heeding):
    heeding.heed(1, Halt())
    await until(lambda: heeding.applied(1))
    assert await Broadcasting(database, Audience(TOPIC)).is_halted()
    assert heeding.may_send(OTHER)  # the mark holds everything back from now on


async def test_an_update_without_a_wish_waits_for_nothing(heeding: Heeding):
    await until(lambda: heeding.applied(99))
    heeding.in_place(99)


async def test_a_wish_that_can_never_come_true_holds_up_no_other(
    heeding: Heeding, caplog: pytest.LogCaptureFixture
):
    heeding.heed(1, Leave(object()))  # no database takes such a chat
    heeding.heed(2, Leave(CHAT))
    await until(lambda: heeding.applied(2))
    assert heeding.may_send(OTHER)
    assert "wish.failed" in [record.message for record in caplog.records]
