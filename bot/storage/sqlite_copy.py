"""Consistent copies of an SQLite database, made while others read and write it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from bot.domain.delivery.holds import HaltedBecause, HeldBecause
from bot.storage import migrating
from bot.storage.holds import encoded
from bot.storage.instants import to_ms
from bot.storage.migrating import Marking
from bot.storage.single_values import Mark


class SourceError(RuntimeError):
    """What was to be copied is no database of this program, or cannot be read; `cause` is SQLite's error."""

    def __init__(self, cause: sqlite3.Error) -> None:
        super().__init__()
        self.cause = cause


def copy(source: Path, target: Path) -> None:
    """Writes `source` to `target`, one file with nothing beside it, and nobody's answers tied to them in it.

    Raises SourceError, and sqlite3.Error where the target cannot be written.
    """
    with closing(_reading(source)) as found, closing(sqlite3.connect(target)) as made:
        found.backup(made)
        _refuse_damaged(made)
        made.execute("PRAGMA journal_mode = DELETE").close()
        _cut_loose(made)


def content_of(source: Path) -> bytes:
    """The same as bytes, without a copy on the disk. Raises SourceError."""
    with closing(_reading(source)) as found, closing(sqlite3.connect(":memory:")) as made:
        found.backup(made)
        _refuse_damaged(made)
        _cut_loose(made)
        return made.serialize()


def counts(copied: Path, current: Path | None) -> tuple[int, int | None]:
    """The chats in a copy, and how many of them the current database does not have.

    The second is None where the current one cannot be read. Raises SourceError for the copy.
    """
    chats = _chats(copied)
    if current is None:
        return len(chats), None
    try:
        return len(chats), len(chats - _chats(current))
    except SourceError:
        return len(chats), None


def _chats(file: Path) -> set[int]:
    try:
        with closing(_reading(file)) as connection:
            return {row[0] for row in connection.execute("SELECT chat_id FROM subscribers")}
    except sqlite3.Error as error:
        raise SourceError(error) from None


def marking(file: Path) -> Marking:
    """What a file says of its tables. Raises SourceError."""
    engine = create_engine("sqlite://", creator=lambda: _connected(file))
    try:
        with engine.connect() as connection:
            return migrating.marking(connection)
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise SourceError(error.orig) from None
        raise
    finally:
        engine.dispose()


def _refuse_damaged(made: sqlite3.Connection) -> None:
    """A copy is made page by page, whatever is on them: it would take the place of one that is whole."""
    damaged = sqlite3.DatabaseError()
    damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    try:
        (said,) = made.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise SourceError(error) from None
    if said != "ok":
        raise SourceError(damaged)


def _cut_loose(made: sqlite3.Connection) -> None:
    """A copy may be kept for longer than a round is open: who answered what does not stand in it."""
    with made:
        made.execute("PRAGMA secure_delete = ON").close()
        if made.execute("SELECT 1 FROM sqlite_master WHERE name = 'round_members'").fetchone():
            made.execute("DELETE FROM round_members").close()


def _reading(file: Path) -> sqlite3.Connection:
    """A database of this program, read only."""
    connection = None
    try:
        connection = _connected(file)
        connection.execute("SELECT count(*) FROM subscribers").close()
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise SourceError(error) from None
    return connection


def _connected(file: Path) -> sqlite3.Connection:
    """The file, read only: nothing is made beside it, unless somebody else has it open already."""
    is_alone = not file.with_name(f"{file.name}-wal").exists()
    how = "mode=ro&immutable=1" if is_alone else "mode=ro"
    return sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)


def raise_guard(database: Path, at: datetime) -> None:
    """Halts outbound in a copy and holds what is active in it: it may have been sent already.

    A copy from before announcements could be held gets that at its first start.
    """
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "INSERT OR REPLACE INTO marks (name, value, at) VALUES (?, ?, ?)",
            [
                (Mark.HALTED.value, HaltedBecause.RESTORED.value, to_ms(at)),
                (Mark.RESTORED.value, "", to_ms(at)),
            ],
        )
        columns = [row[1] for row in connection.execute("PRAGMA table_info(announcements)")]
        if "held_because" in columns:
            connection.execute(
                "UPDATE announcements SET state = 'held', held_because = ?"
                " WHERE state = 'active' AND kind <> 'alert'",
                (encoded(HeldBecause.RESTORED, at),),
            )
