"""The bot as an operator runs it: one process on SQLite, on PostgreSQL two more that stand by."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bot.simulator.simulator import Simulator
from tests.endurance.forwarder import Line, forwarding, free_ports
from tests.endurance.nursery import Nursery
from tests.endurance.outside import OutsideBot
from tests.endurance.server import PostgresServer, postgres_server
from tests.small_content import write_small_content

REPLICAS = 3
QUESTION = "What about three?"  # the content answers it
PATIENCE = 300.0  # seconds without any progress; longer than every lease


@dataclass(frozen=True, slots=True)
class Deployment:
    """Its processes, not yet started; on SQLite there is one, and neither `server` nor `lines`.

    `clerk` is for verbs; each process has its own line to the database.
    """

    folder: Path
    replicas: Sequence[OutsideBot]
    clerk: OutsideBot
    server: PostgresServer | None
    lines: Sequence[Line]

    async def subscribe(self, people: str) -> None:
        """Takes a CSV of subscribers in."""
        file = self.folder / "people.csv"
        file.write_text(people, encoding="utf-8")
        await self.clerk.verb("subscribers", "import", str(file))

    async def until_serving(self, simulator: Simulator) -> None:
        """Until one process works, and has made itself known to the server."""

        def known() -> bool:
            return bool(simulator.counts()["by_method"].get("setMyCommands", 0))

        await simulator.wait_until(known, timeout=60)

    def working(self) -> OutsideBot | None:
        """The process whose turn it is and which has begun something; None while there is none."""
        found = self.look(
            "SELECT holder FROM working WHERE epoch IN (SELECT epoch FROM deliveries WHERE state = 'sending')"
        )
        return next((bot for bot in self.replicas for (name,) in found if name.startswith(bot.worker)), None)

    async def until_over(self) -> None:
        """Until nothing may go out any more; TimeoutError when nothing changes for long."""
        before: dict[str, int] = {}
        changed_at = time.monotonic()
        while time.monotonic() - changed_at < PATIENCE:
            states = self.look_at_states()
            if states and not states.get("pending") and not states.get("sending"):
                return
            if states != before:
                before, changed_at = states, time.monotonic()
            await asyncio.sleep(0.2)
        raise TimeoutError(f"still open: {before}; a log ends with {self.replicas[0].log[-2000:]}")

    def look_at_states(self) -> dict[str, int]:
        """Deliveries by state; where the database is away, once it is back."""
        return dict(self.look("SELECT state, count(*) FROM deliveries GROUP BY state"))

    def look(self, sql: str) -> list[tuple]:
        """Into the database, once it is there."""
        while True:
            try:
                return self.clerk.rows(sql)
            except psycopg.OperationalError:
                time.sleep(0.1)

    async def announce(self, key: str, text: str) -> int:
        """Puts a broadcast into the outbox; its id."""
        file = self.folder / "text.txt"
        file.write_text(text, encoding="utf-8")
        await self.clerk.verb("announce", "--text-file", str(file), "--key", key, "--yes")
        return int(self.clerk.rows("SELECT max(announcement_id) FROM announcements")[0][0])


@asynccontextmanager
async def deployed(
    simulator: Simulator,
    folder: Path,
    per_second: float,
    *,
    on_postgres: bool,
    by_webhook: bool = False,
    replicas: int = REPLICAS,
) -> AsyncIterator[Deployment]:
    """Nothing runs yet; what runs at the end is killed. The content is a small one."""
    content = str(write_small_content(folder / "content"))
    is_paid = str(per_second > 30)  # as a real server would want it
    async with AsyncExitStack() as stack:
        if not on_postgres:
            nursery = await stack.enter_async_context(Nursery())
            one = OutsideBot(
                simulator, folder, per_second, nursery=nursery, content=content, paid_broadcast=is_paid
            )
            yield Deployment(folder, [one], one, None, [])
            return
        server = stack.enter_context(postgres_server())
        door, *ports = free_ports(1 + replicas)
        if by_webhook:
            await stack.enter_async_context(forwarding(door, ports))
        nursery = await stack.enter_async_context(Nursery())

        def bot(name: str, url: str, port: int | None) -> OutsideBot:
            settings = {"content": content, "paid_broadcast": is_paid}
            if by_webhook and port is not None:
                settings |= {
                    "webhook_url": f"http://127.0.0.1:{door}",
                    "webhook_secret": "only-the-simulator-knows-this",
                    "listen": f"127.0.0.1:{port}",
                }
            return OutsideBot(
                simulator, folder, per_second, postgres_url=url, nursery=nursery, name=name, **settings
            )

        # the path of a socket is limited to 107 bytes
        sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp")))
        lines, bots = [], []
        for port in ports:
            (sockets / str(port)).mkdir()
            line = Line(server.socket_file, sockets / str(port))
            await line.mend()
            lines.append(line)
            bots.append(bot(f"replica-{port}", server.url_through(line.folder), port))
        clerk = bot("clerk", server.url, None)
        await clerk.verb("migrate")
        yield Deployment(folder, bots, clerk, server, lines)


def load() -> str:
    """How busy the machine is, for the reader of figures: runnable processes a core, in the last minute."""
    return f"{os.getloadavg()[0] / (os.cpu_count() or 1):.1f}"
