"""All rows from one database into an empty one of the other kind, and a proof that they are the same."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import Table, func, insert, literal, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.schema import METADATA, ROW_ID

PAGE = 1000  # rows


class MoveError(RuntimeError):
    """Nothing was moved; the text says why."""


async def move(source: Database, target: Database) -> Mapping[str, int]:
    """Copies every row of every table, in one transaction; returns the rows by table.

    Both have this program's tables, and nobody else writes to either. Afterwards both are read again, row by
    row, and compared: where anything differs, nothing is kept. Raises MoveError.
    """
    copied: dict[str, int] = {}
    async with source.reading() as reading, target.transaction() as writing:
        for table in METADATA.sorted_tables:
            if table.name != "schema_steps" and await _count(writing, table):
                raise MoveError(f"the database to move to is not empty: it has rows in {table.name}")
        for table in METADATA.sorted_tables:
            if table.name == "schema_steps":
                continue  # each was given its own by its steps
            async for page in _pages(reading, table):
                await writing.execute(insert(table), page)
            copied[table.name] = await _same(reading, writing, table)
            await _count_on(writing, table)
    return copied


async def _pages(connection: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows in the order of their key, a page at a time: in constant memory."""
    key = list(table.primary_key.columns)
    look = select(table).order_by(*key).limit(PAGE)
    after = look
    while rows := [dict(row) for row in (await connection.execute(after)).mappings()]:
        yield rows
        last = [literal(rows[-1][column.name], column.type) for column in key]
        after = look.where(tuple_(*key) > tuple_(*last))


async def _same(one: AsyncConnection, other: AsyncConnection, table: Table) -> int:
    """How many rows both have. Raises MoveError where they differ in anything."""
    (count, digest), (other_count, other_digest) = [await _digest(each, table) for each in (one, other)]
    if (count, digest) != (other_count, other_digest):
        raise MoveError(
            f"{table.name} differs after the copy ({count} and {other_count} rows); nothing was kept"
        )
    return count


async def _digest(connection: AsyncConnection, table: Table) -> tuple[int, str]:
    """The number of rows, and a sum over them that does not depend on how a database sorts texts."""
    count, total = 0, 0
    async for page in _pages(connection, table):
        for row in page:
            digest = hashlib.sha256(repr([row[column.name] for column in table.columns]).encode()).digest()
            total = (total + int.from_bytes(digest)) % 2**256
            count += 1
    return count, f"{total:x}"


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def _count_on(connection: AsyncConnection, table: Table) -> None:
    """New rows are numbered after those that were copied."""
    if connection.dialect.name == "sqlite":
        return  # it goes on from the largest by itself
    for column in table.primary_key.columns:
        if column.type is ROW_ID:
            await connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'),"  # noqa: S608 - ours
                    f" max({column.name})) FROM {table.name} HAVING count(*) > 0"
                )
            )
