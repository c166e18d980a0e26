"""Writes a small content folder to begin from: courtesies, three entries, an example of everything."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from bot.content.schema import write_schemas

STARTER = Path(__file__).parent / "starter"
LANGUAGES = ("en", "es", "fr", "ar")
"""Those in which there is something to begin from."""

_TRANSLATED_LINE = re.compile(r"\s+(\w+): ")


def write_starter(folder: Path, languages: Sequence[str], today: date) -> list[str]:
    """The starter in these languages, the leading one first, as files in `folder`; their names.

    Raises FileExistsError where the folder holds something, and OSError where it cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    written = []
    for file in sorted(STARTER.rglob("*.yaml")):
        name = file.relative_to(STARTER)
        if name.parts[0] == "faq" and len(name.parts) > 2 and name.parts[1] not in languages:
            continue
        language = name.parts[1] if len(name.parts) > 2 else None
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = _fitted(file.read_text(encoding="utf-8"), languages, language, today)
        (folder / name).write_text(text, encoding="utf-8")
        written.append(name.as_posix())
    write_schemas(folder)
    return written


def _fitted(text: str, languages: Sequence[str], language: str | None, today: date) -> str:
    """A file without the texts in other languages, and with what only the leading one's entries carry."""
    kept = [line for line in text.splitlines() if _stays(line, languages, language)]
    filled = "\n".join(kept) + "\n"
    for name, value in {
        "languages": ", ".join(languages),
        "today": today.isoformat(),
        "in_two_weeks": (today + timedelta(days=14)).isoformat(),
    }.items():
        filled = filled.replace(f"{{{name}}}", value)
    return filled


def _stays(line: str, languages: Sequence[str], language: str | None) -> bool:
    if language is not None:
        only_for = "  live: " if language != languages[0] else "  translation: "
        return not line.startswith(only_for)
    found = _TRANSLATED_LINE.match(line)
    return found is None or found[1] not in LANGUAGES or found[1] in languages
