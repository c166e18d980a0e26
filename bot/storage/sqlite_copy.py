"""Consistent copies of an SQLite database, made while others read and write it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.domain.delivery.holds import HaltedBecause, HeldBecause
from bot.storage.holds import encoded
from bot.storage.instants import to_ms
from bot.storage.single_values import Mark


def copy(source: Path, target: Path) -> None:
    """Writes `source` to `target`, which must not exist. Raises sqlite3.Error for what is no database."""
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as found:
        found.execute("SELECT count(*) FROM subscribers").fetchone()
        with closing(sqlite3.connect(target)) as made:
            found.backup(made)


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
