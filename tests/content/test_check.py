from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from bot.content.check import CheckReport, Content, check
from bot.content.locate import content_folder, locales_folder
from bot.content.models import CourtesyKind
from bot.content.schedule_files import read_schedule
from tests import shipped
from tests.content.conftest import TODAY, ContentFolder


def test_content_without_a_problem_is_counted_and_handed_over(content: ContentFolder):
    report = content.check()
    assert report.problems == ()
    assert report.entries == {"en": 2, "es": 1}
    assert report.documents_cited == 1
    assert report.text_languages == ("en", "es")
    assert (report.topics, report.webinars) == (3, 2)
    assert isinstance(report.content, Content)
    assert report.folder == content.path


def test_the_files_become_domain_values(content: ContentFolder):
    found = content.check().content
    assert found is not None
    spanish = found.faq.entry("binding", "es")
    assert spanish is not None
    assert (spanish.language, spanish.category, spanish.question) == ("es", "compact", "¿Es vinculante?")
    assert spanish.answer == "The answer of binding."
    assert spanish.reviewed == date(2026, 11, 20)
    assert [(source.document_id, source.author, source.date) for source in spanish.sources] == [
        ("paper-2017", "The Coalition", "2017-04-12")
    ]
    orientation, second = found.schedule.webinars
    assert orientation.starts_at.isoformat() == "2027-03-02T15:00:00+00:00"
    assert orientation.leads == (timedelta(hours=24), timedelta(hours=1), timedelta(0))
    assert second.leads == (timedelta(hours=24), timedelta(minutes=30), timedelta(0))
    assert (orientation.example, second.example) == (False, True)
    assert found.schedule.weekly is not None
    assert found.schedule.weekly.questions == ("binding", "members")
    assert found.schedule.weekly.news[0].text("fr") == "Something new."
    assert found.texts.text("ar", "start.welcome", name="X") == "أهلا X!"


def test_with_a_problem_there_is_no_content_to_run_with(content: ContentFolder):
    content.edit("faq/en/compact.yaml", "Is it binding?", "Is it: binding?")
    report = content.check()
    assert [str(problem) for problem in report.problems] == [
        "faq/en/compact.yaml:2:18: a colon and a space inside the text: put the whole text in quotes"
    ]
    assert report.content is None


def test_problems_of_all_files_come_together_in_the_order_of_reading(content: ContentFolder):
    content.edit("schedules/webinars.yaml", "minutes: 60", "minutes: sixty")
    content.edit("faq/en/compact.yaml", "Who are the members?", "[Who]")
    content.edit("faq/en/compact.yaml", "reviewed: 2026-11-20", "reviewed: soon")
    content.edit("bot/locales/ar/LC_MESSAGES/bot.po", "Language: ar", "Language: fr")
    assert content.problems() == [
        "bot/locales/ar/LC_MESSAGES/bot.po:3:1: the header should say Language: ar",
        "faq/en/compact.yaml:24:13: should be a day that exists, written as 2026-11-21",
        "faq/en/compact.yaml:27:13: should be text, not a list",
        "schedules/webinars.yaml:6:12: should be a whole number, not text",
    ]


@pytest.fixture(scope="module")
def shipped_report() -> CheckReport:
    folder = content_folder()
    assert isinstance(folder, Path)
    return check(folder, locales_folder(), datetime.now(UTC).date(), closely=True)


def test_the_shipped_content_has_no_problem(shipped_report: CheckReport):
    assert [str(problem) for problem in shipped_report.problems] == []
    assert shipped_report.entries["en"] >= 100
    assert {"en", "es", "fr", "ar"} <= set(shipped_report.text_languages)
    assert shipped_report.webinars == 7


def test_of_the_shipped_content_nothing_is_warned_of_but_what_time_brings(shipped_report: CheckReport):
    told = [str(each) for each in shipped_report.warnings if each.file != "faq/contacts.yaml"]
    assert [each for each in told if "was still ahead on" not in each] == []


def test_every_shipped_webinar_is_marked_as_an_example():
    folder = content_folder()
    assert isinstance(folder, Path)
    schedule, _ = read_schedule(folder, (), (), TODAY)
    assert [webinar.id for webinar in schedule.webinars if not webinar.example] == []
    assert {webinar.link.split("/")[2] for webinar in schedule.webinars} == {"example.org"}


def test_every_shipped_language_knows_courtesies_and_personal_cases_by_many_phrasings():
    courtesies = shipped.faq().courtesy_entries
    assert courtesies.keys() >= {"en", "es", "fr", "ar"}
    for language, by_kind in courtesies.items():
        assert by_kind.keys() == set(get_args(CourtesyKind))
        for kind, courtesy in by_kind.items():
            fewest = 15 if kind != "personal-case" else 40 if language == "en" else 25
            assert len(courtesy.phrasings) >= fewest, (language, kind)
