"""How many short messages are told by name. They were looked at while the lists of words were made."""

from pathlib import Path

import pytest
import yaml

from bot.content.language_signs import read_tongues
from bot.matching.recognizing.language.question_language import QuestionLanguages
from tests.lines import each

MESSAGES = yaml.load(Path("tests/data/messages_other.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
OURS = {
    "en": ["is the pact a law"],
    "es": ["el pacto es una ley"],
    "fr": ["le pacte est une loi"],
    "ar": ["ما هو"],
}


@pytest.fixture(scope="module")
def languages() -> QuestionLanguages:
    return QuestionLanguages(OURS, read_tongues()[0])


@each("language", [code for code in MESSAGES if code not in ("pt", "ha")])
def test_nine_of_ten_short_messages_in_a_language_are_told(languages: QuestionLanguages, language: str):
    told = [languages.read(message).language for message in MESSAGES[language]]
    assert told.count(language) >= 0.9 * len(told)


@each(
    "text, language",
    [
        ("quiem firmo el pakto", "es"),
        ("q es el pacto y pa q sirve", "es"),
        ("quem assinou o pacto", "pt"),
        ("pacto migratório obriga o brasil?", "pt"),
        ("chi ha firmato il patto", "it"),
    ],
)
def test_spanish_is_told_from_its_neighbours(languages: QuestionLanguages, text: str, language: str):
    assert languages.read(text).language == language
