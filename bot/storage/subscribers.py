"""Rows of subscribers and their subscriptions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Audience
from bot.domain.people.subscriptions import Subscriber
from bot.storage import audiences, file_erasing, old_deliveries, personal_questions, round_inputs, topics
from bot.storage.instants import from_ms, to_ms

# Without a week is who only asked to be reminded of webinars: they did not join, and are forgotten with them.
_JOINED = """joined_week =
    CASE WHEN subscribers.joined_week = '' THEN excluded.joined_week ELSE subscribers.joined_week END"""


async def find(connection: AsyncConnection, chat_id: int) -> Subscriber | None:
    """What is stored of one chat; None when nothing is."""
    rows = await connection.execute(
        text("""
            SELECT s.chat_id, s.language, s.joined_week, s.paused_until, s.paused_topics, s.thread_id, t.topic
            FROM subscribers s LEFT JOIN subscriptions t ON t.chat_id = s.chat_id
            WHERE s.chat_id = :chat_id
        """),
        {"chat_id": chat_id},
    )
    return next(iter(_together(rows.all())), None)


async def save(connection: AsyncConnection, chat_id: int, language: str, joined_week: str) -> None:
    """Stores a chat with its language; the week of joining stays as it was first written."""
    await connection.execute(
        text(f"""
            INSERT INTO subscribers (chat_id, language, joined_week) VALUES (:chat_id, :language, :week)
            ON CONFLICT (chat_id) DO UPDATE SET language = excluded.language, {_JOINED}
        """),  # noqa: S608 - a constant
        {"chat_id": chat_id, "language": language, "week": joined_week},
    )


async def remove_topic(connection: AsyncConnection, chat_id: int, topic: str) -> None:
    """Ends one subscription, if there is one."""
    await connection.execute(
        text("DELETE FROM subscriptions WHERE topic = :topic AND chat_id = :chat_id"),
        {"topic": topic, "chat_id": chat_id},
    )


async def pause(connection: AsyncConnection, subscriber: Subscriber, until: datetime) -> None:
    """Puts aside what the chat chose: until then it is subscribed to nothing, so nothing is sent to it."""
    await connection.execute(
        text(
            "UPDATE subscribers SET paused_until = :until, paused_topics = :topics WHERE chat_id = :chat_id"
        ),
        {
            "until": to_ms(until),
            "topics": " ".join(sorted(subscriber.chosen)),
            "chat_id": subscriber.chat_id,
        },
    )
    await connection.execute(
        text("DELETE FROM subscriptions WHERE chat_id = :chat_id"), {"chat_id": subscriber.chat_id}
    )


async def end_pause(connection: AsyncConnection, subscriber: Subscriber) -> None:
    """What was put aside is the chat's own again, and what waited for the end of the pause is due."""
    await _add_topics(connection, [(topic, subscriber.chat_id) for topic in subscriber.paused])
    await connection.execute(
        text("UPDATE subscribers SET paused_until = NULL, paused_topics = NULL WHERE chat_id = :chat_id"),
        {"chat_id": subscriber.chat_id},
    )
    await connection.execute(
        text("""
            UPDATE deliveries SET next_attempt_at = 0
            WHERE chat_id = :chat_id AND state = 'pending'
              AND announcement_id IN (
                SELECT announcement_id FROM announcements WHERE kind = 'notice' AND state = 'active')
        """),
        {"chat_id": subscriber.chat_id},
    )


async def pauses_that_ended(connection: AsyncConnection, now: datetime, size: int) -> list[Subscriber]:
    """Up to `size` chats whose pause is over."""
    rows = await connection.execute(
        text("""
            SELECT chat_id, language, joined_week, paused_until, paused_topics, thread_id, NULL AS topic
            FROM subscribers WHERE paused_until <= :now ORDER BY chat_id LIMIT :size
        """),
        {"now": to_ms(now), "size": size},
    )
    return _together(rows.all())


