"""Days that a text for members names are held against the calendar, and against the day that is meant."""

from tests.content.conftest import ContentFolder

WEBINARS, WEEKLY = "schedules/webinars.yaml", "schedules/weekly.yaml"


def warned(content: ContentFolder) -> list[str]:
    report = content.check()
    assert report.problems == ()
    return [each.text for each in report.warnings if each.file.startswith("schedules")]


OTHER_DAY = "and the webinar starts on 2027-03-02"  # a Tuesday


def test_a_webinar_whose_text_names_another_day_is_warned_of(content: ContentFolder):
    content.edit("organization.yaml", "[en, es]", "[en, es, fr, ar]")
    for language, text, told in (
        ("en", "Friday talk", "says friday, and the webinar starts on a tuesday"),
        ("en", "On 3 March, online", f"says “3 march”, {OTHER_DAY}"),
        ("en", "Wed, March 3rd", f"says “wed march 3rd”, {OTHER_DAY}"),
        ("en", "Thursday, 2 March", "says “thursday 2 march”, and 2027-03-02 is a Tuesday"),
        ("en", "On 2027-03-12", f"says “2027-03-12”, {OTHER_DAY}"),
        ("es", "El miércoles 3 de marzo", f"says “miercoles 3 de marzo”, {OTHER_DAY}"),
        ("fr", "Le 1er mars 2027", f"says “1er mars 2027”, {OTHER_DAY}"),
        ("ar", "الأربعاء ٣ آذار", f"says “الاربعاء 3 اذار”, {OTHER_DAY}"),
        ("en", "Online, 3/16", f"says “3/16”, {OTHER_DAY}"),
        ("es", "En línea, 16/3", f"says “16/3”, {OTHER_DAY}"),
        ("fr", "Le 03.03.2027", f"says “03.03.2027”, {OTHER_DAY}"),
        ("ar", "يوم ١٦/٣/٢٠٢٧", f"says “16/3/2027”, {OTHER_DAY}"),
    ):
        title = f'{{en: "{text}"}}' if language == "en" else f'{{en: "2, 3, 1, 2027", {language}: "{text}"}}'
        with content.edited(WEBINARS, "{en: Orientation}", title):
            assert told in warned(content)


def test_one_that_names_its_own_day_or_another_year_is_not(content: ContentFolder):
    for text in (
        "Tuesday talk",
        "On Tuesday, 2 March",
        "On March 2nd, 2027; write by 20 February",
        "1-3 March",
        "On the vote of 10 December 2018",
        "Monday or Tuesday",
        "2/3, 3/2 or 02.03.2027",
        "On the vote of 19/12/2018, open 24/7, 1/2 or 3.5 of 19/20",
    ):
        with content.edited(WEBINARS, "{en: Orientation}", f'{{en: "{text}", es: "Otra"}}'):
            assert not [each for each in warned(content) if "webinar starts" in each or "is a " in each]


def test_one_that_was_copied_is_warned_of(content: ContentFolder):
    file = content.path / WEBINARS
    first = file.read_text(encoding="utf-8").partition("- id: second")[0]
    content.write(WEBINARS, first + first.replace("id: orientation", "id: again"))
    assert warned(content) == [
        "`orientation` begins then too, with the same link: members would be told of both"
    ]


def test_news_with_an_unlikely_day_are_warned_of(content: ContentFolder):
    for old, new, told in (
        (
            "Something new.",
            '"On Friday, 1 December"',
            "says “friday 1 december”, and 2026-12-01 is a Tuesday",
        ),
        ("Something new.", '"On Tuesday, 1 December"', None),
        (
            "until: 2026-11-30",
            "until: 2027-11-30",
            "members would get this in some 54 weekly updates: is the day right?",
        ),
        (
            "from: 2026-11-23\n    until: 2026-11-30",
            "from: 2028-11-23\n    until: 2028-11-30",
            "is far ahead (today is 2026-11-21): is the year right?",
        ),
    ):
        with content.edited(WEEKLY, old, new):
            assert warned(content) == ([told] if told else [])
