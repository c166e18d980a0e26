"""Reads faq/official-text.yaml: what there is to read in languages that the bot does not speak.

A content folder may do without it: then nothing is said of such a text.
"""

from collections.abc import Mapping
from pathlib import Path

from bot.content.models import DocumentForm
from bot.content.organization_models import OfficialTextForm
from bot.content.problems import Problem
from bot.content.validation import validated
from bot.content.yaml_file import read_yaml
from bot.domain.content.official_text import OfficialText

OFFICIAL_TEXT = "official-text.yaml"


def read_official_text(
    folder: Path, documents: Mapping[str, DocumentForm] | None
) -> tuple[OfficialText | None, list[Problem]]:
    """The text and every problem; neither where there is no file. `documents` are None when not known."""
    path = folder / "faq" / OFFICIAL_TEXT
    if not path.exists():
        return None, []
    file, problems = read_yaml(path, f"faq/{OFFICIAL_TEXT}")
    if file is None:
        return None, problems
    form, wrong = validated(OfficialTextForm, file, (), file.value)
    problems += wrong
    if form is None:
        return None, problems
    document = (documents or {}).get(form.document)
    if document is None and documents is not None:
        problems.append(file.problem(("document",), f"`{form.document}` is not in faq/documents.yaml"))
    for language, sentence in form.sentences.items():
        if sentence.count("{address}") != 1:
            problems.append(file.problem(("sentences", language), "should hold {address} once"))
    address = document.address if document is not None else None
    return OfficialText(form.number, address, form.sentences), problems
