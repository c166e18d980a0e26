"""The answerer learns for some seconds; what it learned is kept in a file for the next start.

Who has to answer meanwhile does so from what was only counted, and lets a process of its own learn: a process
that learned stays large, because the allocator keeps the memory. `python -m bot.app.answerer_cache` is that
process; it is told what to learn on its standard input and writes what it learned on its standard output.

The file holds plain arrays and is never unpickled: whoever can change it can spoil answers, but not run code.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import sys
import tempfile
import unicodedata
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from bot.domain.answering import METHOD, Answerer
from bot.domain.arrays import FORMAT, array_as_texts, packed, texts_as_array, unpacked

FILE_NAME = "answerer.npz"

_KEY = "made-of"
_NICENESS = 10  # of the process that learns: those who ask meanwhile come first

Phrasings = Sequence[tuple[str, str]]
Courtesies = Mapping[str, Sequence[str]]

logger = logging.getLogger(__name__)


def answerer(phrasings: Phrasings, courtesies: Courtesies, folder: Path | None) -> Answerer:
    """The answerer over these phrasings: from the file in `folder` if it was made of the same, else built.

    What was built is written into `folder`, which is created when it is missing. No file, a damaged,
    foreign or outdated one, a folder that cannot be written: nothing of that is a reason to fail. Without
    a folder nothing is read or written.
    """
    found = kept(phrasings, courtesies, folder)
    if found is not None:
        return found
    started = perf_counter()
    built = Answerer(phrasings, courtesies)
    logger.info("answerer.built", extra={"seconds": round(perf_counter() - started, 2)})
    if folder is not None:
        _write(folder / FILE_NAME, _content(built, _key(phrasings, courtesies)))
    return built


def kept(phrasings: Phrasings, courtesies: Courtesies, folder: Path | None) -> Answerer | None:
    """The answerer from the file in `folder`, if there is one that was made of the same."""
    if folder is None:
        return None
    started = perf_counter()
    try:
        content = (folder / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        logger.info("answerer.file_not_used", extra={"reason": type(error).__name__})
        return None
    found = _unpacked(content, _key(phrasings, courtesies))
    if found is not None:
        logger.info("answerer.loaded", extra={"seconds": round(perf_counter() - started, 2)})
    return found


async def learned_apart(phrasings: Phrasings, courtesies: Courtesies, folder: Path | None) -> Answerer | None:
    """What a process of its own learned, written into `folder` too; None where that process failed.

    It ends with the task that waits for it.
    """
    started = perf_counter()
    given = json.dumps([phrasings, {kind: list(texts) for kind, texts in courtesies.items()}]).encode()
    try:
        content = await _told_by_child(given)
    except OSError as error:
        logger.warning("answerer.not_learned", extra={"reason": type(error).__name__})
        return None
    learned = _unpacked(content, _key(phrasings, courtesies))
    if learned is not None:
        logger.info("answerer.learned", extra={"seconds": round(perf_counter() - started, 2)})
        if folder is not None:
            await asyncio.to_thread(_write, folder / FILE_NAME, content)
    return learned


async def _told_by_child(given: bytes) -> bytes:
    """Raises OSError, also where the process ended early, as where the memory was too little."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.app.answerer_cache"),
        cwd=Path(__file__).parents[2],  # where this very package lies, whatever else is named bot
        stdin=PIPE,
        stdout=PIPE,
    )
    try:
        content, _ = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise ChildProcessError(process.returncode)
    return content


def _learn_for_parent() -> None:
    os.nice(_NICENESS)
    phrasings, courtesies = json.load(sys.stdin.buffer)
    pairs = [(entry_id, text) for entry_id, text in phrasings]
    sys.stdout.buffer.write(_content(Answerer(pairs, courtesies), _key(pairs, courtesies)))


def _content(learned: Answerer, key: str) -> bytes:
    return packed({_KEY: texts_as_array([key]), **learned.to_arrays()})


def _key(phrasings: Phrasings, courtesies: Courtesies) -> str:
    """A hash of everything that the arrays depend on."""
    courteous = [(kind, list(texts)) for kind, texts in courtesies.items()]
    made_of = [METHOD, FORMAT, unicodedata.unidata_version, phrasings, courteous]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _unpacked(content: bytes, key: str) -> Answerer | None:
    try:
        arrays = unpacked(content)
        if array_as_texts(arrays[_KEY]) == [key]:
            return Answerer.from_arrays(arrays)
        reason = "outdated"
    # numpy, zipfile and json raise a dozen kinds on damaged content, and the remedy is always the same
    except Exception as error:
        reason = type(error).__name__
    logger.info("answerer.file_not_used", extra={"reason": reason})
    return None


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all: another process reads the old file or the new one, never half of one."""
    unfinished: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f"{FILE_NAME}.", delete=False) as stream:
            unfinished = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(file)
    except OSError as error:
        logger.warning("answerer.file_not_written", extra={"reason": type(error).__name__})
        if unfinished is not None:
            with suppress(OSError):
                unfinished.unlink()


if __name__ == "__main__":
    _learn_for_parent()
