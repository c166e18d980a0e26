"""The answerer learns for a while; what it learned is kept in a file for the next start.

Who has to answer meanwhile does so from what is only counted. A process that counted or learned stays large,
because the allocator keeps the memory, so a process of its own does either and leaves a file: `python -m
bot.app.answerer_cache`, which is told on its standard input what to learn and where to write.

The file holds plain arrays and is never unpickled: whoever can change it can spoil answers, but not run code.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE
from time import perf_counter

from bot.matching.answerer import METHOD, Answerer
from bot.matching.ranking.array_file import FORMAT, array_as_texts, packed, texts_as_array, unpacked

FILE_NAME = "answerer.npz"

_KEY = "made-of"
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
        arrays = unpacked((folder / FILE_NAME).read_bytes())
        is_of_the_same = array_as_texts(arrays[_KEY]) == [_key(phrasings, courtesies)]
        found = Answerer.from_arrays(arrays) if is_of_the_same else None
        reason = "outdated"
    except FileNotFoundError:
        return None
    # numpy, zipfile and json raise a dozen kinds on a damaged file, and the remedy is always the same
    except Exception as error:
        found, reason = None, type(error).__name__
    if found is None:
        logger.info("answerer.file_not_used", extra={"reason": reason})
    else:
        logger.info("answerer.loaded", extra={"seconds": round(perf_counter() - started, 2)})
    return found


def counted_apart(phrasings: Phrasings, courtesies: Courtesies) -> Answerer | None:
    """What a process of its own only counted, in a few seconds; None where that process failed."""
    try:
        with tempfile.TemporaryDirectory() as name:
            subprocess.run(
                [sys.executable, "-m", "bot.app.answerer_cache", "counted"],
                cwd=_PACKAGE,
                input=_told(phrasings, courtesies, [Path(name)]),
                check=True,
            )
            return kept(phrasings, courtesies, Path(name))
    except (OSError, subprocess.SubprocessError) as error:
        logger.warning("answerer.not_counted_apart", extra={"reason": type(error).__name__})
        return None


async def learned_apart(phrasings: Phrasings, courtesies: Courtesies, folder: Path | None) -> Answerer | None:
    """What a process of its own learned, written into `folder` too; None where that process failed.

    The process ends with the task that waits for it.
    """
    try:
        with tempfile.TemporaryDirectory() as name:
            folders = [Path(name)] if folder is None else [Path(name), folder]
            code = await _learned_by_child(_told(phrasings, courtesies, folders))
            if code:  # as where the memory was too little
                logger.warning("answerer.not_learned", extra={"reason": code})
                return None
            return kept(phrasings, courtesies, Path(name))
    except OSError as error:
        logger.warning("answerer.not_learned", extra={"reason": type(error).__name__})
        return None


async def _learned_by_child(given: bytes) -> int | None:
    """Its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.app.answerer_cache", "trained", cwd=_PACKAGE, stdin=PIPE
    )
    try:
        await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode


def _told(phrasings: Phrasings, courtesies: Courtesies, folders: Sequence[Path]) -> bytes:
    courteous = {kind: list(texts) for kind, texts in courtesies.items()}
    return json.dumps([phrasings, courteous, [str(folder.absolute()) for folder in folders]]).encode()


def _learn_for_parent(how: str) -> None:
    phrasings, courtesies, folders = json.load(sys.stdin.buffer)
    pairs = [(entry_id, text) for entry_id, text in phrasings]
    trained = how == "trained"
    if trained:
        os.nice(_NICENESS)
    content = _content(Answerer(pairs, courtesies, trained=trained), _key(pairs, courtesies))
    for folder in folders:
        _write(Path(folder) / FILE_NAME, content)


def _key(phrasings: Phrasings, courtesies: Courtesies) -> str:
    """A hash of everything that the arrays depend on."""
    courteous = [(kind, list(texts)) for kind, texts in courtesies.items()]
    made_of = [METHOD, FORMAT, unicodedata.unidata_version, phrasings, courteous]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _content(learned: Answerer, key: str) -> bytes:
    return packed({_KEY: texts_as_array([key]), **learned.to_arrays()})


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
