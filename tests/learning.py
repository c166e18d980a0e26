"""What takes long to make is made once, by one test process for all, and kept for the next run.

That is what is learned from content, and the tables of the database.
"""

import asyncio
import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app.content import answerer_cache
from bot.app.content.learning import LANGUAGES_FILE, make_languages
from bot.content.check import Content
from bot.matching.answerer import Answerer
from bot.matching.recognizing.language.question_language import QuestionLanguages
from bot.storage.database import Database

_BOT = Path(__file__).parents[1] / "bot"
_TABLES = "empty.db"


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
    with _kept(config, name, answerer_cache.FILE_NAME) as folder:
        if folder is None:
            return Answerer(phrasings, courtesies)
        return answerer_cache.answerer(phrasings, courtesies, folder)


def languages_once(config: pytest.Config, name: str, content: Content) -> QuestionLanguages:
    """What tells the languages of this content apart, kept likewise."""
    with _kept(config, f"languages-{name}", LANGUAGES_FILE) as folder:
        return make_languages(content, folder)


def copy_of_tables(config: pytest.Config, copy: Path) -> Path:
    """A migrated, empty SQLite file, as this very code would make it, at `copy`; once in a process."""
    if copy.exists():
        return copy
    with _kept(config, "tables", _TABLES, "storage") as folder:
        if folder is None or not (folder / _TABLES).exists():
            asyncio.run(_migrated(copy))
            if folder is not None:
                shutil.copy(copy, folder / _TABLES)
            return copy
        return Path(shutil.copy(folder / _TABLES, copy))


async def _migrated(file: Path) -> None:
    database = Database.open(f"sqlite:///{file}")
    await database.migrate()
    await database.close()


@contextmanager
def _kept(config: pytest.Config, name: str, file: str, room: str = "matching") -> Iterator[Path | None]:
    """The folder where it lies, for us alone, without what other code of that room of the program has made;
    None where pytest was told to keep nothing.
    """
    cache = getattr(config, "cache", None)
    if cache is None:
        yield None
        return
    folder: Path = cache.mkdir(f"learned-{name}")
    learned_by, code = folder / "learned-by", _code(_BOT / room)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not learned_by.exists() or learned_by.read_text() != code:
            (folder / file).unlink(missing_ok=True)
            learned_by.write_text(code)
        yield folder


def _code(room: Path) -> str:
    files = sorted(room.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
