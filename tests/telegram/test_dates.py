"""Dates and times in words."""

from datetime import UTC, datetime

from bot.domain.content.schedules import Schedule
from bot.telegram.screens.dates import document_date, in_words, local_time, on_a_button
from tests.lines import each

START = datetime(2027, 3, 2, 16, 0, tzinfo=UTC)


@each(
    "written, language, words",
    [
        ("2017-04-12", "en", "April 12, 2017"),
        ("2017-04-12", "es", "12 de abril de 2017"),
        ("2017-04-12", "fr", "12 avril 2017"),
        ("2018-12", "en", "December 2018"),
        ("2017-04-12", "ar", "12 نيسان/أبريل 2017"),
        ("2018-12", "ar", "كانون الأول/ديسمبر 2018"),
        ("2018", "ar", "2018"),
        ("undated", "en", None),
    ],
)
def test_a_documents_date_is_as_exact_as_the_document(written: str, language: str, words: str | None):
    assert document_date(written, language) == words


def test_a_time_names_utc_and_one_city():
    assert in_words(START, "Europe/Brussels", "en") == "Tue, Mar 2, 2027, 16:00 UTC (17:00 Brussels)"


@each(
    "language, words",
    [
        ("tl", "Mar, Mar 2, 2027, 16:00 UTC (17:00 Brussels)"),
        ("rw", "2027 wer. 2, kab. 16:00 UTC (17:00 Brussels)"),
        ("gn", "2027 Jasyapy 2, Araapy 16:00 UTC (17:00 Brussels)"),
    ],
)
def test_a_language_of_which_the_cldr_knows_little_or_by_another_code_has_times(language: str, words: str):
    assert in_words(START, "Europe/Brussels", language) == words


def test_an_arabic_time_has_arabic_commas_and_both_names_of_its_month():
    assert in_words(START, "UTC", "ar") == "الثلاثاء، 2 آذار/مارس 2027، 16:00 UTC"


def test_on_a_button_a_time_has_one_name_of_its_month_so_that_its_end_is_seen():
    assert on_a_button(START, "UTC", "ar") == "الثلاثاء، 2 مارس 2027، 16:00 UTC"


def test_a_time_written_in_utc_names_the_city_of_the_organizations_second_zone():
    shown = Schedule(second_zone="America/New_York").shown_zone("UTC")
    assert in_words(START, shown, "en") == "Tue, Mar 2, 2027, 16:00 UTC (11:00 New York)"


def test_without_a_second_zone_a_time_written_in_utc_is_in_utc_alone():
    assert in_words(START, Schedule().shown_zone("UTC"), "en") == "Tue, Mar 2, 2027, 16:00 UTC"


def test_the_reader_sees_their_own_time_through_the_tag():
    html = local_time(START, "UTC", "en")
    assert html.startswith(f'<tg-time unix="{int(START.timestamp())}" format="wDt">')
    assert "UTC" in html
