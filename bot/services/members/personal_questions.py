"""A question to a person: written, shown, sent under a number, answered, forgotten."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.domain.people.personal_questions import (
    ANSWERED_WITHIN,
    LINK_LASTS,
    WRITING_LASTS,
    PersonalQuestion,
)
from bot.services.members.awaited_words import AwaitedWords
from bot.storage import personal_questions, round_inputs
from bot.storage.database import Database

NUMBERS = range(1000, 10_000)  # by chance: a number says nothing of when somebody asked


class PersonalQuestions:
    """Each step is one transaction. A chat writes one question at a time, and may have sent several."""

    def __init__(self, database: Database, awaited: AwaitedWords) -> None:
        self._database = database
        self._awaited = awaited

    async def begin(self, chat_id: int, language: str, now: datetime) -> int:
        """The next words of this chat are its question, which has this number."""
        self._awaited.begin(chat_id, now)
        async with self._database.transaction() as connection:
            await round_inputs.stop_writing(connection, chat_id)
            while True:
                number = secrets.choice(NUMBERS)
                if await personal_questions.begin(connection, chat_id, number, language, now):
                    return number  # nobody else has it

    async def awaited(self, chat_id: int, now: datetime) -> PersonalQuestion | None:
        """The question that the next words of this chat are.

        While the database is away only who began one since the start waits: everybody else is answered.
        """

        async def find() -> PersonalQuestion | None:
            async with self._database.reading() as connection:
                return await personal_questions.awaited(connection, chat_id, now - WRITING_LASTS)

        return await self._awaited.look(chat_id, now, find)

    async def write(self, number: int, words: str, now: datetime) -> None:
        """Keeps the words of the question until they are sent."""
        async with self._database.transaction() as connection:
            await personal_questions.show(connection, number, words, now)

    async def find(self, chat_id: int, number: int) -> PersonalQuestion | None:
        """The chat's question with this number, however far it has come."""
        async with self._database.reading() as connection:
            return await personal_questions.find(connection, chat_id, number)

    async def sent(self, number: int, staff_message_id: int, now: datetime) -> None:
        """It stands in this message of the staff's chat; its words are kept no longer."""
        async with self._database.transaction() as connection:
            await personal_questions.sent(connection, number, staff_message_id, now)

    async def in_message(self, staff_message_id: int, now: datetime) -> PersonalQuestion | None:
        """The question in a message of the staff's chat; None when its link is gone."""
        async with self._database.reading() as connection:
            return await personal_questions.find_sent(connection, staff_message_id, now - LINK_LASTS)

    async def answered(self, number: int) -> None:
        """An answer went out."""
        async with self._database.transaction() as connection:
            await personal_questions.answered(connection, number)

    async def drop(self, chat_id: int, number: int) -> None:
        """Takes back a question that was not sent."""
        self._awaited.end(chat_id)
        async with self._database.transaction() as connection:
            await personal_questions.drop(connection, chat_id, number)

    async def forget(self, chat_id: int) -> None:
        """Nobody can tell any more which questions came from this chat."""
        self._awaited.end(chat_id)
        async with self._database.transaction() as connection:
            await personal_questions.forget(connection, chat_id)

    async def take_late(self, now: datetime) -> list[PersonalQuestion]:
        """The questions that nobody answered in time; each is given once."""
        async with self._database.transaction() as connection:
            return await personal_questions.take_late(connection, now - ANSWERED_WITHIN)
