"""docs/your-own.md, done as it is written."""

import re
import shlex
from pathlib import Path

import pytest

from tests.typing_verbs import typed

GUIDE = Path(__file__).parents[2] / "docs" / "your-own.md"
FILE = re.compile(r"# ([\w./-]+\.(?:yaml|po))")


def blocks() -> list[str]:
    """The indented blocks of the guide, without their indentation; two files in one are two."""
    found: list[list[str]] = []
    inside = False
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        text = line.removeprefix("    ")
        is_code = text != line
        if is_code and (not inside or FILE.fullmatch(text) or text.startswith("compact-bot ")):
            found.append([])
        if is_code or (inside and not line):
            found[-1].append(text if is_code else "")
        inside = is_code or (inside and not line)
    return ["\n".join(lines).rstrip("\n") + "\n" for lines in found]


def test_the_guide_leads_to_a_folder_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    said = {}
    for block in blocks():
        first, _, text = block.partition("\n")
        if named := FILE.fullmatch(first):
            folder = tmp_path if named[1] == "questions.yaml" else tmp_path / "tenants"
            (folder / named[1]).parent.mkdir(exist_ok=True)
            (folder / named[1]).write_text(text, encoding="utf-8")
        elif first.startswith("compact-bot "):
            words = shlex.split(first)[1:]
            result = typed(*words)
            assert result.exit_code == 0, result.output
            said[words[0]] = result.stdout
    assert "Entries: 3 en, 3 es" in said["check"]
    again = typed("check", "--content", "tenants")
    assert again.exit_code == 0, again.output
    assert "Entries: 4 en, 4 es" in again.stdout
    assert "3" in said["eval"]
