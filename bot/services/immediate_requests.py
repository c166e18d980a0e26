"""What takes effect as soon as it is read: STOP and /halt, before anything else and whoever else waits.

It takes effect again in its place in the chat's order, where its handler does it: so of "subscribe" and
"stop" the last word counts. Between the two nothing to many leaves for that chat. Who ends only
a part of what they get waits for that place, and nothing to many leaves for them either until then.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.delivery.holds import HaltedBecause
from bot.domain.immediate_requests import EndSome, Leave, Wish
from bot.domain.people.subscriptions import Subscriber
from bot.services.members.subscribing import LEAVING_AFTER
from bot.services.stoppable_waits import first_of
from bot.storage import daily_counts, single_values, subscribers
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.storage.single_values import Mark

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Heeded:
    wish: Wish
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    is_applied: bool = False


class Heeding:
    """Wishes by the number of the update that they came in. `again_after`: seconds between two tries."""

    def __init__(self, database: Database, now: Callable[[], datetime], again_after: float) -> None:
        self._database = database
        self._now = now
        self._again_after = again_after
        self._open: dict[int, _Heeded] = {}  # until their place in the order has come
        self._unapplied: list[_Heeded] = []
        self._leaving: Counter[int] = Counter()
        self._left: dict[int, Subscriber] = {}
        self._wanted = asyncio.Event()

    def heed(self, update_id: int, wish: Wish) -> None:
        """Takes a wish; `run` makes it come true at once, or as soon as the database is back."""
        heeded = self._open[update_id] = _Heeded(wish)
        if isinstance(wish, Leave | EndSome):
            self._leaving[wish.chat_id] += 1
        if isinstance(wish, EndSome):
            heeded.is_applied = True
            heeded.tried.set()
            return
        self._unapplied.append(heeded)
        self._wanted.set()

    async def applied(self, update_id: int) -> bool:
        """Whether the wish has come true, after one try or a while; true for an update without one."""
        heeded = self._open.get(update_id)
        if heeded is None:
            return True
        await first_of(heeded.tried, seconds=self._again_after)  # a database that hangs is as good as away
        return heeded.is_applied

    def in_place(self, update_id: int) -> None:
        """The update was handled in its place: from now on the chat is like every other."""
        heeded = self._open.pop(update_id, None)
        if heeded is not None and isinstance(heeded.wish, Leave | EndSome):
            chat_id = heeded.wish.chat_id
            self._leaving[chat_id] -= 1
            if self._leaving[chat_id] <= 0:
                del self._leaving[chat_id]
                self._left.pop(chat_id, None)

    def may_send(self, chat_id: int) -> bool:
        """Whether something to many may leave for this chat now.

        Nothing leaves for anybody while a wish could not be made true.
        """
        return not self._unapplied and chat_id not in self._leaving

    def may_begin(self) -> bool:
        """Whether anything to many may begin: not while a wish could not be made true."""
        return not self._unapplied

    def left(self, chat_id: int) -> Subscriber | None:
        """What a chat had chosen which is just leaving: its row is gone, its reply is not."""
        return self._left.get(chat_id)

    async def run(self, stopping: asyncio.Event) -> None:
        """Makes wishes come true until `stopping`. What is left is in the spool, for the next start."""
        while not stopping.is_set():
            await first_of(stopping, self._wanted)
            self._wanted.clear()
            await self._apply()
            if self._unapplied:
                await first_of(stopping, seconds=self._again_after)
                self._wanted.set()

    async def _apply(self) -> None:
        trying = list(self._unapplied)
        try:
            await self._make_true(trying)
        except DatabaseUnreachableError:
            pass
        except Exception:
            await self._make_true_each(trying)
        for heeded in trying:
            heeded.tried.set()

    async def _make_true_each(self, trying: Sequence[_Heeded]) -> None:
        """One that can never come true holds up no other; its handler says so in its place."""
        for heeded in trying:
            try:
                await self._make_true([heeded])
            except DatabaseUnreachableError:
                return
            except Exception:
                logger.exception("wish.failed")
                heeded.is_applied = True
                self._unapplied.remove(heeded)

    async def _make_true(self, trying: Sequence[_Heeded]) -> None:
        if not trying:
            return
        left: dict[int, Subscriber] = {}
        async with self._database.transaction() as connection:
            for heeded in trying:
                match heeded.wish:
                    case Leave(chat_id):
                        stored = await subscribers.find(connection, chat_id)
                        if stored is not None:
                            left[chat_id] = stored
                            await daily_counts.note_leaving(connection, chat_id, self._now(), LEAVING_AFTER)
                            await subscribers.forget(connection, chat_id)
                    case _:
                        await single_values.write_first(
                            connection, Mark.HALTED, HaltedBecause.ADMIN, self._now()
                        )
        for heeded in trying:
            heeded.is_applied = True
        self._left.update((chat_id, row) for chat_id, row in left.items() if chat_id in self._leaving)
        self._unapplied = [heeded for heeded in self._unapplied if not heeded.is_applied]
