"""What staff see of a weekly update before it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import WeeklyBody


@dataclass(frozen=True, slots=True)
class WeeklyPreview:
    """The update that goes out at `due_at`, as who reads `language` gets it.

    Without a language it stands for what can be done about it.
    """

    topic_id: str
    due_at: datetime
    update: WeeklyBody
    language: str = ""
