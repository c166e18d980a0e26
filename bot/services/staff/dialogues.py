"""What the bot has asked one of the staff: one thing a person, for half an hour, over a restart too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.storage import dialogues
from bot.storage.database import Database
from bot.storage.dialogues import Dialogue

DONE = dialogues.DONE

LASTS = timedelta(minutes=30)  # after that a text is what it was without the dialogue


def is_over(dialogue: Dialogue, now: datetime) -> bool:
    """Whether too long nothing was said in it."""
    return now - dialogue.at >= LASTS


class Dialogues:
    """Asked of every text of staff, so it is one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, user_id: int, step: str, facts: Mapping[str, Any], now: datetime) -> None:
        """What is awaited from now on; what was awaited before is not any more."""
        async with self._database.transaction() as connection:
            await dialogues.put(connection, user_id, step, facts, now)

    async def last(self, user_id: int) -> Dialogue | None:
        """What this person was asked last, if it is not answered; it may be over."""
        async with self._database.reading() as connection:
            return await dialogues.find(connection, user_id)

    async def open(self, user_id: int, now: datetime) -> Dialogue | None:
        """What is awaited of this person; None too long after the last word."""
        found = await self.last(user_id)
        return None if found is None or is_over(found, now) else found

    async def done(self, user_id: int, confirmation: str, now: datetime) -> None:
        """Nothing is awaited any more: what was said was confirmed by the button that carries this."""
        async with self._database.transaction() as connection:
            await dialogues.done(connection, user_id, confirmation, now)

    async def end(self, user_id: int) -> bool:
        """Nothing is awaited any more; false when nothing was."""
        async with self._database.transaction() as connection:
            return await dialogues.drop(connection, user_id)
