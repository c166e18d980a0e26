"""What staff put in stands over the files, goes when the files say the same, and never stops a start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.content.check import Content
from bot.content.rows_in_files import written
from bot.content.staff_rows import Beneath, Laid, fault_of, laid_over
from bot.domain.content.contacts import Contact, Region
from bot.domain.content.field_faults import FaultKind, FieldFault
from bot.domain.content.staff_content import RowKind, StaffRow, contact_id, contact_item
from bot.services.staff.staff_content import phrasing_row
from tests.small_content import read_small_content, write_small_content

TODAY = date(2026, 11, 24)
AID = Contact("Aid", Region.EUROPE, ("en",), date(2026, 1, 2), "https://aid.test")
ANSWER = StaffRow(
    RowKind.ENTRY,
    "staff-1",
    {
        "category": "compact",
        "texts": {
            "en": {"question": "Do bakers rest?", "answer": "They rest.\n\n• at noon\n• at night"},
            "es": {"question": "¿Descansan?", "answer": "Descansan: sí, a veces."},
        },
        "source": {"author": "A baker", "title": "On bread: a book", "date": "2018", "address": None},
        "reviewed": "2026-11-24",
    },
    batch="staff-1",
)
PHRASE = phrasing_row("en", "when # do bakers: rest", "staff-1", "staff-1")
OTHER = phrasing_row("en", "one more way to ask", "one", "b")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_content(tmp_path / "content")


def read(folder: Path) -> Content:
    return read_small_content(folder, TODAY)


@pytest.fixture
def content(folder: Path) -> Content:
    return replace(read(folder), contacts=(AID,))


def laid(content: Content, *rows: StaffRow) -> Laid:
    return laid_over(Beneath(content), rows)


def row_of(contact: Contact | None, over: Content) -> StaffRow:
    named = contact or AID
    name = contact_id(named.name, named.region)
    row = StaffRow(RowKind.CONTACT, name, None if contact is None else contact_item(contact))
    return Beneath(over).standing_anew(row)


def ids(rows: Iterable[StaffRow]) -> set[str]:
    return {row.item_id for row in rows}


def test_without_rows_the_content_is_what_the_files_say(content: Content):
    assert laid(content).content is content


def test_an_answer_stands_in_its_languages_and_its_words_ask_for_it(content: Content):
    found = laid(content, PHRASE, ANSWER)
    entry = found.content.faq.entry("staff-1", "es")
    assert entry is not None
    assert entry.by_staff
    assert entry.sources[0].title == "On bread: a book"
    assert found.exact == {
        "do bakers rest": "staff-1",
        "descansan": "staff-1",
        "when do bakers rest": "staff-1",
    }
    leading = found.content.faq.entry("staff-1", "fr")
    assert leading is not None
    assert leading.phrasings == ("when # do bakers: rest",)


def test_a_phrasing_in_a_language_that_lacks_the_entry_is_learned_all_the_same(content: Content):
    row = phrasing_row("fr", "encore une question", "two", "b")
    assert ("fr", "two", "encore une question") in list(laid(content, row).content.faq.phrasings())


def test_what_does_not_fit_is_set_aside_and_the_rest_is_in_use(content: Content):
    lost = phrasing_row("en", "to nothing", "no-such-entry", "b")
    odd = replace(ANSWER, item_id="staff-2", item={"category": 7})
    nowhere = replace(ANSWER, item_id="staff-3", item={**(ANSWER.item or {}), "category": "gone"})
    bad = StaffRow(RowKind.CONTACT, "x", {"name": "Aid"})
    found = laid(content, lost, odd, nowhere, bad, OTHER)
    assert ids(found.aside) == ids([lost, odd, nowhere, bad])
    assert found.exact == {"one more way to ask": "one"}


def test_a_row_goes_when_the_file_says_the_same(content: Content):
    known = phrasing_row("en", "one question number a", "one", "b")
    same = row_of(AID, content)
    assert ids(laid(content, known, same).settled) == ids([known, same])


def test_a_row_holds_until_the_file_is_changed_otherwise(content: Content):
    checked = row_of(replace(AID, checked=TODAY), content)
    assert laid(content, checked).content.contacts == (replace(AID, checked=TODAY),)
    other = replace(content, contacts=(replace(AID, link="https://other.test"),))
    found = laid(other, checked)
    assert found.asked == (checked,)
    assert found.content.contacts == (replace(AID, checked=TODAY),)
    decided = Beneath(other).standing_anew(checked)
    assert laid(other, decided).asked == ()
    assert laid(replace(content, contacts=(replace(AID, checked=TODAY),)), checked).settled == (checked,)


def test_a_contact_can_be_taken_away_and_another_added(content: Content):
    more = Contact("More", Region.WORLD, ("ar",), TODAY, None, "+32 2 000 00 00")
    assert laid(content, row_of(None, content), row_of(more, content)).content.contacts == (more,)


def test_an_answer_that_begins_with_a_bare_yes_is_refused_in_the_chat_as_in_a_file(content: Content):
    item = dict(ANSWER.item or {})
    texts = {"en": {"question": "Do bakers rest?", "answer": "Yes. They rest."}}
    fault = fault_of(content, replace(ANSWER, item={**item, "texts": texts}))
    assert fault == FieldFault(
        "begins with a bare “Yes”: begin with a sentence that is true by itself",
        FaultKind.YES_OR_NO,
        {"word": "Yes"},
    )


def test_what_staff_may_type_wrong_has_a_sentence_of_its_own(content: Content):
    title = "A source"
    answers = {
        "Call +32 2 511 22 33.": FaultKind.NUMBER,
        "## Bread": FaultKind.SHOWN_RAW,
        "| a | b |": FaultKind.SHOWN_RAW,
        "a **word": FaultKind.SHOWN_RAW,
        "a *word": FaultKind.SHOWN_RAW,
        "[a](aid.test)": FaultKind.LINK_FORM,
        "\u200b": FaultKind.NOTHING,
        "": FaultKind.NOTHING,
        "x" * 901: FaultKind.TOO_LONG,
        "No. They bake.": FaultKind.YES_OR_NO,
    }
    questions = {"x" * 61: FaultKind.TOO_LONG, "[a](https://aid.test)": FaultKind.ONE_LINE}
    sources = {("date", "in 2018"): FaultKind.DATE, ("address", "https://"): FaultKind.ADDRESS}
    contacts = {
        ("link", "aid.test"): FaultKind.ADDRESS,
        ("link", "https://example.org/aid"): FaultKind.EXAMPLE,
        ("public_hotline", "112 or so"): FaultKind.HOTLINE,
        ("languages", "klingon"): FaultKind.LANGUAGE,
    }
    item = dict(ANSWER.item or {})
    texts = [({"question": title, "answer": text}, kind) for text, kind in answers.items()]
    texts += [({"question": text, "answer": "They rest."}, kind) for text, kind in questions.items()]
    rows = [(replace(ANSWER, item={**item, "texts": {"en": text}}), kind) for text, kind in texts]
    for (key, value), kind in sources.items():
        rows.append((replace(ANSWER, item={**item, "source": {**item["source"], key: value}}), kind))
    for (key, value), kind in contacts.items():
        said = [value] if key == "languages" else value
        rows.append((StaffRow(RowKind.CONTACT, "x", {**contact_item(AID), key: said}), kind))
    found = [fault_of(content, row) for row, _ in rows]
    assert [fault.kind if fault else None for fault in found] == [kind for _, kind in rows]
    assert {kind for _, kind in rows} == set(FaultKind)


def test_a_contact_that_breaks_a_rule_is_refused_with_the_reason(content: Content):
    for changed in ({"link": "http://aid.test"}, {"link": None}, {"languages": ["English"]}):
        row = StaffRow(RowKind.CONTACT, "x", {**contact_item(AID), **changed})
        assert fault_of(content, row), changed


def write(folder: Path, *rows: StaffRow) -> Content:
    """The content after the rows were written into the files, which the check finds nothing wrong with."""
    result = written(folder, read(folder), rows)
    assert result.left == []
    for name, text in result.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read(folder)


def test_what_was_written_into_the_files_settles_every_row(folder: Path, content: Content):
    more = Contact("“More”: aid", Region.WORLD, ("ar", "en"), TODAY, None, "+32 2 000 00 00")
    rows = (ANSWER, PHRASE, OTHER, row_of(more, content), row_of(AID, read(folder)))
    before = laid(read(folder), *rows)
    after = write(folder, *rows)
    assert ids(laid(after, *rows).settled) == ids(rows)
    for language in ("en", "es"):
        was, now = before.content.faq.entries[language]["staff-1"], after.faq.entries[language]["staff-1"]
        assert (was.question, was.answer, now.by_staff) == (now.question, now.answer, True)
    assert set(after.contacts) == {more, AID}


def test_only_lines_are_added_to_a_file(folder: Path):
    name = "faq/en/compact.yaml"
    before = (folder / name).read_text(encoding="utf-8").splitlines()
    write(folder, ANSWER, PHRASE, OTHER)
    after = iter((folder / name).read_text(encoding="utf-8").splitlines())
    assert all(line in after for line in before)


def test_a_contact_of_the_file_is_changed_and_dropped_where_it_stands(folder: Path):
    file = folder / "faq/contacts.yaml"
    file.write_text(
        "# Whom to turn to\n"
        "- {name: Aid, region: europe, languages: [en], link: https://aid.test, checked: 2026-01-02}\n"
        "# the next one\n"
        "- {name: Bread, region: world, languages: [en], link: https://bread.test, checked: 2026-01-02}\n",
        encoding="utf-8",
    )
    content = read(folder)
    after = write(folder, row_of(replace(AID, checked=TODAY), content))
    assert after.contacts[0] == replace(AID, checked=TODAY)
    assert "# the next one" in file.read_text(encoding="utf-8")
    assert [each.name for each in write(folder, row_of(None, after)).contacts] == ["Bread"]
    bread = replace(AID, name="Bread", region=Region.WORLD)
    name = contact_id(bread.name, bread.region)
    dropped = Beneath(read(folder)).standing_anew(StaffRow(RowKind.CONTACT, name, None))
    assert write(folder, dropped).contacts == ()


def test_what_the_check_would_refuse_stays_a_row_with_the_reason(folder: Path):
    spanish = replace(
        ANSWER, item={**(ANSWER.item or {}), "texts": {"es": {"question": "¿?a", "answer": "b"}}}
    )
    elsewhere = phrasing_row("es", "one question number a", "two", "b")
    courteous = phrasing_row("en", "thanks a", "one", "b")
    untranslated = phrasing_row("fr", "rien de neuf", "two", "b")
    result = written(folder, read(folder), [spanish, elsewhere, courteous, untranslated])
    assert ids(row for row, _ in result.left) == ids([spanish, courteous, untranslated, elsewhere])
    assert result.files == {}
