"""migrate, backup, restore: the database itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.app.locking import AlreadyRunningError, database_file, only_process
from bot.cli import opening
from bot.services.backups import BackupError, back_up, restore_copy
from bot.storage.database import DatabaseUrlError


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    for verb in (migrate, backup, restore):
        app.command()(verb)


def migrate() -> None:
    """Bring the database's schema up to date."""
    settings = opening.settings()

    async def work() -> None:
        async with opening.database(settings.database_url, tables=opening.Tables.UNTOUCHED) as database:
            await database.migrate()

    opening.run(work())
    opening.out.print("The schema is up to date.")


def backup(file: Annotated[Path, typer.Argument(help="Where to write the copy.")]) -> None:
    """Write a consistent copy of an SQLite database, also while the bot runs."""
    source = _sqlite_file()
    try:
        back_up(source, file)
    except BackupError as error:
        opening.fail(str(error))
    opening.out.print(f"Copied to {file}.", markup=False)


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that backup wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the database that is there.")] = False,
) -> None:
    """Put a backup in place. Outbound stays halted until an admin says resume."""
    target = _sqlite_file()
    try:
        with only_process(target):
            restore_copy(file, target, opening.now(), force=force)
    except (BackupError, AlreadyRunningError) as error:
        opening.fail(str(error))
    opening.out.print("Restored. Nothing is sent until /resume (or: compact-bot resume).")


def _sqlite_file() -> Path:
    try:
        found = database_file(opening.settings().database_url)
    except DatabaseUrlError as error:
        opening.fail(f"BOT_DATABASE_URL: {error}", 2)
    if found is None:
        opening.fail("Only an SQLite file can be copied here; for PostgreSQL use pg_dump and pg_restore.", 2)
    return found
