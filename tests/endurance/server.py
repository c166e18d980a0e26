"""A PostgreSQL server of our own that can be taken away and brought back."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psycopg

from tests.postgres import running_server

NAME = "endurance"


class PostgresServer:
    """`url` names an empty database whose commits are kept whatever becomes of the server's processes."""

    def __init__(self, url: str) -> None:
        self.url = url
        socket_folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        self._data = socket_folder / "data"
        self._log = socket_folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    async def stop(self) -> None:
        """At once, as after a fault: whoever is connected is cut off in the middle."""
        holder = self._data / "postmaster.pid"
        self._command = shlex.split((self._data / "postmaster.opts").read_text())
        os.kill(int(holder.read_text().split()[0]), signal.SIGQUIT)
        while holder.exists():  # noqa: ASYNC110 - only the file tells
            await asyncio.sleep(0.02)

    async def start(self) -> None:
        """As it was started before; returns when it takes connections again."""
        account = self._data.owner()
        drop_root = ["setpriv", "--reuid", account, "--regid", account, "--init-groups"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - it starts in a moment
                [*(drop_root if os.geteuid() == 0 else []), *self._command], cwd="/", stdout=log, stderr=log
            )
        while not _answers(self.url):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)

    def end(self) -> None:
        """Ends what `start` started last."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()


@contextmanager
def own_server() -> Iterator[PostgresServer]:
    """A server with one empty database, gone at the end. Raises NoPostgresError."""
    with running_server({}) as started:
        with psycopg.connect(started.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {NAME}")
            # the server of the tests may forget the last moments when it is cut off; this one must not
            connection.execute(f"ALTER DATABASE {NAME} SET synchronous_commit = on")
        server = PostgresServer(urlunsplit(urlsplit(started.url)._replace(path=f"/{NAME}")))
        try:
            yield server
        finally:
            server.end()


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True
