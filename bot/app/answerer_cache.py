"""The answerer learns for some seconds; what it learned is kept in a file for the next start.

A process that learned stays large, because the allocator keeps the memory. So a process of its own learns,
writes the file and ends: `python -m bot.app.answerer_cache`, told by `_learned_apart` what to learn.

The file holds plain arrays and is never unpickled: whoever can change it can spoil answers, but not run code.
"""

from __future__ import annotations

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
from time import perf_counter

from bot.domain.answering import METHOD, Answerer
from bot.domain.arrays import FORMAT, array_as_texts, packed, texts_as_array, unpacked

FILE_NAME = "answerer.npz"

_KEY = "made-of"
_WORTH_A_PROCESS = 1_000  # phrasings; fewer are learned quicker than a process starts
_LEARNING_SECONDS = 300

logger = logging.getLogger(__name__)


def answerer(
    phrasings: Iterable[tuple[str, str]], courtesies: Mapping[str, Sequence[str]], folder: Path | None
) -> Answerer:
    """The answerer over these phrasings: from the file in `folder` if it was made of the same, else built.

    What was built is written into `folder`, which is created when it is missing. No file, a damaged,
    foreign or outdated one, a folder that cannot be written: nothing of that is a reason to fail. Without
    a folder nothing is read or written.
    """
    texts = list(phrasings)
    if folder is None:
        return Answerer(texts, courtesies)
    file, key = folder / FILE_NAME, _key(texts, courtesies)
    started = perf_counter()
    kept = _read(file, key)
    if kept is not None:
        logger.info("answerer.loaded", extra={"seconds": round(perf_counter() - started, 2)})
        return kept
    apart = len(texts) >= _WORTH_A_PROCESS and _learned_apart(texts, courtesies, folder)
    learned = _read(file, key) if apart else None
    built = learned or Answerer(texts, courtesies)
    logger.info("answerer.built", extra={"seconds": round(perf_counter() - started, 2)})
    if learned is None:
        _write(file, _content(built, key))
    return built


def _learned_apart(
    phrasings: Sequence[tuple[str, str]], courtesies: Mapping[str, Sequence[str]], folder: Path
) -> bool:
    """Whether a process of its own learned and wrote the file."""
    courteous = {kind: list(texts) for kind, texts in courtesies.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            return False
        subprocess.run(
            [sys.executable, "-m", "bot.app.answerer_cache"],
            input=json.dumps([phrasings, courteous, str(folder.resolve())]).encode(),
            cwd=Path(__file__).parents[2],  # where this very package lies, whatever else is named bot
            capture_output=True,
            timeout=_LEARNING_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        logger.info("answerer.not_learned_apart", extra={"reason": type(error).__name__})
        return False
    return True


def _learn_for_parent() -> None:
    phrasings, courtesies, folder = json.load(sys.stdin.buffer)
    pairs = [(entry_id, text) for entry_id, text in phrasings]
    _write(Path(folder) / FILE_NAME, _content(Answerer(pairs, courtesies), _key(pairs, courtesies)))


def _content(learned: Answerer, key: str) -> bytes:
    return packed({_KEY: texts_as_array([key]), **learned.to_arrays()})


def _key(phrasings: Sequence[tuple[str, str]], courtesies: Mapping[str, Sequence[str]]) -> str:
    """A hash of everything that the arrays depend on."""
    courteous = [(kind, list(texts)) for kind, texts in courtesies.items()]
    made_of = [METHOD, FORMAT, unicodedata.unidata_version, phrasings, courteous]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _read(file: Path, key: str) -> Answerer | None:
    try:
        arrays = unpacked(file.read_bytes())
        if array_as_texts(arrays[_KEY]) == [key]:
            return Answerer.from_arrays(arrays)
        reason = "outdated"
    except FileNotFoundError:
        return None
    # numpy, zipfile and json raise a dozen kinds on a damaged file, and the remedy is always the same
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
