"""The HTTP side of the Bot API: reading calls, letting faults strike, answering."""

import asyncio
import inspect
from collections.abc import Callable
from email.utils import format_datetime

from aiohttp import web

from bot.simulator.bot_api.methods import find_method
from bot.simulator.forms.json_values import JsonObject, write_json
from bot.simulator.forms.parameters import Parameters, read_parameters
from bot.simulator.forms.refusals import ApiError, not_found, unauthorized
from bot.simulator.world.calls import Call
from bot.simulator.world.faults import Fault
from bot.simulator.world.world import World

_PROXY_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"
_REASONS = {
    403: "403 Forbidden",
    404: "404 Not Found",
    500: "500 Internal Server Error",
    501: "501 Not Implemented",
    502: "502 Bad Gateway",
    503: "503 Service Unavailable",
    504: "504 Gateway Time-out",
}


class BotApi:
    """The routes under `/bot<token>/` and `/file/bot<token>/`.

    `closing` is set when the server stops: calls that hang are let go. `stop_listening` takes seconds.
    """

    def __init__(self, world: World, closing: asyncio.Event, stop_listening: Callable[[float], None]) -> None:
        self._world = world
        self._closing = closing
        self._stop_listening = stop_listening

    def routes(self) -> list[web.RouteDef]:
        """For the application's router."""
        return [
            web.route("GET", "/bot{token:[^/]+}/{method:[^/]+}", self._dated),
            web.route("POST", "/bot{token:[^/]+}/{method:[^/]+}", self._dated),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self._serve_file),
        ]

    async def call(self, name: str, given: Parameters) -> object:
        """Serve one call; the result, or ApiError."""
        found = find_method(name)
        if found is None:
            raise not_found()
        result = found[1](self._world, given)
        return await result if inspect.isawaitable(result) else result

    async def call_from_webhook(self, name: str, params: JsonObject) -> None:
        """A call that came as the answer to a pushed update; Telegram tells nobody how it went."""
        given = Parameters(params)
        call = self._open(name, given.readable())
        try:
            await self.call(name, given)
            self._close(call, 200)
        except ApiError as error:
            self._close(call, error.status, error.description)

    async def _dated(self, request: web.Request) -> web.StreamResponse:
        """Every answer tells the simulator's time, as Telegram's tell its own."""
        response = await self._answer(request)
        response.headers["Date"] = format_datetime(self._world.clock.now(), usegmt=True)
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        found = find_method(request.match_info["method"])
        name = found[0] if found else request.match_info["method"]
        try:
            given = await read_parameters(request)
        except ApiError as error:
            self._close(self._open(name, {}), error.status, error.description)
            return _refuse(error)
        call = self._open(name, given.readable())
        try:
            if request.match_info["token"] != self._world.token:
                raise unauthorized()
            fault = self._world.faults.strike(name, call.chat_id)
            if fault and (refusal := fault.refusal()):
                raise refusal
            if fault and fault.kind in ("server_error", "hang", "drop_before", "refuse"):
                if fault.kind != "hang":
                    self._close(call, fault.status if fault.kind == "server_error" else 0)
                return await self._leave_unserved(request, fault)
            result = await self.call(name, given)
            if fault and fault.kind == "drop_after":
                self._close(call, 0)
                return _drop(request)
            if fault and fault.kind == "garbage":
                self._close(call, 200)
                return web.Response(text=write_json({"ok": True, "result": result})[:-2])
            if fault:
                await self._pause(fault.seconds)
        except ApiError as error:
            self._close(call, error.status, error.description)
            return _refuse(error)
        except Exception:
            self._close(call, 500, "Internal Server Error")
            raise
        self._close(call, 200)
        return _json({"ok": True, "result": result})

    def _open(self, name: str, params: JsonObject) -> Call:
        call = self._world.calls.open(name, params)
        self._world.stream.pulse()
        return call

    def _close(self, call: Call, status: int, description: str | None = None) -> None:
        self._world.calls.close(call, status, description)
        self._world.stream.pulse()

    async def _leave_unserved(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind == "server_error":
            page = _PROXY_PAGE.format(_REASONS[fault.status])
            return web.Response(status=fault.status, text=page, content_type="text/html")
        if fault.kind == "hang":
            await self._closing.wait()
        elif fault.kind == "refuse":
            self._stop_listening(fault.seconds)
        return _drop(request)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not longer than the server lives."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._world.token:
            return _refuse(unauthorized())
        stored = self._world.files.find_by_path(request.match_info["path"])
        if stored is None:
            return _refuse(not_found())
        return web.Response(body=stored.upload.content, content_type="application/octet-stream")


def _json(body: JsonObject, status: int = 200) -> web.Response:
    return web.Response(text=write_json(body), status=status, content_type="application/json")


def _refuse(error: ApiError) -> web.Response:
    response = _json(error.as_json(), error.status)
    if "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(error.parameters["retry_after"])
    return response


def _drop(request: web.Request) -> web.StreamResponse:
    """Close the connection; what is returned here reaches nobody."""
    if request.transport:
        request.transport.abort()
    return web.Response()
