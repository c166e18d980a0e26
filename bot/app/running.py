"""Starts and stops the bot, in an order that loses nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app.assembly import Learned, Parts, assemble, learn_on
from bot.app.locking import only_process
from bot.app.metronome import Metronome
from bot.app.web import WEBHOOK_PATH, WebServer
from bot.config import Settings
from bot.content.check import Content
from bot.domain.alerts import Alert
from bot.domain.pseudonyms import Pseudonyms
from bot.services.guarding import GuardedClock, Guarding
from bot.services.housekeeping import secret_key
from bot.storage.database import Database, parse_url
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
    tick_every: float = 5.0,
    steady: Callable[[], float] | None = None,
) -> None:
    """Runs the bot until `stopping`, then finishes what is under way.

    `steady` is a clock in seconds that nobody sets: by it a jump of `now` is found. Without it time is moved
    on purpose, and nothing is made of that.

    Raises TokenRefusedError, AlreadyRunningError, AddressTakenError, SchemaOutdatedError or DatabaseUrlError,
    each with a line for an operator.
    """
    with only_process(database_file(settings.database_url)):
        database = Database.open(settings.database_url)
        try:
            await _prepare(database)
            clock = GuardedClock(now, steady) if steady is not None else None
            guarding = Guarding(database, clock)
            now = clock or now
            found = await guarding.begin(now())
            pseudonyms = await _pseudonyms(settings, database, now())
            # with a part by chance: in containers on one host, host name and process id may be the same
            name = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(3)}"
            parts = assemble(token, settings, content, learned, database, pseudonyms, now, name)
            await parts.services.planner.begin(now())
            if database.is_sqlite:
                await parts.worker.take_over()
            await _serve(parts, learned, settings, now, stopping, tick_every, guarding, found)
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


async def _serve(
    parts: Parts,
    learned: Learned,
    settings: Settings,
    now: Callable[[], datetime],
    stopping: asyncio.Event,
    tick_every: float,
    guarding: Guarding,
    found: Sequence[Alert],
) -> None:
    application = parts.application
    webhook = _webhook(settings)
    waiting = await connect(application.bot, application.initialize, webhook, stopping)
    if waiting is None:
        await application.shutdown()
        return
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
    web = WebServer(parts.intake, parts.services.receiving, secret, now)
    metronome = Metronome(
        parts.services.planner, parts.services.housekeeping, parts.services.receiving, parts.alerts, now
    )
    caught_up = asyncio.Event()
    if not waiting:
        caught_up.set()
    try:
        async with web.serving(settings.listen), asyncio.TaskGroup() as group:
            receiving = (
                WebhookWatch(application.bot, parts.intake, webhook, now).run(stopping, caught_up)
                if webhook is not None
                else parts.poller.run(stopping, caught_up, waiting)
            )
            group.create_task(_ending(receiving, stopping))
            group.create_task(parts.menu.set_for_everybody())
            group.create_task(learn_on(learned, stopping))

            def tell(alert: Alert) -> None:
                group.create_task(_telling(parts, alert))

            for alert in found:
                tell(alert)
            group.create_task(_ending(guarding.run(stopping, tell), stopping))
            # what people asked for while we were away (a STOP above all) comes before anything we send
            await _first_of(caught_up, stopping)
            group.create_task(_ending(parts.worker.run(stopping), stopping))
            group.create_task(_ending(parts.progress.run(stopping), stopping))
            group.create_task(_ending(metronome.run(stopping, tick_every), stopping))
            logger.info("bot.running")
    except* TokenRefusedError as refused:
        raise refused.exceptions[0] from None
    finally:
        await application.shutdown()
        logger.info("bot.ended")


async def _telling(parts: Parts, alert: Alert) -> None:
    """Beside all else; who cannot be told ends nothing."""
    try:
        await parts.alerts.tell(alert)
    except Exception:
        logger.exception("alert.failed")


async def _ending(part: Coroutine[Any, Any, None], stopping: asyncio.Event) -> None:
    """A part that ends by itself, by an error above all, ends the others in good order too."""
    try:
        await part
    finally:
        stopping.set()


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
