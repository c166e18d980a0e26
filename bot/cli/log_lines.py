"""How one event of the log is written: a line for people, or JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping

_EVENT_WIDTH, _LEVEL_WIDTH = 30, 9
_PLACED = ("timestamp", "level", "event", "logger")  # in a line these stand first, without their names
_NEEDS_QUOTES = frozenset(" \t=\r\n\"'")
_END, _BRIGHT, _DIM, _BLUE, _CYAN, _MAGENTA = (f"\033[{code}m" for code in (0, 1, 2, 34, 36, 35))
_RED, _YELLOW, _GREEN = (f"\033[{code}m" for code in (31, 33, 32))
_COLOUR_OF = {"critical": _RED, "error": _RED, "warning": _YELLOW}


def as_json(event: Mapping[str, object]) -> str:
    """The event as one JSON object."""
    return json.dumps(event, default=repr)


def as_text(event: Mapping[str, object]) -> str:
    """`instant [level] name [logger] key=value ...`, the keys in the order of the alphabet."""
    begins = (
        f"{event['timestamp']} [{event['level']!s:{_LEVEL_WIDTH}}] "
        f"{event['event']!s:{_EVENT_WIDTH}} [{event['logger']}]"
    )
    return " ".join([begins, *(f"{key}={_value(event[key])}" for key in _others(event))])


def as_coloured_text(event: Mapping[str, object]) -> str:
    """The same for a terminal."""
    level = f"{_COLOUR_OF.get(str(event['level']), _GREEN)}{_BRIGHT}{event['level']!s:{_LEVEL_WIDTH}}{_END}"
    begins = (
        f"{_DIM}{event['timestamp']}{_END} [{level}] "
        f"{_BRIGHT}{event['event']!s:{_EVENT_WIDTH}}{_END} [{_BRIGHT}{_BLUE}{event['logger']}{_END}]"
    )
    values = (f"{_CYAN}{key}{_END}={_MAGENTA}{_value(event[key])}{_END}" for key in _others(event))
    return " ".join([begins, *values])


def _others(event: Mapping[str, object]) -> list[str]:
    return sorted(key for key in event if key not in _PLACED)


def _value(value: object) -> str:
    return value if isinstance(value, str) and _NEEDS_QUOTES.isdisjoint(value) else repr(value)
