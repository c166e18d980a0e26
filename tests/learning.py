"""What tests learn from content is learned once, by one test process for all, and kept for the next run."""

import fcntl
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.app.content import answerer_cache
from bot.matching.answerer import Answerer

_LEARNING = Path(__file__).parents[1] / "bot" / "matching"


def learned_once(
    config: pytest.Config,
    name: str,
    phrasings: Sequence[tuple[str, str]],
    courtesies: Mapping[str, Sequence[str]],
) -> Answerer:
    """The answerer over these phrasings, as this very code would learn it.

    It lies in pytest's cache under `name`. Where a phrasing has changed, or a line of the code that learns,
    it is learned anew.
    """
    cache = getattr(config, "cache", None)
    if cache is None:  # pytest was told to keep none
        return Answerer(phrasings, courtesies)
    folder = cache.mkdir(f"learned-{name}")
    learned_by, code = folder / "learned-by", _code()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not learned_by.exists() or learned_by.read_text() != code:
            (folder / answerer_cache.FILE_NAME).unlink(missing_ok=True)
            learned_by.write_text(code)
        return answerer_cache.answerer(phrasings, courtesies, folder)


def _code() -> str:
    files = sorted(_LEARNING.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
