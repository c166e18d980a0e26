"""Consistent copies of an SQLite database, made while others read and write it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.storage.instants import to_ms
from bot.storage.marks import Mark


def copy(source: Path, target: Path) -> None:
    """Writes `source` to `target`, which must not exist. Raises sqlite3.Error for what is no database."""
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as found:
        found.execute("SELECT count(*) FROM subscribers").fetchone()
        with closing(sqlite3.connect(target)) as made:
            found.backup(made)


def raise_guard(database: Path, at: datetime) -> None:
    """Halts outbound in a copy: what it holds may have been sent already."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT OR REPLACE INTO marks (name, value, at) VALUES (?, 'restored from a backup', ?)",
            (Mark.HALTED.value, to_ms(at)),
        )
