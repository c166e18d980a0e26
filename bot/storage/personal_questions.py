"""Rows of questions to a person: the only link between a question's number and a chat, for some days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people.personal_questions import PersonalQuestion, Stage
from bot.storage import file_erasing
from bot.storage.instants import to_ms


async def begin(connection: AsyncConnection, chat_id: int, number: int, language: str, now: datetime) -> bool:
    """A question whose words are awaited, in place of one that was not sent; false for a taken number."""
    file_erasing.note(connection)
    await connection.execute(
        text("DELETE FROM personal_questions WHERE chat_id = :chat_id AND stage IN ('writing', 'shown')"),
        {"chat_id": chat_id},
    )
    added = await connection.execute(
        text("""
            INSERT INTO personal_questions (number, chat_id, language, stage, since)
            VALUES (:number, :chat_id, :language, 'writing', :now)
            ON CONFLICT DO NOTHING
        """),
        {"number": number, "chat_id": chat_id, "language": language, "now": to_ms(now)},
    )
    return added.rowcount == 1


async def awaited(connection: AsyncConnection, chat_id: int, after: datetime) -> PersonalQuestion | None:
    """The chat's question whose words are awaited, if it was begun later than `after`."""
    rows = await connection.execute(
        text("""
            SELECT chat_id, number, language, stage, text FROM personal_questions
            WHERE chat_id = :chat_id AND stage = 'writing' AND since > :after
        """),
        {"chat_id": chat_id, "after": to_ms(after)},
    )
    return _question(rows.one_or_none())


async def find(connection: AsyncConnection, chat_id: int, number: int) -> PersonalQuestion | None:
    """The chat's question with this number."""
    rows = await connection.execute(
        text("""
            SELECT chat_id, number, language, stage, text FROM personal_questions
            WHERE chat_id = :chat_id AND number = :number
        """),
        {"chat_id": chat_id, "number": number},
    )
    return _question(rows.one_or_none())


async def find_sent(
    connection: AsyncConnection, staff_message_id: int, after: datetime
) -> PersonalQuestion | None:
    """The question that stands in a message of the staff's chat, if it was sent later than `after`."""
    rows = await connection.execute(
        text("""
            SELECT chat_id, number, language, stage, text FROM personal_questions
            WHERE staff_message_id = :message_id AND since > :after
        """),
        {"message_id": staff_message_id, "after": to_ms(after)},
    )
    return _question(rows.one_or_none())


async def show(connection: AsyncConnection, number: int, words: str, now: datetime) -> None:
    """Its words are there."""
    await connection.execute(
        text("""
            UPDATE personal_questions SET stage = 'shown', text = :words, since = :now WHERE number = :number
        """),
        {"number": number, "words": words, "now": to_ms(now)},
    )


async def sent(connection: AsyncConnection, number: int, staff_message_id: int, now: datetime) -> None:
    """It stands in the staff's chat; its words are kept no longer."""
    file_erasing.note(connection)
    await connection.execute(
        text("""
            UPDATE personal_questions
            SET stage = 'sent', text = NULL, staff_message_id = :message_id, since = :now
            WHERE number = :number
        """),
        {"number": number, "message_id": staff_message_id, "now": to_ms(now)},
    )


async def lose_messages(connection: AsyncConnection) -> None:
    """The staff's chat is another one: what stands in its messages is none of these questions."""
    await connection.execute(text("UPDATE personal_questions SET staff_message_id = NULL"))


async def answered(connection: AsyncConnection, number: int) -> None:
    """Somebody answered; a further answer is possible while the link lasts."""
    await connection.execute(
        text("UPDATE personal_questions SET stage = 'answered' WHERE number = :number"), {"number": number}
    )


async def drop(connection: AsyncConnection, chat_id: int, number: int) -> None:
    """A question that was not sent is gone."""
    file_erasing.note(connection)
    await connection.execute(
        text("""
            DELETE FROM personal_questions
            WHERE chat_id = :chat_id AND number = :number AND stage IN ('writing', 'shown')
        """),
        {"chat_id": chat_id, "number": number},
    )


async def take_late(connection: AsyncConnection, before: datetime) -> list[PersonalQuestion]:
    """Those that were sent before and that nobody answered; each is given once."""
    rows = await connection.execute(
        text("""
            UPDATE personal_questions SET stage = 'late' WHERE stage = 'sent' AND since <= :before
            RETURNING chat_id, number, language, stage, text
        """),
        {"before": to_ms(before)},
    )
    return [found for row in rows if (found := _question(row)) is not None]


async def stop_writing(connection: AsyncConnection, chat_id: int) -> None:
    """The chat's words are no question any more, until it says so."""
    removed = await connection.execute(
        text("DELETE FROM personal_questions WHERE chat_id = :chat_id AND stage = 'writing'"),
        {"chat_id": chat_id},
    )
    file_erasing.note_removed(connection, removed)


async def forget(connection: AsyncConnection, chat_id: int) -> None:
    """The links between the chat and its questions are gone."""
    file_erasing.note(connection)
    await connection.execute(
        text("DELETE FROM personal_questions WHERE chat_id = :chat_id"), {"chat_id": chat_id}
    )


async def forget_before(connection: AsyncConnection, stages: Sequence[Stage], before: datetime) -> None:
    """Removes what has stood in one of these stages since then."""
    for stage in stages:
        removed = await connection.execute(
            text("DELETE FROM personal_questions WHERE stage = :stage AND since <= :before"),
            {"stage": stage.value, "before": to_ms(before)},
        )
        file_erasing.note_removed(connection, removed)


def _question(row: Row[tuple[int, int, str, str, str | None]] | None) -> PersonalQuestion | None:
    if row is None:
        return None
    return PersonalQuestion(row.chat_id, row.number, row.language, Stage(row.stage), row.text)
