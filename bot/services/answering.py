"""A question and its reply: direct, never through the outbox, never behind it."""

from __future__ import annotations

from datetime import datetime

from bot.domain.answering import Answerer, Missed, Reply
from bot.domain.scrubbing import scrub
from bot.domain.subscriptions import iso_week
from bot.storage import misses
from bot.storage.database import Database


class Answering:
    """Decides on questions, and counts those that have no answer, without who asked."""

    def __init__(self, database: Database, answerer: Answerer) -> None:
        self._database = database
        self._answerer = answerer

    async def most_missed(self, size: int) -> list[tuple[str, str, int]]:
        """(question, language, times asked) of what has no answer yet, most asked first."""
        async with self._database.reading() as connection:
            return await misses.most_asked(connection, size)

    async def ask(self, question: str, language: str, now: datetime) -> Reply:
        """The decision for one message; a miss is counted by its scrubbed wording, language and week."""
        reply = self._answerer.decide(question)
        if isinstance(reply, Missed) and (wording := scrub(question)):
            async with self._database.transaction() as connection:
                await misses.add(connection, iso_week(now), language, wording)
        return reply
