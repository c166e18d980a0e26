"""The lines of a file `.env` that its reader passes over: it says so in a log of its own, and goes on."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def noting_unread_lines() -> Iterator[set[int]]:
    """The numbers of these lines, of whatever is read inside; the reader's own words on them go nowhere."""
    unread: set[int] = set()

    def note(record: logging.LogRecord) -> bool:
        unread.update(each for each in record.args or () if isinstance(each, int))
        return False

    its_log = logging.getLogger("dotenv.main")
    its_log.addFilter(note)
    try:
        yield unread
    finally:
        its_log.removeFilter(note)


def lines_of(file: Path, numbers: Collection[int]) -> list[tuple[int, str]]:
    """The lines with these numbers, counted from 1."""
    lines = file.read_text(encoding="utf-8-sig").splitlines() if numbers else []
    return [(number, lines[number - 1]) for number in sorted(numbers)]
