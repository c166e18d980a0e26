"""The program is nobody's own: what is one organization's stands in the content folder."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests import shipped

BOT = Path(__file__).parents[1] / "bot"

# The program is called compact-bot, its simulated account compact_bot.
NAMES = re.compile(
    r"compact(?![-_]bot|_currency|_decimal)|coalition|coalici|\bgcm\b|marrak|pacto|pacte\b|ميثاق|تحالف|الاتفاق\b",
    re.IGNORECASE,
)
SUBJECT = re.compile(r"migrant|migraci|migrato|(?<!im)migration(?!s)|هجرة|مهاجر", re.IGNORECASE)
DANGER = BOT / "content" / "danger"  # whom people fear has the subject in its name: la migra, شرطة الهجرة


@cache
def sentences_in_code() -> list[tuple[str, str]]:
    """Every text in the code that is no docstring, with its file."""
    found = []
    for file in sorted(BOT.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        name = file.relative_to(BOT).as_posix()
        docstrings = set()
        for node in ast.walk(tree):  # what is around comes before what is in it
            if isinstance(node, ast.Expr):
                docstrings.add(id(node.value))
            elif (
                isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
            ):
                found.append((name, node.value))
    return found


def test_no_sentence_in_the_code_names_an_organization_or_its_subject():
    found = [(file, text) for file, text in sentences_in_code() if NAMES.search(text) or SUBJECT.search(text)]
    assert [(file, text) for file, text in found if "migrations" not in text] == []


@pytest.mark.parametrize("pattern", ["*.po", "*.yaml", "*.html", "*.js"])
def test_nothing_that_is_read_at_run_time_names_an_organization_or_its_subject(pattern: str):
    found = [
        (file.relative_to(BOT).as_posix(), line)
        for file in sorted(BOT.rglob(pattern))
        if "_content" not in file.parts
        for line in file.read_text(encoding="utf-8").splitlines()
        if NAMES.search(line) or (SUBJECT.search(line) and DANGER not in file.parents)
    ]
    assert found == []


def test_no_id_of_a_shipped_entry_stands_in_the_code():
    ids = {entry_id for entry_id in shipped.faq().entries["en"] if "-" in entry_id}
    assert {(file, text) for file, text in sentences_in_code() if text in ids} == set()
