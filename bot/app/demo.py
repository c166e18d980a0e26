"""The demo: simulator, chat page and the real bot in one process, at the simulator's movable time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta

from bot.app import running
from bot.app.content.content_folder import ContentFolder, Fingerprint
from bot.app.content.learning import Learned
from bot.config import Settings
from bot.content.check import Content
from bot.domain.content.schedules import Occurrence, Schedule, due
from bot.domain.languages import ENGLISH
from bot.domain.rounds import REMINDED_BEFORE
from bot.domain.waits import Waits
from bot.services.announcing import weekly_previews
from bot.services.stoppable_waits import first_of
from bot.simulator.simulator import DEFAULT_TOKEN, Simulator
from bot.simulator.world.clock import MovableClock
from bot.simulator.world.people import DEFAULT_PEOPLE
from bot.storage import announcement_progress, announcements, rounds, single_values
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.storage.single_values import Mark

WAITS = Waits(tick=0.2)  # who moves the clock wants to see at once what comes
AHEAD = timedelta(days=60)  # as far as the clock goes at once: some twenty stops on the way
OFFERED = {"weekly": 2, "reminder": 3}  # moments that the page offers to move the clock to, at most
LOOK = 0.05  # seconds between two looks whether the bot has done what is due
PATIENCE = 60.0  # seconds that the clock waits for that: the bot may be cut off from its database

_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


async def run(
    settings: Settings,
    content: Content,
    learned: Learned,
    port: int,
    stopping: asyncio.Event,
    say: Callable[[str], None],
    folder: tuple[ContentFolder, Fingerprint] | None = None,
    waits: Waits = WAITS,
) -> None:
    """Runs until `stopping`. Raises OSError when the port is taken.

    What has changed in the `folder` since it had this fingerprint is taken in.
    """
    clock = MovableClock()
    database = Database.open(settings.database_url, waits)
    admins = tuple(person.user_id for person in DEFAULT_PEOPLE if person.role == "admin")

    async def has_done(instant: datetime) -> bool:
        """Whether the bot has planned up to `instant`, and sent what it may send."""
        if not simulator.calls("getUpdates"):
            return False  # it starts, and its tables may not be there yet
        try:
            return await _has_done(database, instant, clock.now())
        except DatabaseUnreachableError:
            return False

    def schedule() -> Schedule:
        return content.schedule

    def taken_in(changed: Content) -> None:
        nonlocal content
        content = changed

    live = running.Live(*folder, taken_in=taken_in) if folder is not None else None
    travel = Travel(clock, schedule, has_done, stopping, lambda: _chosen_by_staff(database, clock.now()))
    simulator = Simulator(
        token=DEFAULT_TOKEN,
        bot_username="demo_bot",
        bot_name=content.faq.organization.name,
        clock=clock,
        clock_targets=lambda: targets(schedule(), clock.now()),
        travel=travel.to,
    )
    await simulator.start(port=port)
    try:
        here = settings.model_copy(
            update={"api_url": simulator.url, "admins": (*settings.admins, *admins), "webhook_url": None}
        )
        say(f"Open {simulator.url} in a browser and talk to the bot. Ctrl-C ends.")
        await running.run(simulator.token, here, content, learned, _wall, stopping, waits, database, live)
    finally:
        await simulator.stop()


class Travel:
    """Moves the clock as time itself passes: by every announcement that is due on the way, each in its turn,
    and by the day before a weekly update, when staff see it.

    `has_done` says whether the bot has done what was due up to an instant; it is waited for, as long as
    `patience` lasts. `chosen` are the instants that staff chose themselves.
    """

    def __init__(
        self,
        clock: MovableClock,
        schedule: Callable[[], Schedule],
        has_done: Callable[[datetime], Awaitable[bool]],
        stopping: asyncio.Event,
        chosen: Callable[[], Awaitable[Collection[datetime]]],
        patience: float = PATIENCE,
    ) -> None:
        self._clock = clock
        self._chosen = chosen
        self._schedule = schedule
        self._has_done = has_done
        self._stopping = stopping
        self._patience = patience
        self._alone = asyncio.Lock()

    async def to(self, instant: datetime) -> None:
        """Returns when the clock has come to `instant`, and what is due by then was sent.

        Raises ValueError, in words for who asked, for the past and for what is further ahead than `AHEAD`.
        """
        async with self._alone:
            now = self._clock.now()
            if instant < now:
                raise ValueError("the clock only moves forward")
            if instant > now + AHEAD:
                raise ValueError(
                    f"the clock goes {AHEAD.days} days ahead at most, so that nothing is skipped"
                )
            while self._clock.now() < instant:
                await self._until_done()
                if self._stopping.is_set():
                    return
                if (stop := await self._next_stop(instant)) > self._clock.now():  # it runs on while one waits
                    self._clock.move_to(stop)
            await self._until_done()

    async def _next_stop(self, instant: datetime) -> datetime:
        """The next instant on the way at which anything is due, also what was planned meanwhile."""
        now = self._clock.now()
        coming = due(self._schedule(), now, instant + weekly_previews.AHEAD)
        stops = {each.due_at for each in coming}
        stops |= {each.due_at - weekly_previews.AHEAD for each in coming if each.kind == "weekly"}
        stops |= set(await self._chosen())
        return min((each for each in stops if now < each < instant), default=instant)

    async def _until_done(self) -> None:
        instant = self._clock.now()
        elapsed = asyncio.get_running_loop().time
        end = elapsed() + self._patience
        # never cancelled in the middle of a look: a database in memory goes with its one connection
        while not self._stopping.is_set() and not await self._has_done(instant) and elapsed() < end:
            await first_of(self._stopping, seconds=LOOK)


async def _has_done(database: Database, instant: datetime, now: datetime) -> bool:
    async with database.reading() as connection:
        planned = await single_values.read(connection, Mark.PLANNED_UNTIL)
        if planned is None or planned[1] < instant:
            return False
        sendable = await announcements.sendable(connection, now)  # none of what is halted or held
        return not any([await announcement_progress.has_open(connection, each) for each, _ in sendable])


async def _chosen_by_staff(database: Database, now: datetime) -> set[datetime]:
    """When broadcasts leave for which staff chose a time, and rounds remind and close."""
    try:
        async with database.reading() as connection:
            waiting = await announcement_progress.waiting(connection, now)
            closings = [each.closes_at for each in await rounds.unclosed(connection)]
    except DatabaseUnreachableError:
        return set()
    leaving = {at for look in waiting if (at := look.announcement.leaves_at) is not None}
    return leaving | {closing - REMINDED_BEFORE for closing in closings} | set(closings)


def _wall() -> datetime:
    return datetime.now(UTC)


def targets(schedule: Schedule, now: datetime) -> list[tuple[str, datetime]]:
    """The moments worth going to, the next one first: what comes then, in words, and when."""
    coming = due(schedule, now, now + AHEAD)
    offered = [
        occurrence
        for kind, most in OFFERED.items()
        for occurrence in [each for each in coming if each.kind == kind][:most]
    ]
    return [(in_words(each), each.due_at) for each in sorted(offered, key=lambda each: each.due_at)]


def in_words(occurrence: Occurrence) -> str:
    """`Weekly update, Monday 30 November`, `Reminder a day before: Orientation`."""
    if occurrence.webinar is None or occurrence.lead is None:
        day = occurrence.day or occurrence.due_at
        return f"Weekly update, {day:%A} {day.day} {day:%B}"
    return f"Reminder {_before(occurrence.lead)}: {occurrence.webinar.title(ENGLISH)}"


def _before(lead: timedelta) -> str:
    """`a day before`, `90 minutes before`, `as it begins`."""
    if not lead:
        return "as it begins"
    name, length = next((name, length) for name, length in _UNITS if not lead % length)
    count = lead // length
    article = "an" if name == "hour" else "a"
    return f"{article} {name} before" if count == 1 else f"{count} {name}s before"