async def ask(connection: AsyncConnection, chat_id: int, topic: str, language: str) -> None:
    """Subscribes a chat for as long as the topic lasts; one that is new has not joined by that."""
    await connection.execute(
        text("""
            INSERT INTO subscribers (chat_id, language, joined_week) VALUES (:chat_id, :language, '')
            ON CONFLICT (chat_id) DO NOTHING
        """),
        {"chat_id": chat_id, "language": language},
    )
    await _add_topics(connection, [(topic, chat_id)])


async def asked(connection: AsyncConnection) -> frozenset[str]:
    """The topics of webinars of which somebody asked to be reminded."""
    rows = await connection.execute(
        text("SELECT DISTINCT topic FROM subscriptions WHERE topic LIKE 'webinars/%'")
    )
    return frozenset(rows.scalars())


async def end_topic(connection: AsyncConnection, topic: str) -> None:
    """Nobody is subscribed to it any more; who has nothing else and never joined is forgotten."""
    for chat_id in await topics.end(connection, topic):
        await forget_who_only_asked(connection, chat_id)


async def forget_who_only_asked(connection: AsyncConnection, chat_id: int) -> None:
    """Forgets a chat that is subscribed to nothing, in a pause neither, and never joined."""
    rows = await connection.execute(
        text("""
            SELECT 1 FROM subscribers s
            WHERE s.chat_id = :chat_id AND s.joined_week = '' AND COALESCE(s.paused_topics, '') = ''
              AND NOT EXISTS (SELECT 1 FROM subscriptions t WHERE t.chat_id = s.chat_id)
        """),
        {"chat_id": chat_id},
    )
    if rows.first() is not None:
        await forget(connection, chat_id)


async def forget(connection: AsyncConnection, chat_id: int) -> bool:
    """Removes the chat, all its subscriptions, what it answered in open rounds and its name on deliveries;
    false when it was no subscriber.
    """
    await old_deliveries.take_names_off(connection, chat_id)
    await personal_questions.forget(connection, chat_id)
    await round_inputs.forget(connection, chat_id)
    removed = await connection.execute(
        text("DELETE FROM subscribers WHERE chat_id = :chat_id"), {"chat_id": chat_id}
    )
    return removed.rowcount > 0


async def move(connection: AsyncConnection, chat_id: int, new_chat_id: int) -> None:
    """A group got a new id: its row moves; where the new chat is stored already, the old row goes."""
    if chat_id == new_chat_id:
        return
    file_erasing.note(connection)
    if await find(connection, new_chat_id) is None:
        await connection.execute(
            text("UPDATE subscribers SET chat_id = :new WHERE chat_id = :old"),
            {"new": new_chat_id, "old": chat_id},
        )
        return
    await connection.execute(
        text("""
            INSERT INTO subscriptions (topic, chat_id)
            SELECT topic, :new FROM subscriptions WHERE chat_id = :old
            ON CONFLICT (topic, chat_id) DO NOTHING
        """),
        {"new": new_chat_id, "old": chat_id},
    )
    await forget(connection, chat_id)


async def count(connection: AsyncConnection, audience: Audience) -> int:
    """How many chats a message to this audience would reach."""
    return sum(chats for chats, _ in (await languages_of(connection, audience)).values())


async def languages_of(connection: AsyncConnection, audience: Audience) -> dict[str, tuple[int, int]]:
    """How many chats a message to this audience would reach, and how many of them are groups, by language.

    Most first.
    """
    found = await connection.execute(
        text(f"""
            SELECT s.language, count(*) AS chats, sum(CASE WHEN s.chat_id < 0 THEN 1 ELSE 0 END) AS groups
            FROM subscriptions t JOIN subscribers s ON s.chat_id = t.chat_id
            WHERE t.topic = :topic AND {audiences.MEANT}
            GROUP BY s.language ORDER BY count(*) DESC, s.language
        """),  # noqa: S608 - a constant
        audiences.meant(audience),
    )
    return {row.language: (int(row.chats), int(row.groups)) for row in found}


