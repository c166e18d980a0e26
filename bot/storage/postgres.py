"""Connections to PostgreSQL that notice when nobody is at the other end any more."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import AsyncConnection
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection as SaConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# seconds without an answer to a statement, after which the line is cut: the kernel does not notice a server
# that is frozen, or a network that is cut behind a proxy
SILENT_FOR = 20.0
POOL_TIMEOUT = 10.0  # seconds for a free connection, of which there are 15
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


class _Line(AsyncConnection[Any]):
    """A connection that ends when a statement gets no answer."""

    silent_for: float | None = SILENT_FOR

    async def wait(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - psycopg's signature
        """Every exchange with the server goes through here."""
        if self.silent_for is None:
            return await super().wait(*args, **kwargs)
        cut = asyncio.get_running_loop().call_later(self.silent_for, self._cut)
        try:
            return await super().wait(*args, **kwargs)
        finally:
            cut.cancel()

    def _cut(self) -> None:
        """Whoever waits for this connection finds it closed, as if by the server."""
        if not self.closed:
            with socket.socket(fileno=os.dup(self.pgconn.socket)) as line:
                line.shutdown(socket.SHUT_RDWR)


def open_engine(url: URL, silent_for: float = SILENT_FOR) -> AsyncEngine:
    """An engine with a pool of 10 to 15 connections. What the URL says of connecting wins over ours."""

    async def connect(*args: Any, **kwargs: Any) -> _Line:  # noqa: ANN401 - psycopg's signature
        line = await _Line.connect(*args, **kwargs)
        line.silent_for = silent_for
        return line

    noticing = {name: value for name, value in _NOTICING.items() if name not in url.query}
    return create_async_engine(
        url,
        pool_size=10,
        max_overflow=5,
        pool_timeout=POOL_TIMEOUT,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={**noticing, "async_creator_fn": connect},
    )


@contextmanager
def patient(connection: SaConnection) -> Iterator[None]:
    """Inside, statements on this connection may take as long as they like: steps of the tables may."""
    adapted = connection.sync_connection
    line = adapted.connection.driver_connection if adapted is not None else None
    if not isinstance(line, _Line):
        yield
        return
    usual, line.silent_for = line.silent_for, None
    try:
        yield
    finally:
        line.silent_for = usual
