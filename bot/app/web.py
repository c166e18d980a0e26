"""The small web server beside the bot: the webhook, if one is used, /healthz and /working."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestHandler

from bot.app.open_connections import AddressTakenError, OpenConnections
from bot.services.handled_updates import Receiving
from bot.services.leader_lease import Turn
from bot.telegram.receiving.connecting import WEBHOOK_PATH
from bot.telegram.receiving.intake import Intake
from bot.telegram.receiving.raw_updates import id_of, kind_of

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

IDLE = 30.0  # seconds that a connection is kept on which nobody asks
FOR_A_BODY = 10.0  # seconds
SERVER = "compact-bot"  # all that a stranger learns of what answers
LINGERS = (
    1.0  # seconds for a refused caller to read why, before its line is cut; an end waits as long at most
)
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"  # of Prometheus' text form

logger = logging.getLogger(__name__)


def _is_no_strangers_fault(record: logging.LogRecord) -> bool:
    """Whether a line of the web server is about more than what is no request at all."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | web.RequestPayloadError)


async def _name_no_versions(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = SERVER


class _Answers(RequestHandler):
    """Answers one connection, and names no versions to who sends what is no request either."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        response = super().handle_error(request, status, exc, message)
        response.headers["Server"] = SERVER
        return response


class WebServer:
    """Takes updates by webhook and tells whether the bot is well.

    While another process works, this one takes none, and is well as long as it can ask whose turn it is.
    """

    def __init__(
        self,
        intake: Intake,
        receiving: Receiving,
        secret: str | None,
        now: Callable[[], datetime],
        turn: Turn,
        metrics: Callable[[], Awaitable[bytes]] | None = None,
        for_a_body: float = FOR_A_BODY,
    ) -> None:
        """`metrics` gives what /metrics shows; without it there is none. `for_a_body` is in seconds."""
        self._metrics = metrics
        self._intake = intake
        self._receiving = receiving
        self._secret = secret
        self._now = now
        self._turn = turn
        self._for_a_body = for_a_body

    @asynccontextmanager
    async def serving(self, listen: str) -> AsyncIterator[None]:
        """Listens on host:port while the block runs. Raises AddressTakenError."""
        host, _, port = listen.rpartition(":")
        application = web.Application(client_max_size=1 << 20)
        application.on_response_prepare.append(_name_no_versions)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/working", self._working)
        if self._metrics is not None:
            application.router.add_get("/metrics", self._show_metrics)
        if self._secret is not None:
            application.router.add_post(WEBHOOK_PATH, self._webhook)
        logging.getLogger("aiohttp.server").addFilter(_is_no_strangers_fault)
        runner = web.AppRunner(application, handle_signals=False, shutdown_timeout=LINGERS)
        await runner.setup()
        listening: asyncio.Server | None = None
        try:
            server, loop = runner.server, asyncio.get_running_loop()
            if server is None:
                raise AddressTakenError("BOT_LISTEN: the web server did not start")
            lines = OpenConnections(
                lambda: _Answers(
                    server,
                    loop=loop,
                    access_log=None,  # type: ignore[arg-type]  # as AppRunner gives it: no line a request
                    keepalive_timeout=IDLE,
                    lingering_time=min(LINGERS, self._for_a_body),
                )
            )
            try:
                listening = await loop.create_server(lines, host or None, int(port), backlog=128)
            except (OSError, OverflowError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise AddressTakenError(f"BOT_LISTEN: cannot listen on {listen}: {reason}") from None
            yield
        finally:
            if listening is not None:
                listening.close()
            await runner.cleanup()

    async def _webhook(self, request: web.Request) -> web.Response:
        """Answers 200 once the update was handled or lies in the spool, as for one that nobody can handle.

        With 503 the server sends it again, to whoever works.
        """
        given = request.headers.get(SECRET_HEADER, "")
        # as the bytes that came: a header may hold what is no text
        are_equal = hmac.compare_digest(given.encode(errors="surrogateescape"), (self._secret or "").encode())
        if self._secret is None or not are_equal:
            return web.Response(status=403)
        if self._intake.is_ending or self._intake.is_full or not await self._turn.is_still_ours():
            return web.Response(status=503, headers={"Retry-After": "1"})
        try:
            async with asyncio.timeout(self._for_a_body):
                update = json.loads(await request.read())
        except (TimeoutError, ConnectionResetError):  # a caller that gave up hears nothing of it
            return web.Response(status=408)
        except (ValueError, RecursionError, web.RequestPayloadError):
            return web.Response(status=400)
        if not isinstance(update, dict) or "update_id" not in update:
            return web.Response(status=400)
        if id_of(update) is None:
            logger.error("update.let_go", extra={"kind": kind_of(update), "trouble": "its number"})
            return web.Response()
        arrival = self._intake.take(update)
        if arrival is not None:
            await self._intake.secure([arrival])
        self._intake.heard()
        return web.Response()

    async def _show_metrics(self, request: web.Request) -> web.Response:
        if self._metrics is None:
            return web.Response(status=404)
        body = await self._metrics()
        return web.Response(body=body, headers={"Content-Type": METRICS_TYPE})

    async def _working(self, request: web.Request) -> web.Response:
        """For who hands calls out to several: also one that is not well takes them, when it is its turn."""
        return web.Response(status=200 if self._turn.is_ours else 503)

    async def _healthz(self, request: web.Request) -> web.Response:
        stands_by = {} if self._turn.is_ours else {"standing_by": True}
        receiving = self._receiving
        problems = await (receiving.problems_standing_by() if stands_by else receiving.problems(self._now()))
        return web.json_response({"problems": problems, **stands_by}, status=503 if problems else 200)
