"""Logging: one event a line, a fixed name plus its values; the token never leaves the process."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.types import Processor

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
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
            structlog.processors.format_exc_info,
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
