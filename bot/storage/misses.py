"""Rows of missed questions: scrubbed wording, language and week, counted; never who asked."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import erasing


async def add(connection: AsyncConnection, week: str, language: str, question: str) -> None:
    """Counts one more asking of a question that has no answer."""
    await connection.execute(
        text("""
            INSERT INTO missed_questions (week, language, question, asked)
            VALUES (:week, :language, :question, 1)
            ON CONFLICT (week, language, question) DO UPDATE SET asked = missed_questions.asked + 1
        """),
        {"week": week, "language": language, "question": question},
    )


async def forget_before(connection: AsyncConnection, week: str) -> int:
    """Removes what was asked before this ISO week; returns how many rows went."""
    removed = await connection.execute(
        text("DELETE FROM missed_questions WHERE week < :week"), {"week": week}
    )
    if removed.rowcount:
        erasing.note(connection)
    return int(removed.rowcount)


async def most_asked(connection: AsyncConnection, size: int) -> list[tuple[str, str, int]]:
    """(question, language, times asked), most asked first."""
    rows = await connection.execute(
        text("""
            SELECT question, language, sum(asked) AS asked FROM missed_questions
            GROUP BY question, language ORDER BY sum(asked) DESC, question LIMIT :size
        """),
        {"size": size},
    )
    return [(row.question, row.language, int(row.asked)) for row in rows]
