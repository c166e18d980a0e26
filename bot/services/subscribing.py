"""Joining, subscribing, leaving: one transaction each, and nothing stored that is not needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import datetime

from bot.domain.people.subscriptions import Subscriber, iso_week
from bot.storage import moved_groups, subscribers
from bot.storage.database import Database

PAGE = 1000  # rows read or written at once: enough to be quick, too few to stall anything


class Subscribing:
    """The use cases of a member. `topics` are the ids that may be subscribed to, in the order shown."""

    def __init__(self, database: Database, topics: Collection[str]) -> None:
        self._database = database
        self.topics = tuple(topics)

    async def find(self, chat_id: int) -> Subscriber | None:
        """All that is stored of this chat."""
        async with self._database.reading() as connection:
            return await subscribers.find(connection, chat_id)

    async def choose_language(self, chat_id: int, language: str, now: datetime) -> None:
        """Remembers the language that a person chose."""
        async with self._database.transaction() as connection:
            await subscribers.save(connection, chat_id, language, iso_week(now))

    async def speak(self, chat_id: int, language: str, phone_language: str, now: datetime) -> None:
        """Stores the language only where the phone does not say it already: the less is known, the better."""
        if language != phone_language or await self.find(chat_id) is not None:
            await self.choose_language(chat_id, language, now)

    async def subscribe(
        self, chat_id: int, topics: Collection[str], language: str, now: datetime
    ) -> Subscriber:
        """Subscribes to the known ones of `topics`; a chat that is new gets `language`. Twice is once."""
        async with self._database.transaction() as connection:
            known = await subscribers.find(connection, chat_id) or Subscriber(
                chat_id, language, frozenset(), iso_week(now)
            )
            wanted = frozenset(self.topics) & frozenset(topics)
            week = known.joined_week or iso_week(now)  # who only asked for a webinar joins now
            await subscribers.save_many(connection, [replace(known, topics=wanted, joined_week=week)])
            return replace(known, topics=known.topics | wanted)

    async def unsubscribe(self, chat_id: int, topics: Collection[str]) -> Subscriber | None:
        """Ends these subscriptions; the chat and its language stay known."""
        async with self._database.transaction() as connection:
            for topic in topics:
                await subscribers.remove_topic(connection, chat_id, topic)
            return await subscribers.find(connection, chat_id)

    async def ask(self, chat_id: int, topic: str, language: str) -> None:
        """Subscribes to what ends by itself: reminders of one webinar. Twice is once."""
        async with self._database.transaction() as connection:
            await subscribers.ask(connection, chat_id, topic, language)

    async def ask_no_more(self, chat_id: int, topic: str) -> None:
        """Ends that; who is known for nothing else is forgotten."""
        async with self._database.transaction() as connection:
            await subscribers.remove_topic(connection, chat_id, topic)
            await subscribers.forget_who_only_asked(connection, chat_id)

    async def stop(self, chat_id: int) -> bool:
        """Forgets the chat. What waits for it in the outbox is not sent any more."""
        async with self._database.transaction() as connection:
            return await subscribers.forget(connection, chat_id)

    async def move(self, chat_id: int, new_chat_id: int, now: datetime) -> None:
        """A group got a new id: subscriptions and open deliveries go with it, doubled never."""
        async with self._database.transaction() as connection:
            await subscribers.move(connection, chat_id, new_chat_id)
            await moved_groups.move_deliveries(connection, chat_id, new_chat_id, None, now)

    async def counts(self) -> list[tuple[str, str, int]]:
        """(topic, language, chats) of every pair that occurs."""
        async with self._database.reading() as connection:
            return await subscribers.counts(connection)

    async def count_all(self) -> int:
        """How many chats are stored."""
        async with self._database.reading() as connection:
            return await subscribers.count_all(connection)

    async def everyone(self) -> AsyncIterator[Subscriber]:
        """All subscribers by chat id, read page by page."""
        after = -(2**63)
        while True:
            async with self._database.reading() as connection:
                found = await subscribers.page(connection, after, PAGE)
            for subscriber in found:
                yield subscriber
            if len(found) < PAGE:
                return
            after = found[-1].chat_id

    async def take_in(self, people: list[Subscriber]) -> None:
        """Stores subscribers from elsewhere (an import), at most a page of them."""
        async with self._database.transaction() as connection:
            await subscribers.save_many(connection, people)
