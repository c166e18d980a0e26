"""One address for several replicas: hands each call to the next of them that listens, as a proxy does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

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
    """Listens on `port`. A replica that takes no connection is skipped; when one dies over a call, or none
    listens, the answer is 502, as that of proxies: whether the call was handled is not known.
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


async def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
