"""What staff must know is a row: it waits out every outage, comes once an hour, and needs no subscription."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.alerts import DeliveriesExpired, Doing, HandlerFailed, headline_of
from bot.domain.announcements import Audience
from bot.domain.delivery.outcomes import Refused, RetryLater, Unknown, Unreachable
from bot.services.alerting import KEPT_FOR, Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.held_announcements import Holding
from bot.services.holds_at_start import guard
from bot.storage import subscribers
from tests.builders import NOW, STAFF, TOPIC, alerts, announce, begin, counts, due, join, latest
from tests.fakes import Clock, FakeSender, until
from tests.services.test_delivery_worker import Office, subscribed
from tests.services.test_statements import counted

SURPRISE = HandlerFailed(Doing.MESSAGE, "a1b2c3d4")
HOUR = timedelta(hours=1)


async def bodies(database) -> list[tuple[int, int]]:
    """(how often since the alert before, how often after) of each alert."""
    async with database.reading() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT body FROM announcements WHERE kind = 'alert' ORDER BY announcement_id"
        )
        found = [row.body for row in rows]
    return [(_number(body, "since"), _number(body, "more")) for body in found]


def _number(body: str, name: str) -> int:
    return int(body.partition(f'"{name}": ')[2].partition(",")[0].rstrip("}"))


async def rows(database) -> list[str]:
    """The states of all deliveries of alerts."""
    async with database.reading() as connection:
        found = await connection.exec_driver_sql("""
            SELECT d.state FROM deliveries d JOIN announcements a USING (announcement_id)
            WHERE a.kind = 'alert' ORDER BY d.state
        """)
        return [row.state for row in found]


async def told(database, alert=SURPRISE, *, staff=(STAFF,), now=NOW) -> None:
    await Alerting(database, lambda: staff).tell(alert, now)


async def until_told(office, chats) -> None:
    async with office.open():
        await until(lambda: sorted(office.sender.chats) == sorted(chats))


async def test_six_times_the_same_within_an_hour_ring_once_and_the_next_hour_says_how_often(database):
    for minute in range(0, 60, 10):
        await told(database, now=NOW + timedelta(minutes=minute))
    await told(database, now=NOW + HOUR)
    await told(database, HandlerFailed(Doing.BUTTON, "another1"), now=NOW + HOUR)
    assert await bodies(database) == [(0, 5), (5, 0), (0, 0)]
    office = Office(database, clock=Clock(NOW + HOUR), staff=[STAFF])
    await until_told(office, [STAFF] * 3)


async def test_an_alert_reaches_staff_who_never_subscribed_each_in_their_language(database):
    await join(database, [9002], "weekly", language="es")
    await told(database, staff=[STAFF, 9002])
    office = Office(database)
    await until_told(office, [STAFF, 9002])
    assert {(sending.chat_id, sending.language) for sending in office.sender.transcript} == {
        (STAFF, "en"),
        (9002, "es"),
    }


async def test_an_alert_leaves_while_everything_is_halted_and_is_never_held(database):
    await join(database, [1])
    held = await announce(database)
    await told(database)
    await Holding(database).halt_restored(NOW)
    office = Office(database)
    await until_told(office, [STAFF])
    assert await counts(database, held) == {"pending": 1}


@pytest.mark.both_databases
async def test_an_alert_waits_out_an_outage_and_a_restart(database):
    away = RetryLater(timedelta(seconds=30), "no connection to the server")
    await told(database)
    first = Office(database, FakeSender({STAFF: [away]}))
    await until_told(first, [STAFF])
    office = Office(database, clock=Clock(NOW + timedelta(minutes=2)))
    await until_told(office, [STAFF])
    assert await rows(database) == ["sent"]


async def test_an_alert_that_nobody_can_know_to_have_arrived_is_told_again(database):
    """Rather twice than never: the server said nothing, and then the process was killed in the middle."""
    await told(database)
    silent = FakeSender({STAFF: [Unknown("no answer in time")]})
    await until_told(Office(database, silent), [STAFF])
    assert await begin(database, await due(database, now=NOW + HOUR), now=NOW + HOUR) == {STAFF}
    assert await rows(database) == ["sending"]
    await until_told(Office(database, clock=Clock(NOW + HOUR)), [STAFF])
    assert await rows(database) == ["sent"]


async def test_staff_who_block_the_bot_stay_subscribed_and_the_others_are_told(database):
    await join(database, [STAFF, *range(1, 4)])
    await told(database, staff=[STAFF, 9002])
    office = Office(database, FakeSender({STAFF: [Unreachable("bot was blocked by the user")]}))
    await until_told(office, [STAFF, 9002])
    assert await subscribed(database) == {STAFF, 1, 2, 3}
    assert await alerts(database) == [SURPRISE]


async def test_of_an_alert_that_is_refused_or_too_late_nothing_is_told(database):
    await told(database, staff=[STAFF, 9002])
    office = Office(database, FakeSender({STAFF: [Refused("can't parse entities")]}), staff=[STAFF])
    await until_told(office, [STAFF, 9002])
    await told(database, now=NOW + HOUR)
    late = Office(database, clock=Clock(NOW + HOUR + KEPT_FOR), staff=[STAFF])

    async def expired() -> bool:
        return await rows(database) == ["expired", "refused", "sent"]

    async with late.open():
        await until(expired)
    assert late.sender.chats == []
    assert await alerts(database) == [SURPRISE] * 2


async def test_an_alert_is_none_of_the_announcements_that_staff_look_at(database):
    await told(database)
    assert await Broadcasting(database, Audience(TOPIC)).latest(5) == []


async def test_what_expires_is_named_by_its_first_words(database):
    await join(database, [1])
    await announce(database, expires_at=NOW)
    office = Office(database, staff=[STAFF])
    await until_told(office, [STAFF])
    ((announcement, _),) = await latest(database)
    assert await alerts(database) == [DeliveriesExpired(headline_of(announcement), 1)]


async def test_after_a_restore_the_start_writes_one_alert_with_everything_that_is_held(database):
    await join(database, [1])
    await announce(database)
    await Holding(database).halt_restored(NOW)
    for _ in range(2):
        await guard(database, Alerting(database, lambda: [STAFF]), None, NOW)
    office = Office(database)
    await until_told(office, [STAFF])


async def test_an_alert_still_goes_to_a_member_of_staff_who_says_stop(database):
    await join(database, [STAFF], TOPIC)
    await told(database)
    async with database.transaction() as connection:
        await subscribers.forget(connection, STAFF)
    assert await rows(database) == ["pending"]
    await until_told(Office(database, staff=[STAFF]), [STAFF])


async def test_a_thousand_faults_at_once_are_one_alert_and_all_of_them_are_counted(sqlite_database):
    alerting = Alerting(sqlite_database, lambda: [STAFF])
    with counted() as statements:
        await asyncio.gather(*(alerting.tell(SURPRISE, NOW) for _ in range(1_000)))
    assert len(statements) < 20  # nobody who asks for something waits behind a thousand turns to write
    assert await bodies(sqlite_database) == [(0, 999)]
    await alerting.tell(SURPRISE, NOW)
    assert await bodies(sqlite_database) == [(0, 1_000)]
