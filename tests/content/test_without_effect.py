"""Content that is valid and has no effect is told of."""

from tests.content.conftest import ContentFolder

WEEKLY = "schedules/weekly.yaml"
WEBINARS = "schedules/webinars.yaml"


def warnings(content: ContentFolder) -> list[str]:
    """What was warned of in schedules/."""
    report = content.check()
    assert report.problems == ()
    return [str(each) for each in report.warnings if each.file.startswith("schedules/")]


def test_a_text_under_the_code_of_no_language_is_refused(content: ContentFolder):
    places = {
        ("schedules/topics.yaml", "2:32"): "{en: Name, es: Nombre",
        (WEBINARS, "2:28"): "title: {en: Orientation",
        (WEBINARS, "3:32"): "summary: {en: All about it.",
        (WEEKLY, "9:32"): "text: {en: Something new.",
    }
    for (file, _), old in places.items():
        content.edit(file, old, f"{old}, sp: Texto")
    assert content.problems() == [
        f"{file}:{place}: `sp` is the code of no language: those of this bot are en, es"
        for file, place in places
    ]


def test_a_text_in_a_language_that_nobody_is_offered_is_warned_of(content: ContentFolder):
    content.edit(WEBINARS, "{en: Orientation}", "{en: Orientation, it: Introduzione}")
    assert warnings(content) == [
        f"{WEBINARS}:2:28: nobody is shown this: the languages of this bot are en, es"
    ]


def test_news_between_two_updates_are_warned_of(content: ContentFolder):
    content.edit(WEEKLY, "from: 2026-11-23", "from: 2026-11-24")
    content.edit(WEEKLY, "until: 2026-11-30", "until: 2026-11-27")
    assert warnings(content) == [
        f"{WEEKLY}:7:11: no weekly update carries this: between these days there is no Monday to come"
    ]


def test_news_whose_last_update_is_past_are_warned_of_and_old_ones_are_not(content: ContentFolder):
    content.edit(WEEKLY, "from: 2026-11-23", "from: 2026-11-16")
    content.edit(WEEKLY, "until: 2026-11-30", "until: 2026-11-22")
    assert len(warnings(content)) == 1
    content.edit(WEEKLY, "until: 2026-11-22", "until: 2026-11-20")
    assert warnings(content) == []


def test_news_of_the_year_before_are_warned_of(content: ContentFolder):
    content.edit(WEEKLY, "from: 2026-11-23", "from: 2025-11-23")
    content.edit(WEEKLY, "until: 2026-11-30", "until: 2025-11-30")
    (warning,) = warnings(content)
    assert warning.startswith(f"{WEEKLY}:8:12: is long past")


def test_an_example_that_was_copied_and_made_real_is_warned_of(content: ContentFolder):
    content.edit(WEBINARS, "https://example.org/second", "https://meet.coalition.test/second")
    content.edit(
        WEEKLY, "    text: {en: Something new.}", "    example: true\n    text: {en: Something new.}"
    )
    why = "is marked as an example, which is never announced, but"
    assert warnings(content) == [
        f"{WEBINARS}:16:3: {why} its link is a real one: if it is real, take this line away",
        f"{WEEKLY}:9:5: {why} its text does not say that it is one: if it is real, take this line away",
    ]


def test_a_real_item_with_the_link_of_an_example_is_warned_of(content: ContentFolder):
    content.edit(WEBINARS, "https://meet.coalition.test/orientation", "https://example.org/orientation")
    content.edit(
        WEEKLY, "    text: {en: Something new.}", "    link: https://example.org/x\n    text: {en: New.}"
    )
    assert warnings(content) == [
        f"{WEBINARS}:7:9: is that of the example, and opens nothing: write the real one",
        f"{WEEKLY}:9:11: is that of the example, and opens nothing: write the real one",
    ]


def test_a_file_that_nobody_reads_is_named_with_the_reason(content: ContentFolder):
    unread = [
        ("faq/en/links.yaml.txt", "its name should end in .yaml"),
        ("faq/en/compact.yaml~", "its name should end in .yaml"),
        ("faq/en/notes.txt", "only files that end in .yaml are"),
        ("faq/en/new/links.yaml", "a language's folder has no folders in it: put it into faq/en"),
        ("schedules/new.yaml", "of schedules/ only topics.yaml, weekly.yaml, webinars.yaml and lessons/ are"),
        (
            "schedules/webinars.yaml.bak",
            "of schedules/ only topics.yaml, weekly.yaml, webinars.yaml and lessons/ are",
        ),
        ("locales/es.po.orig", "of locales/ only files that end in .po are"),
        ("organisation.yaml", "here only organization.yaml is"),
        ("organization (1).yaml", "here only organization.yaml is"),
        ("schedules/2027/webinars.yaml", "schedules/ has no folder but lessons in it"),
        ("compact.yaml", "here only organization.yaml is"),
        ("webinars.yml", "here only organization.yaml is"),
    ]
    nobodys = (
        "faq/en/.compact.yaml",
        "faq/.trash/compact.yaml",
        "faq/en/.compact.yaml.swp",
        "faq/faq.schema.json",
        "faq/README.md",
        "schedules/.DS_Store",
    )
    for file in (*dict(unread), *nobodys):
        content.write(file, "")
    report = content.check()
    assert report.problems == ()
    told = {str(each) for each in report.warnings if "is not read" in each.text}
    assert told == {f"{file}:1:1: is not read: {why}" for file, why in unread}


def test_a_link_that_waits_for_the_real_one_is_warned_of(content: ContentFolder):
    told = "is that of the example, and opens nothing: write the real one"
    for link in (
        "https://www.example.com/us",
        "https://meet.example.org/us",
        "https://zoom.us/j/XXXXXXXXX",
        "https://meet.coalition.test/your-room",
    ):
        with content.edited(WEBINARS, "https://meet.coalition.test/orientation", link):
            assert told in [each.text for each in content.check().warnings], link


def test_a_sentence_of_ones_own_that_is_not_finished_is_warned_of(content: ContentFolder):
    content.write("locales/en.po", '#, fuzzy\nmsgid "start.welcome"\nmsgstr "Hello, {name}!"\n')
    told = "not finished, and said as the program says it: `start.welcome` on line 2 (marked fuzzy)"
    assert told in [each.text for each in content.check().warnings]
