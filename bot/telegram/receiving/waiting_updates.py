"""Updates that were taken in and are not handled yet, in the order of their chats."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from bot.domain.immediate_requests import Wish
from bot.storage.spool import Kept
from bot.telegram.receiving.raw_updates import Key, RawUpdate
from bot.telegram.receiving.waiting_notices import Notice


@dataclass(eq=False, slots=True)
class Arrival:
    """One update; `came_at` is the loop's time, `done` is set when it was handled, `is_kept` in the spool.

    `epoch` is the turn in which it was taken in, perhaps by another process.
    """

    update_id: int
    raw: RawUpdate
    came_at: float
    done: asyncio.Future[None]
    is_kept: bool
    wish: Wish | None
    epoch: int
    is_put_off: bool = False  # it waits for the database, and others of its chat may go before it
    was_put_off: bool = False
    failures: int = 0

    @property
    def is_unkept(self) -> bool:
        """Whether it is nowhere but in memory."""
        return not self.done.done() and not self.is_kept

    def as_kept(self) -> Kept:
        """Itself, for the spool."""
        return Kept(self.update_id, json.dumps(self.raw), self.epoch)


@dataclass(eq=False, slots=True)
class Queue:
    """The arrivals of one chat, in order; `work` is what handles them."""

    key: Key
    arrivals: list[Arrival] = field(default_factory=list)
    work: asyncio.Task[None] | None = None
    told: set[Notice] = field(default_factory=set)

    def next(self) -> Arrival | None:
        """What is to be handled now."""
        return next((arrival for arrival in self.arrivals if not arrival.is_put_off), None)

    @property
    def first_put_off(self) -> Arrival | None:
        """The first that waits for the database."""
        return next((arrival for arrival in self.arrivals if arrival.is_put_off), None)

    def is_behind(self, arrival: Arrival) -> bool:
        """Whether something before it waits for the database."""
        first = self.arrivals[0]
        return first is not arrival and first.is_put_off

    def end_putting_off(self) -> bool:
        """All of them are tried again; false when none had to wait."""
        waiting = [arrival for arrival in self.arrivals if arrival.is_put_off]
        for arrival in waiting:
            arrival.is_put_off = False
        return bool(waiting)
