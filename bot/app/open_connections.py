"""Connections of strangers to the web server: bounded in number, and ended when no request comes of them.

Whoever reaches the port can open connections and say nothing. Each holds a handle, and without handles the
bot answers nobody. So among too many the one goes that has been silent the longest, whatever it said before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

MOST = 256  # connections at once; the platform uses at most 100 (Bot API, setWebhook.max_connections)
LONGEST_HEAD = 16 * 1024  # bytes until a request's head is over
_HEAD_ENDS = b"\r\n\r\n"


class AddressTakenError(RuntimeError):
    """Nothing can be served on the address; the text says why."""


class OpenConnections:
    """All connections of one server; `protocol` makes what answers one. `patience`: seconds for a head."""

    def __init__(
        self, protocol: Callable[[], asyncio.BaseProtocol], patience: float = 5.0, most: int = MOST
    ) -> None:
        self._protocol = protocol
        self._patience = patience
        self._most = most
        self._open: dict[_Line, None] = {}  # the one that has been silent the longest is the first
        self._patiences: dict[_Line, asyncio.TimerHandle] = {}  # of those whose first head is not whole

    def __call__(self) -> asyncio.Protocol:
        """What the loop gives a new connection to."""
        return _Line(self, cast(asyncio.Protocol, self._protocol()))

    def came(self, line: _Line) -> None:
        """A connection was made."""
        if len(self._open) >= self._most:
            victim = next(iter(self._open))
            victim.abort()
            self.went(victim)
        self._open[line] = None
        self._patiences[line] = asyncio.get_running_loop().call_later(self._patience, line.abort)

    def spoke(self, line: _Line) -> None:
        """Something came on it."""
        if line in self._open:
            del self._open[line]
            self._open[line] = None

    def asked(self, line: _Line) -> None:
        """The head of its first request is whole."""
        timer = self._patiences.pop(line, None)
        if timer is not None:
            timer.cancel()

    def went(self, line: _Line) -> None:
        """A connection is over."""
        self.asked(line)
        self._open.pop(line, None)


class _Line(asyncio.Protocol):
    """Hands everything on to what answers, and looks whether a head of a request comes."""

    def __init__(self, lines: OpenConnections, answers: asyncio.Protocol) -> None:
        self._lines = lines
        self._answers = answers
        self._transport: asyncio.Transport | None = None
        self._head: bytearray | None = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._answers.connection_made(transport)
        self._lines.came(self)

    def data_received(self, data: bytes) -> None:
        self._lines.spoke(self)
        if self._head is not None:
            self._head += data
            if _HEAD_ENDS in self._head:
                self._head = None
                self._lines.asked(self)
            elif len(self._head) > LONGEST_HEAD:
                self.abort()
                return
        self._answers.data_received(data)

    def eof_received(self) -> bool | None:
        return self._answers.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lines.went(self)
        self._answers.connection_lost(exc)

    def pause_writing(self) -> None:
        self._answers.pause_writing()

    def resume_writing(self) -> None:
        self._answers.resume_writing()

    def abort(self) -> None:
        """Ends the connection at once."""
        if self._transport is not None:
            self._transport.abort()