async def counts(connection: AsyncConnection) -> list[tuple[str, str, int]]:
    """(topic, language, chats) of every pair that occurs."""
    found = await connection.execute(
        text("""
            SELECT t.topic, s.language, count(*) AS chats
            FROM subscriptions t JOIN subscribers s ON s.chat_id = t.chat_id
            WHERE t.topic NOT LIKE 'webinars/%'
            GROUP BY t.topic, s.language ORDER BY t.topic, s.language
        """)
    )
    return [(row.topic, row.language, int(row.chats)) for row in found]


async def by_language(connection: AsyncConnection) -> dict[str, int]:
    """How many chats are stored by language, subscribed to anything or not."""
    found = await connection.execute(
        text("SELECT language, count(*) AS chats FROM subscribers GROUP BY language ORDER BY language")
    )
    return {row.language: int(row.chats) for row in found}


async def count_all(connection: AsyncConnection) -> int:
    """How many chats are stored, subscribed to anything or not."""
    found = await connection.execute(text("SELECT count(*) FROM subscribers"))
    return int(found.scalar_one())


async def page(connection: AsyncConnection, after_chat_id: int, size: int) -> list[Subscriber]:
    """The next `size` subscribers by chat id: for walking through all of them in constant memory."""
    found = await connection.execute(
        text("""
            SELECT s.chat_id, s.language, s.joined_week, s.paused_until, s.paused_topics, s.thread_id, t.topic
            FROM (SELECT * FROM subscribers WHERE chat_id > :after ORDER BY chat_id LIMIT :size) s
            LEFT JOIN subscriptions t ON t.chat_id = s.chat_id
            ORDER BY s.chat_id
        """),
        {"after": after_chat_id, "size": size},
    )
    return _together(found.all())


def _together(rows: Sequence[Row[Any]]) -> list[Subscriber]:
    """One for each chat, of rows that hold one topic each."""
    by_chat: dict[int, Subscriber] = {}
    for row in rows:
        known = by_chat.get(row.chat_id)
        topics = known.topics if known else frozenset()
        if row.topic is not None:
            topics |= {row.topic}
        until = None if row.paused_until is None else from_ms(row.paused_until)
        paused = frozenset((row.paused_topics or "").split())
        by_chat[row.chat_id] = Subscriber(
            row.chat_id, row.language, topics, row.joined_week, until, paused, row.thread_id
        )
    return list(by_chat.values())


async def among(connection: AsyncConnection, chat_ids: Sequence[int]) -> list[Subscriber]:
    """Those of these chats (at most some thousand) that are stored."""
    found = await connection.execute(
        text("""
            SELECT s.chat_id, s.language, s.joined_week, s.paused_until, s.paused_topics, s.thread_id, t.topic
            FROM subscribers s LEFT JOIN subscriptions t ON t.chat_id = s.chat_id
            WHERE s.chat_id IN :chats
        """).bindparams(bindparam("chats", expanding=True)),
        {"chats": list(chat_ids)},
    )
    return _together(found.all())


async def save_many(connection: AsyncConnection, subscribers: Sequence[Subscriber]) -> None:
    """Stores many at once (at most some thousand, so that nothing stalls); topics are added."""
    if not subscribers:
        return
    await connection.execute(
        text(f"""
            INSERT INTO subscribers (chat_id, language, joined_week) VALUES (:chat_id, :language, :week)
            ON CONFLICT (chat_id) DO UPDATE SET language = excluded.language, {_JOINED}
        """),  # noqa: S608 - a constant
        [{"chat_id": s.chat_id, "language": s.language, "week": s.joined_week} for s in subscribers],
    )
    await _add_topics(connection, [(topic, s.chat_id) for s in subscribers for topic in s.topics])


async def _add_topics(connection: AsyncConnection, pairs: Collection[tuple[str, int]]) -> None:
    if pairs:
        await connection.execute(
            text("""
                INSERT INTO subscriptions (topic, chat_id) VALUES (:topic, :chat_id)
                ON CONFLICT (topic, chat_id) DO NOTHING
            """),
            [{"topic": topic, "chat_id": chat_id} for topic, chat_id in pairs],
        )
