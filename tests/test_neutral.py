"""The program is nobody's own: what is one organization's stands in the content folder."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import shipped

BOT = Path(__file__).parents[1] / "bot"

# The program is called compact-bot, its simulated account compact_bot; whom people fear, they call la migra.
NAMES = re.compile(
    r"compact(?![-_]bot|_currency|_decimal)|coalition|coalici|\bgcm\b|marrak|pacto|pacte\b|migrant|migraci|migrato"
    r"|(?<!im)migration(?!s)|ميثاق|تحالف|الاتفاق\b|هجرة|مهاجر|المهاجر",
    re.IGNORECASE,
)
FEARED = {
    *("la migra", "migra", "los de migracion", "agentes de migracion", "inmigracion"),
    *("hay migracion", "llego migracion", "vino migracion", "migracion esta"),
    *("بتوع الهجرة", "رجال الهجرة", "شرطة الهجرة", "دائرة الهجرة", "موظفين الهجرة"),
    *("دورية الهجرة", "ضابط الهجرة", "ضباط الهجرة"),
    *("موظفو الهجرة", "camioneta de migracion"),
    *("gente de migracion", "unos de migracion"),
    *("oficiales de migracion", "migracion ta", "migracion en la puerta"),
    *("estacion migratoria", "اداره مهاجرت"),
}


def sentences_in_code() -> Iterator[tuple[str, str]]:
    """Every text in the code that is no docstring, with its file."""
    for file in sorted(BOT.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        told = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield file.relative_to(BOT).as_posix(), node.value


def test_no_sentence_in_the_code_names_an_organization_or_its_subject():
    found = [(file, text) for file, text in sentences_in_code() if NAMES.search(text)]
    assert [(file, text) for file, text in found if "migrations" not in text] == []


@pytest.mark.parametrize("pattern", ["*.po", "*.yaml", "*.html", "*.js"])
def test_nothing_that_is_read_at_run_time_names_an_organization_or_its_subject(pattern: str):
    found = [
        (file.relative_to(BOT).as_posix(), line)
        for file in sorted(BOT.rglob(pattern))
        if "_content" not in file.parts
        for line in file.read_text(encoding="utf-8").splitlines()
        if any(NAMES.search(part) and part.strip() not in FEARED for part in re.split(r"[,\[\]]", line))
    ]
    assert found == []


def test_no_id_of_a_shipped_entry_stands_in_the_code():
    ids = {entry_id for entry_id in shipped.faq().entries["en"] if "-" in entry_id}
    assert {(file, text) for file, text in sentences_in_code() if text in ids} == set()
