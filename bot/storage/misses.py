"""Rows of missed questions: scrubbed wording, language and week, counted; never who asked."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import file_erasing

MOST_A_WEEK = 1_000  # different questions: strangers write them, and somebody has to read them


async def add(
    connection: AsyncConnection, week: str, language: str, question: str, most: int = MOST_A_WEEK
) -> None:
    """Counts one more asking of a question that has no answer.

    In a full week a new one takes the place of any in the half that was asked least: whoever fills it,
    however often they ask each, hides neither what many ask nor what is asked after them.
    """
    parameters = {
        "week": week,
        "language": language,
        "question": question,
        "most": most,
        "half": (most + 1) // 2,
    }
    made_room = await connection.execute(
        text("""
            DELETE FROM missed_questions WHERE (week, language, question) IN (
                SELECT week, language, question FROM (
                    SELECT week, language, question FROM missed_questions
                    WHERE week = :week ORDER BY asked, random() LIMIT :half
                ) AS least ORDER BY random() LIMIT 1
            ) AND (SELECT count(*) FROM missed_questions WHERE week = :week) >= :most AND NOT EXISTS (
                SELECT 1 FROM missed_questions
                WHERE week = :week AND language = :language AND question = :question
            )
        """),
        parameters,
    )
    file_erasing.note_removed(connection, made_room)
    await connection.execute(
        text("""
            INSERT INTO missed_questions (week, language, question, asked)
            SELECT :week, :language, :question, 1
            WHERE (SELECT count(*) FROM missed_questions WHERE week = :week) < :most OR EXISTS (
                SELECT 1 FROM missed_questions
                WHERE week = :week AND language = :language AND question = :question
            )
            ON CONFLICT (week, language, question) DO UPDATE SET asked = missed_questions.asked + 1
        """),
        parameters,
    )


async def take(connection: AsyncConnection, language: str, question: str) -> None:
    """Removes a question that somebody has seen to, of all weeks."""
    file_erasing.note(connection)
    await connection.execute(
        text("DELETE FROM missed_questions WHERE language = :language AND question = :question"),
        {"language": language, "question": question},
    )


async def hide(connection: AsyncConnection, digest: str) -> None:
    """A question of these words is not to be shown any more."""
    await connection.execute(
        text("INSERT INTO hidden_questions (digest) VALUES (:digest) ON CONFLICT (digest) DO NOTHING"),
        {"digest": digest},
    )


async def hidden(connection: AsyncConnection) -> frozenset[str]:
    """The digests of all that are not to be shown."""
    rows = await connection.execute(text("SELECT digest FROM hidden_questions"))
    return frozenset(row.digest for row in rows)


async def forget_before(connection: AsyncConnection, week: str) -> int:
    """Removes what was asked before this ISO week; returns how many rows went."""
    removed = await connection.execute(
        text("DELETE FROM missed_questions WHERE week < :week"), {"week": week}
    )
    file_erasing.note_removed(connection, removed)
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
