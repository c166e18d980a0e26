"""What a curator types: ask --why, content compare."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.small_content import write_small_content
from tests.typing_verbs import typed

Type = Callable[..., Result]


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small folder, and the same as it was before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("BOT_CONTENT", str(tmp_path / "content"))
    folder = write_small_content(tmp_path / "content")
    shutil.copytree(folder, tmp_path / "before")
    return folder


def move(content: Path, text: str, old: str, new: str) -> None:
    """Takes a phrasing from one entry to another."""
    file = content / "faq/en/compact.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines.remove(f"    - {text}")
    assert old in lines
    lines.insert(lines.index("  phrasings:", lines.index(f"- id: {new}")) + 1, f"    - {text}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_why_shows_the_phrasing_that_is_most_alike_and_the_runner_up(content: Path):
    said = typed("ask", "--why", "two question numbr k").stdout
    assert "Read as: two question numbr k" in said
    assert "en: two question number k" in said
    assert "three" in said
    assert "an answer is sure" in said


def test_compare_says_what_an_edit_makes_of_the_other_questions(content: Path):
    for letter in "ab":
        move(content, f"one question number {letter}", "- id: one", "two")
    result = typed("content", "compare", "--before", "before")
    assert result.exit_code == 0, result.output
    assert "en: of 68 questions " in result.stdout
    assert "before, of 68," in result.stdout


def test_without_a_change_of_words_nothing_is_asked(content: Path):
    file = content / "faq/en/compact.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("It is one.", "It is 1."), encoding="utf-8")
    result = typed("content", "compare", "--before", "before")
    assert "every answer goes to whom it went before" in result.stdout


def test_compare_knows_what_was_committed(content: Path):
    git = shutil.which("git")
    if git is None:
        pytest.skip("there is no git here")
    me = ["-c", "user.name=Curator", "-c", "user.email=curator@example.org"]
    for words in (["init", "-q"], ["add", "."], [*me, "commit", "-qm", "Before"]):
        subprocess.run([git, "-C", str(content), *words], check=True)
    assert "every answer goes" in typed("content", "compare").stdout


def test_without_what_was_before_it_says_how_to_give_it(content: Path):
    result = typed("content", "compare", "--before", "no-such-commit")
    assert result.exit_code == 1
    assert "Keep a copy of the folder before you edit" in result.output
    assert "Traceback" not in result.output
