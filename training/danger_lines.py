"""The lines that danger is learned from: what people may type, made up, one file a language, by kind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

from bot.content.faq_files import read_faq
from bot.content.locate import content_folder
from bot.content.organization import read_organization
from bot.matching.danger.message_kinds import KINDS, METHOD

LINES = Path(__file__).parent / "lines"


def lines() -> Iterator[tuple[str, str, str]]:
    """The kind, the language and the text of each line in `lines/`."""
    for file in sorted(LINES.glob("*.yaml")):
        for kind, texts in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            yield from ((kind, file.stem, text) for text in texts)


def curators_lines() -> Iterator[tuple[str, str]]:
    """The kind and the text of what the curators wrote: phrasings, courtesies, and answers, all harmless."""
    folder = content_folder()
    if not isinstance(folder, Path):
        raise SystemExit(str(folder))
    reading = read_faq(folder, date.max, read_organization(folder).organization)
    yield from ((KINDS[0], text) for _, _, text in reading.faq.phrasings())
    for entries in reading.faq.entries.values():
        yield from ((KINDS[0], entry.answer) for entry in entries.values())
    for _, kind, text in reading.faq.courtesies():
        yield (kind if kind in KINDS else KINDS[0]), text


def made_of() -> str:
    """A hash of the lines and of how they count."""
    digest = hashlib.sha256(str(METHOD).encode())
    for file in sorted(LINES.glob("*.yaml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
