"""Rows of subscribers and their subscriptions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people.subscriptions import Subscriber
from bot.storage import erasing, old_deliveries

# Without a week is who only asked to be reminded of webinars: they did not join, and are forgotten with them.
_JOINED = """joined_week =
    CASE WHEN subscribers.joined_week = '' THEN excluded.joined_week ELSE subscribers.joined_week END"""


async def find(connection: AsyncConnection, chat_id: int) -> Subscriber | None:
    """What is stored of one chat; None when nothing is."""
    rows = await connection.execute(
        text("""
            SELECT s.language, s.joined_week, t.topic
            FROM subscribers s LEFT JOIN subscriptions t ON t.chat_id = s.chat_id
            WHERE s.chat_id = :chat_id
        """),
        {"chat_id": chat_id},
    )
    found = rows.all()
    if not found:
        return None
    topics = frozenset(row.topic for row in found if row.topic is not None)
    return Subscriber(chat_id, found[0].language, topics, found[0].joined_week)


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
    chats = await connection.execute(
        text("DELETE FROM subscriptions WHERE topic = :topic RETURNING chat_id"), {"topic": topic}
    )
    for chat_id in chats.scalars().all():
        await forget_who_only_asked(connection, chat_id)


async def forget_who_only_asked(connection: AsyncConnection, chat_id: int) -> None:
    """Forgets a chat that is subscribed to nothing and never joined."""
    rows = await connection.execute(
        text("""
            SELECT 1 FROM subscribers s WHERE s.chat_id = :chat_id AND s.joined_week = ''
              AND NOT EXISTS (SELECT 1 FROM subscriptions t WHERE t.chat_id = s.chat_id)
        """),
        {"chat_id": chat_id},
    )
    if rows.first() is not None:
        await forget(connection, chat_id)


async def forget(connection: AsyncConnection, chat_id: int) -> bool:
    """Removes the chat, all its subscriptions and its name on deliveries; false when nothing was stored."""
    await old_deliveries.take_names_off(connection, chat_id)
    removed = await connection.execute(
        text("DELETE FROM subscribers WHERE chat_id = :chat_id"), {"chat_id": chat_id}
    )
    return removed.rowcount > 0


async def move(connection: AsyncConnection, chat_id: int, new_chat_id: int) -> None:
    """A group got a new id: its row moves; where the new chat is stored already, the old row goes."""
    if chat_id == new_chat_id:
        return
    erasing.note(connection)
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


async def count(connection: AsyncConnection, topic: str, language: str | None = None) -> int:
    """How many chats a message to this topic (and language) would reach."""
    found = await connection.execute(
        text("""
            SELECT count(*) FROM subscriptions t JOIN subscribers s ON s.chat_id = t.chat_id
            WHERE t.topic = :topic AND (CAST(:language AS TEXT) IS NULL OR s.language = :language)
        """),
        {"topic": topic, "language": language},
    )
    return int(found.scalar_one())


async def languages_of(connection: AsyncConnection, topic: str, language: str | None) -> dict[str, int]:
    """How many chats a message to this topic (and language) would reach, by their language; most first."""
    found = await connection.execute(
        text("""
            SELECT s.language, count(*) AS chats
            FROM subscriptions t JOIN subscribers s ON s.chat_id = t.chat_id
            WHERE t.topic = :topic AND (CAST(:language AS TEXT) IS NULL OR s.language = :language)
            GROUP BY s.language ORDER BY count(*) DESC, s.language
        """),
        {"topic": topic, "language": language},
    )
    return {row.language: int(row.chats) for row in found}


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


async def count_all(connection: AsyncConnection) -> int:
    """How many chats are stored, subscribed to anything or not."""
    found = await connection.execute(text("SELECT count(*) FROM subscribers"))
    return int(found.scalar_one())


async def page(connection: AsyncConnection, after_chat_id: int, size: int) -> list[Subscriber]:
    """The next `size` subscribers by chat id: for walking through all of them in constant memory."""
    found = await connection.execute(
        text("""
            SELECT s.chat_id, s.language, s.joined_week, t.topic
            FROM (SELECT * FROM subscribers WHERE chat_id > :after ORDER BY chat_id LIMIT :size) s
            LEFT JOIN subscriptions t ON t.chat_id = s.chat_id
            ORDER BY s.chat_id
        """),
        {"after": after_chat_id, "size": size},
    )
    by_chat: dict[int, Subscriber] = {}
    for row in found:
        topics = by_chat[row.chat_id].topics if row.chat_id in by_chat else frozenset()
        if row.topic is not None:
            topics |= {row.topic}
        by_chat[row.chat_id] = Subscriber(row.chat_id, row.language, topics, row.joined_week)
    return list(by_chat.values())


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
