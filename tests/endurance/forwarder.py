"""What stands between: one address for several processes, and a line to the database that can be cut."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at this moment."""
    holders = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [holder.getsockname()[1] for holder in holders]
    for holder in holders:
        holder.close()
    return ports


@asynccontextmanager
async def forwarding(port: int, replicas: Sequence[int]) -> AsyncIterator[None]:
    """Listens on `port`, and hands each call to the next process that takes it, as a proxy does.

    One that takes no connection, or answers 503 because it stands by, is skipped. When one dies over a call,
    or none takes it, the answer is 502, as that of proxies: whether the call was handled is not known.
    """
    turn = 0

    async def forward(request: web.Request) -> web.Response:
        nonlocal turn
        body = await request.read()
        kept = {
            name: value for name, value in request.headers.items() if name.startswith(("X-", "Content-T"))
        }
        for _ in replicas:
            turn += 1
            url = f"http://127.0.0.1:{replicas[turn % len(replicas)]}{request.path}"
            try:
                async with session.post(url, data=body, headers=kept) as answer:
                    if answer.status == 503:
                        continue
                    return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, OSError):
                break
        return web.Response(status=502)

    # a connection of its own for each call: a kept one that a dead replica held would look like a death
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        application = web.Application()
        application.router.add_post("/{path:.*}", forward)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield
        finally:
            await runner.cleanup()


class Line:
    """A way to PostgreSQL, at a socket or at a host and port, for one process."""

    def __init__(self, target: Path | tuple[str, int], folder: Path) -> None:
        self._target = target
        self._file = folder / ".s.PGSQL.5432"
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def folder(self) -> Path:
        """The `host` by which PostgreSQL's client finds it."""
        return self._file.parent

    async def mend(self) -> None:
        """Takes connections (again)."""
        self._server = await asyncio.start_unix_server(self._connect, self._file)

    def cut(self) -> None:
        """Ends every connection, and takes none any more."""
        if self._server is not None:
            self._server.close()
            self._file.unlink(missing_ok=True)
        for writer in self._open:
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if isinstance(self._target, Path):
                there, back = await asyncio.open_unix_connection(self._target)
            else:
                there, back = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        await asyncio.gather(_copy(reader, back), _copy(there, writer))
        self._open -= {writer, back}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until one of the two ends; then the other ends too."""
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.transport.abort()


async def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
