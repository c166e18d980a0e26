"""Starts and stops the bot, in an order that loses nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.app import memory
from bot.app.assembly import Parts, assemble, secret_of
from bot.app.content.content_folder import ContentFolder, Fingerprint
from bot.app.content.learning import Learned, learn_on
from bot.app.content.live_content import LiveContent
from bot.app.locking import (
    AlreadyRunningError,
    database_file,
    left_spools,
    only_process,
    place,
    spool_file,
)
from bot.app.metronome import Metronome
from bot.app.open_connections import AddressTakenError
from bot.app.serving import serving, webhook_of
from bot.app.steady_clock import steady
from bot.app.version import VERSION
from bot.app.watchman import Watchman, disk_left
from bot.config import Settings
from bot.content.check import Content
from bot.content.problems import Problem
from bot.domain.people.pseudonyms import Pseudonyms, key_for
from bot.domain.waits import Waits
from bot.matching.answerer import Answerer
from bot.services.health_checks import HealthChecks
from bot.services.holds_at_start import guard, last_alive_at
from bot.services.leader_lease import TurnLostError, Working
from bot.services.staff.staff_content import StaffContent
from bot.services.stoppable_waits import ending_with, first_of
from bot.services.telegram_time import TelegramTime
from bot.storage.database import Database, DatabaseUrlError
from bot.storage.database_reachability import DatabaseUnreachableError, DatabaseUnusableError
from bot.storage.migrating import SchemaError
from bot.storage.spool import Spool, SpoolError
from bot.telegram import application as telegram_application
from bot.telegram.receiving.connecting import Connecting, TokenRefusedError
from bot.telegram.receiving.webhook_watch import WebhookWatch

# what another start may not meet any more, and what only a hand mends
PASSING = (AddressTakenError, AlreadyRunningError, DatabaseUnreachableError, SpoolError)
LASTING = (TokenRefusedError, SchemaError, DatabaseUnusableError, DatabaseUrlError)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Live:
    """Where changed content comes from, and who hears of it.

    `fingerprint` is that of the files before they were read at the start: what changed since is a change.
    With what was `refused` then the bot runs on the last good state. `settle` gives back what former content
    took.
    """

    folder: ContentFolder
    fingerprint: Fingerprint
    refused: tuple[Problem, ...] = ()
    taken_in: Callable[[Content], None] = lambda content: None
    settle: Callable[[], None] = memory.settle


async def run(
    token: str,
    settings: Settings,
    content: Content,
    learned: Learned,
    wall: Callable[[], datetime],
    stopping: asyncio.Event,
    waits: Waits | None = None,
    database: Database | None = None,
    live: Live | None = None,
) -> None:
    """Runs the bot until `stopping`, then finishes what is under way.

    With `live`, changes of the content are taken in.

    `wall` is the computer's clock; it matters only until Telegram has said what time it is. The database is
    the one of the settings, unless one is given that is open already; it is closed at the end.

    Raises what is PASSING or LASTING, each with a line for an operator.
    """
    waits = waits or Waits()
    with only_process(database_file(settings.database_url)), spool_file(settings) as file:
        database, spool = database or Database.open(settings.database_url, waits), Spool(file)
        hastening = asyncio.create_task(database.hasten(stopping))
        try:
            await spool.oldest()  # one that cannot be used ends the start
            await database.probe()
            await database.prepare()
            now = TelegramTime(wall, steady)
            names = Pseudonyms(key_for("names in the log", secret_of(settings, token)))
            # with a part by chance: in containers on one host, host name and process id may be the same
            name = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(3)}"
            working = Working(database, name, waits, steady)
            rows = await StaffContent(database).rows()
            parts = assemble(
                token, settings, content, learned.answerer, database, spool, names, now, working, waits, rows
            )
            await parts.staffing.load()
            turns = _Running(parts, learned, live, database, working, settings, now, waits, file)
            await turns.until(stopping)
        finally:
            hastening.cancel()
            await spool.close()
            await database.close()


class _Running:
    """Takes its turn, again and again if it is lost, and stands by between."""

    def __init__(
        self,
        parts: Parts,
        learned: Learned,
        live: Live | None,
        database: Database,
        working: Working,
        settings: Settings,
        now: TelegramTime,
        waits: Waits,
        spool: Path | None,
    ) -> None:
        bot, initialize = parts.application.bot, parts.application.initialize
        self._parts = parts
        self._learned = learned
        self._live = live
        self._database = database
        self._working = working
        self._settings = settings
        self._now = now
        self._webhook = webhook_of(settings)
        self._connecting = Connecting(bot, initialize, self._webhook, waits, settings.api_url)
        checks = HealthChecks(database, parts.receiving, parts.alerting, disk_left(settings))
        self._watchman = Watchman(checks, settings.ping_url, now)
        self._waits = waits
        self._spool = spool
        self._alive_at: datetime | None = None  # before this turn

    async def until(self, stopping: asyncio.Event) -> None:
        parts = self._parts
        try:
            if await self._connecting.run(stopping) is None:
                return
            serves = serving(parts, self._settings, self._database, self._working, self._now)
            async with serves, asyncio.TaskGroup() as group:
                group.create_task(ending_with(stopping, parts.intake.run, stopping))
                group.create_task(self._learn(stopping))
                group.create_task(self._take_in_late(stopping))
                while await self._working.until_ours(stopping, self._take_over):
                    await self._work(stopping)
                stopping.set()
        except* TokenRefusedError as refused:
            raise _first(refused) from None
        finally:
            await parts.beside.end()
            await telegram_application.disconnect(parts.application)
            logger.info("bot.ended")

    async def _learn(self, stopping: asyncio.Event) -> None:
        parts, live = self._parts, self._live
        if live is None:
            return await learn_on(self._learned, stopping)

        async def take_in(content: Content, answerer: Answerer) -> None:
            await parts.current.take_in(content, answerer)
            await parts.current.look_after_rows(self._now())
            live.taken_in(parts.current.laid.content)

        watching = LiveContent(
            live.folder,
            live.fingerprint,
            parts.current,
            self._learned,
            take_in,
            parts.alerting.tell,
            self._now,
            self._waits.content_look,
            live.refused,
            live.settle,
        )
        return await watching.run(stopping)

    async def _take_over(self) -> None:
        """What the turn begins with is known before anything is taken in: who the staff are, and where."""
        self._alive_at = await last_alive_at(self._database)
        await self._know_staff()
        await self._take_in()

    async def _know_staff(self) -> None:
        await self._parts.staffing.load()
        await self._parts.staff_chat.load(self._now())

    async def _take_in(self) -> None:
        """What processes before this one confirmed and did not handle: that comes before what is new."""
        with left_spools(self._settings, self._spool) as left:
            await self._parts.intake.recover(left)

    async def _take_in_late(self, stopping: asyncio.Event) -> None:
        """The same where whoever works cannot see our folder: else it has taken all in by now."""
        await first_of(stopping, seconds=self._waits.lease)
        if not stopping.is_set() and not self._working.is_ours:
            with suppress(DatabaseUnreachableError):  # then what was known before counts
                await self._know_staff()
            await self._take_in()

    async def _work(self, stopping: asyncio.Event) -> None:
        """One turn: until `stopping`, or until another process has the turn."""
        ending = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(ending_with(ending, first_of, stopping, ending))
                group.create_task(ending_with(ending, self._working.keep, ending))
                await self._begin(group, ending)
        except* (DatabaseUnreachableError, TurnLostError):
            pass  # the log says so already; the turn is asked for again
        finally:
            await self._working.give_up()

    async def _begin(self, group: asyncio.TaskGroup, ending: asyncio.Event) -> None:
        parts, now, waits = self._parts, self._now, self._waits
        with suppress(DatabaseUnreachableError):  # then before anything is sent
            await parts.staff_content.refresh()
        waiting = await self._connecting.run(ending)
        if waiting is None:
            return
        caught_up = asyncio.Event()
        if not waiting:
            caught_up.set()
        if self._webhook is None:
            group.create_task(ending_with(ending, parts.poller.run, ending, caught_up, waiting))
        else:
            watch = WebhookWatch(parts.application.bot, parts.intake, self._webhook, now, waits)
            group.create_task(ending_with(ending, watch.run, ending, caught_up))
        parts.current.introduce(now())
        # what people asked for while we were away (a STOP above all) comes before anything we send
        await first_of(caught_up, ending)
        await first_of(now.known, ending)
        await self._guard(ending)
        metronome = Metronome(
            parts.current.plan, parts.current.look_around, parts.housekeeping, parts.receiving, now, now.leapt
        )
        group.create_task(ending_with(ending, parts.worker.run, ending))
        group.create_task(ending_with(ending, parts.progress.run, ending))
        group.create_task(ending_with(ending, metronome.run, ending, waits.tick, waits.tidy))
        group.create_task(ending_with(ending, self._watchman.run, ending, waits.watch))
        logger.info("bot.running", extra=self._identity())

    def _identity(self) -> dict[str, object]:
        """What an operator wants to see of what was started: no secret, and nobody's number."""
        content = self._parts.current.parts.content
        return {
            "version": VERSION,
            "bot": f"@{self._parts.application.bot.username}",
            "mode": "polling" if self._webhook is None else "webhook",
            "database": place(self._settings.database_url),
            "owners": len(self._settings.admins),
            "staff": len(self._parts.staffing.ids),
            "entries": len(content.faq.entries[content.faq.leading]),
            "languages": " ".join(content.texts.languages),
        }

    async def _guard(self, ending: asyncio.Event) -> None:
        """Before anything is planned or sent, whenever the database lets it."""
        while not ending.is_set():
            try:
                await self._parts.staff_content.refresh()
                bot_id = self._parts.application.bot.id
                await guard(self._database, self._parts.alerting, self._alive_at, self._now(), bot_id)
            except DatabaseUnreachableError:  # the log says so already
                await first_of(ending, seconds=self._waits.database_look)
            else:
                return


def _first(group: BaseExceptionGroup[TokenRefusedError]) -> BaseException:
    """An error from a group, however deep it lies."""
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
