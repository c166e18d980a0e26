"""Files of plain arrays, each kept for the next start with a key that says what it was made of.

They are never unpickled: whoever can change one can spoil answers, but not run code. No file, a damaged,
foreign or outdated one, a folder that cannot be written: nothing of that is a reason to fail.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Protocol, TypeVar

from bot.matching.ranking.array_file import FORMAT, Arrays, array_as_texts, opened, packed, texts_as_array

_KEY = "made-of"

Made = TypeVar("Made", covariant=True)

logger = logging.getLogger(__name__)


class FromArrays(Protocol[Made]):
    """Makes something of the arrays that describe it; raises anything where they describe nothing."""

    def __call__(self, arrays: Arrays, /) -> Made: ...


def key_of(*made_of: object) -> str:
    """A hash of everything that the arrays depend on: plain values, as JSON can write them."""
    given = [FORMAT, unicodedata.unidata_version, *made_of]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def content(key: str, arrays: Arrays) -> bytes:
    """What a file of these arrays holds."""
    return packed({_KEY: texts_as_array([key]), **arrays})


def read(file: Path, key: str, made: FromArrays[Made]) -> Made | None:
    """What the file describes, if it was made of the same; the log calls it by the first part of its name."""
    started, name = perf_counter(), file.name.partition(".")[0]
    try:
        arrays = opened(file)
        found = made(arrays) if array_as_texts(arrays[_KEY]) == [key] else None
        reason = "outdated"
    except FileNotFoundError:
        return None
    # numpy, zipfile and json raise a dozen kinds on a damaged file, and the remedy is always the same
    except Exception as error:
        found, reason = None, type(error).__name__
    if found is None:
        logger.info(f"{name}.file_not_used", extra={"reason": reason})
    else:
        logger.info(f"{name}.loaded", extra={"seconds": round(perf_counter() - started, 2)})
    return found


def write(file: Path, written: bytes) -> None:
    """Whole or not at all: another process reads the old file or the new one, never half of one."""
    unfinished: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}.", delete=False) as stream:
            unfinished = Path(stream.name)
            stream.write(written)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(file)
    except OSError as error:
        name = file.name.partition(".")[0]
        logger.warning(f"{name}.file_not_written", extra={"reason": type(error).__name__})
        if unfinished is not None:
            with suppress(OSError):
                unfinished.unlink()
