"""Waiting for what may come, and ending together: what every loop that can be told to stop is made of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")


async def first_of(*awaited: asyncio.Event | asyncio.Future[Any], seconds: float | None = None) -> None:
    """Returns when one of the events is set, one of the futures is done, or so many seconds are over.

    A future that is not done goes on; nothing is raised that came of one.
    """
    events = [asyncio.ensure_future(one.wait()) for one in awaited if isinstance(one, asyncio.Event)]
    futures = [one for one in awaited if not isinstance(one, asyncio.Event)]
    try:
        await asyncio.wait([*events, *futures], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for event in events:
            event.cancel()


async def ending_with(
    ending: asyncio.Event, part: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **kwargs: P.kwargs
) -> None:
    """A part that ends by itself, by an error above all, ends the others in good order too.

    It begins in here: one that is cancelled before its first step was never begun.
    """
    try:
        await part(*args, **kwargs)
    finally:
        ending.set()
