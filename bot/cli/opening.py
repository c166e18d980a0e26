"""What most verbs begin with: settings, content, a database; each fails with a clear line and a code."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from bot.app import locking
from bot.app.content.content_folder import ContentFolder
from bot.app.locking import database_file
from bot.cli import logs
from bot.config import ENV_FILE, Settings, is_in_environment, read_what_is_right
from bot.content.check import CheckReport, Content, check
from bot.content.locate import content_folder, locales_folder
from bot.content.problems import Problem
from bot.content.staff_rows import Beneath, laid_over
from bot.domain.content.staff_content import StaffRow
from bot.domain.waits import Waits
from bot.services.handled_updates import time_of_the_bot
from bot.services.holds_at_start import last_alive_at
from bot.services.staff.staff_content import StaffContent
from bot.storage.database import Database, DatabaseUrlError
from bot.storage.database_reachability import DatabaseUnreachableError, DatabaseUnusableError
from bot.storage.file_owner import whose_database
from bot.storage.migrating import SchemaError, Standing

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")
PATIENCE = 20.0  # seconds


class Tables(Enum):
    """What a verb asks of the tables."""

    OURS = auto()  # such as this program may run on, brought up to date where that is ours to do
    EVEN_NEWER = auto()  # the same, or a newer release's, whatever that says of us
    UNTOUCHED = auto()  # nothing


class UnsaidError(RuntimeError):
    """Standard output takes nothing: what was to be done may be done all the same. The text says why."""


class Printing:
    """Standard output or error. What prints is read with the first word: a bot that runs prints none."""

    def __init__(self, *, stderr: bool = False) -> None:
        self._stderr = stderr

    @cached_property
    def console(self) -> Console:
        from rich.console import Console

        return Console(stderr=self._stderr, highlight=False, soft_wrap=True)

    def print(self, *what: object, style: str | None = None, markup: bool | None = None) -> None:
        """As rich prints. What was done is done, whether standard error takes a word about it or not."""
        try:
            self.console.print(*what, style=style, markup=markup)
        except BrokenPipeError:
            raise
        except OSError as error:
            del self.console  # it would say it again with the next word
            if not self._stderr:
                raise UnsaidError(error.strerror) from None


logger = logging.getLogger(__name__)
out = Printing()
err = Printing(stderr=True)


class Closing:
    """What a verb says when it is over: which database it used, and what else it noticed."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A verb begins."""
        self.database = self.sign_of_life = ""
        self.warnings: list[str] = []

    def warn(self) -> None:
        """Says what was noticed beside what the verb is about."""
        for warning in self.warnings:
            err.print(f"Warning: {warning}", style="yellow", markup=False)

    def end(self) -> None:
        """Says all of it; the database last."""
        self.warn()
        if self.database:
            err.print(f"Database: {self.database}{self.sign_of_life}", markup=False)


closing = Closing()


def fail(text: str, code: int = 1) -> NoReturn:
    """Ends the program with a line on standard error."""
    err.print(text, style="red", markup=False)
    closing.warn()
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


def settings(*needed: str, **given: object) -> Settings:
    """The settings, with logging set up as they say. Wrong ones end the program with code 2.

    A verb that names what it `needed` is stopped by nothing else: other settings that are wrong have their
    default, and are told when it is over.
    """
    found, problems = read_what_is_right(**given)
    known = needed and all(map(is_in_environment, needed))
    file = () if known else (ENV_FILE,)
    stopping = [each for each in problems if not needed or each.setting in (*needed, *file)]
    closing.warnings = [line for each in problems if each not in stopping for line in each.text.splitlines()]
    if stopping:
        lines = "\n".join(problem.text for problem in stopping)
        fail(f"The settings cannot be used:\n{lines}", 2)
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


async def _staff_rows(url: str) -> list[StaffRow]:
    opened = Database.open(url, Waits())
    try:
        await opened.probe()
        is_there = await opened.standing() in (Standing.CURRENT, Standing.NEWER)
        return await StaffContent(opened).rows() if is_there else []
    finally:
        await opened.close()


