"""Logging: one event a line, a fixed name plus its values; no token, chat id or foreign text gets out."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.cli import log_lines, safe_error_texts

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

# what every record has; whatever stands beside that are an event's values
_OF_RECORDS = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime"})

Event = dict[str, Any]  # values of every kind, as whoever logs gives them


class _Lines(logging.Formatter):
    """Makes a line of what was logged, in the form that is `shown`."""

    def __init__(self, shown: Callable[[Event], str]) -> None:
        super().__init__()
        self._shown = shown

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            **{name: value for name, value in vars(record).items() if name not in _OF_RECORDS},
            "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        }
        trace(event, record.exc_info[1] if record.exc_info else None)
        shorten(event)
        redact(event)
        return self._shown(event)


def redact(event: Event) -> None:
    """Takes tokens and long numbers out of every text of an event, and foreign words where they may stand."""
    for name, value in event.items():
        if isinstance(value, str) and name not in _OURS:
            repeated = safe_error_texts.repeated(value) if name in _FOREIGN else value
            event[name] = _LONG_NUMBER.sub("<number>", _TOKEN.sub("<token>", repeated))


def shorten(event: Event) -> None:
    """Of what a library says the first line stays: more of it shows what it had in its hands."""
    if not str(event.get("logger", "")).startswith("bot"):
        event["event"] = str(event["event"]).partition("\n")[0]


def trace(event: Event, error: BaseException | None) -> None:
    """Puts where an exception came from into an event, and leaves out what it says: that may be personal."""
    if error is not None:
        event["error"] = told(error)
        event["trace"] = way(error)


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
    as_text = log_lines.as_coloured_text if sys.stderr.isatty() else log_lines.as_text
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Lines(log_lines.as_json if form == "json" else as_text))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LOUD:
        # their lines name addresses and parameters: the token, chat ids and texts among them
        logging.getLogger(name).setLevel(logging.WARNING)
