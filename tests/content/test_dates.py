"""Dates that cannot be meant are refused where they are read, unlikely ones are warned of."""

from datetime import date

from bot.content.untrue_with_time import fading_word, overtaken_day
from tests.content.conftest import ContentFolder

WEEKLY = "schedules/weekly.yaml"
WEBINARS = "schedules/webinars.yaml"
START = "2027-03-02 16:00"


def warnings(content: ContentFolder) -> list[str]:
    """What was warned of in schedules/."""
    return [str(each) for each in content.check().warnings if each.file.startswith("schedules/")]


def test_a_year_that_nobody_means_is_refused_in_any_zone(content: ContentFolder):
    for written, zone in (
        ("9999-12-31 23:59", "America/Los_Angeles"),
        ("1999-12-31 23:59", "Pacific/Kiritimati"),
        ("0207-03-02 16:00", "Europe/Brussels"),
    ):
        with content.edited(WEBINARS, START, written), content.edited(WEBINARS, "Europe/Brussels", zone):
            assert content.problems() == [
                f"{WEBINARS}:4:11: the year should be between 2000 and 2099, not {written[:4]}"
            ]


def test_digits_of_another_script_are_read_in_days_and_times(content: ContentFolder):
    content.edit(WEBINARS, START, "٢٠٢٧-٠٣-٠٢ ١٦:٠٠")
    content.edit(WEEKLY, "09:00", "٠٩:٠٠")
    assert content.problems() == []
    content.edit(WEEKLY, "٠٩:٠٠", "٢٤:٠٠")
    assert content.problems() == [f"{WEEKLY}:2:7: there is no time 24:00: midnight is 00:00 of the next day"]


def test_a_year_of_news_that_nobody_means_is_refused(content: ContentFolder):
    for day in ("from: 2026-11-23", "until: 2026-11-30"):
        with content.edited(WEEKLY, day, f"{day.split(':')[0]}: 9999-12-31"):
            (problem,) = content.problems()
        assert "the year should be between 2000 and 2099" in problem


def test_a_webinar_in_more_than_three_years_is_refused_and_one_far_ahead_is_warned_of(content: ContentFolder):
    content.edit(WEBINARS, START, "2037-03-02 16:00")
    assert content.problems() == [
        f"{WEBINARS}:4:11: is more than three years ahead (today is 2026-11-21): is the year right?"
    ]
    content.edit(WEBINARS, "2037", "2028")
    assert content.problems() == []
    assert warnings(content) == [f"{WEBINARS}:4:11: is far ahead (today is 2026-11-21): is the year right?"]


def test_a_start_in_the_past_is_warned_of_unless_it_is_an_example(content: ContentFolder):
    content.edit(WEBINARS, START, "2025-11-30 16:00")
    content.edit(WEBINARS, START, "2025-11-30 16:00")
    assert content.problems() == []
    assert warnings(content) == [
        f"{WEBINARS}:4:11: is past (today is 2026-11-21): take the webinar away if it was held, "
        "else mend its date"
    ]


def test_what_is_wrong_with_a_date_is_said_in_words(content: ContentFolder):
    for written, said in (
        ("2027-02-30 16:00", "there is no day 30: 2027-02 has 28 days"),
        ("2027-13-01 16:00", "there is no month 13: write the year, the month, the day, as 2026-11-21"),
        ("2027-03-02 24:00", "there is no time 24:00: midnight is 00:00 of the next day"),
        ("2027-03-02 16:60", "there is no time 16:60, from 00:00 to 23:59"),
        ("2/3/2027 4 pm", "should be a day and a time, written as 2026-12-01 16:00"),
    ):
        with content.edited(WEBINARS, START, written):
            assert content.problems() == [f"{WEBINARS}:4:11: {said}"]


def test_a_zone_that_is_no_city_is_refused(content: ContentFolder):
    for zone in ("EST", "Etc/GMT+5", "CET", "EST5EDT", "GMT"):
        with content.edited(WEBINARS, "Europe/Brussels", zone):
            assert content.problems() == [
                f"{WEBINARS}:5:9: {zone} is no city: write UTC, or the city whose clocks are meant, "
                "as America/New_York"
            ]


def test_a_word_of_time_that_is_untrue_before_long_is_warned_of(content: ContentFolder):
    for said, word in (
        ("It was held last year.", "last year"),
        ("It comes out Next month, they say.", "Next month"),
        ("The forum recently ended.", "recently"),
        ("It was held in that year, 2025.", None),
        ("States may stay in touch next to others, for years.", None),
        ("People must be released soon after arrival.", None),
    ):
        assert fading_word(said, "en") == word
    content.edit("faq/en/compact.yaml", "The answer of binding.", "It was held last year.")
    assert [str(each) for each in content.check(closely=True).warnings if "before long" in each.text] == [
        "faq/en/compact.yaml:18:11: “last year” is untrue before long: name the year or the day"
    ]


def test_a_day_that_was_ahead_when_an_answer_was_reviewed_is_told_when_it_is_over():
    written = date(2026, 11, 20)
    cases = [
        ("The forum is held from 5 to 8 May 2027.", date(2027, 5, 8), None),
        ("The forum is held from 5 to 8 May 2027.", date(2027, 5, 9), "5 to 8 may 2027"),
        ("It was held on 19 December 2018.", date(2028, 1, 1), None),
        ("The next one is expected in 2030.", date(2030, 12, 31), None),
        ("The next one is expected in 2030.", date(2031, 1, 1), "2030"),
        ("It is cited as A/RES/2027/195, see un.org/2027/1.", date(2031, 1, 1), None),
        ("In 2026 it was held.", date(2031, 1, 1), None),
    ]
    for text, today, told in cases:
        assert overtaken_day(text, "en", written, today) == told, (text, today)


def test_what_was_ahead_is_warned_of_in_the_leading_language(content: ContentFolder):
    content.edit("faq/en/compact.yaml", "It has changed.", "The forum is on 2026-11-20.")
    content.edit("faq/en/compact.yaml", "reviewed: 2026-11-20", "reviewed: 2026-11-19")
    told = [str(each) for each in content.check(closely=True).warnings if "still ahead" in each.text]
    assert told == [
        "faq/en/compact.yaml:20:10: “2026-11-20” was still ahead on 2026-11-19, when this was reviewed: "
        "what became of it?"
    ]


def test_such_words_are_known_in_the_languages_of_the_bot():
    for language, text, word in (
        ("es", "Se celebró el año pasado en Ginebra.", "el año pasado"),
        ("es", "Este año hay 40 países.", "Este año"),
        ("fr", "Depuis cette année, 40 pays.", "cette année"),
        ("fr", "La loi de cette année-là.", None),
        ("ar", "عُقد العام الماضي في جنيف.", "العام الماضي"),
        ("ar", "هذه السنة 40 بلدا.", "هذه السنة"),
        ("sw", "mwaka huu", None),
    ):
        assert fading_word(text, language) == word
