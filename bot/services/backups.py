"""Backup and restore: a copy that is whole, and a restore that sends nothing by itself."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.storage import backup_sealing, faults, file_owner, postgres_copy, sqlite_copy
from bot.storage.backup_sealing import SealError
from bot.storage.database import Url
from bot.storage.file_owner import keep_owner, why_not_ours
from bot.storage.migrating import Standing
from bot.storage.postgres_copy import ProgramError
from bot.storage.sqlite_copy import SourceError

_NAME = re.compile(r"compact-bot-(\d{4}-\d\d-\d\dT\d{6}Z)\.(db|pgdump)(\.age)?")
_BESIDE = (
    "-wal",
    "-shm",
    "-journal",
    ".lock",
    ".spool",
    ".spool.lock",
    ".spool-wal",
    ".spool-shm",
    ".spool.beside",
    ".restoring",
)
_STAMP = "%Y-%m-%dT%H%M%SZ"


class BackupError(RuntimeError):
    """The copy could not be made; the text says why."""


def back_up(source: Path | Url, target: Path, recipient: str | None = None) -> None:
    """Writes a copy of a file or of a server's database; never over a file that is there.

    For a `recipient` (a public key of age) it is sealed, and nothing of it lies open on the disk meanwhile.
    The target is there in whole or not at all. Raises BackupError.
    """
    if target.exists() or target.is_symlink():  # a link to nothing would be written through
        raise BackupError(f"{target} exists already; choose another name")
    if isinstance(source, Path) and not source.exists():
        raise BackupError(f"there is no database at {source}")
    if not target.parent.is_dir():
        raise BackupError(f"there is no folder {target.parent}")
    if isinstance(source, Path) and target.resolve() in (
        source.resolve().with_name(source.resolve().name + end) for end in _BESIDE
    ):
        raise BackupError(f"{target} is a name that the database itself has need of; choose another")
    if isinstance(source, Path) and _is_another_programs(source):
        raise BackupError(f"{source.name} cannot be copied: another program's tables are in it")
    with _written(target) as partial:
        if isinstance(source, Path) and recipient is None:
            partial.unlink()
            _copy(source, partial)
            return
        content = _content(source)
        try:
            partial.write_bytes(content if recipient is None else backup_sealing.seal(content, recipient))
        except SealError as error:
            raise BackupError(f"--recipient: {error}") from None


def name_at(now: datetime, source: Path | Url, recipient: str | None) -> str:
    """The name of a copy in a folder of copies."""
    kind = "db" if isinstance(source, Path) else "pgdump"
    return f"compact-bot-{now.astimezone(UTC):{_STAMP}}.{kind}{'.age' if recipient else ''}"


def make_folder(folder: Path) -> None:
    """A folder for copies, for its owner alone. Raises BackupError."""
    try:
        file_owner.make_folder(folder)
    except OSError as error:
        raise BackupError(f"{folder} cannot be made: {error.strerror}") from None


def prune(folder: Path, before: datetime) -> int:
    """Removes the copies in a folder that are older, but never the newest; returns how many."""
    found = sorted(file for file in folder.iterdir() if _NAME.fullmatch(file.name))
    old = [file for file in found[:-1] if _made_at(file) < before]
    for file in old:
        file.unlink()
    return len(old)


def _made_at(file: Path) -> datetime:
    match = _NAME.fullmatch(file.name)
    return datetime.strptime(match[1] if match else "", _STAMP).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Restoring:
    """A copy that is ready to be put in place.

    `returning`: so many of its `chats` are not in the database that is there: they left since, or were never
    there. None where there is no database to compare with.
    """

    chats: int
    returning: int | None


@contextmanager
def restoring(
    source: Path, target: Path, now: datetime, *, force: bool, key_file: str | None = None
) -> Iterator[Restoring]:
    """Makes a copy beside the target, halted; when the block ends without an error, it is put in place.

    So a bad backup harms nothing. Over an existing database only with `force`. Raises BackupError.
    """
    if target.exists() and not force:
        raise BackupError(f"{target} exists already; --force replaces it")
    if not target.parent.is_dir():
        raise BackupError(f"there is no folder {target.parent}")
    if _is_another_programs(target):
        raise BackupError(f"another program's tables are in {target}; restore into a file of your own")
    beside = target.with_name(f"{target.name}.restoring")
    beside.unlink(missing_ok=True)
    try:
        content = _opened(source, key_file)
        if content is None:
            _copy(source, beside)
        else:
            beside.touch(0o600)
            beside.write_bytes(content)
        try:
            if (why := sqlite_copy.marking(beside).refusal()) is not None:
                raise BackupError(f"{source} cannot be restored: {why}")
            found = Restoring(*sqlite_copy.counts(beside, target if target.exists() else None))
        except SourceError as error:
            raise BackupError(_no_database(source.name, error.cause)) from None
        sqlite_copy.raise_guard(beside, now)
        yield found
        for leftover in (f"{target.name}-wal", f"{target.name}-shm"):
            target.with_name(leftover).unlink(missing_ok=True)
        keep_owner(beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _is_another_programs(file: Path) -> bool:
    """Of what is damaged nobody knows: to replace it is what a copy is for."""
    try:
        return file.exists() and sqlite_copy.marking(file).standing() is Standing.FOREIGN
    except SourceError:
        return False


def script_of(source: Path, key_file: str | None) -> bytes:
    """A copy of a server's database as SQL. Raises BackupError."""
    try:
        content = _opened(source, key_file)
        content = source.read_bytes() if content is None else content
        if not content.startswith(postgres_copy.BEGINNING):
            raise BackupError(f"{source} is no copy of a PostgreSQL database")
        sql = postgres_copy.script(content)
    except ProgramError as error:
        raise BackupError(str(error)) from None
    marking = postgres_copy.marking(sql)
    if (why := marking.refusal()) is not None:
        raise BackupError(f"{source} cannot be restored: {why}")
    if marking.standing() is Standing.EMPTY:
        raise BackupError(f"{source} cannot be restored: there are no tables of this program in it")
    return sql


