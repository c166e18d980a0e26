"""`check`, as a curator types it: what is wrong, what is doubtful, and what will happen next."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from tests.test_cli import Operator, working_in

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEEKLY = "content/schedules/weekly.yaml"
WEBINAR = """\
- id: talk
  title: {en: A talk}
  summary: {en: About it.}
  starts: 2026-11-24 16:00
  zone: Europe/Brussels
  minutes: 60
  link: https://meet.coalition.test/talk
  leads: [1h]
- id: another
  title: {en: Example}
  summary: {en: An example.}
  starts: 2026-11-25 16:00
  zone: UTC
  minutes: 60
  link: https://example.org/another
  example: true
"""
CONTACTS = """\
- name: Aid
  region: world
  languages: [en]
  link: https://bread-aid.org/help
  checked: 2026-11-20
"""
LONG = "word " * 117
NEWS = "".join(
    f"  - id: news-{number}\n    from: 2026-11-23\n    until: 2026-11-23\n    text: {{en: {number} {LONG}}}\n"
    for number in range(8)
)


def replaced(curator: Operator, file: str, old: str, new: str) -> None:
    text = (curator.folder / file).read_text(encoding="utf-8")
    assert old in text
    curator.writes(file, text.replace(old, new, 1))


@pytest.fixture
def curator(tmp_path: Path) -> Iterator[Operator]:
    """Somebody with sound content, on 21 November 2026."""
    with working_in(tmp_path) as made, time_machine.travel(NOW, tick=False):
        made.writes("content/faq/contacts.yaml", CONTACTS)
        replaced(made, "content/organization.yaml", "[en, es, fr]", "[en]")
        for language in ("es", "fr"):
            shutil.rmtree(tmp_path / "content" / "faq" / language)
        yield made


def test_sound_content_is_told_what_comes_next_with_instants_in_both_zones(curator: Operator):
    curator.writes("content/schedules/webinars.yaml", WEBINAR)
    result = curator("check")
    assert result.exit_code == 0, result.output
    assert "2 webinars (examples, which are never announced: 1)" in result.stdout
    assert result.stdout.splitlines()[-5:] == [
        "What the schedule sends next:",
        "  2026-11-23 09:00 UTC: Weekly update, Monday 23 November",
        "  2026-11-24 14:00 UTC (2026-11-24 15:00 Europe/Brussels): Reminder an hour before: A talk",
        "  2026-11-30 09:00 UTC: Weekly update, Monday 30 November",
        "No problem found. Warnings: 0.",
    ]


def test_a_schedule_that_sends_nothing_says_so(curator: Operator):
    replaced(curator, WEEKLY, "questions: [one]", "questions: []")
    assert "The schedule sends nothing in the next year." in curator("check").stdout


def test_warnings_are_printed_and_count_only_when_strict(curator: Operator):
    curator.writes("content/schedules/new.yaml", "")
    result = curator("check")
    assert result.exit_code == 0
    assert "Warning: schedules/new.yaml:1:1: is not read: " in result.stdout
    assert "No problem found. Warnings: 1." in result.stdout
    strict = curator("check", "--strict")
    assert (strict.exit_code, "Warnings: 1" in strict.stderr) == (1, True)


def test_problems_come_first_and_what_follows_is_counted(curator: Operator):
    replaced(curator, "content/faq/documents.yaml", "paper:", "leaflet-x:")
    result = curator("check")
    assert result.exit_code == 1
    first, second, *_ = result.stderr.splitlines()
    assert first.startswith("faq/en/compact.yaml:")
    assert second == "... and 3 more that follow from these"
    assert result.stderr.splitlines()[-1] == "Problems: 1"


def test_translations_are_counted_and_listed_where_that_is_wanted(curator: Operator):
    english = (curator.folder / "content/faq/en/compact.yaml").read_text(encoding="utf-8")
    spanish = english.replace("2026-11-21", "2026-11-20").replace("It is", "Es acerca de la cosa llamada")
    spanish = spanish.replace("  reviewed:", "  translation: unreviewed\n  reviewed:")
    replaced(curator, "content/organization.yaml", "[en]", "[en, es]")
    (curator.folder / "content/faq/es").mkdir()
    curator.writes("content/faq/es/compact.yaml", spanish)
    result = curator("check")
    assert "Translations into es that no second speaker has read: 4\n" in result.stdout
    assert "Translations into es that are older than the original: 4\n" in result.stdout
    assert "is older than its English original, which was reviewed on 2026-11-21" in result.stdout
    listed = curator("check", "--translations").stdout
    assert "Translations into es that no second speaker has read: 4 (one, two, three, four)" in listed


def test_an_update_that_does_not_fit_into_one_message_is_a_problem(curator: Operator):
    replaced(curator, WEEKLY, "news: []\n", f"news:\n{NEWS}")
    result = curator("check")
    assert result.exit_code == 1
    (problem, *_) = result.stderr.splitlines()
    assert problem.startswith("schedules/weekly.yaml:")
    assert "the update of 2026-11-23 does not fit into one message; it would go out without “" in problem


def test_what_telegram_would_refuse_is_a_problem_at_its_entry(curator: Operator):
    topics = "".join(
        f"- id: topic-{number}\n  name: {{en: {'n' * 40}}}\n  description: {{en: {'d' * 120}}}\n"
        for number in range(30)
    )
    file = curator.folder / "content/schedules/topics.yaml"
    curator.writes("content/schedules/topics.yaml", file.read_text(encoding="utf-8") + topics)
    result = curator("check")
    assert result.exit_code == 1
    assert "schedules/topics.yaml:1:1: as it would be sent in en, it has " in result.stderr


def test_a_command_that_there_is_not_and_a_profile_that_would_be_cut_are_problems(curator: Operator):
    replaced(curator, "content/faq/en/compact.yaml", "It is two.", "Write /help, or /Unsubscribe to end it.")
    replaced(curator, "content/organization.yaml", "A union", f"A union of {'many ' * 20}people")
    replaced(curator, "content/organization.yaml", "It helps.", "It helps. /leave ends it.")
    replaced(curator, "content/schedules/topics.yaml", "{en: All about urgent.}", "{en: All that /calls.}")
    curator.writes("content/schedules/webinars.yaml", WEBINAR.replace("About it.", "See /talks"))
    replaced(
        curator,
        WEEKLY,
        "news: []\n",
        "news:\n  - id: first\n    from: 2026-11-23\n    until: 2026-11-23\n    text: {en: /read it}\n",
    )
    result = curator("check")
    assert result.exit_code == 1
    told = result.stderr.splitlines()
    unknown = "as it would be sent in en, it names /Unsubscribe, which is no command"
    assert any(line.startswith("faq/en/compact.yaml:") and line.endswith(unknown) for line in told), told
    for place, command in (
        ("organization.yaml:3", "leave"),
        ("schedules/topics.yaml:9", "calls"),
        ("schedules/webinars.yaml:3", "talks"),
        ("schedules/weekly.yaml:9", "read"),
    ):
        assert f"{place}:1: names /{command}, which is no command" in told, told
    assert any(
        line.startswith("organization.yaml:1:1: before Start, as it would be shown in en, are ")
        and line.endswith("120 fit: shorten the name, or write `profile.short` in locales/en.po")
        for line in told
    )
