"""Numbers and addresses of persons are found in every usual form; what is neither is let through."""

from pathlib import Path

from bot.content.locate import content_folder
from bot.content.phones_and_emails import number_or_address
from tests.content.conftest import ContentFolder

NUMBERS = [
    "Call 0032 2 123 45 67.",
    "Llame al 06 12 34 56 78",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "0612345678",
    "+32 (0)2 123 45 67",
    "+1 (917) 555-0142",
    "917-555-0142",
    "(917) 555 0142",
    "Tel. 555 0142 99",
    "Llámenos: 612 345 678",
    "appelez le 612 345 678",
    "600 12 34 56",
    "00 32 2 123 45 67",
    "اتصل بنا ٠٦ ١٢ ٣٤ ٥٦ ٧٨",
    "رقم الهاتف ‎٠٠٣٢٢١٢٣٤٥٦٧",
    "۰۶۱۲۳۴۵۶۷۸",
    "WhatsApp 32470123456",
    "Write to https://wa.me/32470123456",
    "https://api.whatsapp.com/send?phone=32470123456",
    "tel:+32470123456",
    "https://t.me/+32470123456",
    "06\u00a012\u00a034\u00a056\u00a078",
]
ADDRESSES = [
    "maria.lopez@example.com",
    "maria (at) example.org",
    "maria＠example.org",
    "maria [at] example [dot] org",
    "m+x@mail.example.org",
    "maria at gmail dot com",
    "maria arroba gmail punto com",
]
HANDLES = ["our channel: @our_union", "https://t.me/our_union", "@ourunionbot", "see you @noon"]
NEITHER = [
    "A/RES/73/195 of 19 December 2018",
    "A/CONF.231/2018/L.1",
    "states at this point in the talks",
    "https://t.me/compact_bot",
    "https://example.org/@maria",
    "2015-2016, 2018 and 2022",
    "It took 2012-2017 (34 meetings).",
    "2018. 181 states voted for it",
    "281 000 000 migrants, 281,000,000 or 281.000.000",
    "$ 1 250 000 000 in 2020",
    "from 10.12.2018 to 2018-12-19",
    "10/12/2018 16:00",
    "paragraphs 16, 17, 18 and 19",
    "resolution 73/326 (19 July 2019)",
    "https://example.org/2018/0032212345",
    "152 for, 5 against, 12 abstained",
    "the years 1990 2003 2016 2018",
    "٢٠١٥-٢٠١٦",
    "ISBN",
]


def test_telephone_numbers_and_e_mail_addresses_are_found_in_any_form():
    assert [text for text in NUMBERS if number_or_address(text) != "a telephone number"] == []
    written = [f"Write to {text} soon." for text in ADDRESSES]
    assert [text for text in written if number_or_address(text) != "an e-mail address"] == []


def test_years_documents_sums_and_names_on_networks_are_let_through():
    assert [text for text in (*NEITHER, *HANDLES) if number_or_address(text) is not None] == []


def test_an_organization_may_be_called_by_its_number_where_the_entry_says_so(content: ContentFolder):
    content.edit("faq/en/compact.yaml", "The answer of binding.", "Call 06 12 34 56 78 or a@example.org.")
    (problem,) = content.problems()
    assert problem.startswith("faq/en/compact.yaml:18:11: holds what looks like an e-mail address")
    content.edit("faq/en/compact.yaml", "- id: binding\n", "- id: binding\n  contact: organization\n")
    assert content.problems() == []


def test_nobodys_number_goes_out_by_any_file(content: ContentFolder):
    files = ("faq/en/courtesy.yaml", "schedules/webinars.yaml", "schedules/weekly.yaml")
    for file, old in zip(files, ("Answer.", "All about it.", "Something new."), strict=True):
        content.edit(file, old, "Call 06 12 34 56 78")
    told = [
        (each.file, "holds what looks like a telephone number" in each.text)
        for each in content.check().problems
    ]
    assert told == [(file, True) for file in files]


def test_only_entries_that_tell_where_to_find_the_coalition_are_shipped_as_an_organizations():
    folder = content_folder()
    assert isinstance(folder, Path)
    marked = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.glob("*/**/*.yaml"))
        if path.parts[-3] in ("faq", "schedules")
        and "\n  contact: organization\n" in path.read_text(encoding="utf-8")
    ]
    assert marked == [f"faq/{language}/links.yaml" for language in ("ar", "en", "es", "fr")]
