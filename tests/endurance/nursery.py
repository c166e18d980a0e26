"""Starts the bot's processes quickly: everything is imported once, each process is a fork of that.

A fork that runs `compact-bot run` is a process as any other, with an id, a database and connections of its
own, and dies of SIGKILL as any other. It only saves the second or two that imports take, at each of some
hundred kills.
"""

from __future__ import annotations

import asyncio
import ctypes
import importlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
ENDED_WITH = "ended with "  # the last line of what a child printed that did not end well, with its exit code
PR_SET_PDEATHSIG = 1  # of prctl(2)


class Child:
    """A process that the nursery brought forth."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)
        self._ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._handle, self._note_end)

    @property
    def is_alive(self) -> bool:
        return not self._ended.is_set()

    def send_signal(self, how: signal.Signals) -> None:
        """Does nothing when it has ended."""
        if self.is_alive:
            signal.pidfd_send_signal(self._handle, how)

    async def wait(self) -> None:
        """Until it has ended."""
        await self._ended.wait()

    def _note_end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._handle)
        os.close(self._handle)
        self._ended.set()


class Nursery:
    """`async with Nursery() as nursery`; children that live at the end are killed."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._children: list[Child] = []
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Nursery:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __name__,
            cwd=CHECKOUT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        for child in self._children:
            child.send_signal(signal.SIGKILL)
        for child in self._children:
            await child.wait()
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def start(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> Child:
        """`compact-bot ARGUMENTS` in this environment; what it prints goes to the end of `log`."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"arguments": arguments, "environment": dict(environment), "log": str(log)}
        async with self._turn:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            child = Child(int(await self._process.stdout.readline()))
        self._children = [*(known for known in self._children if known.is_alive), child]
        return child


def _serve() -> None:
    importlib.import_module("bot.cli.main")  # and with it all that `run` needs
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need nobody who waits for them
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(request["arguments"], request["environment"], request["log"])
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(arguments: list[str], environment: dict[str, str], log: str) -> None:
    from bot.cli.main import main

    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # none outlives the nursery
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(environment)
        output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        sys.argv = ["compact-bot", *arguments]
        main()
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if code:
            sys.stderr.write(f"{ENDED_WITH}{code}\n")
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
