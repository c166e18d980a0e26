"""A tenants' union on the same program, made as docs/your-own.md says: from `content init` on."""

import shutil
from datetime import date
from pathlib import Path

from bot.content.starter_folder import write_starter

OWN = Path(__file__).parent / "data" / "tenants"
QUESTIONS = OWN / "questions.yaml"
LANGUAGES = ("en", "es")


def write_tenants(folder: Path) -> Path:
    """Their content folder: the starter, with their own files in place of its examples."""
    write_starter(folder, LANGUAGES, date(2026, 11, 24))
    for language in LANGUAGES:
        (folder / "faq" / language / "about.yaml").unlink()
    for file in OWN.rglob("*.yaml"):
        if file != QUESTIONS:
            target = folder / file.relative_to(OWN)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    return folder
