"""Starts and stops the bot, in an order that loses nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app.assembly import Learned, Parts, assemble
from bot.app.locking import only_process
from bot.app.metronome import Metronome
from bot.app.web import WEBHOOK_PATH, WebServer
from bot.config import Settings
from bot.content.check import Content
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.guarding import GuardedClock, Guarding
from bot.services.housekeeping import secret_key
from bot.services.working import TurnLostError, Working
from bot.storage.database import Database, parse_url
from bot.storage.reachability import DatabaseUnreachableError
from bot.telegram.connecting import TokenRefusedError, Webhook, connect
from bot.telegram.webhook_watch import WebhookWatch

logger = logging.getLogger(__name__)


class SchemaOutdatedError(RuntimeError):
    """A shared database has to be migrated by hand first."""


def database_file(url: str) -> Path | None:
    """The file behind a database URL; None for PostgreSQL and for a database in memory."""
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database)).absolute()


async def run(
    token: str,
    settings: Settings,
    content: Content,
    learned: Learned,
    now: Callable[[], datetime],
    stopping: asyncio.Event,
    waits: Waits | None = None,
    steady: Callable[[], float] | None = None,
) -> None:
    """Runs the bot until `stopping`, then finishes what is under way.

    `steady` is a clock in seconds that nobody sets: by it a jump of `now` is found. Without it time is moved
    on purpose, and nothing is made of that.

    Raises TokenRefusedError, AlreadyRunningError, AddressTakenError, SchemaOutdatedError or DatabaseUrlError,
    each with a line for an operator.
    """
    waits = waits or Waits()
    with only_process(database_file(settings.database_url)):
        database = Database.open(settings.database_url)
        try:
            await _prepare(database)
            clock = GuardedClock(now, steady) if steady is not None else None
            guarding = Guarding(database, Alerting(database, settings.admins), clock)
            now = clock or now
            pseudonyms = await _pseudonyms(settings, database, now())
            # with a part by chance: in containers on one host, host name and process id may be the same
            name = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(3)}"
            working = Working(database, name, waits, steady or time.monotonic)
            parts = assemble(token, settings, content, learned, database, pseudonyms, now, working, waits)
            await _Running(parts, working, guarding, settings, now, waits).until(stopping)
        finally:
            await database.close()


async def _prepare(database: Database) -> None:
    await database.probe()
    if database.is_sqlite:
        await database.migrate()
    elif not await database.schema_is_current():
        raise SchemaOutdatedError("the database's schema is not this program's; run: compact-bot migrate")


async def _pseudonyms(settings: Settings, database: Database, now: datetime) -> Pseudonyms:
    given = settings.secret_key
    return Pseudonyms(given.get_secret_value().encode() if given else await secret_key(database, now))


class _Running:
    """Takes its turn, again and again if it is lost, and stands by between."""

    def __init__(
        self,
        parts: Parts,
        working: Working,
        guarding: Guarding,
        settings: Settings,
        now: Callable[[], datetime],
        waits: Waits,
    ) -> None:
        self._parts = parts
        self._working = working
        self._guarding = guarding
        self._webhook = _webhook(settings)
        self._secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
        self._listen = settings.listen
        self._now = now
        self._waits = waits

    async def until(self, stopping: asyncio.Event) -> None:
        """Until `stopping`."""
        parts = self._parts
        web = WebServer(
            parts.intake, parts.services.receiving, self._secret, self._now, lambda: self._working.is_ours
        )
        try:
            async with web.serving(self._listen):
                # here goes what a process before this one left unfinished on this computer
                while await self._working.until_ours(stopping):
                    await self._work(stopping)
        except* TokenRefusedError as refused:
            raise refused.exceptions[0] from None
        finally:
            await parts.application.shutdown()
            logger.info("bot.ended")

    async def _work(self, stopping: asyncio.Event) -> None:
        """One turn: until `stopping`, or until another process has the turn."""
        ending = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_ending(_first_of(stopping, ending), ending))
                group.create_task(_ending(self._working.keep(ending), ending))
                await self._begin(group, ending)
        except* (DatabaseUnreachableError, TurnLostError):
            pass  # the log says so already; the turn is asked for again
        finally:
            await self._working.give_up()

    async def _begin(self, group: asyncio.TaskGroup, ending: asyncio.Event) -> None:
        parts, now, waits = self._parts, self._now, self._waits
        application = parts.application
        await self._guarding.begin(now())
        await parts.services.planner.begin(now())
        waiting = await connect(application.bot, application.initialize, self._webhook, ending, waits.line)
        if waiting is None:
            return
        caught_up = asyncio.Event()
        if not waiting:
            caught_up.set()
        receiving = (
            WebhookWatch(application.bot, parts.intake, self._webhook, now).run(ending, caught_up)
            if self._webhook is not None
            else parts.poller.run(ending, caught_up, waiting)
        )
        metronome = Metronome(
            parts.services.planner, parts.services.housekeeping, parts.services.receiving, now
        )
        group.create_task(_ending(receiving, ending))
        group.create_task(parts.menu.set_for_everybody())
        group.create_task(_ending(self._guarding.run(ending), ending))
        # what people asked for while we were away (a STOP above all) comes before anything we send
        await _first_of(caught_up, ending)
        group.create_task(_ending(parts.worker.run(ending), ending))
        group.create_task(_ending(parts.progress.run(ending), ending))
        group.create_task(_ending(metronome.run(ending, waits.tick, waits.tidy), ending))
        logger.info("bot.running")


async def _ending(part: Coroutine[Any, Any, None], ending: asyncio.Event) -> None:
    """A part that ends by itself, by an error above all, ends the others in good order too."""
    try:
        await part
    finally:
        ending.set()


def _webhook(settings: Settings) -> Webhook | None:
    if not settings.webhook_url or settings.webhook_secret is None:
        return None
    return Webhook(
        settings.webhook_url.rstrip("/") + WEBHOOK_PATH, settings.webhook_secret.get_secret_value()
    )


async def _first_of(*events: asyncio.Event) -> None:
    """Returns when one of the events is set."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
