"""The answerer learns for a while; what it learned is kept in a file for the next start.

Who has to answer meanwhile does so from what is only counted. A process that counted or learned stays large,
because the allocator keeps the memory, so a process of its own does either: `python -m
bot.app.answerer_cache`. It is told what to learn on its standard input and writes what it learned on its
standard output, in the form of the file.

The file holds plain arrays and is never unpickled: whoever can change it can spoil answers, but not run code.
It is mapped into memory, of which a running bot then holds the parts that questions have needed so far.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import mmap
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from subprocess import PIPE
from time import perf_counter

from bot.domain.answering import METHOD, Answerer
from bot.domain.arrays import FORMAT, array_as_texts, packed, texts_as_array, unpacked

FILE_NAME = "answerer.arrays"

_KEY = "made-of"
_DIGEST = 64  # characters
_PACKAGE = Path(__file__).parents[2]  # where this very package lies, whatever else is named bot
_NICENESS = 10  # of the process that learns: those who ask meanwhile come first

Phrasings = Sequence[tuple[str, str]]
Courtesies = Mapping[str, Sequence[str]]

logger = logging.getLogger(__name__)


def answerer(phrasings: Iterable[tuple[str, str]], courtesies: Courtesies, folder: Path | None) -> Answerer:
    """The answerer over these phrasings: from the file in `folder` if it was made of the same, else built.

    What was built is written into `folder`, which is created when it is missing. No file, a damaged,
    foreign or outdated one, a folder that cannot be written: nothing of that is a reason to fail. Without
    a folder nothing is read or written.
    """
    phrasings = list(phrasings)
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
        with (folder / FILE_NAME).open("rb") as stream:
            content = _mapped(stream)
        found = _understood(content, _key(phrasings, courtesies))
    except FileNotFoundError:
        return None
    except (OSError, _UselessError) as error:
        logger.info("answerer.file_not_used", extra={"reason": str(error) or type(error).__name__})
        return None
    logger.info("answerer.loaded", extra={"seconds": round(perf_counter() - started, 2)})
    return found


def counted_apart(phrasings: Phrasings, courtesies: Courtesies) -> Answerer | None:
    """What a process of its own only counted, in a few seconds; None where that process failed."""
    started = perf_counter()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "bot.app.answerer_cache", "counted"],
            cwd=_PACKAGE,
            input=_told(phrasings, courtesies),
            stdout=PIPE,
            check=True,
        )
        counted = _understood(ended.stdout, _key(phrasings, courtesies))
    except (OSError, subprocess.SubprocessError, _UselessError) as error:
        logger.warning("answerer.not_counted_apart", extra={"reason": type(error).__name__})
        return None
    logger.info("answerer.counted", extra={"seconds": round(perf_counter() - started, 2)})
    return counted


async def learned_apart(phrasings: Phrasings, courtesies: Courtesies, folder: Path | None) -> Answerer | None:
    """What a process of its own learned, written into `folder` too; None where that process failed.

    The process ends with the task that waits for it.
    """
    started = perf_counter()
    try:
        content = await _learned_by_child(_told(phrasings, courtesies))
        learned = _understood(content, _key(phrasings, courtesies))
    except (OSError, subprocess.SubprocessError, _UselessError) as error:
        logger.warning("answerer.not_learned", extra={"reason": type(error).__name__})
        return None
    logger.info("answerer.learned", extra={"seconds": round(perf_counter() - started, 2)})
    if folder is not None:
        await asyncio.to_thread(_write, folder / FILE_NAME, content)
    return kept(phrasings, courtesies, folder) or learned


async def _learned_by_child(given: bytes) -> bytes:
    """Raises OSError, and CalledProcessError where it ended early, as where the memory was too little."""
    command = (sys.executable, "-m", "bot.app.answerer_cache", "trained")
    process = await asyncio.create_subprocess_exec(*command, cwd=_PACKAGE, stdin=PIPE, stdout=PIPE)
    try:
        content, _ = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[1:])
    return content


def _told(phrasings: Phrasings, courtesies: Courtesies) -> bytes:
    return json.dumps([phrasings, {kind: list(texts) for kind, texts in courtesies.items()}]).encode()


def _learn_for_parent(how: str) -> None:
    phrasings, courtesies = json.load(sys.stdin.buffer)
    pairs = [(entry_id, text) for entry_id, text in phrasings]
    trained = how == "trained"
    if trained:
        os.nice(_NICENESS)
    learned = Answerer(pairs, courtesies, trained=trained)
    sys.stdout.buffer.write(_content(learned, _key(pairs, courtesies)))


def _key(phrasings: Phrasings, courtesies: Courtesies) -> str:
    """A hash of everything that the arrays depend on."""
    courteous = [(kind, list(texts)) for kind, texts in courtesies.items()]
    made_of = [METHOD, FORMAT, unicodedata.unidata_version, phrasings, courteous]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _content(learned: Answerer, key: str) -> bytes:
    """What a file holds: the digest of the rest, and the rest."""
    body = packed({_KEY: texts_as_array([key]), **learned.to_arrays()})
    return hashlib.sha256(body).hexdigest().encode() + body


class _UselessError(ValueError):
    """There is nothing to be had from this content; the text is a name for the log."""


def _mapped(stream: BufferedReader) -> mmap.mmap:
    """A whole file, if its digest is right. Read for that once, and not from the memory it is mapped into."""
    digest = stream.read(_DIGEST)
    if hashlib.file_digest(stream, "sha256").hexdigest().encode() != digest:
        raise _UselessError("damaged")
    return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _understood(content: bytes | mmap.mmap, key: str) -> Answerer:
    try:
        arrays = unpacked(memoryview(content)[_DIGEST:])
        is_of_the_same = array_as_texts(arrays[_KEY]) == [key]
        if is_of_the_same:
            return Answerer.from_arrays(arrays)
    # numpy and json raise many kinds on foreign content, and the remedy is always the same
    except Exception as error:
        raise _UselessError(type(error).__name__) from error
    raise _UselessError("outdated")


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
    _learn_for_parent(sys.argv[1])
