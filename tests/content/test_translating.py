"""A catalog for translators: the English text stands beside each sentence, and what they write is read."""

from functools import cache
from pathlib import Path

import pytest

from bot.content.locale_files import checked, outdated, untranslated
from bot.content.locate import locales_folder
from bot.content.po_file import PoFile, read_po_file
from bot.content.translator_catalog import catalog_for_translators
from tests.content.conftest import ContentFolder
from tests.typing_verbs import typed

EN = "bot/locales/en/LC_MESSAGES/bot.po"
AR = "bot/locales/ar/LC_MESSAGES/bot.po"
PT = "bot/locales/pt/LC_MESSAGES/bot.po"


@cache
def shipped(language: str) -> PoFile:
    return read(locales_folder() / language / "LC_MESSAGES" / "bot.po", language)


def read(path: Path, language: str) -> PoFile:
    file, problems = read_po_file(path, path.name, language)
    assert problems == []
    assert file is not None
    return file


@pytest.mark.parametrize(("language", "names_alone"), [("fr", True), ("ar", False)])
def test_every_shipped_sentence_comes_back_as_it_was(tmp_path: Path, language: str, names_alone: bool):
    english, own = shipped("en"), shipped(language)
    path = tmp_path / "bot.po"
    path.write_text(
        catalog_for_translators(english, own, language, names_alone=names_alone), encoding="utf-8"
    )
    back = read(path, language)
    catalog, problems = checked(back, english)
    assert problems == untranslated(back, english) == outdated(back, english) == []
    assert catalog.forms == checked(own, english)[0].forms
    assert all(bool(message.original) is not names_alone for message in back.messages.values())


def test_a_new_language_begins_with_its_own_forms_and_the_english_text(content: ContentFolder):
    english = read(content.path / EN, "en")
    assert catalog_for_translators(english, None, "ru", names_alone=False).endswith(
        'msgctxt "news.count"\nmsgid "One message"\nmsgid_plural "{n} messages"\n'
        'msgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n'
    )


def test_what_a_translator_has_written_so_far_is_said_and_english_is_said_for_the_rest(
    content: ContentFolder,
):
    begun = catalog_for_translators(read(content.path / EN, "en"), None, "pt", names_alone=False)
    content.write(
        PT,
        begun.replace(
            'msgid "Welcome, {name}!"\nmsgstr ""', 'msgid "Welcome, {name}!"\nmsgstr "Oi, {name}!"'
        ),
    )
    report = content.check()
    assert report.problems == ()
    assert report.content is not None
    assert report.content.texts.text("pt", "start.welcome", name="Ana") == "Oi, Ana!"
    assert report.content.texts.plural("pt", "news.count", 0) == "0 messages"
    (told,) = [warning for warning in map(str, report.warnings) if warning.startswith(PT)]
    assert told.endswith("1 of 2 sentences are not translated, English stands in: `news.count` on line 13")


def test_a_sentence_whose_english_has_changed_is_said_and_named_and_shown_to_the_translator(
    content: ContentFolder,
):
    english = read(content.path / EN, "en")
    content.write(
        AR, catalog_for_translators(english, read(content.path / AR, "ar"), "ar", names_alone=False)
    )
    content.edit(EN, "Welcome, {name}!", "Be welcome, {name}!")
    report = content.check()
    assert report.problems == ()
    assert report.content is not None
    assert report.content.texts.text("ar", "start.welcome", name="Ana") == "أهلا Ana!"
    (told,) = [warning for warning in map(str, report.warnings) if warning.startswith(AR)]
    assert (
        told
        == f"{AR}:9:1: the English text has changed since these were translated: `start.welcome` on line 9"
    )
    again = catalog_for_translators(
        read(content.path / EN, "en"), read(content.path / AR, "ar"), "ar", names_alone=False
    )
    assert '#, fuzzy\nmsgctxt "start.welcome"\nmsgid "Be welcome, {name}!"\nmsgstr "أهلا {name}!"' in again


def test_the_verb_writes_a_file_and_never_over_one(tmp_path: Path):
    path = tmp_path / "pt.po"
    assert typed("translation", "pt", str(path)).exit_code == 0
    written = path.read_text(encoding="utf-8")
    assert '"Language: pt\\n"' in written
    assert typed("translation", "es", str(path)).exit_code == 1
    assert path.read_text(encoding="utf-8") == written


def test_the_verb_wants_the_code_of_a_language(tmp_path: Path):
    for code in ("en", "PT", "../pt", "portuguese"):
        assert typed("translation", code, str(tmp_path / "x.po")).exit_code == 2
