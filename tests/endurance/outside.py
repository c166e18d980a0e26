"""The bot as a process of its own, so that it can be killed; the simulator lives on in ours."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import psycopg

from bot.simulator.simulator import Simulator
from tests.endurance.nursery import ENDED_WITH, Child, Nursery

CHECKOUT = Path(__file__).parents[2]


class OutsideBot:
    """`compact-bot run` towards a simulator: on an SQLite file, or on PostgreSQL where its URL is given.

    `settings` are BOT_ variables by their names without that, in small letters. With a nursery it starts
    more quickly.
    """

    def __init__(
        self,
        simulator: Simulator,
        folder: Path,
        per_second: float,
        *,
        postgres_url: str | None = None,
        nursery: Nursery | None = None,
        name: str = "bot",
        **settings: str,
    ) -> None:
        self.file = folder / "bot.db"
        self._postgres_url = postgres_url
        self.spool = folder / f"{name}.spool"
        self._log = folder / f"{name}.log"
        self._nursery = nursery
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("BOT_")},
            "BOT_TOKEN": simulator.token,
            "BOT_API_URL": simulator.url,
            "BOT_DATABASE_URL": postgres_url or f"sqlite:///{self.file}",
            "BOT_MESSAGES_PER_SECOND": str(per_second),
            "BOT_PAID_BROADCAST": "true",  # more than 30 a second
            "BOT_ADMINS": "9001",
            "BOT_SPOOL": str(self.spool),
            **{f"BOT_{key.upper()}": value for key, value in settings.items()},
            "PYTHONDONTWRITEBYTECODE": "",  # as `make run` has it
            # what was learned is kept in one file for everybody, and each content would overwrite it
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        self._process: asyncio.subprocess.Process | Child | None = None

    async def start(self) -> None:
        """Starts it; returns at once."""
        if self._nursery is not None:
            self._process = await self._nursery.start(["run"], self._environment, self._log)
            return
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=CHECKOUT,
                env=self._environment,
                stderr=log,
                stdout=log,
            )

    def send_signal(self, how: signal.Signals) -> None:
        """Sends a signal that does not end it."""
        assert self._process is not None
        self._process.send_signal(how)

    async def end(self, how: signal.Signals) -> int | None:
        """Sends a signal and waits for the end; the exit code, which a nursery does not know."""
        process = self._process
        assert process is not None
        if isinstance(process, Child):
            process.send_signal(how)
            await process.wait()
            return None
        if process.returncode is None:
            process.send_signal(how)
        return await process.wait()

    @property
    def is_alive(self) -> bool:
        if isinstance(self._process, Child):
            return self._process.is_alive
        return self._process is not None and self._process.returncode is None

    @property
    def worker(self) -> str:
        """How the name begins by which it is known in the database."""
        assert self._process is not None
        return f"{socket.gethostname()}/{self._process.pid}/"

    @property
    def exit_code(self) -> int | None:
        """What it ended with; None while it runs."""
        return self._process.returncode if self._process is not None else None

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    async def verb(self, *arguments: str) -> str:
        """Runs another verb on the same database; what it printed."""
        if self._nursery is not None:
            output = self._log.with_name("verb.txt")
            output.write_text("", encoding="utf-8")
            await (await self._nursery.start(list(arguments), self._environment, output)).wait()
            printed = output.read_text(encoding="utf-8").strip()
            assert ENDED_WITH not in printed, printed
            return printed
        code, printed, complaints = await self.ended_verb(*arguments)
        assert code == 0, complaints
        return printed

    async def ended_verb(self, *arguments: str) -> tuple[int | None, str, str]:
        """The same, however it ends: its exit code, what it printed and what it complained of."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=CHECKOUT,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        printed, complaints = await process.communicate()
        return process.returncode, printed.decode().strip(), complaints.decode().strip()

    @property
    def log(self) -> str:
        """What it logged so far."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def rows(self, sql: str) -> list[tuple]:
        """Looks into its database."""
        if self._postgres_url is not None:
            with psycopg.connect(self._postgres_url, autocommit=True) as connection:
                return connection.execute(sql).fetchall()
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Changes its database behind its back."""
        if self._postgres_url is not None:
            with psycopg.connect(self._postgres_url, autocommit=True) as connection:
                connection.execute(sql)
            return
        with closing(sqlite3.connect(self.file, timeout=20, isolation_level=None)) as connection:
            connection.execute(sql)

    def states(self) -> dict[str, int]:
        """Deliveries by state."""
        return dict(self.rows("SELECT state, count(*) FROM deliveries GROUP BY state"))
