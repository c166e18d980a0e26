"""A trivial Bot API server on the loopback that answers sendMessage at once and counts what arrives.

`python -m benchmarks.arrivals_server LIMIT` prints its port, serves until its standard input ends, and
then prints the arrivals as JSON. With a LIMIT above 0 it refuses, as Telegram does, what would be more
than so many messages in any one second.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl

from aiohttp import web

from benchmarks.children import command

TOKEN = "123456:for-the-loopback-only"  # noqa: S105 - no secret: our own server takes any
_END_SECONDS = 30  # for the count after the last message
_BOT = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What came in: messages taken, distinct chats among them, refusals, and the fullest second of both."""

    taken: int = 0
    chats: int = 0
    refused: int = 0
    most_in_a_second: int = 0


@dataclass(slots=True)
class RunningServer:
    """`arrivals` are those of the end: they are known once the server has stopped."""

    url: str
    arrivals: Arrivals | None = None


@contextmanager
def running_server(limit: int = 0) -> Iterator[RunningServer]:
    """The server in a process of its own, on a free port of the loopback."""
    process = subprocess.Popen(  # noqa: S603 - our own Python and our own module
        command(__name__, str(limit)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
        server = RunningServer(f"http://127.0.0.1:{int(process.stdout.readline())}")
        yield server
        counted, _ = process.communicate(timeout=_END_SECONDS)
        server.arrivals = Arrivals(**json.loads(counted))
    finally:
        process.kill()
        process.wait()


class ArrivalsCounter:
    """Counts messages and decides which to refuse; times are seconds of one monotonic clock."""

    def __init__(self, limit: int = 0) -> None:
        self._limit = limit
        self._recent: deque[float] = deque()  # taken within the last second
        self._times: list[float] = []
        self._by_chat: Counter[str] = Counter()
        self._refused = 0

    def take(self, chat_id: str, now: float) -> bool:
        """Whether the message is taken."""
        self._times.append(now)
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if self._limit and len(self._recent) >= self._limit:
            self._refused += 1
            return False
        self._recent.append(now)
        self._by_chat[chat_id] += 1
        return True

    def arrivals(self) -> Arrivals:
        """Everything so far."""
        most, first = 0, 0
        for last, now in enumerate(self._times):
            while self._times[first] <= now - 1:
                first += 1
            most = max(most, last - first + 1)
        return Arrivals(self._by_chat.total(), len(self._by_chat), self._refused, most)


@asynccontextmanager
async def serving(counter: ArrivalsCounter) -> AsyncIterator[int]:
    """The server within this process: its port."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if not request.path.endswith("/sendMessage"):
            return _ok(_BOT)
        now = time.monotonic()
        given = await _parameters(request)
        chat_id = str(given["chat_id"])
        if not counter.take(chat_id, now):
            refusal = {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 1",
                "parameters": {"retry_after": 1},
            }
            return web.json_response(refusal, status=429)
        return _ok(
            {
                "message_id": 1,
                "from": _BOT,
                "chat": {"id": int(chat_id), "type": "private", "first_name": "Somebody"},
                "date": 1_800_000_000,
                "text": given["text"],
            }
        )

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def _serve(limit: int) -> None:
    counter = ArrivalsCounter(limit)
    async with serving(counter) as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
    json.dump(asdict(counter.arrivals()), sys.stdout)


async def _parameters(request: web.BaseRequest) -> dict[str, object]:
    match request.content_type:
        case "application/json":
            return dict(await request.json())
        case "application/x-www-form-urlencoded":
            return dict(parse_qsl(await request.text()))
    return dict(await request.post())


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
