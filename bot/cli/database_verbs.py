"""migrate, backup, restore, db move: the database itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.app.locking import AlreadyRunningError, database_file, only_process
from bot.cli import opening
from bot.cli.opening import Tables
from bot.domain.announcements import URGENT, Audience
from bot.services import backups
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.backups import BackupError
from bot.services.members.subscribing import Subscribing
from bot.storage import database_move, leader_lease, single_values
from bot.storage.database import Database, DatabaseUrlError, Url, parse_url
from bot.storage.database_move import MoveError
from bot.storage.database_reachability import DatabaseUnusableError
from bot.storage.migrating import Standing
from bot.storage.single_values import Mark

KEPT_DAYS, LONGEST = 14, 36_500


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    for verb in (migrate, backup, restore):
        app.command()(verb)
    group = typer.Typer(help="The database as a whole.", no_args_is_help=True)
    group.command("move")(move)
    app.add_typer(group, name="db")


def migrate() -> None:
    """Bring the database's schema up to date."""
    url = opening.settings("database_url").database_url

    async def work() -> None:
        async with opening.database(url, tables=Tables.UNTOUCHED, may_create=True) as database:
            await database.migrate()

    opening.run(work())
    opening.out.print("The schema is up to date.")


def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to write the copy.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Instead of a file: a folder for copies, made if it is not there.")
    ] = None,
    keep: Annotated[
        int, typer.Option(min=1, max=LONGEST, help="With --folder: older copies go, after so many days.")
    ] = (KEPT_DAYS),
    recipient: Annotated[
        str | None, typer.Option(help="A public key of age: only who has its secret key can read the copy.")
    ] = None,
) -> None:
    """Write a consistent copy of the database, also while the bot runs."""
    if (file is None) == (folder is None):
        opening.fail("Name a file, or a folder with --folder.", 2)
    url = opening.settings("database_url").database_url
    source = _source(url)
    now = opening.now()
    pruned = 0

    async def note() -> None:
        async with (
            opening.database(url, tables=Tables.UNTOUCHED) as database,
            database.transaction() as connection,
        ):
            await single_values.write(connection, Mark.BACKED_UP, "", now)

    async def look() -> None:
        async with opening.database(url, tables=Tables.UNTOUCHED) as database:
            if await database.standing() in (Standing.EMPTY, Standing.FOREIGN):
                opening.fail(
                    f"BOT_DATABASE_URL: there are no tables of this program in it: {opening.place(url)}"
                )

    if not isinstance(source, Path):
        opening.run(look())
    elif not source.exists():
        opening.fail(
            f"There is no database at {source}. Call this where the bot runs, or set BOT_DATABASE_URL."
        )
    try:
        if folder is not None:
            backups.make_folder(folder)
            file = folder / backups.name_at(now, source, recipient)
        target = file or Path()
        backups.back_up(source, target, recipient)
        if folder is not None:
            pruned = backups.prune(folder, now - timedelta(days=keep))
    except BackupError as error:
        opening.fail(str(error))
    opening.out.print(f"Copied to {target}.", markup=False)
    opening.run(note())
    if pruned:
        opening.out.print(f"Removed {opening.counted(pruned, 'older copy', 'older copies')}.")


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that backup wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the database that is there.")] = False,
    identity: Annotated[
        Path | None,
        typer.Option(help="For a sealed copy: the file with the secret key, as age-keygen writes it."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Also if people who left come back by it.")] = False,
) -> None:
    """Put a backup in place. Outbound stays halted until an admin says resume."""
    url = opening.settings("database_url").database_url
    target = _source(url)
    try:
        key = identity.read_text(encoding="utf-8") if identity is not None else None
    except (OSError, UnicodeDecodeError) as error:
        opening.fail(f"--identity: {opening.unreadable(error)}", 2)
    try:
        if isinstance(target, Path):
            with (
                only_process(target),
                backups.restoring(file, target, opening.now(), force=force, key_file=key) as found,
            ):
                _ask_about(found.chats, found.returning, yes)
        else:
            sql = backups.script_of(file, key)
            opening.run(_replace(url, target, sql, force=force, yes=yes))
    except (BackupError, AlreadyRunningError, DatabaseUnusableError) as error:
        opening.fail(str(error))
    opening.closing.database = opening.place(url)
    opening.out.print("Restored. Nothing is sent until /resume (or: compact-bot resume).")


async def _replace(url: str, target: Url, sql: bytes, *, force: bool, yes: bool) -> None:
    """The same on a server."""
    returning = None
    chats = backups.chats_in(sql)
    async with opening.database(url, tables=Tables.UNTOUCHED) as database:
        standing = await database.standing()
        if standing is Standing.FOREIGN:
            raise BackupError("another program's tables are in the database; restore into one of its own")
        if standing is not Standing.EMPTY:
            if not force:
                raise BackupError("there are tables in the database already; --force replaces them")
            async with database.reading() as connection:
                if await leader_lease.is_held(connection):
                    raise AlreadyRunningError("a bot works on this database; stop it first")
            here = {subscriber.chat_id async for subscriber in Subscribing(database, ()).everyone()}
            returning = len(chats - here)
    _ask_about(len(chats), returning, yes)
    backups.put_back(target, sql, opening.now())


def _ask_about(chats: int, returning: int | None, yes: bool) -> None:
    """Who said /stop since the copy was made is in it all the same."""
    there = opening.counted(chats, "chat")
    if returning is None:
        opening.err.print(f"The copy has {there}; whoever left since it was made is among them.")
    elif returning:
        opening.ask(
            yes, f"Of the {there} in the copy {returning:,} are not subscribed now: they would come back."
        )


def move(
    target: Annotated[str, typer.Argument(metavar="TO-URL", help="An empty database of the other kind.")],
) -> None:
    """Copy everything into an empty database of the other kind, row by row, counted and compared."""
    url = opening.settings("database_url").database_url
    source = _source(url)
    kinds = {isinstance(each, Path) for each in (source, _source(target, "TO-URL"))}
    if len(kinds) != 2:
        opening.fail("TO-URL: the database to move to has to be of the other kind (SQLite or PostgreSQL)", 2)

    async def work() -> dict[str, int]:
        async with (
            opening.database(target, tables=Tables.UNTOUCHED, may_create=True) as to,
            opening.database(url) as database,
        ):
            await _refuse_working(database, to)
            await to.migrate()
            moved = dict(await database_move.move(database, to))
            await Broadcasting(database, Audience(URGENT)).halt(opening.now())
            return moved

    try:
        with only_process(source if isinstance(source, Path) else database_file(target)):
            moved = opening.run(work())
    except (MoveError, AlreadyRunningError, DatabaseUnusableError) as error:
        opening.fail(str(error))
    table = Table("table", "rows, the same in both")
    for name, rows in moved.items():
        table.add_row(name, f"{rows:,}")
    opening.out.print(table)
    opening.out.print(
        f"Moved to {opening.place(target)}. The old database is halted. Now set BOT_DATABASE_URL to the new."
    )


async def _refuse_working(*databases: Database) -> None:
    for database in databases:
        if database.is_sqlite or await database.standing() in (Standing.EMPTY, Standing.FOREIGN):
            continue
        async with database.reading() as connection:
            if await leader_lease.is_held(connection):
                raise AlreadyRunningError("a bot works on the server's database; stop it first")


def _source(url: str, named: str = "BOT_DATABASE_URL") -> Path | Url:
    """The file of an SQLite database, or the address of a server's."""
    try:
        file, parsed = database_file(url), parse_url(url)
    except DatabaseUrlError as error:
        opening.fail(f"{named}: {error}", 2)
    if file is not None:
        return file
    if parsed.get_backend_name() == "sqlite":
        opening.fail("A database in memory is gone with its process.", 2)
    return parsed
