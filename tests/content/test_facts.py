"""Every fact of the real FAQ is held against its documents, and every translation against English."""

import re

import yaml

from tests.content.fact_faults import contact_faults
from tests.content.facts import OF_ITS_TIME, QUOTED_ADDRESSES, ROOT, is_of_before, material
from tests.content.sources import FINAL_TEXT, FOLDER, NOTES, PAPERS, final_text

LANGUAGES = ("en", "es", "fr", "ar")


def test_every_entry_says_what_its_sources_say():
    entries = [entry for by_id in material().faq.entries.values() for entry in by_id.values()]
    found = [fault for entry in entries for fault in material().faults(entry)]
    assert not found, "\n" + "\n".join(found)


def test_the_languages_have_the_same_entries_in_the_same_order():
    entries = material().faq.entries
    assert set(entries) == set(LANGUAGES)
    for found in entries.values():
        assert list(found) == [entry_id for entry_id in entries["en"] if entry_id in found]


def test_every_entry_is_translated_as_it_is_in_english():
    waiting = [
        f"{entry_id} ({language})"
        for language in LANGUAGES[1:]
        for entry_id in material().faq.entries["en"]
        if material().waits_for_translation(entry_id, language)
    ]
    assert not waiting, "\n" + "\n".join(waiting)


def test_what_rests_on_papers_from_before_the_compact_alone_is_listed():
    english = material().faq.entries["en"].values()
    assert {entry.id for entry in english if is_of_before(entry)} == OF_ITS_TIME


def test_courtesies_give_no_telephone_number_and_no_address():
    courtesies = [found for found in material().faq.courtesy_entries.values() for found in found.values()]
    assert courtesies
    for courtesy in courtesies:
        text = "\n".join((courtesy.answer, *courtesy.phrasings))
        assert list(contact_faults(text, set(), f"{courtesy.kind} ({courtesy.language})")) == []


def test_every_document_is_cited_and_every_paper_is_there():
    documents = yaml.load((ROOT / "faq" / "documents.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert set(documents) == set(material().passages), "documents.yaml lists what is cited, and nothing else"
    assert {name for name, document in documents.items() if "address" not in document} == set(PAPERS)


def test_every_page_is_in_the_notes():
    notes = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in NOTES)
    entries = [entry for entries in material().faq.entries.values() for entry in entries.values()]
    addresses = {source.address for entry in entries for source in entry.sources if source.address}
    assert [address for address in addresses if address not in notes] == []


def test_the_copies_of_the_sources_hold_no_contact_of_a_private_person():
    files = [file for file in FOLDER.iterdir() if file.name != "README.md"]
    assert {file.name for file in files} == {*NOTES, *(name for name, _ in PAPERS.values())}
    for file in files:
        assert list(contact_faults(file.read_text(encoding="utf-8"), QUOTED_ADDRESSES, file.name)) == []


def test_who_cites_the_final_text_names_sections_of_it():
    sections = final_text()
    assert list(sections) == [f"F{number}" for number in range(31)]
    for entries in material().faq.entries.values():
        cited = [
            (entry.id, source.section)
            for entry in entries.values()
            for source in entry.sources
            if source.document_id == FINAL_TEXT
        ]
        assert cited
        for entry_id, section in cited:
            named = re.findall(r"\bF\d+\b", section)
            assert named, (entry_id, section)
            assert set(named) <= set(sections), (entry_id, section)
