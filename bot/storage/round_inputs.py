"""Rows of inputs, and of who takes part: all that leads from one to the other is in `round_members`.

It lasts while the round is open. When it closes the inputs are written anew, all at once, in the order of new
numbers drawn by lot: neither a copy of the former rows nor where a row lies in the file leads back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.rounds import Input, OwnInput
from bot.storage import file_erasing
from bot.storage.instants import to_ms

_BITS = 62  # of a number: it fits into 64 with a sign, and says nothing


def drawn() -> int:
    """A number by lot."""
    return secrets.randbits(_BITS)


async def join(connection: AsyncConnection, round_id: int, chat_id: int, questions: int, region: str) -> None:
    """A chat takes part: each of its inputs has a number of its own. Again only changes the region."""
    await connection.execute(
        text("""
            INSERT INTO round_members (chat_id, round_id, question, number, region)
            VALUES (:chat_id, :round_id, :question, :number, :region)
            ON CONFLICT (chat_id, round_id, question) DO UPDATE SET region = excluded.region
        """),
        [
            {
                "chat_id": chat_id,
                "round_id": round_id,
                "question": question,
                "number": drawn(),
                "region": region,
            }
            for question in range(questions)
        ],
    )
    await connection.execute(
        text("""
            UPDATE round_inputs SET region = :region WHERE number IN (
                SELECT number FROM round_members WHERE chat_id = :chat_id AND round_id = :round_id)
        """),
        {"chat_id": chat_id, "round_id": round_id, "region": region},
    )


async def own(connection: AsyncConnection, round_id: int, chat_id: int) -> list[OwnInput]:
    """The chat's place at each question, by question; nothing where it does not take part."""
    rows = await connection.execute(
        text("""
            SELECT m.question, m.number, m.region, i.number AS kept, i.choice, i.text
            FROM round_members m LEFT JOIN round_inputs i ON i.number = m.number
            WHERE m.chat_id = :chat_id AND m.round_id = :round_id ORDER BY m.question
        """),
        {"chat_id": chat_id, "round_id": round_id},
    )
    return [
        OwnInput(row.question, row.number, row.region, row.kept is not None, row.choice, row.text or "")
        for row in rows
    ]


async def rounds_of(connection: AsyncConnection, chat_id: int) -> list[int]:
    """The rounds in which the chat takes part."""
    rows = await connection.execute(
        text("SELECT DISTINCT round_id FROM round_members WHERE chat_id = :chat_id ORDER BY round_id"),
        {"chat_id": chat_id},
    )
    return list(rows.scalars())


async def await_words(
    connection: AsyncConnection, round_id: int, chat_id: int, question: int, until: datetime
) -> bool:
    """Until then the next words of the chat are its input to this question; false where it takes no part."""
    await stop_writing(connection, chat_id)
    changed = await connection.execute(
        text("""
            UPDATE round_members SET writes_until = :until
            WHERE chat_id = :chat_id AND round_id = :round_id AND question = :question
        """),
        {"chat_id": chat_id, "round_id": round_id, "question": question, "until": to_ms(until)},
    )
    return changed.rowcount == 1


async def stop_writing(connection: AsyncConnection, chat_id: int) -> None:
    """The chat's words are no input any more, until it says so."""
    await connection.execute(
        text("UPDATE round_members SET writes_until = NULL WHERE chat_id = :chat_id"), {"chat_id": chat_id}
    )


async def awaited(connection: AsyncConnection, chat_id: int, now: datetime) -> tuple[int, int] | None:
    """The round and the question that the chat's next words are for."""
    rows = await connection.execute(
        text("""
            SELECT round_id, question FROM round_members
            WHERE chat_id = :chat_id AND writes_until > :now
        """),
        {"chat_id": chat_id, "now": to_ms(now)},
    )
    row = rows.first()
    return None if row is None else (row.round_id, row.question)


async def writing(connection: AsyncConnection, round_id: int, now: datetime) -> list[int]:
    """The chats whose next words are for this round."""
    rows = await connection.execute(
        text("SELECT chat_id FROM round_members WHERE round_id = :id AND writes_until > :now"),
        {"id": round_id, "now": to_ms(now)},
    )
    return list(rows.scalars())


async def put(connection: AsyncConnection, round_id: int, given: OwnInput) -> None:
    """Stores an input, in place of what stood under its number."""
    file_erasing.note(connection)
    await connection.execute(
        text("""
            INSERT INTO round_inputs (number, round_id, question, region, choice, text)
            VALUES (:number, :round_id, :question, :region, :choice, :text)
            ON CONFLICT (number) DO UPDATE SET choice = excluded.choice, text = excluded.text
        """),
        {
            "number": given.number,
            "round_id": round_id,
            "question": given.question,
            "region": given.region,
            "choice": given.choice,
            "text": given.text,
        },
    )


async def drop(connection: AsyncConnection, number: int) -> None:
    """Removes one input."""
    file_erasing.note(connection)
    await connection.execute(text("DELETE FROM round_inputs WHERE number = :number"), {"number": number})


async def forget(connection: AsyncConnection, chat_id: int, round_id: int | None = None) -> None:
    """Removes the chat from one round or from all, with what it answered."""
    file_erasing.note(connection)
    whose = "chat_id = :chat_id AND (CAST(:round_id AS BIGINT) IS NULL OR round_id = :round_id)"
    values = {"chat_id": chat_id, "round_id": round_id}
    await connection.execute(
        text(f"""
            DELETE FROM round_inputs WHERE number IN (SELECT number FROM round_members WHERE {whose})
        """),  # noqa: S608 - a constant
        values,
    )
    await connection.execute(text(f"DELETE FROM round_members WHERE {whose}"), values)  # noqa: S608 - same


async def people(connection: AsyncConnection, round_id: int) -> int:
    """How many chats have answered something, while it is open."""
    rows = await connection.execute(
        text("""
            SELECT count(DISTINCT m.chat_id) FROM round_members m JOIN round_inputs i ON i.number = m.number
            WHERE m.round_id = :id
        """),
        {"id": round_id},
    )
    return int(rows.scalar_one())


async def of_round(connection: AsyncConnection, round_id: int) -> list[Input]:
    """All inputs, by number: in no order that anybody made."""
    rows = await connection.execute(
        text("""
            SELECT number, question, region, choice, text FROM round_inputs
            WHERE round_id = :id ORDER BY number
        """),
        {"id": round_id},
    )
    return [Input(row.number, row.question, row.region, row.choice, row.text) for row in rows]


async def cut_loose(connection: AsyncConnection, round_id: int, inputs: Iterable[Input]) -> None:
    """The inputs are these from now on, each under a new number, and nobody takes part any more."""
    file_erasing.note(connection)
    anew = sorted((replace(each, number=drawn()) for each in inputs), key=lambda each: each.number)
    await connection.execute(text("DELETE FROM round_inputs WHERE round_id = :id"), {"id": round_id})
    await connection.execute(text("DELETE FROM round_members WHERE round_id = :id"), {"id": round_id})
    if anew:
        await connection.execute(
            text("""
                INSERT INTO round_inputs (number, round_id, question, region, choice, text)
                VALUES (:number, :round_id, :question, :region, :choice, :text)
            """),
            _parameters(round_id, anew),
        )


def _parameters(round_id: int, inputs: Sequence[Input]) -> list[dict[str, Any]]:
    return [
        {
            "number": each.number,
            "round_id": round_id,
            "question": each.question,
            "region": each.region,
            "choice": each.choice,
            "text": each.text,
        }
        for each in inputs
    ]
