"""Things that tests need in a valid form, so that each test names only what it is about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.alert_bodies import alert_of
from bot.domain.alerts import Alert
from bot.domain.announcements import AlertBody, Announcement, Audience, BroadcastBody, FormattedText, Kind
from bot.domain.content.schedules import Schedule, Webinar, WeeklyUpdate
from bot.domain.delivery.deliveries import Delivery, State
from bot.domain.people.subscriptions import Subscriber
from bot.domain.stored_bodies import decode
from bot.domain.waits import Waits
from bot.services.announcing.drafting import Written
from bot.services.leader_lease import Working
from bot.services.members.subscribing import PAGE
from bot.storage import announcement_progress, announcements, fan_out, leader_lease, outbox, subscribers
from bot.storage.database import Connection, Database
from bot.storage.old_deliveries import NOBODY
from bot.storage.outbox import Settled

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOPIC = "urgent"
STAFF = 9001


def utc(text: str) -> datetime:
    """`2027-03-02 16:00` as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def broadcast(text: str = "The office is closed.", **others: str) -> BroadcastBody:
    """A body in English and whatever other languages are given."""
    texts = {"en": FormattedText(text), **{code: FormattedText(other) for code, other in others.items()}}
    return BroadcastBody(texts, "en")


def written(text: str = "The office is closed.", message_id: int = 1) -> Written:
    """A message of a draft, in English."""
    return Written("en", FormattedText(text), message_id)


START = utc("2027-03-02 16:00")


def webinar(
    id: str = "orientation",
    starts_at: datetime = START,
    leads: Iterable[timedelta] = (timedelta(hours=24), timedelta(hours=1), timedelta(0)),
) -> Webinar:
    return Webinar(
        id=id,
        titles={"en": id.title()},
        summaries={"en": "All about it."},
        starts_at=starts_at,
        zone=ZoneInfo("Europe/Brussels"),
        duration=timedelta(hours=1),
        link=f"https://example.org/{id}",
        leads=tuple(leads),
    )


def weekly(**fields: object) -> WeeklyUpdate:
    """Mondays at 09:00 in Brussels, with one question of the FAQ."""
    usual = {"weekday": 0, "at": time(9), "zone": ZoneInfo("Europe/Brussels"), "questions": ("what-is-it",)}
    return WeeklyUpdate(id="weekly", **(usual | fields))


def schedule(*webinars: Webinar, weekly: WeeklyUpdate | None = None) -> Schedule:
    return Schedule(weekly=weekly, webinars=webinars)


async def join(
    database: Database, chat_ids: Iterable[int], *topics: str, language: str = "en", week: str = "2026-W47"
) -> None:
    """Subscribes chats, to the usual topic unless others are named."""
    wanted = frozenset(topics or (TOPIC,))
    people = [Subscriber(chat_id, language, wanted, week) for chat_id in chat_ids]
    async with database.transaction() as connection:
        for start in range(0, len(people), PAGE):
            await subscribers.save_many(connection, people[start : start + PAGE])


async def announce(
    database: Database,
    key: str = "broadcast/1",
    *,
    audience: Audience = Audience(TOPIC),  # noqa: B008 - frozen
    expires_at: datetime | None = None,
    at: datetime = NOW,
) -> int:
    """Puts a broadcast into the outbox and returns its id."""
    async with database.transaction() as connection:
        announcement_id = await announcements.add(connection, key, audience, broadcast(), at, expires_at)
        assert announcement_id is not None
        await fan_out.fan_out(connection, announcement_id)
    return announcement_id


async def take_turn(database: Database, name: str = "somebody", waits: Waits | None = None) -> Working:
    """The next turn to work, as if whoever had the one before had died long ago."""
    async with database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE working SET ends_at = 0")
    taken = Working(database, name, waits or Waits())
    assert await taken.take()
    return taken


async def due(database: Database, *, now: datetime = NOW, size: int = 100) -> list[Delivery]:
    """What may begin, in order."""
    async with database.reading() as connection:
        return await outbox.due(connection, now, size)


async def begin(
    database: Database, deliveries: Iterable[Delivery], *, epoch: int = 0, now: datetime = NOW
) -> set[int]:
    """The chats whose rows have begun: in this turn, or in the present one, whoever has it."""
    ids = [delivery.delivery_id for delivery in deliveries]
    async with database.transaction() as connection:
        epoch = epoch or await leader_lease.take(connection, "somebody", 60) or await _epoch(connection)
        return {delivery.chat_id for delivery in await outbox.begin(connection, epoch, ids, now)}


async def as_begun(connection: Connection, delivery: Delivery) -> Delivery:
    """A row that was found due, as the beginning gave it back: with the turn in which it began."""
    rows = await connection.exec_driver_sql(
        f"SELECT epoch FROM deliveries WHERE delivery_id = {delivery.delivery_id:d}"  # noqa: S608 - a number
    )
    return replace(delivery, epoch=rows.scalar_one() or 0)


async def settle(connection: Connection, settled: Iterable[Settled]) -> None:
    """Writes what came of rows that were found due and have begun."""
    begun = [replace(each, delivery=await as_begun(connection, each.delivery)) for each in settled]
    await outbox.settle(connection, begun)


async def _epoch(connection: Connection) -> int:
    rows = await connection.exec_driver_sql("SELECT epoch FROM working")
    return int(rows.scalar_one())


async def counts(database: Database, announcement_id: int) -> dict[str, int]:
    """The announcement's rows by state."""
    async with database.reading() as connection:
        found = await announcement_progress.progress(connection, announcement_id)
    return {str(state): count for state, count in found.counts.items()}


async def states(database: Database, announcement_id: int) -> dict[int | None, State]:
    """The state of each chat's row; None for one that is nobody's any more."""
    async with database.reading() as connection:
        rows = await connection.exec_driver_sql(
            f"SELECT chat_id, state FROM deliveries WHERE announcement_id = {announcement_id:d}"  # noqa: S608
        )
        return {row.chat_id if row.chat_id < NOBODY else None: State(row.state) for row in rows}


async def alerts(database: Database) -> list[Alert]:
    """What staff were told, the oldest first."""
    async with database.reading() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT body FROM announcements WHERE kind = 'alert' ORDER BY announcement_id"
        )
        bodies = [decode(Kind.ALERT, row.body) for row in rows]
    return [alert_of(body) for body in bodies if isinstance(body, AlertBody)]


async def latest(database: Database) -> list[tuple[Announcement, str]]:
    """Every announcement with its state, oldest first."""
    async with database.reading() as connection:
        return [
            (look.announcement, look.state) for look in await announcement_progress.latest(connection, 1000)
        ][::-1]
