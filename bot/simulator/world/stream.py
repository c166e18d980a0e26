"""What happens, told to everyone who watches: the open pages, and tests that wait for something."""

import asyncio
from collections.abc import AsyncIterator, Callable

from bot.simulator.forms.json_values import JsonObject

_LONGEST_BACKLOG = 10_000


class Stream:
    """Publishing costs next to nothing while nobody watches."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[JsonObject | None]] = set()
        self._waiting: set[asyncio.Future[None]] = set()

    def publish(self, kind: str, **content: object) -> None:
        """Tell every watcher; one who lags hopelessly is let go and may come back."""
        self.pulse()
        for queue in tuple(self._watchers):
            if queue.qsize() < _LONGEST_BACKLOG:
                queue.put_nowait({"kind": kind, **content})
            else:
                self._watchers.discard(queue)
                queue.put_nowait(None)

    def pulse(self) -> None:
        """Let those who wait look at their condition again."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    @property
    def is_watched(self) -> bool:
        """Whether anybody reads what is published (waiting tests only need the pulse)."""
        return bool(self._watchers)

    async def watch(self) -> AsyncIterator[JsonObject]:
        """Everything published from now on, until `close`."""
        queue: asyncio.Queue[JsonObject | None] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            while (happening := await queue.get()) is not None:
                yield happening
        finally:
            self._watchers.discard(queue)

    async def wait_until(self, condition: Callable[[], bool], timeout_seconds: float) -> None:
        """Return as soon as `condition` holds; raises TimeoutError after `timeout_seconds`.

        The condition is looked at after every happening, never on a timer.
        """
        async with asyncio.timeout(timeout_seconds):
            while not condition():
                waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.add(waiting)
                try:
                    await waiting
                finally:
                    self._waiting.discard(waiting)

    def close(self) -> None:
        """End every `watch`."""
        for queue in self._watchers:
            queue.put_nowait(None)
