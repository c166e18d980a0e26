"""A start does nothing twice and reads nothing that it does not need."""

import json
import subprocess
import sys
from datetime import date

import pytest

from bot.app.content.content_folder import ContentFolder
from bot.cli.unused_library_parts import StandInModule
from tests.small_content import LOCALES, write_small_content

TODAY = date(2026, 11, 24)

LOADED = """
import json, sys
from bot.cli.unused_library_parts import leave_unread
leave_unread()
from bot.cli.verbs import application
application("run")
before = sorted(sys.modules)
import bot.app.running
print(json.dumps([before, sorted(sys.modules)]))
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of content whose state is kept as its last good one."""
    folder = ContentFolder(write_small_content(tmp_path / "content"), LOCALES, tmp_path / "cache")
    assert not folder.read(TODAY).problems
    folder.keep(folder.fingerprint())
    return folder


def test_a_bot_that_runs_has_read_no_verb_but_its_own_and_no_library_of_telegram_before_the_content():
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True).stdout
    before, loaded = map(set, json.loads(told))
    assert "bot.app.content.learning" in before
    assert before.isdisjoint({"telegram", "aiohttp"})
    assert "telegram" in loaded
    assert loaded.isdisjoint(
        {
            "bot.simulator.simulator",
            "bot.cli.content.check_verb",
            "bot.matching.evaluation",
            "benchmarks.verbs",
            "icalendar",
            "aiohttp.web",
            "httpcore",
            "rich.console",
            "sqlalchemy.orm",
        }
    )


def test_what_was_left_unread_says_so_to_whoever_uses_it():
    with pytest.raises(ImportError, match="httpx is not read by this program"):
        StandInModule("httpx").AsyncClient(timeout=5)


def test_content_that_was_found_good_is_read_as_before(folder):
    again = folder.read(TODAY)
    assert again.content is not None
    assert again.content.faq == ContentFolder(folder.folder, folder.locales, None).read(TODAY).content.faq


def test_a_phrasing_that_came_since_is_held_against_the_others(folder):
    file = folder.folder / "faq" / "en" / "compact.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip().startswith("- ") and number > 2)
    file.write_text("\n".join([*lines[: place + 1], lines[place], *lines[place + 1 :]]), encoding="utf-8")
    assert any("says the same as" in problem.text for problem in folder.read(TODAY).problems)
