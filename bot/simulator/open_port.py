"""The open port: opened, closed, and closed for a while when a fault asks for it."""

import asyncio

from aiohttp import web

_LAST_ANSWERS_SECONDS = 1.0


class Listening:
    """Serves an application on one port; the port stays the same after a pause."""

    def __init__(self, app: web.Application) -> None:
        self._runner = web.AppRunner(
            app, handle_signals=False, access_log=None, shutdown_timeout=_LAST_ANSWERS_SECONDS
        )
        self._site: web.TCPSite | None = None
        self._pause: asyncio.Task[None] | None = None
        self.host = ""
        self.port = 0

    async def open(self, host: str, port: int) -> None:
        """Listen; port 0 takes any that is free. OSError when the port is taken."""
        await self._runner.setup()
        self.host = host
        await self._listen(port)
        self.port = int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stop listening for good; calls that are being answered get a second to finish."""
        if self._pause:
            self._pause.cancel()
            await asyncio.gather(self._pause, return_exceptions=True)
        await self._runner.cleanup()

    def pause(self, seconds: float) -> None:
        """Refuse connections for `seconds` and cut those that are open."""
        if self._pause is None or self._pause.done():
            self._pause = asyncio.create_task(self._refuse(seconds))

    async def _refuse(self, seconds: float) -> None:
        if self._site:
            await self._site.stop()
        if self._runner.server:
            for connection in tuple(self._runner.server.connections):
                if connection.transport:
                    connection.transport.abort()
        await asyncio.sleep(seconds)
        await self._listen(self.port)

    async def _listen(self, port: int) -> None:
        self._site = web.TCPSite(self._runner, self.host, port)
        await self._site.start()
