"""The parts of a bot that is not started: for what is read from its tables."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from bot.app.assembly import Parts, assemble
from bot.config import Settings
from bot.domain.people.pseudonyms import Pseudonyms
from bot.domain.waits import Waits
from bot.matching.answerer import Answerer
from bot.services.leader_lease import Working
from bot.services.telegram_time import TelegramTime
from bot.storage.database import Database
from bot.storage.spool import Spool
from tests import shipped


def parts(staff_chat: int | None = None) -> Parts:
    """Everything that the bot is made of, with nothing learned, on a database that nobody has opened."""
    database = Database.open("sqlite://")
    return assemble(
        "1:token",
        Settings(_env_file=None, admins=(9001,), staff_chat=staff_chat),
        shipped.content(),
        Answerer((), {}),
        database,
        Spool(None),
        Pseudonyms(b"key"),
        TelegramTime(lambda: datetime(2026, 11, 21, tzinfo=UTC), time.monotonic),
        Working(database, "somebody", Waits()),
        Waits(),
    )
