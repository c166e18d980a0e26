"""Copies of a PostgreSQL database, by the programs that come with it: they know their server's release."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.engine import URL

from bot.domain.delivery.holds import HaltedBecause, HeldBecause
from bot.storage.holds import encoded
from bot.storage.instants import to_ms
from bot.storage.migrating import OURS, Marking
from bot.storage.schema import METADATA
from bot.storage.single_values import Mark

BEGINNING = b"PGDMP"
_MISMATCH = "version mismatch"


class ProgramError(RuntimeError):
    """One of the server's programs is missing or failed; the text says which, in our words."""


def dump(url: URL) -> bytes:
    """All of the database in one state, as pg_dump writes it, but for who answered what in a round.

    Raises ProgramError.
    """
    left_out = "--exclude-table-data=round_members"
    return _run(
        "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", left_out, *_to(url)], b"", url
    )


def script(dumped: bytes) -> bytes:
    """A dump as SQL. Raises ProgramError for what is none."""
    return _run("pg_restore", ["--no-owner", "--no-privileges", "--file=-"], dumped, None)


def chats_in(sql: bytes) -> set[int]:
    """The chats that the SQL of a dump subscribes."""
    return {int(row[0]) for row in _rows(sql, "subscribers")}


def marking(sql: bytes) -> Marking:
    """What the SQL of a dump says of the tables that it makes."""
    is_ours = f"\nCREATE TABLE public.{OURS} (".encode() in sql
    step = next((row[0] for row in _rows(sql, "alembic_version")), None)
    return Marking(step, is_ours, {row[0]: row[1] for row in _rows(sql, "schema_steps")})


def _rows(sql: bytes, table: str) -> Iterator[list[str]]:
    _, found, rest = sql.partition(f"\nCOPY public.{table} (".encode())
    lines = rest.partition(b"\n\\.")[0].splitlines()[1:] if found else []
    return (line.decode().split("\t") for line in lines)


def put_back(url: URL, sql: bytes, at: datetime) -> None:
    """Replaces our tables by those of the SQL, with outbound halted and what is active held: all or nothing.

    Raises ProgramError.
    """
    tables = ", ".join((*METADATA.tables, "alembic_version"))
    held, halted = encoded(HeldBecause.RESTORED, at), HaltedBecause.RESTORED.value
    guard = f"""
        RESET search_path;
        INSERT INTO marks (name, value, at)
        VALUES ('{Mark.HALTED.value}', '{halted}', {to_ms(at)}), ('{Mark.RESTORED.value}', '', {to_ms(at)})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at;
        UPDATE announcements SET state = 'held', held_because = '{held}'
        WHERE state = 'active' AND kind <> 'alert';
    """  # noqa: S608 - constants and a number
    whole = f"DROP TABLE IF EXISTS {tables} CASCADE;\n".encode() + sql + guard.encode()
    words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    _run("psql", [*words, *_to(url)], whole, url)


def _to(url: URL) -> list[str]:
    """The database without its password, which would be seen in the list of processes."""
    plain = url.set(drivername="postgresql", password=None)
    return [f"--dbname={plain.render_as_string(hide_password=False)}"]


def _run(program: str, words: list[str], given: bytes, url: URL | None) -> bytes:
    found = shutil.which(program)
    if found is None:
        raise ProgramError(f"the program {program} is missing; Debian has it in postgresql-client")
    environment = dict(os.environ)
    if url is not None and url.password:
        environment["PGPASSWORD"] = str(url.password)
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and no word of a stranger
            [found, *words], input=given, env=environment, capture_output=True, check=True
        )
    except subprocess.CalledProcessError as error:
        if _MISMATCH.encode() in error.stderr:
            raise ProgramError(
                f"{program} is of another release than the server; install that of the server"
            ) from None
        raise ProgramError(f"{program} ended with {error.returncode}") from None
    return done.stdout