def chats_in(sql: bytes) -> set[int]:
    """The chats that such SQL subscribes."""
    return postgres_copy.chats_in(sql)


def put_back(url: Url, sql: bytes, now: datetime) -> None:
    """Replaces what is in a server's database, halted: all or nothing. Raises BackupError."""
    try:
        postgres_copy.put_back(url, sql, now)
    except ProgramError as error:
        raise BackupError(str(error)) from None


def _opened(source: Path, key_file: str | None) -> bytes | None:
    """What is in a sealed copy; None for one that is not sealed."""
    try:
        with source.open("rb") as handle:
            if not backup_sealing.is_sealed(handle.read(64)):
                return None
        if key_file is None:
            raise BackupError(f"{source} is sealed; name the file with its secret key: --identity FILE")
        return backup_sealing.unseal(source.read_bytes(), key_file)
    except FileNotFoundError:
        raise BackupError(f"there is no backup at {source}") from None
    except OSError as error:
        raise BackupError(f"{source} cannot be read: {why_not_ours(source) or error.strerror}") from None
    except SealError as error:
        raise BackupError(f"{source} cannot be opened: {error}") from None


def _content(source: Path | Url) -> bytes:
    try:
        return sqlite_copy.content_of(source) if isinstance(source, Path) else postgres_copy.dump(source)
    except SourceError as error:
        raise BackupError(_no_database(str(source), error.cause)) from None
    except ProgramError as error:
        raise BackupError(str(error)) from None


@contextmanager
def _written(target: Path) -> Iterator[Path]:
    """A file beside the target that becomes it at the end; nothing is left of it after an error."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {why_not_ours(target) or error.strerror}") from None
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        keep_owner(partial)
        os.link(partial, target)  # unlike a rename it replaces nothing
    except FileExistsError:
        raise BackupError(f"{target} exists already; choose another name") from None
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    try:
        sqlite_copy.copy(source, target)
    except SourceError as error:
        target.unlink(missing_ok=True)
        raise BackupError(_no_database(source.name, error.cause)) from None
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise BackupError(f"the copy cannot be written ({faults.words(error)})") from None


def _no_database(name: str, error: sqlite3.Error) -> str:
    lacks_tables = (
        error.sqlite_errorcode == sqlite3.SQLITE_ERROR
    )  # nothing else can be wrong with what is asked
    why = "there are no tables of this program in it" if lacks_tables else faults.words(error)
    return f"{name} cannot be copied as a database of this program ({why})"
