"""Files that one process has for itself: the SQLite file that it runs on, and its spool."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bot.config import Settings
from bot.storage.database import DatabaseUrlError, parse_url
from bot.storage.database_reachability import DatabaseUnusableError
from bot.storage.file_owner import keep_owner, why_not_ours
from bot.storage.spool import SpoolError, beside_of

PROCESSES = 16  # spools in one folder, at most
SPOOL = "bot.spool"  # where the database is no file: in the working directory


class AlreadyRunningError(RuntimeError):
    """Another process holds the database."""


def database_file(url: str) -> Path | None:
    """The file behind a database URL; None for PostgreSQL and for a database in memory.

    Raises DatabaseUrlError, also where something else than a file stands in that place.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    named = Path(str(parsed.database))
    try:
        file = named.resolve()  # whoever reaches it by a link meets the same lock
        is_there = file.exists()
    except OSError as error:
        raise DatabaseUrlError(f"{named.absolute()} cannot be used: {error.strerror}") from None
    except RuntimeError:  # until 3.13, where it is as if there were nothing
        raise DatabaseUrlError(f"{named.absolute()} is a link that leads to itself") from None
    except ValueError:
        raise DatabaseUrlError("there is a sign in the path that no file's name can hold") from None
    if is_there and not file.is_file():
        raise DatabaseUrlError(f"{file} is {'a folder' if file.is_dir() else 'no file'}")
    return file


def place(url: str) -> str:
    """Where a database is, for an operator: a file in full, a server without the password.

    Raises DatabaseUrlError.
    """
    file, parsed = database_file(url), parse_url(url)
    if file is not None:
        return str(file)
    in_memory = parsed.get_backend_name() == "sqlite"
    return "in memory" if in_memory else parsed.set(drivername="postgresql").render_as_string()


@contextmanager
def only_process(database_file: Path | None) -> Iterator[None]:
    """Holds a lock beside the file until the end; None (no file) needs none.

    Raises AlreadyRunningError, and DatabaseUnusableError where no lock can be made.
    """
    if database_file is None:
        yield
        return
    with ExitStack() as lock:
        try:
            is_ours = lock.enter_context(_locked(database_file))
        except OSError as error:
            lock_file = _lock_of(database_file)
            why = why_not_ours(lock_file) or why_not_ours(database_file) or error.strerror
            raise DatabaseUnusableError(f"{lock_file.name} cannot be used: {why}") from None
        if not is_ours:
            raise AlreadyRunningError(
                f"another process runs on {database_file.name}; two on one SQLite file would send twice"
            )
        yield


def spool_files(settings: Settings) -> list[Path]:
    """Where the spool of this process may be, the usual place first; none for a database in memory.

    Beside an SQLite database there is one. Several processes on PostgreSQL may share a folder: each has one.
    """
    beside = database_file(settings.database_url)
    if settings.spool is None and beside is not None:
        return [beside.with_name(f"{beside.name}.spool")]
    if settings.spool is None and parse_url(settings.database_url).get_backend_name() == "sqlite":
        return []
    first = (settings.spool or Path(SPOOL)).absolute()
    return [first, *(first.with_name(f"{first.name}.{number}") for number in range(2, PROCESSES + 1))]


@contextmanager
def spool_file(settings: Settings) -> Iterator[Path | None]:
    """The spool's file, this process's own until the end.

    A new one where it can be: what stands in the others is for whoever works next (`left_spools`), also what
    this process itself left before it was killed. Raises AlreadyRunningError when others have them all,
    SpoolError where no file can be made.
    """
    candidates = spool_files(settings)
    if not candidates:
        yield None
        return
    for file in sorted(candidates, key=Path.exists):  # the new ones first, else in their order
        with _locked_spool(file) as is_ours:
            if is_ours:
                yield file
                return
    raise AlreadyRunningError(f"other processes use {candidates[0].name} and all like it")


@contextmanager
def left_spools(settings: Settings, own: Path | None) -> Iterator[list[Path]]:
    """Those that processes which are no more left; nobody else has them while the block runs."""
    mine: list[Path] = []
    with ExitStack() as locks:
        for file in spool_files(settings):
            with suppress(SpoolError):  # it stays where it is; `doctor` tells whose it is
                if file != own and file.exists() and locks.enter_context(_locked_spool(file)):
                    mine += [file, beside_of(file)]
        yield [file for file in mine if file.exists()]  # else another took it over meanwhile


@contextmanager
def _locked_spool(file: Path) -> Iterator[bool]:
    with ExitStack() as lock:
        try:
            is_ours = lock.enter_context(_locked(file))
        except OSError as error:
            why = why_not_ours(_lock_of(file)) or error.strerror
            raise SpoolError(f"BOT_SPOOL: {file} cannot be used: {why}") from None
        yield is_ours


def _lock_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.lock")


@contextmanager
def _locked(file: Path) -> Iterator[bool]:
    """Holds a lock beside the file; false when another process does. OSError where a link stands there."""
    lock_file = _lock_of(file)
    lock = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    keep_owner(lock_file)
    with os.fdopen(lock) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
