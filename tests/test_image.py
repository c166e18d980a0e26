"""What goes into the image: nothing that the bot never runs, on a base that is pinned."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import babel
import pytest
from babel.core import get_global

ROOT = Path(__file__).parent.parent
SPOKEN = ("ar", "en", "es", "fr")
DIGEST = "sha256:" + "0123456789abcdef" * 4

# What the bot asks of Babel, in the languages that it speaks and in others.
ASKED = """
import sys
from datetime import date, datetime, time
from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names, get_timezone_location
from babel.localedata import locale_identifiers
for language in sys.argv[1].split():
    locale = Locale(language)
    day = date(2026, 1, 9)
    print(format_date(day, "long", locale), format_skeleton("yMMMEd", day, locale=locale))
    print(format_time(time(9, 30), "HH:mm", locale=locale), get_day_names(locale=locale)[0])
    print(get_timezone_location("America/New_York", locale=locale, return_city=True))
for language in sorted(name for name in locale_identifiers() if "_" not in name):
    print(language, *(Locale(language).plural_form(number) for number in range(120)))
"""


def left_out(_: str, names: list[str]) -> set[str]:
    """Four of five languages, one like the other; none that is spoken, or that counts as another one does."""
    data = sorted(name for name in names if name.endswith(".dat") and name != "global.dat")
    parents = get_global("parent_exceptions")
    needed = {*SPOKEN, "root", *(name for pair in parents.items() if "_" not in pair[0] for name in pair)}
    return {name for number, name in enumerate(data) if number % 5 and Path(name).stem not in needed} | {
        "__pycache__"
    }


@pytest.fixture
def site_packages(tmp_path: Path) -> Path:
    """An installation with Babel, the bot's catalogs and a library with tests."""
    made = tmp_path / "site-packages"
    shutil.copytree(Path(babel.__file__).parent, made / "babel", ignore=left_out)
    for language in SPOKEN:
        (made / "bot" / "locales" / language).mkdir(parents=True)
    for name in ("library/tests/test_it.py", "library/core.py", "library/core.pyi", "library/include/core.h"):
        file = made / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    return made


def asked(site_packages: Path, languages: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", ASKED, languages],
        env={**os.environ, "PYTHONPATH": str(site_packages), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_a_slim_installation_says_dates_as_before_and_counts_in_whatever_language(site_packages: Path):
    before = asked(site_packages, " ".join(SPOKEN))
    subprocess.run(
        [sys.executable, ROOT / "packaging" / "slim.py", site_packages], check=True, capture_output=True
    )
    assert asked(site_packages, " ".join(SPOKEN)) == before
    data = site_packages / "babel" / "locale-data"
    assert sum(file.stat().st_size for file in data.iterdir()) < 2_000_000
    left = {str(file.relative_to(site_packages)) for file in (site_packages / "library").rglob("*.*")}
    assert left == {"library/core.py"}


def test_the_catalogs_are_those_of_the_languages_that_stay():
    assert {folder.name for folder in (ROOT / "bot" / "locales").iterdir() if folder.is_dir()} == set(SPOKEN)


@pytest.mark.parametrize(("known", "code"), [(f"python@{DIGEST}", 0), ("<no value>", 2)])
def test_the_base_is_pinned_by_a_digest_or_not_at_all(tmp_path: Path, known: str, code: int):
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    for name in ("Makefile", "Dockerfile"):
        shutil.copy(ROOT / name, tmp_path)
    docker = tmp_path / "programs" / "docker"
    docker.parent.mkdir()
    docker.write_text(f"#!/bin/sh\ncase \"$1\" in image) echo '{known}' ;; esac\n")
    docker.chmod(0o755)
    path = f"{docker.parent}:{os.environ['PATH']}"
    called = subprocess.run(
        ["make", "pin", "BASE=python:3.13-slim"],
        cwd=tmp_path,
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert called.returncode == code, called.stderr
    bases = [
        line for line in (tmp_path / "Dockerfile").read_text().splitlines() if line.startswith("ARG PYTHON=")
    ]
    assert bases == [f"ARG PYTHON=python:3.13-slim{f'@{DIGEST}' if code == 0 else ''}"]
