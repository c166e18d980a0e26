"""Texts as they come out of .po files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content.locale_files import load_texts
from bot.domain.texts import Texts
from tests.content.conftest import ARABIC_TEXTS, ContentFolder


@pytest.fixture
def texts(content: ContentFolder) -> Iterator[Texts]:
    texts, problems, _ = load_texts(content.path / "bot" / "locales")
    assert problems == []
    assert texts is not None
    return texts


def test_a_text_is_given_in_the_language_asked_for(texts: Texts):
    assert texts.languages == ("en", "ar")
    assert texts.text("ar", "start.welcome", name="Ana") == "أهلا Ana!"


def test_a_placeholder_may_be_named_like_anything(content: ContentFolder):
    content.edit("bot/locales/en/LC_MESSAGES/bot.po", "Welcome, {name}!", "{self} {language} {msgid}")
    texts, _, _ = load_texts(content.path / "bot" / "locales")
    assert texts is not None
    assert texts.text("en", "start.welcome", self=1, language=2, msgid=3) == "1 2 3"


def test_a_file_that_changed_is_read_again(texts: Texts, content: ContentFolder):
    assert texts.text("en", "start.welcome", name="Ana") == "Welcome, Ana!"
    content.edit("bot/locales/en/LC_MESSAGES/bot.po", "Welcome, {name}!", "Greeting {name}!")
    changed, _, _ = load_texts(content.path / "bot" / "locales")
    assert changed is not None
    assert changed.text("en", "start.welcome", name="Ana") == "Greeting Ana!"


def test_an_unknown_language_gets_english(texts: Texts):
    assert texts.text("xx", "start.welcome", name="Ana") == "Welcome, Ana!"
    assert texts.plural("xx", "news.count", 2) == "2 messages"


def test_a_value_is_filled_in_as_it_is(texts: Texts):
    assert texts.text("en", "start.welcome", name="{n} %s <b>") == "Welcome, {n} %s <b>!"


def test_arabic_has_six_plurals_and_english_two(texts: Texts):
    forms = [
        (0, "لا رسائل"),
        (1, "رسالة"),
        (2, "رسالتان"),
        (3, "3 رسائل"),
        (10, "10 رسائل"),
        (11, "11 رسالة"),
        (99, "99 رسالة"),
        (100, "100 رسالة."),
        (102, "102 رسالة."),
        (103, "103 رسائل"),
        (111, "111 رسالة"),
        (1000, "1000 رسالة."),
    ]
    assert [(n, texts.plural("ar", "news.count", n)) for n, _ in forms] == forms
    counted = [texts.plural("en", "news.count", n) for n in (0, 1, 2)]
    assert counted == ["0 messages", "One message", "2 messages"]


def test_an_id_that_english_does_not_have_is_a_mistake_in_the_program(texts: Texts):
    with pytest.raises(KeyError, match=r"start\.hello"):
        texts.text("ar", "start.hello")
    with pytest.raises(KeyError, match=r"news\.none"):
        texts.plural("en", "news.none", 2)
    with pytest.raises(KeyError, match="name"):
        texts.text("en", "start.welcome")


def test_without_english_there_are_no_texts(tmp_path: Path):
    folder = ContentFolder(tmp_path)
    folder.write("bot/locales/ar/LC_MESSAGES/bot.po", ARABIC_TEXTS)
    texts, problems, _ = load_texts(tmp_path / "bot" / "locales")
    assert texts is None
    assert [str(problem) for problem in problems] == ["locales/en:1:1: there are no English texts"]


def test_a_folder_that_is_no_language_is_reported(content: ContentFolder):
    content.write("bot/locales/Spanish/LC_MESSAGES/bot.po", ARABIC_TEXTS)
    assert content.problems() == [
        "bot/locales/Spanish/LC_MESSAGES/bot.po:1:1: its folder should be named by a language code such as en"
    ]


def test_a_language_without_its_file_is_reported(content: ContentFolder):
    (content.path / "bot" / "locales" / "fr").mkdir()
    assert content.problems() == [
        "bot/locales/fr/LC_MESSAGES/bot.po:1:1: cannot be read: No such file or directory"
    ]
