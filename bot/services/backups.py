"""Backup and restore: a copy that is whole, and a restore that sends nothing by itself."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from bot.storage import faults, sqlite_copy


class BackupError(RuntimeError):
    """The copy could not be made; the text says why."""


def back_up(source: Path, target: Path) -> None:
    """Writes a copy; never over a file that is there. Raises BackupError."""
    if target.exists() or target.is_symlink():  # a link to nothing would be written through
        raise BackupError(f"{target} exists already; choose another name")
    if not source.exists():
        raise BackupError(f"there is no database at {source}")
    _copy(source, target)


def restore_copy(source: Path, target: Path, now: datetime, *, force: bool) -> None:
    """Puts a copy in place with outbound halted; over an existing database only with `force`.

    The copy is made beside the target first, so that a bad backup harms nothing. Raises BackupError.
    """
    if target.exists() and not force:
        raise BackupError(f"{target} exists already; --force replaces it")
    if not source.exists():
        raise BackupError(f"there is no backup at {source}")
    beside = target.with_name(f"{target.name}.restoring")
    beside.unlink(missing_ok=True)
    _copy(source, beside, guard_at=now)
    for leftover in (f"{target.name}-wal", f"{target.name}-shm"):
        target.with_name(leftover).unlink(missing_ok=True)
    beside.replace(target)


def _copy(source: Path, target: Path, guard_at: datetime | None = None) -> None:
    try:
        sqlite_copy.copy(source, target)
        if guard_at is not None:
            sqlite_copy.raise_guard(target, guard_at)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise BackupError(
            f"{source.name} cannot be copied as a database of this program ({faults.words(error)})"
        ) from None
