"""The weekly update that goes out next: what is in it, and what staff leave out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.announcements import WeeklyBody
from bot.domain.content.schedules import Schedule, next_weekly
from bot.domain.people.staff import Recorded
from bot.domain.people.subscriptions import iso_week
from bot.services.announcing.weekly_updates import Fits, Piece, pieces_of, weekly_body
from bot.storage import left_out, staff
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class NextUpdate:
    """The update that goes out at `due_at`; `body` is as it would go out now, None for none.

    Of its `pieces` those whose names are `left_out` are not in it.
    """

    week: str
    due_at: datetime
    topic_id: str
    pieces: tuple[Piece, ...]
    left_out: frozenset[str]
    body: WeeklyBody | None

    def piece(self, name: str) -> Piece | None:
        """The piece of this name."""
        return next((piece for piece in self.pieces if piece.name == name), None)


class NextUpdates:
    """What staff see of the next update, and change in it; what goes to members goes by the planner."""

    def __init__(self, database: Database, schedule: Schedule, fits: Fits) -> None:
        self._database = database
        self._schedule = schedule
        self._fits = fits

    async def find(self, now: datetime, schedule: Schedule | None = None) -> NextUpdate | None:
        """The next update, by another schedule where one is given; None without a weekly update."""
        schedule = schedule or self._schedule
        occurrence = next_weekly(schedule, now)
        if occurrence is None:
            return None
        day = occurrence.local_day
        async with self._database.reading() as connection:
            without = await left_out.of_week(connection, iso_week(day))
        return NextUpdate(
            iso_week(day),
            occurrence.due_at,
            occurrence.topic_id,
            pieces_of(schedule, day, occurrence.due_at),
            without,
            weekly_body(schedule, day, occurrence.due_at, without),
        )

    def day(self, now: datetime) -> date:
        """The day of the next update in the schedule's zone; today without one."""
        occurrence = next_weekly(self._schedule, now)
        return now.date() if occurrence is None else occurrence.local_day

    def fits(self, update: NextUpdate) -> bool:
        """Whether it fits into one message in every language."""
        return update.body is None or self._fits(update.body, update.topic_id)

    async def leave_out(self, week: str, piece: Piece, recorded: Recorded) -> None:
        """Leaves a piece out of the update of that week; a second time is once."""
        async with self._database.transaction() as connection:
            if await left_out.add(connection, week, piece.name):
                await staff.record(connection, recorded)

    async def put_back(self, week: str, piece: Piece, recorded: Recorded) -> None:
        """Puts it back."""
        async with self._database.transaction() as connection:
            if await left_out.take(connection, week, piece.name):
                await staff.record(connection, recorded)
