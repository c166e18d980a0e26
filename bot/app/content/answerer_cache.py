"""The answerer learns for a while; what it learned is kept in a file for the next start.

Who has to answer meanwhile does so from what is only counted. A process that counted or learned stays large,
because the allocator keeps the memory, so a process of its own does either and leaves a file: `python -m
bot.app.content.answerer_cache`, which is told on its standard input what to learn and where to write.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from subprocess import PIPE
from time import perf_counter

from bot.app.content import kept_arrays
from bot.matching.answerer import METHOD, Answerer

FILE_NAME = "answerer.npz"

_PACKAGE = Path(__file__).parents[3]  # where this very package lies, whatever else is named bot
NICENESS = 10  # of the process that learns: those who ask meanwhile come first

Phrasings = Sequence[tuple[str, str]]
Courtesies = Mapping[str, Sequence[str]]

logger = logging.getLogger(__name__)


def answerer(phrasings: Iterable[tuple[str, str]], courtesies: Courtesies, folder: Path | None) -> Answerer:
    """The answerer over these phrasings: from the file in `folder` if it was made of the same, else built.

    What was built is written into `folder`, which is created when it is missing. Without a folder nothing is
    read or written.
    """
    phrasings = list(phrasings)
    found = kept(phrasings, courtesies, folder)
    if found is not None:
        return found
    started = perf_counter()
    built = Answerer(phrasings, courtesies)
    logger.info("answerer.built", extra={"seconds": round(perf_counter() - started, 2)})
    if folder is not None:
        kept_arrays.write(folder / FILE_NAME, _content(built, _key(phrasings, courtesies)))
    return built


def kept(phrasings: Phrasings, courtesies: Courtesies, folder: Path | None) -> Answerer | None:
    """The answerer from the file in `folder`, if there is one that was made of the same."""
    if folder is None:
        return None
    return kept_arrays.read(folder / FILE_NAME, _key(phrasings, courtesies), Answerer.from_arrays)


def counted_apart(phrasings: Phrasings, courtesies: Courtesies) -> Answerer | None:
    """What a process of its own only counted, in a few seconds; None where that process failed."""
    try:
        with tempfile.TemporaryDirectory() as name:
            subprocess.run(
                [sys.executable, "-m", "bot.app.content.answerer_cache", "counted"],
                cwd=_PACKAGE,
                input=_told(phrasings, courtesies, [Path(name)]),
                check=True,
            )
            return kept(phrasings, courtesies, Path(name))
    except (OSError, subprocess.SubprocessError) as error:
        logger.warning("answerer.not_counted_apart", extra={"reason": type(error).__name__})
        return None


async def learned_apart(
    phrasings: Phrasings, courtesies: Courtesies, folder: Path | None, niceness: int = NICENESS
) -> Answerer | None:
    """What a process of its own learned, written into `folder` too; None where that process failed.

    The process ends with the task that waits for it.
    """
    try:
        with tempfile.TemporaryDirectory() as name:
            folders = [Path(name)] if folder is None else [Path(name), folder]
            code = await _learned_by_child(_told(phrasings, courtesies, folders), niceness)
            if code:  # as where the memory was too little
                logger.warning("answerer.not_learned", extra={"reason": code})
                return None
            return kept(phrasings, courtesies, Path(name))
    except OSError as error:
        logger.warning("answerer.not_learned", extra={"reason": type(error).__name__})
        return None


async def _learned_by_child(given: bytes, niceness: int) -> int | None:
    """Its exit code."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.app.content.answerer_cache", "trained", str(niceness)),
        cwd=_PACKAGE,
        stdin=PIPE,
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


def _learn_for_parent(how: str, niceness: str = "0") -> None:
    phrasings, courtesies, folders = json.load(sys.stdin.buffer)
    pairs = [(entry_id, text) for entry_id, text in phrasings]
    os.nice(int(niceness))
    content = _content(Answerer(pairs, courtesies, trained=how == "trained"), _key(pairs, courtesies))
    for folder in folders:
        kept_arrays.write(Path(folder) / FILE_NAME, content)


def _key(phrasings: Phrasings, courtesies: Courtesies) -> str:
    return kept_arrays.key_of(METHOD, phrasings, [(kind, list(texts)) for kind, texts in courtesies.items()])


def _content(learned: Answerer, key: str) -> bytes:
    return kept_arrays.content(key, learned.to_arrays())


if __name__ == "__main__":
    _learn_for_parent(*sys.argv[1:])
