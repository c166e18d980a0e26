"""Reads faq/numbered.yaml: parts of a document that people ask for by their number.

A content folder may do without it: then a number is a word like others.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from bot.content.organization_models import NumberedForm
from bot.content.problems import Problem
from bot.content.validation import validated
from bot.content.yaml_file import Steps, YamlFile, read_yaml
from bot.matching.recognizing.numbered_parts import PartsByNumber

NUMBERED = "numbered.yaml"


def read_numbered_parts(
    folder: Path, entry_ids: Collection[str] | None
) -> tuple[PartsByNumber | None, list[Problem]]:
    """The parts and every problem; neither where there is no file. Entries must be among `entry_ids`."""
    path = folder / "faq" / NUMBERED
    if not path.exists():
        return None, []
    file, problems = read_yaml(path, f"faq/{NUMBERED}")
    if file is None:
        return None, problems
    form, wrong = validated(NumberedForm, file, (), file.value)
    problems += wrong
    if form is None:
        return None, problems
    problems += _no_numbers(form, file)
    if problems:
        return None, problems
    if entry_ids is not None:
        problems += _unknown(form, file, entry_ids)
    return PartsByNumber(
        list_entry=form.list,
        items={int(number): entry_id for number, entry_id in form.items.entries.items()},
        paragraphs={int(number): entry_id for number, entry_id in form.paragraphs.entries.items()},
        item_words=form.items.words,
        paragraph_words=form.paragraphs.words,
        many=[*form.items.many, *form.paragraphs.many],
        other_documents=form.other_documents,
    ), problems


def _no_numbers(form: NumberedForm, file: YamlFile) -> Iterator[Problem]:
    for part, entries in (("items", form.items.entries), ("paragraphs", form.paragraphs.entries)):
        for number in entries:
            if re.fullmatch("[1-9][0-9]{0,2}", number) is None:
                text = f"`{number}` should be a whole number from 1 to 999"
                yield file.problem_with_key((part, "entries", number), text)


def _unknown(form: NumberedForm, file: YamlFile, entry_ids: Collection[str]) -> Iterator[Problem]:
    named: list[tuple[Steps, str]] = [(("list",), form.list)]
    for part, entries in (("items", form.items.entries), ("paragraphs", form.paragraphs.entries)):
        named += [((part, "entries", number), entry_id) for number, entry_id in entries.items()]
    for steps, entry_id in named:
        if entry_id not in entry_ids:
            yield file.problem(steps, f"there is no entry `{entry_id}`")
