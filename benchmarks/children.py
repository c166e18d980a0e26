"""Measuring in a process of its own: nothing that ran before counts, and what takes too long can be ended."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]  # a decoded JSON object: its values are read by whoever asked for them


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What could not be measured, and why."""

    name: str
    reason: str


def command(module: str, *arguments: str) -> list[str]:
    """What starts a module of ours with the same Python."""
    return [sys.executable, "-m", module, *arguments]


def ask_child(module: str, name: str, request: Json, seconds: float) -> Json | LeftOut:
    """The reply of a fresh process that runs `module`. It is killed after `seconds`.

    Raises RuntimeError with the end of its standard error when it fails.
    """
    try:
        ran = subprocess.run(  # noqa: S603 - our own Python and our own module
            command(module), input=json.dumps(request), capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return LeftOut(name, f"was not through after {seconds:.0f} s")
    if ran.returncode != 0:
        raise RuntimeError(f"{module} failed on {name}:\n{ran.stderr[-2000:]}")
    reply: Json = json.loads(ran.stdout)
    missing = reply.get("not_installed")
    return reply if missing is None else LeftOut(name, f"{missing} is not installed")


def answer_parent(measure: Callable[[Json], Json]) -> None:
    """The other side of `ask_child`: a request from standard input, the reply to standard output."""
    request = json.load(sys.stdin)
    try:
        reply = measure(request)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("bot"):
            raise
        reply = {"not_installed": error.name}
    json.dump(reply, sys.stdout)
