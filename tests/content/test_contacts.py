"""Whom a person can turn to: what the file may say, who is shown first, and what owners are told."""

from datetime import date
from pathlib import Path

from bot.content.contacts import contact_warnings, read_contacts
from bot.content.locate import content_folder
from bot.domain.content.contacts import FEW, Contact, Region, first_few
from tests.content.conftest import TODAY, ContentFolder

PAGE = "link: https://bread-aid.org/help"
SOUND = f"- {{name: Aid, region: africa, languages: [en], {PAGE}, checked: 2026-11-20}}\n"


def contact(name: str, region: Region, *languages: str) -> Contact:
    return Contact(name, region, languages or ("en",), TODAY, "https://example.org")


def test_sound_contacts_are_part_of_the_content(content: ContentFolder):
    content.write("faq/contacts.yaml", SOUND)
    found = content.check()
    assert found.content is not None
    assert found.content.contacts == (
        Contact("Aid", Region.AFRICA, ("en",), date(2026, 11, 20), "https://bread-aid.org/help"),
    )
    assert [warning for warning in found.warnings if "contacts" in warning.file] == []


def test_a_wrong_contact_is_reported(content: ContentFolder):
    for written, instead, said in (
        (PAGE, "public_hotline: '112'", "the numbers of authorities do not belong here"),
        (PAGE, "public_hotline: ask Maria 555 0199", "an organization's number"),
        (PAGE, "link: https://example.org/help", "is that of the example: write the real one"),
        (PAGE, "link: https://www.Example.com", "is that of the example: write the real one"),
        (PAGE, "link: https://shelter.example/en", "is that of the example: write the real one"),
        (PAGE, "public_hotline: '+00 000 000000'", "is that of the example: write the real one"),
        (PAGE, "public_hotline: '+1 (212) 555-0142'", "is that of the example: write the real one"),
        (PAGE, "public_hotline: '0000 0000'", "is that of the example: write the real one"),
        (f"{PAGE}, ", "", "needs a `link`, a `public_hotline`, or both"),
        ("africa", "utopia", "should be 'world'"),
        ("[en]", "[sp]", "`sp` is the code of no language"),
        ("2026-11-20", "2026-11-22", "lies in the future"),
        (PAGE, f"{PAGE}, phone: '+32 2 000 00 00'", "unknown key `phone`"),
    ):
        content.write("faq/contacts.yaml", SOUND.replace(written, instead))
        (problem,) = content.problems()
        assert problem.startswith("faq/contacts.yaml:1:")
        assert said in problem


def test_a_hotline_that_an_organization_publishes_is_enough(content: ContentFolder):
    content.write("faq/contacts.yaml", SOUND.replace(PAGE, "public_hotline: '+32 2 000 00 00'"))
    assert content.problems() == []


def test_the_check_warns_while_there_are_no_contacts(content: ContentFolder):
    told = "faq/contacts.yaml:1:1: nobody is named to whom a person in danger can turn"
    without = content.check()
    content.write("faq/contacts.yaml", "[]\n")
    for report in (without, content.check()):
        assert report.problems == ()
        assert told in map(str, report.warnings)


def test_none_is_shipped():
    folder = content_folder()
    assert isinstance(folder, Path)
    assert read_contacts(folder, TODAY) == ((), [])


def test_a_contact_that_was_checked_more_than_180_days_ago_is_named():
    old = Contact("Aid", Region.AFRICA, ("en",), date(2026, 11, 20), "https://example.org")
    assert [len(contact_warnings((old,), date(2027, 5, day))) for day in (19, 20)] == [0, 1]


def test_a_handful_holds_one_of_each_region_before_a_second_of_any():
    many = [contact(f"{region} {n}", region) for region in Region for n in range(3)]
    few = first_few(many, "en")
    assert len(few) == FEW
    assert len({each.region for each in few}) == FEW


def test_who_speaks_the_readers_language_comes_first():
    found = first_few(
        [contact(f"en {n}", Region.EUROPE) for n in range(FEW)] + [contact("ar", Region.EUROPE, "ar")], "ar"
    )
    assert "ar" in [each.name for each in found]
