"""What an organization begins from."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.content.check import CheckReport, check
from bot.content.locate import locales_folder
from bot.content.models import CourtesyKind
from bot.content.starter_folder import LANGUAGES, write_starter
from bot.telegram.screens.screen import Words

TODAY = date(2026, 11, 24)


Checked = Callable[..., CheckReport]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """The starter in some languages: written, and checked once for all."""

    @cache
    def written(*languages: str) -> CheckReport:
        folder = tmp_path_factory.mktemp("starter")
        write_starter(folder, languages, TODAY)
        return check(folder, locales_folder(), TODAY)

    return written


def test_whatever_leads_the_starter_has_no_problem_and_warns_that_nobody_is_named_to_turn_to(
    checked: Checked,
):
    for languages in (LANGUAGES, *((language,) for language in LANGUAGES), ("es", "en")):
        report = checked(*languages)
        assert [str(problem) for problem in report.problems] == []
        assert [warning.file for warning in report.warnings] == ["faq/contacts.yaml"], languages
        assert report.text_languages == languages
        assert report.entries == dict.fromkeys(languages, 3)


def test_it_holds_every_courtesy_in_every_language(checked: Checked):
    content = checked(*LANGUAGES).content
    assert content is not None
    for by_kind in content.faq.courtesy_entries.values():
        assert by_kind.keys() == set(CourtesyKind.__args__)
        assert all(len(courtesy.phrasings) >= 14 for courtesy in by_kind.values())


def test_what_leads_is_what_stands_in(checked: Checked):
    content = checked("es", "en").content
    assert content is not None
    assert content.faq.languages == ("es", "en")
    assert content.schedule.topics[0].name("fr") == "Weekly update"  # of what is announced: English, if there
    entry = content.faq.entry("contact", "fr")
    assert entry is not None
    assert entry.language == "es"
    assert Words(content.texts).say("xx", "page.next") == "Más ▶"


def test_an_english_text_is_not_asked_of_who_does_without_english(checked: Checked):
    content = checked("ar").content
    assert content is not None
    assert content.schedule.webinars[0].title("en") == "لنتعارف"
    assert content.faq.live("webinars") == "taking-part"


def test_it_is_written_into_an_empty_folder_only(tmp_path: Path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(FileExistsError):
        write_starter(tmp_path, ("en",), TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
