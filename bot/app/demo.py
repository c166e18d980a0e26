"""The demo: simulator, chat page and the real bot in one process, at the simulator's movable time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.app import running
from bot.app.learning import Learned
from bot.config import Settings
from bot.content.check import Content
from bot.domain.schedules import Schedule, due
from bot.domain.waits import Waits
from bot.simulator.simulator import DEFAULT_TOKEN, Simulator
from bot.simulator.world.clock import MovableClock
from bot.simulator.world.people import DEFAULT_PEOPLE

WAITS = Waits(tick=0.5)  # who moves the clock wants to see at once what comes
AHEAD = timedelta(days=60)
OFFERED = 5  # instants that the page offers to move the clock to
BEFORE = timedelta(seconds=2)  # the clock stops just short of an instant, so that one sees it come


async def run(
    settings: Settings,
    content: Content,
    learned: Learned,
    port: int,
    stopping: asyncio.Event,
    say: Callable[[str], None],
) -> None:
    """Runs until `stopping`. Raises OSError when the port is taken."""
    clock = MovableClock()
    admins = tuple(person.user_id for person in DEFAULT_PEOPLE if person.role == "admin")
    simulator = Simulator(
        token=DEFAULT_TOKEN,
        clock=clock,
        clock_targets=lambda: targets(content.schedule, clock.now()),
    )
    await simulator.start(port=port)
    try:
        here = settings.model_copy(
            update={"api_url": simulator.url, "admins": (*settings.admins, *admins), "webhook_url": None}
        )
        say(f"Open {simulator.url} in a browser and talk to the bot. Ctrl-C ends.")
        await running.run(simulator.token, here, content, learned, _wall, stopping, WAITS)
    finally:
        await simulator.stop()


def _wall() -> datetime:
    return datetime.now(UTC)


def targets(schedule: Schedule, now: datetime) -> list[tuple[str, datetime]]:
    """The next weekly update and the reminders of the next webinar: (label, an instant just before it)."""
    found: list[tuple[str, datetime]] = []
    coming = due(schedule, now + BEFORE, now + AHEAD)
    weekly = [occurrence for occurrence in coming if occurrence.kind == "weekly"][:1]
    reminders = [occurrence for occurrence in coming if occurrence.kind == "reminder"][: OFFERED - 1]
    for occurrence in (*weekly, *reminders):
        found.append((_label(occurrence.key), occurrence.due_at - BEFORE))
    return found


def _label(key: str) -> str:
    """`webinar/orientation@2026-12-01T16:00Z/-24h` as `orientation -24h`."""
    kind, _, rest = key.partition("/")
    if kind != "webinar":
        return "weekly update"
    name, _, lead = rest.partition("@")
    return f"{name} {lead.rpartition('/')[2]}"
