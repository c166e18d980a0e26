"""Logging: one event a line, a fixed name plus its values; no token, chat id or foreign text gets out."""

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

from bot.cli import safe_error_texts

_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])-?\d{5,}(?![0-9A-Za-z])")
_FOREIGN = ("trouble", "reason")  # what somebody else said
_OURS = ("timestamp", "level", "logger", "chat", "reference")  # pseudonyms may look like numbers
_LOUD = (
    "aiohttp",
    "alembic",
    "asyncio",
    "httpcore",
    "httpx",
    "psycopg",
    "sqlalchemy",
    "telegram",
    "aiosqlite",
)

Event = MutableMapping[str, Any]  # structlog's own type of an event


def redact(_logger: object, _method: str, event: Event) -> Event:
    """Takes tokens and long numbers out of every text of an event, and foreign words where they may stand."""
    for name, value in event.items():
        if isinstance(value, str) and name not in _OURS:
            repeated = safe_error_texts.repeated(value) if name in _FOREIGN else value
            event[name] = _LONG_NUMBER.sub("<number>", _TOKEN.sub("<token>", repeated))
    return event


def shorten(_logger: object, _method: str, event: Event) -> Event:
    """Of what a library says the first line stays: more of it shows what it had in its hands."""
    if not str(event.get("logger", "")).startswith("bot"):
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def trace(_logger: object, _method: str, event: Event) -> Event:
    """Puts where an exception came from into an event, and leaves out what it says: that may be personal."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = told(error)
        event["trace"] = way(error)
    return event


def told(error: BaseException) -> str:
    """An error and what led to it, by kind and by known words."""
    return " <- ".join(safe_error_texts.named(link) for link in _chain(error))


def way(error: BaseException) -> str:
    """The files and lines that an error came through."""
    # not extract_tb: it reads each file whole, and keeps its lines for as long as the process lives
    frames = traceback.walk_tb(error.__traceback__)
    return " ".join(f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in frames)


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


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
            shorten,
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
