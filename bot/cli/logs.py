"""Logging: one event a line, a fixed name plus its values; the token never leaves the process."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.types import Processor

_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
_LOUD = (
    "aiohttp",
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "telegram",
    "aiosqlite",
)

Event = MutableMapping[str, Any]  # structlog's own type of an event


def redact(_logger: object, _method: str, event: Event) -> Event:
    """Takes a bot token out of every text of an event, tracebacks too."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _TOKEN.sub("<token>", value)
    return event


def trace(_logger: object, _method: str, event: Event) -> Event:
    """Puts where an exception came from into an event, and leaves out what it says: that may be personal.

    Of the errors of Telegram and of the database the words are kept: they carry none of ours.
    """
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = " <- ".join(_named(link) for link in _chain(error))
        frames = traceback.extract_tb(error.__traceback__)
        event["trace"] = " ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _named(error: BaseException) -> str:
    kind = type(error)
    speaks = kind.__module__.split(".")[0] in ("telegram", "sqlite3", "psycopg", "sqlalchemy")
    return f"{kind.__name__}: {str(error).splitlines()[0]}" if speaks and str(error) else kind.__name__


def set_up(level: str, form: str, stream: TextIO | None = None) -> None:
    """Sends every log line to standard error (or `stream`), as text for people or as JSON for machines."""
    shown: Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            trace,
            redact,
            shown,
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LOUD:
        # their lines name addresses and parameters: the token, chat ids and texts among them
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that takes longer than usual is no news
