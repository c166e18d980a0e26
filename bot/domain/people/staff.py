"""Who works with the bot, and what they did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

LINK_LASTS = timedelta(days=1)  # a link that makes its first user one of the staff


class Act(StrEnum):
    """What is written down of what staff do."""

    SENT = "sent"
    HURRIED = "hurried"
    STOPPED = "stopped"
    PAUSED = "paused"
    HALTED = "halted"
    RESUMED = "resumed"
    WENT_ON = "went_on"
    SENT_AGAIN = "sent_again"
    CORRECTED = "corrected"
    RECALLED = "recalled"
    ADDED = "added"
    REMOVED = "removed"
    PHRASED = "phrased"
    ANSWERED = "answered"
    CLEARED = "cleared"
    HIDDEN = "hidden"
    TOOK_BACK = "took_back"
    DECIDED = "decided"
    CONTACT_ADDED = "contact_added"
    CONTACT_CHECKED = "contact_checked"
    CONTACT_DROPPED = "contact_dropped"
    TOPIC_MADE = "topic_made"
    TOPIC_CHANGED = "topic_changed"
    TOPIC_MOVED = "topic_moved"  # it ended, and its subscribers get another in its place
    TOPIC_ENDED = "topic_ended"
    WEBINAR_MADE = "webinar_made"
    WEBINAR_MOVED = "webinar_moved"
    WEBINAR_CANCELLED = "webinar_cancelled"
    WEBINAR_PUT_BACK = "webinar_put_back"
    WEBINAR_CHANGED = "webinar_changed"
    ROUND_OPENED = "round_opened"
    ROUND_CLOSED = "round_closed"
    ROUND_TOLD = "round_told"
    NEWS_PUT = "news_put"
    LEFT_OUT = "left_out"
    PUT_BACK = "put_back"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One whom an owner added; owners themselves are not written down."""

    user_id: int
    added_by: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who did what and when: to an announcement, or to a person; of a sending, to how many."""

    actor: int
    act: Act
    at: datetime
    announcement_id: int | None = None
    person: int | None = None
    count: int | None = None

    def of_so_many(self, count: int) -> Recorded:
        """The same, of so many."""
        return replace(self, count=count)
