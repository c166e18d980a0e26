"""Cancels a coroutine at one chosen point where it waits: every such point of some work can be tried."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from enum import StrEnum
from typing import Any


class When(StrEnum):
    """The moments of one wait at which a cancellation may come."""

    WAITING = "waiting"  # what is waited for is cancelled with it
    ANSWERED = "answered"  # the answer is there, and nobody has seen it yet
    ALWAYS = "always"  # at this wait and at each one after it, as an impatient caller does


class _Watched:
    """Awaits `work`, counting its waits, and cancels its own task at the one that is wanted."""

    def __init__(self, work: Coroutine[Any, Any, None], at: int, when: When) -> None:
        self._work = work
        self._at = at
        self._when = when
        self.waits = 0

    def __await__(self) -> Generator[Any, Any, None]:
        task = asyncio.current_task()
        assert task is not None
        sent: Any = None
        thrown: BaseException | None = None
        while True:
            try:
                waited_for = self._work.throw(thrown) if thrown is not None else self._work.send(sent)
            except StopIteration:
                return
            self.waits += 1
            if self.waits == self._at or (self._when is When.ALWAYS and self._at < self.waits < self._at + 5):
                if self._when is When.ANSWERED and waited_for is not None:
                    waited_for.add_done_callback(lambda _: task.cancel())
                else:
                    task.cancel()
            sent, thrown = None, None
            try:
                sent = yield waited_for
            except BaseException as error:
                thrown = error


async def cancelled_at(work: Callable[[], Coroutine[Any, Any, None]], at: int, when: When) -> bool:
    """Runs the work, cancelled at its n-th wait; false when it came to its end before."""
    watched = _Watched(work(), at, when)

    async def run() -> None:
        await watched

    task = asyncio.create_task(run())
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
    return watched.waits >= at
