"""Starts and stops the bot, in an order that loses nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from bot.app.assembly import Learned, Parts, assemble
from bot.app.locking import database_file, only_process, spool_file
from bot.app.metronome import Metronome
from bot.app.steady import steady
from bot.app.web import WEBHOOK_PATH, WebServer
from bot.config import Settings
from bot.content.check import Content
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.waits import Waits
from bot.services.guarding import guard, last_alive_at
from bot.services.housekeeping import secret_key
from bot.services.telegram_time import TelegramTime
from bot.storage.database import Database
from bot.storage.reachability import DatabaseUnreachableError
from bot.storage.spool import Spool
from bot.telegram.commands import AnyApplication
from bot.telegram.connecting import Connecting, TokenRefusedError, Webhook
from bot.telegram.webhook_watch import WebhookWatch

logger = logging.getLogger(__name__)


async def run(
    token: str,
    settings: Settings,
    content: Content,
    learned: Learned,
    wall: Callable[[], datetime],
    stopping: asyncio.Event,
    waits: Waits | None = None,
) -> None:
    """Runs the bot until `stopping`, then finishes what is under way.

    `wall` is the computer's clock; it matters only until Telegram has said what time it is.

    Raises TokenRefusedError, AlreadyRunningError, SpoolError, AddressTakenError, SchemaError or
    DatabaseUrlError, each with a line for an operator.
    """
    waits = waits or Waits()
    with only_process(database_file(settings.database_url)), spool_file(settings) as (file, left):
        database, spool = Database.open(settings.database_url, waits), Spool(file)
        try:
            await spool.oldest()  # one that cannot be used ends the start
            for other in left:
                await spool.take_over(other)
            await database.probe()
            await database.prepare()
            alive_at = await last_alive_at(database)
            now = TelegramTime(wall, steady)
            pseudonyms = await _pseudonyms(settings, database, now())
            # with a part by chance: in containers on one host, host name and process id may be the same
            name = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(3)}"
            parts = assemble(token, settings, content, learned, database, spool, pseudonyms, now, name, waits)
            if database.is_sqlite:
                await parts.worker.take_over()
            await _serve(
                parts,
                settings,
                now,
                stopping,
                waits,
                partial(guard, database, parts.services.alerting, alive_at),
            )
        finally:
            await spool.close()
            await database.close()


async def _pseudonyms(settings: Settings, database: Database, now: datetime) -> Pseudonyms:
    given = settings.secret_key
    return Pseudonyms(given.get_secret_value().encode() if given else await secret_key(database, now))


async def _serve(
    parts: Parts,
    settings: Settings,
    now: TelegramTime,
    stopping: asyncio.Event,
    waits: Waits,
    guarding: Callable[[datetime], Awaitable[None]],
) -> None:
    application = parts.application
    webhook = _webhook(settings)
    connecting = Connecting(application.bot, application.initialize, webhook, waits, settings.api_url)
    try:
        waiting = await connecting.run(stopping)
    except TokenRefusedError:
        waiting = None
        raise
    finally:
        if waiting is None:
            await _disconnect(application)
    if waiting is None:
        return
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
    web = WebServer(parts.intake, parts.services.receiving, secret, now)
    metronome = Metronome(parts.services.planner, parts.services.housekeeping, parts.services.receiving, now)
    caught_up = asyncio.Event()
    if not waiting:
        caught_up.set()
    try:
        await parts.intake.recover()
        async with web.serving(settings.listen), asyncio.TaskGroup() as group:
            receiving = (
                WebhookWatch(application.bot, parts.intake, webhook, now, waits).run(stopping, caught_up)
                if webhook is not None
                else parts.poller.run(stopping, caught_up, waiting)
            )
            group.create_task(_ending(parts.intake.run(stopping), stopping))
            group.create_task(_ending(receiving, stopping))
            group.create_task(parts.menu.set_for_everybody())
            # what people asked for while we were away (a STOP above all) comes before anything we send
            await _first_of(caught_up, stopping)
            await _first_of(now.known, stopping)
            await _guarded(guarding, now, stopping, waits.database_look)
            group.create_task(_ending(parts.worker.run(stopping), stopping))
            group.create_task(_ending(parts.progress.run(stopping), stopping))
            group.create_task(_ending(metronome.run(stopping, waits.tick, waits.tidy), stopping))
            logger.info("bot.running")
    except* TokenRefusedError as refused:
        raise refused.exceptions[0] from None
    finally:
        await parts.beside.end()
        await _disconnect(application)
        logger.info("bot.ended")


async def _disconnect(application: AnyApplication) -> None:
    await application.shutdown()
    await application.bot.shutdown()  # the connections, where the server never let us initialize


async def _guarded(
    guarding: Callable[[datetime], Awaitable[None]],
    now: TelegramTime,
    stopping: asyncio.Event,
    again_after: float,
) -> None:
    """Before anything is planned or sent, whenever the database lets it."""
    while not stopping.is_set():
        try:
            await guarding(now())
        except DatabaseUnreachableError:  # the log says so already
            with suppress(TimeoutError):
                async with asyncio.timeout(again_after):
                    await stopping.wait()
        else:
            return


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
