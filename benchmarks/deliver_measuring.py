"""One way of sending against the counting server: how fast, at what cost, and what arrived.

`python -m benchmarks.deliver_measuring` sends in a process of its own: see `measured_apart`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from benchmarks.arrivals_server import Arrivals, running_server
from benchmarks.children import Json, LeftOut, answer_parent, ask_child
from benchmarks.our_way import UNTHROTTLED, USUAL_PACE, our_way
from benchmarks.sending_ways import FREE_PEERS, PACED_PEERS, Way

OURS = "compact-bot"
PATIENCE_SECONDS = 180.0  # a way that sends longer is given up
SERVER_LIMIT = 30  # messages in any one second: about what Telegram lets through without payment
FIRST_CHAT = 1_000_001

FREE: Mapping[str, Way] = {OURS: partial(our_way, UNTHROTTLED), **FREE_PEERS}
PACED: Mapping[str, Way] = {OURS: partial(our_way, USUAL_PACE), **PACED_PEERS}


@dataclass(frozen=True, slots=True)
class DeliverFigures:
    """`cpu_ms`: processor time of the sending process a message, all its threads together.

    `most_in_a_second` and `refused` (answers 429) are the server's count; `lost` are chats that got
    nothing, `doubled` messages that a chat got besides its first. `failures` is what the sending side
    says: kinds of errors, or states of the outbox.
    """

    way: str
    messages: int
    per_second: float
    cpu_ms: float
    most_in_a_second: int
    refused: int
    lost: int
    doubled: int
    failures: dict[str, int]


def measured_apart(way: str, messages: int, *, paced: bool) -> DeliverFigures | LeftOut:
    """Server and sender in two fresh processes. Each message goes to a chat of its own."""
    with running_server(SERVER_LIMIT if paced else 0) as server:
        request = {"way": way, "messages": messages, "paced": paced, "url": server.url}
        reply = ask_child(__name__, way, request, PATIENCE_SECONDS)
    if isinstance(reply, LeftOut):
        return reply
    arrivals = server.arrivals or Arrivals()
    return DeliverFigures(
        way=way,
        messages=messages,
        per_second=messages / reply["seconds"],
        cpu_ms=1000 * reply["cpu_seconds"] / messages,
        most_in_a_second=arrivals.most_in_a_second,
        refused=arrivals.refused,
        lost=messages - arrivals.chats,
        doubled=arrivals.taken - arrivals.chats,
        failures=reply["failures"],
    )


async def send(way: Way, url: str, messages: int, first: int = FIRST_CHAT) -> Json:
    """Seconds, processor seconds and failures of sending; opening and closing the client do not count."""
    async with way(url, range(first, first + messages)) as run:
        cpu, started = time.process_time(), time.perf_counter()
        failures = await run()
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "failures": dict(failures)}


def _send_for_parent(request: Json) -> Json:
    ways = PACED if request["paced"] else FREE
    return asyncio.run(send(ways[request["way"]], request["url"], request["messages"]))


if __name__ == "__main__":
    answer_parent(_send_for_parent)
