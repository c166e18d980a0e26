"""A question to a person: written, shown, sent under a number, answered, forgotten."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.domain.people.personal_questions import (
    ANSWERED_WITHIN,
    DRAFT_LASTS,
    LINK_LASTS,
    WRITING_LASTS,
    PersonalQuestion,
    Stage,
)
from bot.storage import personal_questions
from bot.storage.database import Database

NUMBERS = range(1000, 10_000)  # by chance: a number says nothing of when somebody asked


class PersonalQuestions:
    """Each step is one transaction. A chat has one question at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, chat_id: int, language: str, now: datetime) -> None:
        """The next words of this chat are its question."""
        async with self._database.transaction() as connection:
            while not await personal_questions.begin(
                connection, chat_id, secrets.choice(NUMBERS), language, now
            ):
                pass  # another one has this number

    async def is_writing(self, chat_id: int, now: datetime) -> bool:
        """Whether the next words of this chat are its question."""
        found = await self._find(chat_id, now)
        return found is not None and found.stage is Stage.WRITING

    async def write(self, chat_id: int, words: str, now: datetime) -> None:
        """Keeps the words of the question until they are sent."""
        async with self._database.transaction() as connection:
            await personal_questions.show(connection, chat_id, words, now)

    async def written(self, chat_id: int, now: datetime) -> PersonalQuestion | None:
        """The question whose words are there and not sent yet."""
        found = await self._find(chat_id, now)
        return found if found is not None and found.stage is Stage.SHOWN else None

    async def sent(self, chat_id: int, staff_message_id: int, now: datetime) -> None:
        """It stands in this message of the staff's chat; its words are kept no longer."""
        async with self._database.transaction() as connection:
            await personal_questions.sent(connection, chat_id, staff_message_id, now)

    async def in_message(self, staff_message_id: int, now: datetime) -> PersonalQuestion | None:
        """The question in a message of the staff's chat; None when its link is gone."""
        async with self._database.reading() as connection:
            return await personal_questions.find_sent(connection, staff_message_id, now - LINK_LASTS)

    async def answered(self, chat_id: int) -> None:
        """An answer went out."""
        async with self._database.transaction() as connection:
            await personal_questions.answered(connection, chat_id)

    async def forget(self, chat_id: int) -> None:
        """Nobody can tell any more whose question it was."""
        async with self._database.transaction() as connection:
            await personal_questions.forget(connection, chat_id)

    async def take_late(self, now: datetime) -> list[PersonalQuestion]:
        """The questions that nobody answered in time; each is given once."""
        async with self._database.transaction() as connection:
            return await personal_questions.take_late(connection, now - ANSWERED_WITHIN)

    async def _find(self, chat_id: int, now: datetime) -> PersonalQuestion | None:
        async with self._database.reading() as connection:
            found = await personal_questions.find(connection, chat_id, now - DRAFT_LASTS)
            if found is not None and found.stage is Stage.WRITING:
                return await personal_questions.find(connection, chat_id, now - WRITING_LASTS)
            return found
