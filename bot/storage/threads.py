"""The forum topics in which groups want their messages."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def choose(connection: AsyncConnection, chat_id: int, thread_id: int | None) -> None:
    """What the chat gets from now on appears there; None: where what names no topic appears."""
    await connection.execute(
        text("UPDATE subscribers SET thread_id = :thread_id WHERE chat_id = :chat_id"),
        {"chat_id": chat_id, "thread_id": thread_id},
    )


async def leave(connection: AsyncConnection, chat_id: int, thread_id: int) -> bool:
    """This one is gone; false where the chat has chosen another since, or none."""
    left = await connection.execute(
        text("UPDATE subscribers SET thread_id = NULL WHERE chat_id = :chat_id AND thread_id = :thread_id"),
        {"chat_id": chat_id, "thread_id": thread_id},
    )
    return left.rowcount > 0
