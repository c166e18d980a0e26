"""One process on one SQLite file: the second is told so instead of both sending everything."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(RuntimeError):
    """Another process holds the database."""


@contextmanager
def only_process(database_file: Path | None) -> Iterator[None]:
    """Holds a lock beside the file until the end; None (no file) needs none. Raises AlreadyRunningError."""
    if database_file is None:
        yield
        return
    lock_file = database_file.with_name(f"{database_file.name}.lock")
    with lock_file.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunningError(
                f"another process runs on {database_file.name}; two on one SQLite file would send twice"
            ) from None
        yield
