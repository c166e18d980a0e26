"""A PostgreSQL server of our own that can be cut off and brought back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import psycopg

from tests.postgres import OwnServer, own_server

NAME = "endurance"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """`url` names an empty database whose commits are kept whatever becomes of the server's processes."""

    url: str
    server: OwnServer

    @property
    def socket_file(self) -> Path:
        """Where it takes connections."""
        query = parse_qs(urlsplit(self.url).query)
        return Path(query["host"][0]) / f".s.PGSQL.{query['port'][0]}"

    def url_through(self, folder: Path) -> str:
        """The same database by a socket of this folder."""
        parts = urlsplit(self.url)
        query = urlencode({"host": folder, "port": parse_qs(parts.query)["port"][0]}, safe="/")
        return self.url.replace(parts.query, query)

    def stop(self) -> None:
        """At once, as after a fault: whoever is connected is cut off in the middle."""
        self.server.stop(signal.SIGQUIT)

    def start(self) -> None:
        """As before; returns when it takes connections again."""
        self.server.start()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server with one empty database, gone at the end. Raises NoPostgresError."""
    with own_server() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {NAME}")
            # the server of the tests may forget the last moments when it is cut off; this one must not
            connection.execute(f"ALTER DATABASE {NAME} SET synchronous_commit = on")
        yield PostgresServer(urlunsplit(urlsplit(server.url)._replace(path=f"/{NAME}")), server)
