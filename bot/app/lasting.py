"""What lasts from the start to the end of the process, whatever the content."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import Settings
from bot.domain.people.pseudonyms import Pseudonyms
from bot.domain.people.undoing import Undoing
from bot.services.alerting import Alerting
from bot.services.answering import Remembered
from bot.services.deferred_writes import Deferring
from bot.services.delivery.held_announcements import Holding
from bot.services.leader_lease import Working
from bot.services.members.awaited_words import AwaitedWords
from bot.services.members.retention import Retention
from bot.services.rating import Rating
from bot.services.staff.dialogues import Dialogues
from bot.services.staff.staff_chat import StaffChat
from bot.services.staff.staff_content import StaffContent
from bot.services.staff.staffing import Staffing
from bot.storage.database import Database
from bot.telegram.commands import AnyApplication
from bot.telegram.features.staff.statistics import Draw
from bot.telegram.groups.group_answer_limit import GroupShare
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.once_per_act import Acts
from bot.telegram.people import People
from bot.telegram.wire.background_calls import Beside


@dataclass(frozen=True, slots=True)
class Lasting:
    """What lasts from the start to the end of the process, whatever the content, and what it remembers."""

    settings: Settings
    database: Database
    working: Working
    now: Callable[[], datetime]
    outbox_changed: asyncio.Event
    broadcast_held: timedelta
    parts_complete: float
    application: AnyApplication
    beside: Beside
    staffing: Staffing
    staff_chat: StaffChat
    moved: Callable[[int, int], Awaitable[None]]  # a group has a new number
    staff_content: StaffContent
    dialogues: Dialogues
    pseudonyms: Pseudonyms
    alerting: Alerting
    holding: Holding
    rating: Rating
    deferring: Deferring
    draw: Draw
    retention: Retention
    undoing: Undoing
    people: People
    awaited: AwaitedWords
    wishes: LanguageWishes
    share: GroupShare
    acts: Acts
    remembered: Remembered
