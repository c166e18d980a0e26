"""Seats: how many updates are worked on at the same time.

Only work takes a seat. Who waits, for an answer of the server or for a flood wait to pass, leaves it: so
chats that have to wait, however many, hold up nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar


class _Seat:
    def __init__(self, free: asyncio.Semaphore) -> None:
        self.free = free
        self.is_held = True
        self.waiting = 0  # calls under way that wait


_seat: ContextVar[_Seat | None] = ContextVar("seat", default=None)


class Seats:
    """So many seats."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """One seat, for work, as soon as one is free."""
        await self._free.acquire()
        seat = _Seat(self._free)
        token = _seat.set(seat)
        try:
            yield
        finally:
            _seat.reset(token)
            if seat.is_held:
                self._free.release()


@asynccontextmanager
async def left() -> AsyncIterator[None]:
    """Inside, who works here has no seat; afterwards there is one again. Without a seat nothing happens."""
    seat = _seat.get()
    if seat is None:
        yield
        return
    seat.waiting += 1
    if seat.is_held:
        seat.is_held = False
        seat.free.release()
    is_cancelled = False
    try:
        yield
    except asyncio.CancelledError:
        is_cancelled = True  # who is told to end asks for nothing any more
        raise
    finally:
        seat.waiting -= 1
        if not seat.waiting and not is_cancelled:
            await seat.free.acquire()
            seat.is_held = True
