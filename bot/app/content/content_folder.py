"""The content folder that the bot runs on: whether it changed, what it says, and its last good state."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.app.content.answerer_cache import NICENESS
from bot.app.version import VERSION
from bot.content.check import CheckReport, Content, check
from bot.content.locale_files import english_file, load_texts
from bot.matching.answerer import METHOD

FAQ = "faq"
READ = (FAQ, "schedules", "locales", "organization.yaml")
"""What of the folder is content."""

CHECKED_BY = "checked-by"
"""Beside what is kept: the program that found no problem in it."""

ENGLISH_TEXTS = "program-en.po"
"""Beside it: the program's English sentences as they were without a problem. They stand in for everything."""

_CHECKER = f"{VERSION} {METHOD}"

Fingerprint = tuple[tuple[str, int, int], ...]
"""Name, size and time of change of every file."""


@dataclass(frozen=True, slots=True)
class ContentFolder:
    """Reads the content in `folder`, and the program's own sentences in `locales`.

    The last good state is kept in the folder `cache`, if there is one: a restart while somebody's mistake
    stands in the files is no reason to be silent. `niceness` is that of the process that learns what it says.
    """

    folder: Path
    locales: Path
    cache: Path | None
    with_examples: bool = True
    niceness: int = NICENESS

    def fingerprint(self) -> Fingerprint:
        """What tells one state of the files from another."""
        return tuple((str(file), stat.st_size, stat.st_mtime_ns) for file, stat in _files(self.folder))

    def read(self, today: date) -> CheckReport:
        """The content as it is now, with every problem."""
        return self._read(self.folder, today, is_known=self._is_last_good())

    def read_last_good(self, today: date) -> Content | None:
        """The last good state, None where none is kept or this release finds a problem in it."""
        kept = self._kept()
        return self._read(kept, today).content if kept is not None and kept.is_dir() else None

    def keep(self, state: Fingerprint) -> None:
        """Keeps the folder as its last good state, if it still is as it was checked, in this `state`.

        Raises OSError.
        """
        kept = self._kept()
        if kept is None:
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=kept.parent, prefix=f"{kept.name}."))
        try:
            for name in READ:
                source = self.folder / name
                if source.is_dir():
                    shutil.copytree(source, made / name)
                elif source.exists():
                    shutil.copyfile(source, made / name)
            (made / CHECKED_BY).write_text(_CHECKER, encoding="utf-8")
            is_sound = load_texts(self.locales)[0] is not None
            english = english_file(self.locales) if is_sound else kept / ENGLISH_TEXTS
            if english.is_file():
                shutil.copyfile(english, made / ENGLISH_TEXTS)
            if self.fingerprint() == state:
                shutil.rmtree(kept, ignore_errors=True)
                made.rename(kept)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _is_last_good(self) -> bool:
        """Whether this very program has found the FAQ, as it is now, without a problem before."""
        kept = self._kept()
        try:
            return (
                kept is not None
                and (kept / CHECKED_BY).read_text(encoding="utf-8") == _CHECKER
                and _read_whole(kept / FAQ) == _read_whole(self.folder / FAQ)
            )
        except OSError:
            return False

    def _read(self, folder: Path, today: date, *, is_known: bool = False) -> CheckReport:
        kept = self._kept()
        spare = kept / ENGLISH_TEXTS if kept is not None else None
        report = check(folder, self.locales, today, is_known=is_known, spare=spare)
        content = report.content
        if content is None or self.with_examples:
            return report
        return replace(report, content=replace(content, schedule=content.schedule.without_examples()))

    def _kept(self) -> Path | None:
        if self.cache is None:
            return None
        return self.cache / f"content-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]}"


def _read_whole(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """In an order that does not change; what goes while one looks is not there."""
    for name in READ:
        top = folder / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            with suppress(OSError):
                yield path.relative_to(folder), path.stat()
