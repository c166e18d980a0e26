"""What tells languages is kept for the next start, and only for the same content."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.content.learning import LANGUAGES_FILE, as_matched, make_languages
from bot.matching.recognizing.language.question_language import QuestionLanguages
from tests import shipped

Kept = tuple[QuestionLanguages, Path]
MESSAGES = (
    "is the compact legally binding",
    "¿es obligatorio el pacto?",
    "le pacte est-il contraignant",
    "هل الميثاق ملزم",
    "wach l mitha9 molzim",
    "o pacto é obrigatório",
    "обязателен ли договор",
    "移民协议有约束力吗",
    "is dit akkoord verplicht voor landen",
    "13",
    "",
)


@pytest.fixture(scope="module")
def content():
    """A part of the shipped content."""
    whole = shipped.content()
    entries = {language: dict(list(by_id.items())[:6]) for language, by_id in whole.faq.entries.items()}
    return replace(whole, faq=replace(whole.faq, entries=entries))


@pytest.fixture(scope="module")
def kept(content, tmp_path_factory) -> Kept:
    """What was found out at a first start, with the folder where it is kept."""
    folder = tmp_path_factory.mktemp("kept")
    return make_languages(content, folder), folder


@pytest.fixture
def folder(kept, tmp_path):
    """A copy of that folder."""
    shutil.copy(kept[1] / LANGUAGES_FILE, tmp_path)
    return tmp_path


def test_who_finds_it_kept_reads_every_message_as_who_found_it_out(content, folder):
    built, again = make_languages(content), make_languages(content, folder)
    assert [again.read(message) for message in MESSAGES] == [built.read(message) for message in MESSAGES]
    assert as_matched(content, again) == as_matched(content, built)


def test_of_other_content_it_is_found_out_anew(content, folder):
    before = (folder / LANGUAGES_FILE).read_bytes()
    fewer = {code: tongue for code, tongue in content.tongues.items() if code != "it"}
    read = make_languages(replace(content, tongues=fewer), folder).read(
        "come posso partecipare alla riunione"
    )
    assert read.language != "it"
    assert (folder / LANGUAGES_FILE).read_bytes() != before


def test_a_damaged_file_is_replaced(content, folder):
    whole = (folder / LANGUAGES_FILE).read_bytes()
    (folder / LANGUAGES_FILE).write_bytes(whole[: len(whole) // 2])
    assert make_languages(content, folder).read(MESSAGES[0]).language == "en"
    assert (folder / LANGUAGES_FILE).read_bytes() == whole


def test_arabic_in_latin_letters_is_learned_as_questions_in_it_are_read(content, kept):
    languages = kept[0]
    entries = content.faq.entries["ar"].values()
    written = {
        text for entry in entries for text in entry.phrasings if languages.in_its_letters(text) != text
    }
    learned = {text for _, _, text in as_matched(content, languages).phrasings()}
    assert written
    assert written.isdisjoint(learned)
    assert {languages.in_its_letters(text) for text in written} <= learned
