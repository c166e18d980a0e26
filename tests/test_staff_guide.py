"""The guide for staff names buttons and commands as they are, in each of its languages."""

import re
from pathlib import Path

import pytest

from bot.content.po_file import read_po_file
from tests.assembled import parts

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "staff.md").read_text(encoding="utf-8")
CHAPTERS = {"es": "Español", "fr": "Français", "ar": "العربية"}
# what is bold for its own sake
NO_BUTTONS = {"your private chat with the bot", "Reply to that very message", "When", "two minutes later"}
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_COMMAND = re.compile(r"`/([a-z]+)`")


def chapter(language: str) -> str:
    """What stands in this language."""
    english, *others = re.split(rf"^## (?:{'|'.join(CHAPTERS.values())})$", GUIDE, flags=re.MULTILINE)
    return dict(zip(("en", *CHAPTERS), (english, *others), strict=True))[language]


def labels(language: str) -> list[str]:
    """Every sentence of the catalog."""
    path = f"bot/locales/{language}/LC_MESSAGES/bot.po"
    catalog, problems = read_po_file(ROOT / path, path, language)
    assert catalog is not None, problems
    return [_spaced(form) for message in catalog.messages.values() for form in message.forms]


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


@pytest.mark.parametrize("language", ["en", *CHAPTERS])
def test_every_button_that_the_guide_names_is_there(language: str):
    known = labels(language)
    named = {_spaced(bold).removesuffix(" …") for bold in _BOLD.findall(chapter(language))} - NO_BUTTONS
    assert len(named) > 5
    missing = [name for name in named if not any(name in label for label in known)]
    assert missing == []


def test_every_command_that_the_guide_names_is_there():
    known = {command.name for command in parts().current.parts.commands}
    assert set(_COMMAND.findall(GUIDE)) <= known
