"""Who works with the bot, and what they did."""

from __future__ import annotations

from dataclasses import dataclass
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
