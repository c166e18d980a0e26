"""run, demo, simulator, health: what stays running, and whether it is well."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from bot.app import memory
from bot.app.content.content_folder import ContentFolder
from bot.app.content.learning import learn
from bot.app.locking import spool_files
from bot.cli import opening
from bot.content.check import Content
from bot.content.problems import Problem
from bot.domain.content.contacts import Contact, stale
from bot.domain.waits import Waits
from bot.services.deferred_writes import Deferring
from bot.services.handled_updates import Receiving, waiting_for_long
from bot.storage.database import DatabaseUrlError
from bot.storage.database_reachability import DatabaseUnusableError
from bot.storage.migrating import SchemaError
from bot.storage.spool import Spool, SpoolError, oldest_in
from bot.telegram.screens import dates

LAST_PORT = 65_535
logger = logging.getLogger(__name__)


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    for verb in (run, demo, simulator, health):
        app.command()(verb)


def run() -> None:
    """Run the bot: long polling, or a webhook when BOT_WEBHOOK_URL is set."""
    settings = opening.settings()
    if settings.token is None:
        opening.fail("BOT_TOKEN is not set. Get one from @BotFather, or try the bot: compact-bot demo", 2)
    token = settings.token.get_secret_value()
    folder = opening.folder(settings.content, with_examples=False)
    fingerprint = folder.fingerprint()
    with memory.settled():
        content, refused = _usable(folder)
        _warn_of(content.contacts)
        if not settings.admins:
            logger.warning("owners.none")
        learned = learn(opening.with_rows(content, settings.database_url), opening.cache())
        dates.forget_the_rest(content.texts.languages)
    with memory.settled():  # the libraries come last: they fill the room that reading has left
        from bot.app import running

    async def until_told() -> None:
        live = running.Live(folder, fingerprint, refused)
        await running.run(token, settings, content, learned, opening.now, _told_to_stop(), live=live)

    try:
        opening.run(until_told())
    except running.LASTING as error:
        opening.fail(_told(error), 2)
    except running.PASSING as error:
        opening.fail(str(error))


def _told(error: Exception) -> str:
    is_of_database = isinstance(error, DatabaseUrlError | DatabaseUnusableError | SchemaError)
    return f"BOT_DATABASE_URL: {error}" if is_of_database else str(error)


def _usable(folder: ContentFolder) -> tuple[Content, tuple[Problem, ...]]:
    """The content, or its last good state and the problems for which that stands in."""
    report = folder.read(opening.now().date())
    if report.content is not None:
        for problem in report.problems:
            logger.warning("content.problem", extra={"problem": str(problem)})
        return report.content, ()
    last_good = folder.read_last_good(opening.now().date())
    if last_good is None:
        opening.fail("\n".join(str(problem) for problem in report.problems))
    return last_good, report.problems


def _warn_of(contacts: Collection[Contact]) -> None:
    """Owners hear of it in the log, and in /status."""
    if not contacts:
        logger.warning("contacts.none")
    elif old := len(stale(contacts, opening.now().date())):
        logger.warning("contacts.old", extra={"contacts": old})


def demo(
    port: Annotated[int, typer.Option(min=0, max=LAST_PORT, help="Where the chat page listens.")] = 8420,
    database: Annotated[str, typer.Option(help="In memory unless given.")] = "sqlite://",
) -> None:
    """Try the bot in a browser: simulator, chat page and the real bot in one process, without a network."""
    from bot.app import demo as demonstration  # here, because a running bot needs no simulator
    from bot.app import running

    settings = opening.settings(database_url=database)
    folder = opening.folder(settings.content, with_examples=True)
    fingerprint = folder.fingerprint()
    content = opening.content(settings.content)

    async def until_told() -> None:
        await demonstration.run(
            settings,
            content,
            learn(content, opening.cache()),
            port,
            _told_to_stop(),
            opening.out.print,
            (folder, fingerprint),
        )

    try:
        opening.run(until_told())
    except (*running.LASTING, *running.PASSING) as error:
        opening.fail(_told(error))
    except OSError as error:
        opening.fail(f"Port {port} cannot be used ({error.strerror}). Try another: demo --port {port + 1}")


def simulator(
    port: Annotated[
        int, typer.Option(min=0, max=LAST_PORT, help="Where it listens; 0 takes a free port.")
    ] = 8081,
    faults: Annotated[Path | None, typer.Option(help="A JSON file of faults and limits.")] = None,
    token: Annotated[str | None, typer.Option(help="The bot token that it accepts; it has one.")] = None,
) -> None:
    """Run the Bot API server alone, for tests and for other bots."""
    from bot.simulator.simulator import DEFAULT_TOKEN, Simulator  # here: a running bot needs none of it

    opening.settings("log_level", "log_format")
    if token is not None and not token.partition(":")[0].isdecimal():
        opening.fail("--token: not a bot token; one begins with a number, as 123456789:AAaa", 2)

    async def until_told() -> None:
        server = Simulator(token=token or DEFAULT_TOKEN)
        if faults is not None:
            server.set_plan(faults.read_text(encoding="utf-8"))
        stopping = _told_to_stop()
        await server.start(port=port)
        try:
            opening.out.print(f"Bot API and chat page: {server.url}\nToken: {server.token}")
            await stopping.wait()
        finally:
            await server.stop()

    try:
        opening.run(until_told())
    except (OSError, ValueError) as error:
        opening.fail(f"The simulator cannot start: {error}")


def health() -> None:
    """End with 0 when the running bot heard from Telegram, ticked and has its database; say why not."""
    settings = opening.settings("database_url", "spool")

    async def look() -> list[str]:
        async with opening.database(settings.database_url, tables=opening.Tables.EVEN_NEWER) as database:
            spool = Spool(None)  # of the running bot's own we only read
            try:
                receiving = Receiving(database, Deferring(database), spool, Waits())
                found = await receiving.problems(opening.now())
            finally:
                await spool.close()
            for file in spool_files(settings):
                if file.exists():
                    found += waiting_for_long(oldest_in(file), opening.now())
            return found

    try:
        problems = opening.run(look())
    except SpoolError as error:
        opening.fail(str(error))
    if problems:
        opening.fail("\n".join(problems))
    opening.out.print("The bot is well.")


def _told_to_stop() -> asyncio.Event:
    """Set by the first SIGTERM or Ctrl-C."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping
