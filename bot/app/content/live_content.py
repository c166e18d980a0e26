"""Takes changed content in while the bot runs: checked first, learned beside the work, swapped in whole."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from bot.app import memory
from bot.app.content.content_folder import ContentFolder, Fingerprint
from bot.app.content.learning import Learned, learn_anew, learn_on
from bot.content.check import CheckReport, Content
from bot.content.problems import Problem
from bot.domain.alerts import Alert
from bot.domain.content_alerts import ContentMended, ContentRefused, SentencesRefused
from bot.matching.answerer import Answerer
from bot.services.stoppable_waits import first_of
from bot.storage.database_reachability import DatabaseUnreachableError

logger = logging.getLogger(__name__)

TakeIn = Callable[[Content, Answerer], Awaitable[None]]
Tell = Callable[[Alert, datetime], Awaitable[None]]


class InUse(Protocol):
    """The content as it is in use: what the files say, and over it what staff put in from the chat."""

    rows_changed: asyncio.Event

    @property
    def of_files(self) -> Content: ...

    async def with_rows(self, content: Content) -> Content: ...

    async def read_rows(self) -> None: ...


class LiveContent:
    """Looks at the folder every few seconds.

    What has changed, and then stood still between two looks, is read and checked. Good content is in use as
    soon as it is learned. Until then the bot goes on with what it had, and so it does as long as there is a
    problem, of which staff are told.

    What staff put in is in use already when it comes here; it is learned, all that came meanwhile at once.
    """

    def __init__(
        self,
        folder: ContentFolder,
        fingerprint: Fingerprint,
        in_use: InUse,
        learned: Learned,
        take_in: TakeIn,
        tell: Tell,
        now: Callable[[], datetime],
        every: float,
        refused_at_start: tuple[Problem, ...] = (),
        settle: Callable[[], None] = memory.settle,
    ) -> None:
        """`fingerprint` is that of the files before they were read, `in_use` what goes by them, `every` the
        seconds between two looks.

        With what was `refused_at_start` the bot runs on the last good state. `settle` is called when much
        that was in use is not any more.
        """
        self._folder = folder
        self._fingerprint = fingerprint
        self._in_use = in_use
        self._learned = learned
        self._take_in = take_in
        self._tell = tell
        self._now = now
        self._every = every
        self._refused = refused_at_start
        self._settle = settle
        self._is_out_of_sight = False

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. A surprise is a line in the log, and the content stays as it is."""
        await self._begin()
        await learn_on(self._learned, stopping)
        if await self._in_use.with_rows(self._in_use.of_files) is not self._in_use.of_files:
            self._in_use.rows_changed.set()
        in_use = seen = self._fingerprint
        while not stopping.is_set():
            await first_of(stopping, self._in_use.rows_changed, seconds=self._every)
            await self._read_rows()
            if self._in_use.rows_changed.is_set() and not stopping.is_set():
                await self._learn_rows(stopping)
            fingerprint = await self._state_after(seen)
            if fingerprint == seen and fingerprint != in_use and not stopping.is_set():
                in_use = fingerprint  # good or not: the same state is looked at once
                try:
                    await self._look(fingerprint, stopping)
                except Exception:  # a look that fails is no reason to stop looking
                    logger.exception("content.not_read")
            seen = fingerprint

    async def _state_after(self, seen: Fingerprint) -> Fingerprint:
        """The files as they are; as they were `seen` where nobody can look, as without a free handle."""
        try:
            found = await asyncio.to_thread(self._folder.fingerprint)
        except OSError as error:
            if not self._is_out_of_sight:
                logger.warning("content.out_of_sight", extra={"reason": error.strerror})
            self._is_out_of_sight = True
            return seen
        self._is_out_of_sight = False
        return found

    async def _begin(self) -> None:
        if self._refused:
            await self._tell_refused(self._refused)
        else:
            await self._keep(self._fingerprint)

    async def _look(self, fingerprint: Fingerprint, stopping: asyncio.Event) -> None:
        report = await asyncio.to_thread(self._folder.read, self._now().date())
        if await asyncio.to_thread(self._folder.fingerprint) != fingerprint:
            return  # somebody is writing: the next look finds it changed
        if report.content is None:
            await self._tell_refused(report.problems)
            return
        await self._keep(fingerprint)
        answerer = await self._learned_from(report.content, stopping)
        if answerer is not None:
            await self._put_in_use(report, report.content, answerer)

    async def _read_rows(self) -> None:
        """Another process on the same database may have been told something."""
        try:
            await self._in_use.read_rows()
        except DatabaseUnreachableError:
            pass  # the log says so already; the next look finds them
        except Exception:  # no reason to stop looking
            logger.exception("content.rows_not_read")

    async def _learn_rows(self, stopping: asyncio.Event) -> None:
        self._in_use.rows_changed.clear()  # what is put in from here on is learned the next time
        try:
            answerer = await self._learned_from(self._in_use.of_files, stopping)
            if answerer is not None:
                await self._take_in(self._in_use.of_files, answerer)
                logger.info("content.rows_learned")
                self._settle()
        except Exception:  # its exact words are answered all the same
            logger.exception("content.rows_not_learned")

    async def _learned_from(self, content: Content, stopping: asyncio.Event) -> Answerer | None:
        """From the files' content and the rows over it; None when there is no time left."""
        whole = await self._in_use.with_rows(content)
        learning = asyncio.ensure_future(learn_anew(whole, self._folder.cache, self._folder.niceness))
        try:
            await first_of(learning, stopping)
            return learning.result() if learning.done() else None
        finally:
            learning.cancel()
            await asyncio.wait((learning,))

    async def _put_in_use(self, report: CheckReport, content: Content, answerer: Answerer) -> None:
        await self._take_in(content, answerer)
        logger.info(
            "content.taken_in",
            extra={
                "entries": len(content.faq.entries[content.faq.leading]),
                "languages": " ".join(report.entries),
            },
        )
        former, self._refused = self._refused, report.problems
        if report.problems:  # of sentences, for which others stand in
            first = report.problems[0]
            alert = SentencesRefused(place_of(first), first.text, len(report.problems) - 1)
            await self._tell(alert, self._now())
        elif former:
            await self._tell(ContentMended(place_of(former[0]), former[0].text), self._now())
        self._settle()

    async def _tell_refused(self, problems: tuple[Problem, ...]) -> None:
        self._refused = problems
        first = problems[0]
        logger.error("content.refused", extra={"place": place_of(first), "problems": len(problems)})
        await self._tell(ContentRefused(place_of(first), first.text, len(problems) - 1), self._now())

    async def _keep(self, state: Fingerprint) -> None:
        try:
            await asyncio.to_thread(self._folder.keep, state)
        except OSError as error:
            logger.warning("content.not_kept", extra={"reason": error.strerror})


def place_of(problem: Problem) -> str:
    """File and line, as editors take them."""
    return f"{problem.file}:{problem.line}"
