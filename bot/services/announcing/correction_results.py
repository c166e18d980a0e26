"""What a correction or recall would come to, and what came of the wish for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import Announcement, Audience, BroadcastBody, CorrectionBody
from bot.domain.delivery.deliveries import DELETABLE
from bot.domain.stored_bodies import digest
from bot.services.delivery.announcement_status import Status
from bot.storage.corrections import Reach


@dataclass(frozen=True, slots=True)
class Receipt:
    """One announcement, what came of it and of its corrections and recalls (the newest first).

    `correct_until` and `recall_until`: None where that cannot be done, or not any more.
    """

    status: Status
    reach: Reach
    changes: tuple[Status, ...]
    correct_until: datetime | None
    recall_until: datetime | None

    @property
    def announcement(self) -> Announcement:
        """What it is a receipt of."""
        return self.status.announcement


@dataclass(frozen=True, slots=True)
class Proposed:
    """A correction that can be confirmed under this digest: every copy of the announcement gets this body."""

    announcement: Announcement
    body: BroadcastBody
    reach: Reach
    digest: str

    @property
    def is_new(self) -> bool:
        """Whether it says something else than the copies do."""
        return self.body != self.announcement.body


@dataclass(frozen=True, slots=True)
class Stopped:
    """What was edited waited for its time: it is a draft again, and nobody got it."""


@dataclass(frozen=True, slots=True)
class OutOfTime:
    """What was edited went out, and cannot be corrected any more."""

    announcement: Announcement


Edited = Proposed | Stopped | OutOfTime


@dataclass(frozen=True, slots=True)
class Changing:
    """A correction or recall is in the outbox; `is_new` unless it was confirmed before."""

    announcement_id: int
    copies: int
    is_new: bool = True


def recallable_until(found: Reach, now: datetime) -> datetime | None:
    """Until when the last copy can be deleted; what is still to be sent counts as sent now."""
    last_at = now if found.waiting else found.last_at or now
    until = last_at + DELETABLE
    return until if (found.copies or found.waiting) and until > now else None


def correction_digest(announcement_id: int, body: BroadcastBody) -> str:
    """What a confirmation of this correction of this announcement confirms."""
    return digest(Audience(str(announcement_id)), CorrectionBody(body))


def recall_digest(announcement: Announcement) -> str:
    """What a confirmation of the recall of this announcement, as it is now, confirms."""
    return digest(Audience(str(announcement.announcement_id)), announcement.body)
