"""What most verbs begin with: settings, content, a database; each fails with a clear line and a code."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console

from bot.app.content_folder import ContentFolder
from bot.app.locking import database_file
from bot.cli import logs
from bot.config import Settings, SettingsError, read_settings
from bot.content.check import CheckReport, Content, check
from bot.content.locate import content_folder, locales_folder
from bot.content.problems import Problem
from bot.content.staff_rows import Beneath, laid_over
from bot.domain.staff_content import StaffRow
from bot.domain.waits import Waits
from bot.services.staff_content import StaffContent
from bot.storage.database import Database, DatabaseUrlError
from bot.storage.migrating import SchemaError, Standing
from bot.storage.reachability import DatabaseUnreachableError, DatabaseUnusableError

T = TypeVar("T")
PATIENCE = 20.0  # seconds


class Tables(Enum):
    """What a verb asks of the tables."""

    OURS = auto()  # such as this program may run on, brought up to date where that is ours to do
    EVEN_NEWER = auto()  # the same, or a newer release's, whatever that says of us
    UNTOUCHED = auto()  # nothing


logger = logging.getLogger(__name__)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(text: str, code: int = 1) -> NoReturn:
    """Ends the program with a line on standard error."""
    err.print(text, style="red", markup=False)
    raise typer.Exit(code)


def unreadable(error: Exception) -> str:
    """Why a file could not be read, without anything of what it holds."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else "it is not CSV"


def cache() -> Path | None:
    """Where what was learned from the content is kept for the next start; None where there is no home."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "compact-bot"
    except RuntimeError:
        return None


def now() -> datetime:
    """The real instant."""
    return datetime.now(UTC)


def settings(**given: object) -> Settings:
    """The settings, with logging set up as they say. Wrong ones end the program with code 2."""
    try:
        found = read_settings(**given)
    except SettingsError as error:
        fail(f"The settings cannot be used:\n{error}", 2)
    logs.set_up(found.log_level, found.log_format)
    return found


def checked(wanted: Path | None, *, closely: bool = False) -> CheckReport:
    """All content read, with every problem. A folder that is no content ends the program."""
    folder = content_folder(wanted)
    if isinstance(folder, Problem):
        fail(str(folder))
    return check(folder, locales_folder(), now().date(), closely=closely)


def content(wanted: Path | None) -> Content:
    """What can be used of the content, problems logged; without any, they are printed and end the program."""
    report = checked(wanted)
    if report.content is None:
        fail("\n".join(str(problem) for problem in report.problems))
    for problem in report.problems:
        logger.warning("content.problem", extra={"problem": str(problem)})
    return report.content


def staff_rows(url: str) -> list[StaffRow]:
    """What staff put in from the chat; nothing where there is no such database, or it cannot be read now."""

    async def read() -> list[StaffRow]:
        opened = Database.open(url, Waits())
        try:
            is_there = await opened.standing() in (Standing.CURRENT, Standing.NEWER)
            return await StaffContent(opened).rows() if is_there else []
        finally:
            await opened.close()

    try:
        file = database_file(url)
        if file is None and url.startswith("sqlite"):
            return []
        return [] if file is not None and not file.exists() else run(read())
    except (DatabaseUrlError, DatabaseUnreachableError, DatabaseUnusableError) as error:
        logger.warning("content.rows_not_read", extra={"reason": type(error).__name__})
        return []


def with_rows(loaded: Content, url: str) -> Content:
    """The files' content, with what staff put in over it."""
    return laid_over(Beneath(loaded), staff_rows(url)).content


def folder(wanted: Path | None, *, with_examples: bool) -> ContentFolder:
    """The content folder to run on. One that is no content ends the program."""
    found = content_folder(wanted)
    if isinstance(found, Problem):
        fail(str(found))
    return ContentFolder(found, locales_folder(), cache(), with_examples)


@asynccontextmanager
async def database(url: str, *, tables: Tables = Tables.OURS) -> AsyncIterator[Database]:
    """An open database.

    Who calls a verb has more patience than the bot for another program that holds the database.
    """
    try:
        opened = Database.open(url, Waits(database_busy=PATIENCE, database_troubled=PATIENCE))
    except DatabaseUrlError as error:
        fail(f"BOT_DATABASE_URL: {error}", 2)
    try:
        try:
            await opened.probe()
        except DatabaseUnreachableError as error:
            fail(f"BOT_DATABASE_URL: {error}")
        try:
            if tables is not Tables.UNTOUCHED:
                await opened.prepare(even_newer=tables is Tables.EVEN_NEWER)
            yield opened
        except DatabaseUnreachableError as error:
            fail(f"The database cannot be used now: {error}")
        except (DatabaseUnusableError, SchemaError) as error:
            fail(f"BOT_DATABASE_URL: {error}")
    finally:
        await opened.close()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs asynchronous work to its end."""
    return asyncio.run(work)
