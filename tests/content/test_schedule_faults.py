"""Every fault in schedules/ that a curator can make is reported at its place."""

from tests.content.test_faq_faults import PRIVATE

TOPICS = "schedules/topics.yaml"
WEEKLY = "schedules/weekly.yaml"
WEBINARS = "schedules/webinars.yaml"

FAULTS = {
    "a topic that the bot uses is missing": (
        TOPICS,
        "id: urgent",
        "id: europe",
        [f"{TOPICS}:1:1: topics that the bot uses are missing: urgent"],
    ),
    "a topic that stands twice": (
        TOPICS,
        "- id: urgent",
        "- id: weekly",
        [
            f"{TOPICS}:7:7: `weekly` is there already, on line 1",
        ],
    ),
    "a topic without an English name": (
        TOPICS,
        "{en: Name, es: Nombre}",
        "{es: Nombre}",
        [f"{TOPICS}:2:9: the English text (en) is missing"],
    ),
    "a name in a language that is no code": (
        TOPICS,
        "es: Nombre",
        "Spanish: Nombre",
        [f"{TOPICS}:2:20: `Spanish` should be a language code such as en"],
    ),
    "a name that is too long for a button": (
        TOPICS,
        "es: Nombre",
        "es: " + "x" * 41,
        [f"{TOPICS}:2:24: is 41 characters long, at most 40 are allowed"],
    ),
    "a text without its language": (
        WEEKLY,
        "text: {en: Something new.}",
        "text: Something new.",
        [f"{WEEKLY}:9:11: should hold a text for each language, such as en: ..., not text"],
    ),
    "a day of the week that does not exist": (
        WEEKLY,
        "monday",
        "lunes",
        [
            f"{WEEKLY}:1:6: should be 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', "
            "'saturday' or 'sunday'"
        ],
    ),
    "a time that does not exist": (
        WEEKLY,
        "09:00",
        "24:00",
        [f"{WEEKLY}:2:7: there is no time 24:00: midnight is 00:00 of the next day"],
    ),
    "a time in another form": (
        WEEKLY,
        "09:00",
        "9 am",
        [f"{WEEKLY}:2:7: should be a time of day written as 09:00, from 00:00 to 23:59"],
    ),
    "a zone that does not exist": (
        WEEKLY,
        "zone: UTC",
        "zone: Europe/Bruxelles",
        [f"{WEEKLY}:3:7: unknown time zone: should be UTC or a name such as Europe/Brussels or Asia/Manila"],
    ),
    "a zone by its city alone": (
        WEEKLY,
        "zone: UTC",
        "zone: new york",
        [f"{WEEKLY}:3:7: unknown time zone: did you mean America/New_York?"],
    ),
    "interpretation into the code of no language": (
        WEBINARS,
        "  minutes: 60",
        "  languages: [en, sp]\n  minutes: 60",
        [f"{WEBINARS}:6:19: `sp` is the code of no language, such as en, es, fr or ar"],
    ),
    "the same reading twice": (
        WEBINARS,
        "  minutes: 60",
        "  reading: [binding, binding]\n  minutes: 60",
        [f"{WEBINARS}:6:22: `binding` stands here twice"],
    ),
    "a link as long as a page": (
        WEBINARS,
        "https://meet.coalition.test/orientation",
        f"https://meet.coalition.test/{'a' * 500}",
        [f"{WEBINARS}:7:9: is 528 characters long, at most 500 are allowed"],
    ),
    "a zone that is a path": (
        WEEKLY,
        "zone: UTC",
        "zone: ../UTC",
        [f"{WEEKLY}:3:7: unknown time zone: should be UTC or a name such as Europe/Brussels or Asia/Manila"],
    ),
    "a zone that is only this computer's": (
        WEEKLY,
        "zone: UTC",
        "zone: localtime",
        [
            f"{WEEKLY}:3:7: localtime is no city: write UTC, or the city whose clocks are meant, "
            "as America/New_York"
        ],
    ),
    "a question that is no entry": (
        WEEKLY,
        "[binding, members]",
        "[binding, nobody]",
        [f"{WEEKLY}:4:22: there is no entry `nobody` in faq/en"],
    ),
    "a question that stands twice": (
        WEEKLY,
        "[binding, members]",
        "[binding, members, binding]",
        [f"{WEEKLY}:4:31: `binding` stands here twice"],
    ),
    "news that end before they begin": (
        WEEKLY,
        "2026-11-30",
        "2026-11-22",
        [f"{WEEKLY}:8:12: lies before `from`"],
    ),
    "news without a last day": (
        WEEKLY,
        "    until: 2026-11-30\n",
        "",
        [f"{WEEKLY}:6:5: `until` is missing"],
    ),
    "news whose day does not exist": (
        WEEKLY,
        "2026-11-30",
        "2026-11-31",
        [f"{WEEKLY}:8:12: there is no day 31: 2026-11 has 30 days"],
    ),
    "news with a telephone number": (
        WEEKLY,
        "Something new.",
        "Call +44 20 7946 0000",
        [f"{WEEKLY}:9:16: {PRIVATE}"],
    ),
    "news whose id stands twice": (
        WEEKLY,
        "news:\n",
        "news:\n  - {id: first-news, from: 2026-11-23, until: 2026-11-23, text: {en: News}}\n",
        [f"{WEEKLY}:7:9: `first-news` is there already"],
    ),
    "an example that is neither true nor false": (
        WEBINARS,
        "example: true",
        "example: yes",
        [f"{WEBINARS}:16:12: should be true or false, not text"],
    ),
    "a webinar that stands twice": (
        WEBINARS,
        "id: second",
        "id: orientation",
        [f"{WEBINARS}:8:7: `orientation` is there already, on line 1"],
    ),
    "a webinar without an English title": (
        WEBINARS,
        "{en: Orientation}",
        "{fr: Orientation}",
        [f"{WEBINARS}:2:10: the English text (en) is missing"],
    ),
    "a webinar without a link": (
        WEBINARS,
        "  link: https://meet.coalition.test/orientation\n",
        "",
        [f"{WEBINARS}:1:3: `link` is missing"],
    ),
    "a webinar whose link is not secure": (
        WEBINARS,
        "https://meet.coalition.test/o",
        "http://meet.coalition.test/o",
        [f"{WEBINARS}:7:9: should be a web address that begins with https://"],
    ),
    "a webinar that starts on no day": (
        WEBINARS,
        "2027-03-02 16:00",
        "2027-02-29 16:00",
        [f"{WEBINARS}:4:11: there is no day 29: 2027-02 has 28 days"],
    ),
    "a webinar that starts at no time": (
        WEBINARS,
        "2027-03-02 16:00",
        "2027-03-02",
        [f"{WEBINARS}:4:11: should be a day and a time, written as 2026-12-01 16:00"],
    ),
    "a webinar at a time that the clocks skip": (
        WEBINARS,
        "2027-03-02 16:00",
        "2027-03-28 02:30",
        [f"{WEBINARS}:4:11: the clocks in Europe/Brussels skip this time on that day: choose another"],
    ),
    "a webinar that lasts no time": (
        WEBINARS,
        "minutes: 45",
        "minutes: 0",
        [f"{WEBINARS}:13:12: should be at least 5"],
    ),
    "a webinar that lasts for days": (
        WEBINARS,
        "minutes: 45",
        "minutes: 4500",
        [f"{WEBINARS}:13:12: should be at most 600"],
    ),
    "a lead that is no time": (
        WEBINARS,
        "[30m, 24h, start]",
        "[30, 24h, 0h]",
        [
            f"{WEBINARS}:15:11: should be a number of hours or minutes such as 24h or 30m, or the word start",
            f"{WEBINARS}:15:20: should be a number of hours or minutes such as 24h or 30m, or the word start",
        ],
    ),
    "a lead that stands twice": (
        WEBINARS,
        "[30m, 24h, start]",
        "[1h, 24h, 60m]",
        [f"{WEBINARS}:15:20: stands here twice"],
    ),
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
