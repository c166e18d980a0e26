"""What tells languages is kept for the next start, and only for the same content."""

from dataclasses import replace

import pytest

from bot.app.content.learning import LANGUAGES_FILE, as_matched, make_languages
from tests import shipped

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
    entries = {language: dict(list(by_id.items())[:20]) for language, by_id in whole.faq.entries.items()}
    return replace(whole, faq=replace(whole.faq, entries=entries))


def test_who_finds_it_kept_reads_every_message_as_who_found_it_out(content, tmp_path):
    built = make_languages(content)
    make_languages(content, tmp_path)
    kept = make_languages(content, tmp_path)
    assert [kept.read(message) for message in MESSAGES] == [built.read(message) for message in MESSAGES]
    assert as_matched(content, kept) == as_matched(content, built)


def test_of_other_content_it_is_found_out_anew(content, tmp_path):
    make_languages(content, tmp_path)
    before = (tmp_path / LANGUAGES_FILE).read_bytes()
    fewer = {code: tongue for code, tongue in content.tongues.items() if code != "it"}
    read = make_languages(replace(content, tongues=fewer), tmp_path).read(
        "come posso partecipare alla riunione"
    )
    assert read.language != "it"
    assert (tmp_path / LANGUAGES_FILE).read_bytes() != before


def test_a_damaged_file_is_replaced(content, tmp_path):
    make_languages(content, tmp_path)
    whole = (tmp_path / LANGUAGES_FILE).read_bytes()
    (tmp_path / LANGUAGES_FILE).write_bytes(whole[: len(whole) // 2])
    assert make_languages(content, tmp_path).read(MESSAGES[0]).language == "en"
    assert (tmp_path / LANGUAGES_FILE).read_bytes() == whole
