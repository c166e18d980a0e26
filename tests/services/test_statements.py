"""What an admin does asks the database little, however many announcements there are."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from bot.domain.announcements import Audience
from bot.domain.stored_bodies import digest
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.held_announcements import Holding
from bot.services.delivery.sweeper import Sweeping
from bot.storage import announcements
from bot.storage.database import Database
from tests.builders import NOW, TOPIC, announce, broadcast, counts, join, take_turn, written

ADMIN, BODY = 9001, broadcast("Read this.")
ANNOUNCEMENTS = 12


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement, but those that begin and end transactions."""
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
async def broadcasting(database: Database) -> Broadcasting:
    await join(database, range(1, 51))
    for number in range(ANNOUNCEMENTS):
        await announce(database, f"broadcast/{number}/x")
    return Broadcasting(database, Audience(TOPIC))


async def test_every_act_of_an_admin_is_a_few_statements(database: Database, broadcasting: Broadcasting):
    await broadcasting.drafts.start(ADMIN, NOW)
    await broadcasting.drafts.write(ADMIN, written("Read this."))
    seen = digest(Audience(TOPIC), BODY)
    acts = {
        "confirm": (broadcasting.confirm(ADMIN, seen, NOW), 10),
        "confirm again": (broadcasting.confirm(ADMIN, seen, NOW), 1),
        "confirmed before": (broadcasting.confirmed_before(seen), 1),
        "latest": (broadcasting.latest(ANNOUNCEMENTS), 1),
        "status": (broadcasting.status(1), 1),
        "standstill": (broadcasting.standstill(), 2),
        "held": (Holding(database).held(), 1),
        "watch": (broadcasting.watch(1, ADMIN, 7), 1),
        "cancel": (broadcasting.cancel(1), 4),
        "halt": (broadcasting.halt(NOW), 2),
        "resume": (broadcasting.resume(), 3),
        "start": (broadcasting.drafts.start(ADMIN, NOW), 2),
        "write": (broadcasting.drafts.write(ADMIN, written("Read this.")), 4),
        "aim": (broadcasting.drafts.aim(ADMIN, Audience(TOPIC, ("en",))), 4),
        "discard": (broadcasting.drafts.discard(ADMIN), 1),
    }
    for act, (doing, most) in acts.items():
        with counted() as statements:
            await doing
        assert len(statements) <= most, (act, statements)


@pytest.mark.usefixtures("broadcasting")
async def test_a_sweep_asks_as_little_where_many_wait_as_where_none_does(database: Database):
    sweeping = Sweeping(
        database, await take_turn(database), Alerting(database, tuple), now=lambda: NOW, every=60.0
    )
    await sweeping.sweep()
    with counted() as statements:
        await sweeping.sweep()
    assert len(statements) <= 5, statements


@pytest.mark.both_databases
async def test_a_confirmation_pressed_again_finds_its_own_announcement(database: Database):
    broadcasting = Broadcasting(database, Audience(TOPIC))
    await broadcasting.drafts.start(ADMIN, NOW)
    await broadcasting.drafts.write(ADMIN, written("Read this."))
    seen = digest(Audience(TOPIC), BODY)
    confirmed = await broadcasting.confirm(ADMIN, seen, NOW)
    assert await broadcasting.confirm(ADMIN, seen, NOW) is None
    assert confirmed is not None
    assert await broadcasting.confirmed_before(seen) == confirmed.announcement_id
    assert await broadcasting.confirmed_before("another") is None


async def test_the_counts_of_many_are_those_of_each(database: Database, broadcasting: Broadcasting):
    async with database.transaction() as connection:
        assert await announcements.cancel(connection, 3)
    for status in await broadcasting.latest(ANNOUNCEMENTS):
        announcement_id = status.announcement.announcement_id
        assert status == await broadcasting.status(announcement_id)
        found = {state.value: n for state, n in status.progress.counts.items()}
        assert found == await counts(database, announcement_id)
