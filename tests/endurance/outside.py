"""The bot as a process of its own, so that it can be killed; the simulator lives on in ours."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bot.simulator.simulator import Simulator

CHECKOUT = Path(__file__).parents[2]


class OutsideBot:
    """`python -m bot run` on an SQLite file, towards a simulator."""

    def __init__(self, simulator: Simulator, folder: Path, per_second: float) -> None:
        self.file = folder / "bot.db"
        self._log = folder / "bot.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
            "BOT_TOKEN": simulator.token,
            "BOT_API_URL": simulator.url,
            "BOT_DATABASE_URL": f"sqlite:///{self.file}",
            "BOT_MESSAGES_PER_SECOND": str(per_second),
            "BOT_PAID_BROADCAST": "true",  # more than 30 a second
            "BOT_ADMINS": "9001",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts it; returns at once."""
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

    async def end(self, how: signal.Signals) -> int:
        """Sends a signal and waits for the end; the exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await self._process.wait()

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

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """Looks into its database."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(sql, values).fetchall()

    def states(self) -> dict[str, int]:
        """Deliveries by state."""
        return dict(self.rows("SELECT state, count(*) FROM deliveries GROUP BY state"))
