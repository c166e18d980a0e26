"""Whose a file is: what root makes in a service's folder must stay the service's, else it cannot start."""

from __future__ import annotations

import errno
import os
import pwd
from contextlib import suppress
from pathlib import Path


def keep_owner(file: Path) -> None:
    """What root made goes to whom its folder belongs, as SQLite does it with the files beside a database."""
    if os.geteuid() != 0:
        return
    folder = file.parent.stat()
    if folder.st_uid != 0:
        os.chown(file, folder.st_uid, folder.st_gid, follow_symlinks=False)


def make_folder(folder: Path) -> None:
    """Makes a folder with what is missing above it, each whose the one above it is. Raises OSError."""
    for each in reversed((folder, *folder.parents)):
        if each.exists() and not each.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(each))
        if not each.exists():
            each.mkdir(0o700, exist_ok=True)
            keep_owner(each)


def make_empty(file: Path) -> None:
    """Makes a file that its owner alone can read; one that is there stays as it is.

    Where it cannot be made, whoever opens it finds out why.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        keep_owner(file)


def why_not_ours(file: Path) -> str:
    """Why we may not use a file, or make it, and how to mend that; empty where nothing is in the way."""
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}"
    found, rights = (file, os.R_OK | os.W_OK) if file.exists() else (file.parent, os.W_OK | os.X_OK)
    if os.access(found, rights, effective_ids=True):
        return ""
    ours, theirs = name_of(os.geteuid()), name_of(found.stat().st_uid)
    return f"{found} belongs to {theirs} and this is {ours}; as root: chown {ours} '{found}'"


def whose_database(file: Path) -> str:
    """Whose an SQLite database is, or a file beside it, that we may not use; empty where we may.

    Also that there is no folder for it.
    """
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}"
    for found in (file.parent, file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        if found.exists() and not os.access(found, os.R_OK | os.W_OK, effective_ids=True):
            return (
                f"{found.name} belongs to {name_of(found.stat().st_uid)} and this is {name_of(os.geteuid())}"
            )
    return ""


def name_of(user_id: int) -> str:
    """A user's name; the number where it has none."""
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return str(user_id)
