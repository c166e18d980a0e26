"""Takes updates in: each is handled once, in order within a chat, many chats at once.

An update counts as handled when its effect is complete, not when it was fetched. Until then it is not
confirmed to the server, so a killed process gets it again; and because handled ids are remembered in the
database, one that comes again is not handled twice.

What the database has to store while it is away counts as not handled, and comes again. Until then later
updates of that chat do without the database too, so that nothing overtakes: of "stop" and "subscribe" the
last word counts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bot.services.receiving import Receiving
from bot.storage.reachability import DatabaseUnreachableError

AT_ONCE = 50  # updates handled at the same time
REMEMBERED = 10_000

RawUpdate = dict[str, Any]  # an update as decoded from the Bot API's JSON

logger = logging.getLogger(__name__)


class Intake:
    """`handle` brings one raw update to its handler and returns when that is done.

    It raises DatabaseUnreachableError when the update has to wait for the database, and nothing else.
    """

    def __init__(
        self,
        receiving: Receiving,
        handle: Callable[[RawUpdate], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._receiving = receiving
        self._handle = handle
        self._now = now
        self._capacity = asyncio.Semaphore(AT_ONCE)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._last_of_chat: dict[int, asyncio.Task[None]] = {}
        self._finished: set[int] = set()
        self._failed: dict[int, RawUpdate] = {}
        self._waits: set[int] = set()  # those of the failed that wait for the database
        self._highest = 0

    def take(self, update: RawUpdate) -> asyncio.Task[None] | None:
        """Starts to handle an update; None when it is known already."""
        update_id = int(update["update_id"])
        if update_id in self._running or update_id in self._finished:
            return self._running.get(update_id)
        self._failed.pop(update_id, None)
        chat_id = chat_of(update)
        task = asyncio.create_task(self._run(update_id, update, self._last_of_chat.get(chat_id)))
        self._running[update_id] = task
        self._last_of_chat[chat_id] = task
        task.add_done_callback(lambda done: self._forget(chat_id, update, done))
        self._highest = max(self._highest, update_id)
        return task

    async def heard(self) -> None:
        """The server spoke to us: a sign of life."""
        try:
            await self._receiving.beat_received(self._now())
        except Exception:  # a database that is broken must not end the listening
            logger.exception("intake.sign_of_life_not_written")

    @property
    def unfinished(self) -> set[asyncio.Task[None]]:
        """What is being handled right now."""
        return set(self._running.values())

    @property
    def has_failed(self) -> bool:
        """Whether an update could not be handled (no database); the server will give it again."""
        return bool(self._failed)

    @property
    def has_waiting(self) -> bool:
        """Whether somebody waits for the database with something that it has to store."""
        return bool(self._waits)

    def take_again(self) -> None:
        """Tries what could not be handled once more, in order, before the server gives it again."""
        for _, update in sorted(self._failed.items()):
            self.take(update)

    @property
    def next_offset(self) -> int | None:
        """What to ask the server for: everything below has been handled. None before the first update."""
        waiting = self._running.keys() | self._failed
        if waiting:
            return min(waiting)
        return self._highest + 1 if self._highest else None

    async def _run(self, update_id: int, update: RawUpdate, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._capacity:
            if self._is_after_one_that_waits(update_id, chat_of(update)):
                with self._receiving.without_database():
                    await self._handle(update)
            elif not await self._receiving.is_handled(update_id):
                await self._handle(update)
            else:
                return
            await self._receiving.set_handled(update_id, self._now())

    def _is_after_one_that_waits(self, update_id: int, chat_id: int) -> bool:
        return any(
            failed_id < update_id and chat_of(self._failed[failed_id]) == chat_id
            for failed_id in self._waits & self._failed.keys()
        )

    def _forget(self, chat_id: int, update: RawUpdate, task: asyncio.Task[None]) -> None:
        update_id = int(update["update_id"])
        del self._running[update_id]
        if self._last_of_chat.get(chat_id) is task:
            del self._last_of_chat[chat_id]
        if task.cancelled():
            return
        surprise = task.exception()
        if surprise is not None:
            self._failed[update_id] = update
            if isinstance(surprise, DatabaseUnreachableError):
                self._waits.add(update_id)
            else:
                self._waits.discard(update_id)
                logger.error("update.failed", exc_info=surprise)
            return
        self._waits.discard(update_id)
        self._finished.add(update_id)
        if len(self._finished) > REMEMBERED:
            self._finished = {known for known in self._finished if known > self._highest - REMEMBERED // 2}


def chat_of(update: RawUpdate) -> int:
    """The chat that an update belongs to; 0 for those without one, which then wait for each other."""
    for value in update.values():
        if isinstance(value, dict):
            holder = value.get("message", value) if "chat" not in value else value
            chat = holder.get("chat") if isinstance(holder, dict) else None
            for place in (chat, value.get("from")):
                if isinstance(place, dict):
                    return _number(place.get("id"))
    return 0


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
