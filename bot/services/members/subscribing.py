"""Joining, subscribing, leaving: one transaction each, and nothing stored that is not needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.announcements import WelcomeBody
from bot.domain.ids import SMALLEST_NUMBER
from bot.domain.people.subscriptions import Subscriber, iso_week, month_from
from bot.services import words_to_one
from bot.storage import daily_counts, moved_groups, subscribers, threads
from bot.storage.database import Connection, Database

LEAVING_AFTER = timedelta(days=1)  # who leaves so soon after an announcement may do it because of that
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
        self,
        chat_id: int,
        topics: Collection[str],
        language: str,
        now: datetime,
        thread_id: int | None = None,
    ) -> Subscriber:
        """Subscribes to the known ones of `topics`; a chat that is new gets `language`. Twice is once.

        Whoever chooses something in a pause ends it. What a group gets appears in this forum topic of it.
        """
        async with self._database.transaction() as connection:
            known = await subscribers.find(connection, chat_id) or Subscriber(
                chat_id, language, frozenset(), iso_week(now)
            )
            wanted = frozenset(self.topics) & frozenset(topics)
            week = known.joined_week or iso_week(now)  # who only asked for a webinar joins now
            await subscribers.save_many(connection, [replace(known, topics=wanted, joined_week=week)])
            if known.paused_until is not None:
                await subscribers.end_pause(connection, known)
            if known.thread_id != thread_id:
                await threads.choose(connection, chat_id, thread_id)
            return Subscriber(chat_id, known.language, known.chosen | wanted, week, thread_id=thread_id)

    async def appear_in(self, chat_id: int, thread_id: int | None) -> None:
        """What a group gets appears in this forum topic from now on."""
        async with self._database.transaction() as connection:
            await threads.choose(connection, chat_id, thread_id)

    async def unsubscribe(self, chat_id: int, topics: Collection[str]) -> Subscriber | None:
        """Ends these subscriptions; a chat that joined, and its language, stay known."""
        async with self._database.transaction() as connection:
            known = await subscribers.find(connection, chat_id)
            if known is None:
                return None
            if known.paused_until is not None:
                await subscribers.end_pause(connection, known)
            for topic in topics:
                await subscribers.remove_topic(connection, chat_id, topic)
            left = replace(known, topics=known.chosen - set(topics), paused_until=None, paused=frozenset())
            if known.paused_until is not None and left.topics:
                await subscribers.pause(connection, left, known.paused_until)
            await subscribers.forget_who_only_asked(connection, chat_id)
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

    async def pause(self, chat_id: int, now: datetime) -> Subscriber | None:
        """Nothing is sent to the chat for a month; None where nothing was. Again is a month from now."""
        async with self._database.transaction() as connection:
            known = await subscribers.find(connection, chat_id)
            if known is None or not known.chosen:
                return None
            await subscribers.pause(connection, known, month_from(now))
            return await subscribers.find(connection, chat_id)

    async def go_on(self, chat_id: int) -> Subscriber | None:
        """Ends the chat's pause, if it has one."""
        async with self._database.transaction() as connection:
            known = await subscribers.find(connection, chat_id)
            if known is not None:
                await subscribers.end_pause(connection, known)
            return await subscribers.find(connection, chat_id)

    async def only(self, chat_id: int, topic: str) -> Subscriber | None:
        """Leaves the chat this one topic; what it had before, None where that was nothing."""
        async with self._database.transaction() as connection:
            known = await subscribers.find(connection, chat_id)
            if known is None or not known.chosen or topic not in self.topics:
                return None
            if known.paused_until is not None:
                await subscribers.end_pause(connection, known)
            for other in known.chosen - {topic}:
                await subscribers.remove_topic(connection, chat_id, other)
            await subscribers.save_many(connection, [replace(known, topics=frozenset({topic}))])
            return known

    async def bring_back(self, left: Subscriber) -> Subscriber:
        """Stores what a chat had before it left, beside what it chose since."""
        async with self._database.transaction() as connection:
            known = await subscribers.find(connection, left.chat_id)
            await subscribers.save_many(connection, [left])
            if known is None and left.paused_until is not None:
                await subscribers.pause(connection, left, left.paused_until)
            elif known is not None:
                await subscribers.end_pause(connection, known)
            return await subscribers.find(connection, left.chat_id) or left

    async def stop(self, chat_id: int, now: datetime) -> Subscriber | None:
        """Forgets the chat; what was stored of it. What waits for it in the outbox is not sent any more."""
        async with self._database.transaction() as connection:
            await daily_counts.note_leaving(connection, chat_id, now, LEAVING_AFTER)
            known = await subscribers.find(connection, chat_id)
            await subscribers.forget(connection, chat_id)
            return known

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
        after = SMALLEST_NUMBER
        while True:
            async with self._database.reading() as connection:
                found = await subscribers.page(connection, after, PAGE)
            for subscriber in found:
                yield subscriber
            if len(found) < PAGE:
                return
            after = found[-1].chat_id

    async def take_in(self, people: list[Subscriber]) -> None:
        """Stores subscribers without a word to them, at most a page of them."""
        async with self._database.transaction() as connection:
            await _take_in(connection, people)

    async def new_of(self, people: list[Subscriber]) -> list[int]:
        """Those who have not joined yet."""
        async with self._database.reading() as connection:
            return _new(people, await _known(connection, people))

    async def bring_in(self, people: list[Subscriber], now: datetime) -> int:
        """Stores subscribers that somebody else names, at most a page of them; returns how many are new.

        In the same transaction each of those gets a word that goes before everything else: who did not ask
        to be here learns of it first, and by whom.
        """
        async with self._database.transaction() as connection:
            new = await _take_in(connection, people)
            if new:
                await words_to_one.say(connection, WelcomeBody(), new, now)
        return len(new)


async def _take_in(connection: Connection, people: list[Subscriber]) -> list[int]:
    """Stores them; those who are new. What a list gives stands aside in a pause: it ends nobody's."""
    known = await _known(connection, people)
    await subscribers.save_many(connection, people)
    for person in people:
        had = known.get(person.chat_id)
        if had is not None and had.paused_until is not None:
            resting = replace(had, topics=had.topics | person.topics)
            await subscribers.pause(connection, resting, had.paused_until)
    return _new(people, known)


async def _known(connection: Connection, people: list[Subscriber]) -> dict[int, Subscriber]:
    found = await subscribers.among(connection, [person.chat_id for person in people])
    return {subscriber.chat_id: subscriber for subscriber in found}


def _new(people: list[Subscriber], known: dict[int, Subscriber]) -> list[int]:
    """Those who have not joined: who only asked to be reminded of a webinar joins by the list."""
    return [p.chat_id for p in people if p.chat_id not in known or not known[p.chat_id].joined_week]
