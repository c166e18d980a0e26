"""Every fault in schedules/ that a curator can make is reported at its place."""

from tests.content.test_faq_faults import PRIVATE

TOPICS = "schedules/topics.yaml"
WEEKLY = "schedules/weekly.yaml"
WEBINARS = "schedules/webinars.yaml"

FAULTS = {
    TOPICS: {
        "a topic that the bot uses is missing": (
            "id: urgent",
            "id: europe",
            "1:1: topics that the bot uses are missing: urgent",
        ),
        "a topic that stands twice": (
            "- id: urgent",
            "- id: weekly",
            "7:7: `weekly` is there already, on line 1",
        ),
        "a topic without an English name": (
            "{en: Name, es: Nombre}",
            "{es: Nombre}",
            "2:9: the English text (en) is missing",
        ),
        "a name in a language that is no code": (
            "es: Nombre",
            "Spanish: Nombre",
            "2:20: `Spanish` should be a language code such as en",
        ),
        "a name that is too long for a button": (
            "es: Nombre",
            "es: " + "x" * 41,
            "2:24: is 41 characters long, at most 40 are allowed",
        ),
    },
    WEEKLY: {
        "a text without its language": (
            "text: {en: Something new.}",
            "text: Something new.",
            "9:11: should hold a text for each language, such as en: ..., not text",
        ),
        "a day of the week that does not exist": (
            "monday",
            "lunes",
            "1:6: should be 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday' or 'sunday'",
        ),
        "a time that does not exist": (
            "09:00",
            "24:00",
            "2:7: there is no time 24:00: midnight is 00:00 of the next day",
        ),
        "a time in another form": (
            "09:00",
            "9 am",
            "2:7: should be a time of day written as 09:00, from 00:00 to 23:59",
        ),
        "a zone that does not exist": (
            "zone: UTC",
            "zone: Europe/Bruxelles",
            "3:7: unknown time zone: should be UTC or a name such as Europe/Brussels or Asia/Manila",
        ),
        "a zone by its city alone": (
            "zone: UTC",
            "zone: new york",
            "3:7: unknown time zone: did you mean America/New_York?",
        ),
        "a zone that is a path": (
            "zone: UTC",
            "zone: ../UTC",
            "3:7: unknown time zone: should be UTC or a name such as Europe/Brussels or Asia/Manila",
        ),
        "a zone that is only this computer's": (
            "zone: UTC",
            "zone: localtime",
            "3:7: localtime is no city: write UTC, or the city whose clocks are meant, as America/New_York",
        ),
        "a question that is no entry": (
            "[binding, members]",
            "[binding, nobody]",
            "4:22: there is no entry `nobody` in faq/en",
        ),
        "a question that stands twice": (
            "[binding, members]",
            "[binding, members, binding]",
            "4:31: `binding` stands here twice",
        ),
        "news that end before they begin": ("2026-11-30", "2026-11-22", "8:12: lies before `from`"),
        "news without a last day": ("    until: 2026-11-30\n", "", "6:5: `until` is missing"),
        "news whose day does not exist": (
            "2026-11-30",
            "2026-11-31",
            "8:12: there is no day 31: 2026-11 has 30 days",
        ),
        "news with a telephone number": ("Something new.", "Call +44 20 7946 0000", f"9:16: {PRIVATE}"),
        "news whose id stands twice": (
            "news:\n",
            "news:\n  - {id: first-news, from: 2026-11-23, until: 2026-11-23, text: {en: News}}\n",
            "7:9: `first-news` is there already",
        ),
    },
    WEBINARS: {
        "interpretation into the code of no language": (
            "  minutes: 60",
            "  languages: [en, sp]\n  minutes: 60",
            "6:19: `sp` is the code of no language, such as en, es, fr or ar",
        ),
        "the same reading twice": (
            "  minutes: 60",
            "  reading: [binding, binding]\n  minutes: 60",
            "6:22: `binding` stands here twice",
        ),
        "a link as long as a page": (
            "https://meet.coalition.test/orientation",
            f"https://meet.coalition.test/{'a' * 500}",
            "7:9: is 528 characters long, at most 500 are allowed",
        ),
        "an example that is neither true nor false": (
            "example: true",
            "example: yes",
            "16:12: should be true or false, not text",
        ),
        "a webinar that stands twice": (
            "id: second",
            "id: orientation",
            "8:7: `orientation` is there already, on line 1",
        ),
        "a webinar without an English title": (
            "{en: Orientation}",
            "{fr: Orientation}",
            "2:10: the English text (en) is missing",
        ),
        "a webinar without a link": (
            "  link: https://meet.coalition.test/orientation\n",
            "",
            "1:3: `link` is missing",
        ),
        "a webinar whose link is not secure": (
            "https://meet.coalition.test/o",
            "http://meet.coalition.test/o",
            "7:9: should be a web address that begins with https://",
        ),
        "a webinar that starts on no day": (
            "2027-03-02 16:00",
            "2027-02-29 16:00",
            "4:11: there is no day 29: 2027-02 has 28 days",
        ),
        "a webinar that starts at no time": (
            "2027-03-02 16:00",
            "2027-03-02",
            "4:11: should be a day and a time, written as 2026-12-01 16:00",
        ),
        "a webinar at a time that the clocks skip": (
            "2027-03-02 16:00",
            "2027-03-28 02:30",
            "4:11: the clocks in Europe/Brussels skip this time on that day: choose another",
        ),
        "a webinar that lasts no time": ("minutes: 45", "minutes: 0", "13:12: should be at least 5"),
        "a webinar that lasts for days": ("minutes: 45", "minutes: 4500", "13:12: should be at most 600"),
        "a lead that is no time": (
            "[30m, 24h, start]",
            "[30, 24h, 0h]",
            "15:11: should be a number of hours or minutes such as 24h or 30m, or the word start",
            "15:20: should be a number of hours or minutes such as 24h or 30m, or the word start",
        ),
        "a lead that stands twice": ("[30m, 24h, start]", "[1h, 24h, 60m]", "15:20: stands here twice"),
    },
}


def test_a_fault_is_reported_at_its_place(content):
    assert content.told_otherwise(FAULTS) == {}


def test_two_webinars_may_start_at_the_same_time(content):
    content.edit("schedules/webinars.yaml", "zone: UTC", "zone: Europe/Brussels")
    assert content.problems() == []


def test_a_webinar_at_a_time_that_the_clocks_show_twice_takes_the_first(content):
    content.edit("schedules/webinars.yaml", "2027-03-02 16:00", "2027-10-31 02:30")
    found = content.check().content
    assert found.schedule.webinars[0].starts_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_missing_files_are_reported(content):
    files = [TOPICS, WEBINARS, WEEKLY]
    for name in files:
        (content.path / name).unlink()
    assert content.problems() == [f"{name}:1:1: cannot be read: No such file or directory" for name in files]


def test_a_file_that_is_no_list_is_reported(content):
    content.write("schedules/webinars.yaml", "orientation:\n  minutes: 60\n")
    assert content.problems() == [
        f"{WEBINARS}:1:1: should be a list (each item begins with -), not keys with values"
    ]