def with_rows(loaded: Content, url: str, *, needed: bool = False) -> Content:
    """The files' content, with what staff put in from the chat over it, where there is such a database.

    One that cannot be read now is in the log; it ends a verb for which the database is `needed`.
    """
    rows: list[StaffRow] = []
    try:
        file = database_file(url)
        if file.exists() if file is not None else not url.startswith("sqlite"):
            rows = run(_staff_rows(url))
    except (DatabaseUrlError, DatabaseUnreachableError, DatabaseUnusableError) as error:
        if needed:
            fail(_away(url, error))
        logger.warning("content.rows_not_read", extra={"reason": type(error).__name__})
    return laid_over(Beneath(loaded), rows).content


def _away(url: str, error: Exception) -> str:
    """That a database cannot be used, for an operator. What is no address of one ends the program with 2."""
    named, why = place(url), whose_database(file) if (file := database_file(url)) is not None else ""
    return f"BOT_DATABASE_URL: {error}: {named}{why and f' ({why})'}"


def folder(wanted: Path | None, *, with_examples: bool) -> ContentFolder:
    """The content folder to run on. One that is no content ends the program."""
    found = content_folder(wanted)
    if isinstance(found, Problem):
        fail(str(found))
    return ContentFolder(found, locales_folder(), cache(), with_examples)


def place(url: str) -> str:
    """Where a database is, for an operator. What is no address of one ends the program with code 2."""
    try:
        return locking.place(url)
    except DatabaseUrlError as error:
        fail(f"BOT_DATABASE_URL: {error}", 2)


@asynccontextmanager
async def database(
    url: str, *, tables: Tables = Tables.OURS, may_create: bool = False
) -> AsyncIterator[Database]:
    """An open database, which the verb names at its end. One that is not there is made only if it `may`.

    Who calls a verb has more patience than the bot for another program that holds the database.
    """
    named = place(url)
    if url.startswith("sqlite") and database_file(url) is None:
        fail("BOT_DATABASE_URL: a database in memory is gone with its process; this verb needs another", 2)
    if not may_create and (file := database_file(url)) is not None and not file.exists():
        fail(f"There is no database at {file}. Call this where the bot runs, or set BOT_DATABASE_URL.")
    opened = Database.open(url, Waits(database_busy=PATIENCE, database_troubled=PATIENCE))
    try:
        try:
            await opened.probe()
        except DatabaseUnreachableError as error:
            fail(_away(url, error))
        try:
            if tables is not Tables.UNTOUCHED:
                await opened.prepare(even_newer=tables is Tables.EVEN_NEWER, may_create=may_create)
            yield opened
            closing.database = named
        except DatabaseUnreachableError as error:
            fail(f"The database cannot be used now: {error}")
        except (DatabaseUnusableError, SchemaError) as error:
            fail(f"BOT_DATABASE_URL: {error}: {named}")
    finally:
        await opened.close()


@asynccontextmanager
async def outbox(url: str, tables: Tables = Tables.OURS) -> AsyncIterator[tuple[Database, datetime]]:
    """The database of a bot that may be running, and what time it is for that bot.

    At its end the verb says whether one was alive on it: else what was done there stops and sends nothing.
    """
    async with database(url, tables=tables) as opened:
        async with opened.reading() as connection:
            instant = await time_of_the_bot(connection, now())
        alive_at = await last_alive_at(opened)
        yield opened, instant
        since = "never" if alive_at is None else ago(instant - alive_at)
        closing.sign_of_life = f" (last sign of life of a bot on it: {since})"


def ask(yes: bool, what: str = "") -> None:
    """Goes on when the answer is yes, or was given already. Where nobody answers, the program ends with 2."""
    if yes:
        return
    if what:
        err.print(what, markup=False)
    try:
        is_wanted = typer.confirm("Do it?", err=True)
    except typer.Abort:
        fail("\nNothing was done. Add --yes to do it.", 2)
    if not is_wanted:
        fail("Nothing was done.", 2)


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun: `1 chat`, `2 chats`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def ago(time: timedelta) -> str:
    """How long ago something was, in its largest unit."""
    seconds = max(0, round(time.total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return f"{counted(seconds // length, unit)} ago"
    return f"{counted(seconds, 'second')} ago"


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs asynchronous work to its end."""
    return asyncio.run(work)
