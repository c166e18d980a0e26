"""What a machine can see of the words in all languages: English quotation marks, numbers, days."""

import re
from collections.abc import Iterator

from bot.content.po_file import read_po_file
from bot.content.untrue_with_time import fading_word
from tests.content.facts import ROOT, material
from tests.content.shown import shown

LANGUAGES = ("en", "es", "fr", "ar")
A_LINKED_NAME = re.compile(r"(?<![\w.])@(?!GCMigration\b)\w")
COUNTED = re.compile(r"\{n\} [^\W\d_]")


def single_texts(language: str) -> Iterator[tuple[str, str]]:
    """The sentences of the catalog that have one form for every number."""
    path = f"bot/locales/{language}/LC_MESSAGES/bot.po"
    catalog, problems = read_po_file(ROOT / path, path, language)
    assert catalog is not None, problems
    for message in catalog.messages.values():
        if len(message.forms) == 1:
            yield message.id, message.forms[0]


def test_what_is_counted_before_a_word_has_its_plural_forms():
    found = {
        where for language in LANGUAGES for where, text in single_texts(language) if COUNTED.search(text)
    }
    # "3 unknown" is no plural in English
    assert found <= {"mydata.sent", "again.offer"}


def test_no_text_holds_a_link_to_a_stranger():
    """Telegram makes one of what stands behind an @: of "@names" too."""
    texts = [(language, *said) for language in LANGUAGES for said in shown(language)]
    assert [text for text in texts if A_LINKED_NAME.search(text[-1])] == []


def test_english_answers_have_one_kind_of_quotation_marks():
    wrong = [
        entry.id
        for entry in material().told("en")
        if re.search("[“”„«»]", f"{entry.question}{entry.answer}{entry.since or ''}")
    ]
    assert wrong == []


def test_no_answer_lacks_half_a_quotation_mark_or_has_a_word_that_is_untrue_before_long():
    for language in LANGUAGES:
        for entry in material().told(language):
            for first, last in ("“”", "«»", "()"):
                assert entry.answer.count(first) == entry.answer.count(last), (entry.id, language, first)
            assert entry.answer.count('"') % 2 == 0, (entry.id, language)
            assert fading_word(f"{entry.answer}\n{entry.since or ''}", language) is None, (entry.id, language)
