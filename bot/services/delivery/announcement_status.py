"""How an announcement stands: one look at it, its deliveries and what holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import Announcement
from bot.domain.delivery.deliveries import Progress
from bot.domain.delivery.holds import Hold, Unanswered
from bot.storage import announcement_progress
from bot.storage.announcement_progress import Look
from bot.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Status:
    """One announcement as /status shows it: active, held (then with its hold), finished or cancelled.

    `unanswered` are the deliveries that could be sent again, when it is finished.
    """

    announcement: Announcement
    state: str
    progress: Progress
    hold: Hold | None
    unanswered: Unanswered
    words_alone: int = 0  # so many were sent without their file
    is_fanned_out: bool = True  # not so long before it leaves: who is meant is looked up then

    @property
    def is_over(self) -> bool:
        """Whether nothing more of it goes out by itself."""
        is_through = self.is_fanned_out and not self.progress.open
        return self.state in ("finished", "cancelled") or is_through

    @property
    def shown_state(self) -> str:
        """The state in people's eyes: what is through is finished before the next sweep has written it."""
        return self.state if self.state == "cancelled" or not self.is_over else "finished"

    def waits_until(self, now: datetime) -> datetime | None:
        """When it leaves, while nobody has it yet."""
        leaves_at = self.announcement.leaves_at
        waits = self.state == "active" and leaves_at is not None and leaves_at > now
        return leaves_at if waits else None

    def may_send_again(self, now: datetime) -> bool:
        """Whether an admin may have its unknown deliveries sent again."""
        return self.state == "finished" and self.unanswered.count > 0 and not self.is_past_its_time(now)

    def is_past_its_time(self, now: datetime) -> bool:
        """Whether nothing of it may be sent any more."""
        expires_at = self.announcement.expires_at
        return expires_at is not None and expires_at <= now


async def status_of(connection: Connection, announcement_id: int) -> Status | None:
    """How an announcement stands; None when there is none."""
    look = await announcement_progress.one(connection, announcement_id)
    return None if look is None else status_in(look)


def status_in(look: Look) -> Status:
    """The status that was looked up."""
    counted = Progress(look.counts)
    return Status(
        look.announcement,
        look.state,
        counted,
        look.hold,
        look.unanswered,
        look.words_alone,
        look.is_fanned_out,
    )
