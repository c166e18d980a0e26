"""Connections to PostgreSQL that notice when nobody is at the other end any more."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from psycopg import AsyncConnection
from psycopg.errors import ConnectionTimeout
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection as SaConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

POOL_TIMEOUT = 10.0  # seconds for a free connection
WRITERS, READERS = 10, 5  # connections
CONNECTING_ENDS_AFTER = 1.0  # seconds that the end waits for a connection that is being made
AT_ONCE = 0.5  # seconds in which a server that is there answers
FROZEN_FOR = 8  # seconds, less than a lease
# libpq's, section "Parameter Key Words": so that a network that swallows packets is noticed soon
_NOTICING = {
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 10_000,  # milliseconds that what we sent may stay unacknowledged
    "keepalives_idle": 4,  # seconds; likewise for a connection on which we wait
    "keepalives_interval": 2,
    "keepalives_count": 3,
    # a process that is frozen in the middle of a transaction must not hold up the one that takes over
    "options": f"-c idle_in_transaction_session_timeout={FROZEN_FOR * 1000}",
}


class _PostgresLine(AsyncConnection[Any]):
    """A connection that ends when a statement gets no answer.

    `patience` says at each statement how many seconds it has; None: as many as it likes.
    """

    patience: Callable[[], float] | None = None
    waits: asyncio.TimerHandle | None = None  # until then it waits for the answer that is due now

    async def wait(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - psycopg's signature
        """Every exchange with the server goes through here."""
        if self.patience is None:
            return await super().wait(*args, **kwargs)
        self.waits = asyncio.get_running_loop().call_later(self.patience(), self.cut)
        try:
            return await super().wait(*args, **kwargs)
        finally:
            self.waits.cancel()
            self.waits = None

    def hasten(self) -> None:
        """The patience has changed, also with the statement that is under way."""
        if self.patience is not None and self.waits is not None:
            self.waits.cancel()
            self.waits = asyncio.get_running_loop().call_later(self.patience(), self.cut)

    def cut(self) -> None:
        """Whoever waits for this connection finds it closed, as if by the server."""
        if not self.closed:
            with socket.socket(fileno=os.dup(self.pgconn.socket)) as line:
                line.shutdown(socket.SHUT_RDWR)


class PostgresPools:
    """The connections to one server: up to ten that write, and five that read, which no writer can take.

    What the URL says of connecting wins over ours.
    """

    def __init__(self, url: URL, silent_for: float) -> None:
        self._silent_for = silent_for
        self._lines: list[
            _PostgresLine
        ] = []  # so that each one is closed by us, and none by the garbage collector
        self._connecting: set[asyncio.Task[_PostgresLine]] = set()
        self._limits: set[asyncio.Timeout] = set()  # of connections that are being made
        self._hastened_at: float | None = None  # in seconds of the loop's clock
        self.writing = self._engine(url, size=WRITERS)
        self.reading = self._engine(url, size=READERS)

    def _engine(self, url: URL, size: int) -> AsyncEngine:
        async def connect(*args: Any, **kwargs: Any) -> _PostgresLine:  # noqa: ANN401 - psycopg's signature
            # what is cancelled half-way would be left to the garbage collector
            connecting = asyncio.create_task(self._connect(*args, **kwargs))
            self._connecting.add(connecting)
            connecting.add_done_callback(self._connecting.discard)
            try:
                return await asyncio.shield(connecting)
            except asyncio.CancelledError:
                connecting.add_done_callback(_close_unwanted)
                raise

        noticing = {name: value for name, value in _NOTICING.items() if name not in url.query}
        return create_async_engine(
            url,
            pool_size=size,
            max_overflow=0,
            pool_timeout=POOL_TIMEOUT,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={**noticing, "async_creator_fn": connect},
        )

    async def _connect(self, *args: Any, **kwargs: Any) -> _PostgresLine:  # noqa: ANN401 - psycopg's signature
        line: _PostgresLine | None = None
        is_hastened = self._hastened_at is not None  # else the server's library knows how long
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience() if is_hastened else None) as limit:
                self._limits.add(limit)
                try:
                    line = await _PostgresLine.connect(*args, **kwargs)
                finally:
                    self._limits.discard(limit)
        if line is None:  # raised here, it holds nothing of what was cancelled half-way
            raise ConnectionTimeout("connection timeout expired")
        line.patience = self._patience
        self._lines = [*(known for known in self._lines if not known.closed), line]
        return line

    @asynccontextmanager
    async def writer(self, _patience: float) -> AsyncIterator[SaConnection]:
        """A connection in a transaction; the server decides who waits for whom."""
        async with self.writing.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[SaConnection]:
        """A connection for reading."""
        async with self.reading.connect() as connection:
            yield connection

    async def erase_log(self) -> bool:
        """Nothing to do: the server's log is the server's matter."""
        return True

    def hasten(self, seconds: float) -> None:
        """In so many seconds nobody waits any more for a server that does not answer at once."""
        clock = asyncio.get_running_loop().time
        self._hastened_at = clock() + seconds
        for line in self._lines:
            line.hasten()
        for limit in self._limits:
            limit.reschedule(clock() + self._patience())

    def _patience(self) -> float:
        if self._hastened_at is None:
            return self._silent_for
        left = self._hastened_at - asyncio.get_running_loop().time()
        return min(self._silent_for, max(left, AT_ONCE))

    def cut(self) -> None:
        """Whoever still waits for an answer finds the line closed."""
        for line in self._lines:
            line.cut()

    async def close(self) -> None:
        """Returns when every connection is closed."""
        await self.writing.dispose()
        await self.reading.dispose()
        if self._connecting:
            await asyncio.wait(self._connecting, timeout=CONNECTING_ENDS_AFTER)
        for unfinished in self._connecting:
            unfinished.cancel()
        for line in self._lines:
            await line.close()


def _close_unwanted(connecting: asyncio.Task[_PostgresLine]) -> None:
    if not connecting.cancelled() and connecting.exception() is None:
        connecting.result().pgconn.finish()


@contextmanager
def patient(connection: SaConnection) -> Iterator[None]:
    """Inside, statements on this connection may take as long as they like: steps of the tables may."""
    adapted = connection.sync_connection
    line = adapted.connection.driver_connection if adapted is not None else None
    if not isinstance(line, _PostgresLine):
        yield
        return
    usual, line.patience = line.patience, None
    try:
        yield
    finally:
        line.patience = usual
