"""The routes under /simulator/: what other processes and the page ask and do.

Every verb of `Verbs` is a route of the same name. Verbs that only look are GET with a query, the others POST
with a JSON object; the parameters have the same names. The answer is `{"result": ...}`: 400 and
`{"error": "..."}` for a wrong request, 404 for something unknown. POST takes application/json only, so that
no other web site open in the same browser can reach it.
"""

import asyncio
import inspect
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeAlias

from aiohttp import web

from bot.simulator.forms.json_values import JsonObject, write_json
from bot.simulator.forms.refusals import ApiError
from bot.simulator.verbs import Verbs
from bot.simulator.world.calls import Call
from bot.simulator.world.world import World

_HEARTBEAT_SECONDS = 15.0
_LOOKING = ("messages", "calls", "counts", "answer_to", "commands", "pending_updates", "state", "now")
_DOING = (
    "create_user",
    "create_users",
    "create_group",
    "set_bot_status",
    "forbid",
    "add_member",
    "remove_member",
    "upgrade_group",
    "create_forum_topic",
    "set_forum_topic",
    "press_start",
    "say",
    "say_all",
    "send",
    "edit",
    "touch",
    "press",
    "press_outdated",
    "ask_inline",
    "push",
    "block",
    "unblock",
    "deactivate",
    "forget_calls",
    "forget_messages",
)
_NUMBERS = frozenset({"chat_id", "user_id", "after"})
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
ClockTargets: TypeAlias = Callable[[], list[tuple[str, datetime]]]
Travel: TypeAlias = Callable[[datetime], Awaitable[None]]


class Control:
    """The routes. `clock_targets` are the instants that the page offers to go to, the next one first.

    `travel` moves the clock and may take its time; without it the clock jumps.
    """

    def __init__(
        self, world: World, verbs: Verbs, clock_targets: ClockTargets, travel: Travel | None = None
    ) -> None:
        self._world = world
        self._verbs = verbs
        self._clock_targets = clock_targets
        self._travel = travel

    def routes(self) -> list[web.RouteDef]:
        """For the application's router."""
        return [
            *(web.get(f"/simulator/{name}", _look(getattr(self._verbs, name))) for name in _LOOKING),
            *(web.post(f"/simulator/{name}", _do(getattr(self._verbs, name))) for name in _DOING),
            web.post("/simulator/send_file", _do(self._send_file)),
            web.get("/simulator/clock", _look(self._clock)),
            web.post("/simulator/move_clock", _do(self._move_clock)),
            web.get("/simulator/faults", _look(self._verbs.faults)),
            web.post("/simulator/faults", self._set_faults),
            web.get("/simulator/stream", self._stream),
        ]

    def _clock(self) -> JsonObject:
        targets = [{"label": label, "instant": instant} for label, instant in self._clock_targets()]
        return {"now": self._verbs.now(), "targets": targets}

    def _send_file(
        self,
        user_id: int,
        file_name: str,
        base64: str,
        chat_id: int | None = None,
        caption: str = "",
        kind: str = "document",
        album: str = "",
    ) -> int:
        try:
            content = b64decode(base64, validate=True)
            return self._verbs.send_file(user_id, file_name, content, chat_id, caption, kind, album)
        except ApiError as error:  # such as a picture that is none
            raise ValueError(error.description) from error

    async def _move_clock(self, instant: str, *, force: bool = False) -> JsonObject:
        if self._travel is None or force:
            self._verbs.move_clock(datetime.fromisoformat(instant), force=force)
        else:
            await self._travel(datetime.fromisoformat(instant))
        return self._clock()

    async def _set_faults(self, request: web.Request) -> web.StreamResponse:
        plan = await request.text()
        return await _answer(request, lambda: self._verbs.set_plan(plan))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        await response.write(b"retry: 500\n\n")  # milliseconds after which a page comes back
        beat = asyncio.create_task(_beat(response))
        try:
            async for happening in self._world.stream.watch():
                await response.write(f"data: {write_json(happening)}\n\n".encode())
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            beat.cancel()
        return response


def _look(verb: Callable[..., object]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        def ask() -> object:
            return verb(
                **{name: int(value) if name in _NUMBERS else value for name, value in request.query.items()}
            )

        return await _answer(request, ask, needs_json=False)

    return handle


def _do(verb: Callable[..., object]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        text = await request.text()

        def act() -> object:
            params = json.loads(text) if text else {}
            if not isinstance(params, dict):
                raise ValueError("an object with the parameters is expected")
            inspect.signature(verb).bind(**params)  # TypeError names a parameter that is missing or unknown
            return verb(**params)

        return await _answer(request, act)

    return handle


async def _answer(
    request: web.Request, act: Callable[[], object], *, needs_json: bool = True
) -> web.Response:
    if needs_json and request.content_type != "application/json":
        return _error(415, "send application/json")
    try:
        result = act()
        if inspect.isawaitable(result):
            result = await result
        text = json.dumps({"result": result}, ensure_ascii=False, default=_plain)
    except LookupError as error:
        return _error(404, str(error))
    except (ValueError, TypeError) as error:
        return _error(400, str(error))
    return web.Response(text=text, content_type="application/json")


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case Call():
            return value.as_json()
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")


def _error(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=write_json({"error": text}), content_type="application/json")


async def _beat(response: web.StreamResponse) -> None:
    """Keeps the connection open, and ends with it."""
    with suppress(ConnectionResetError):
        while True:
            await asyncio.sleep(_HEARTBEAT_SECONDS)
            await response.write(b": still here\n\n")
