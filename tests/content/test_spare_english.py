"""A broken sentence of the program's English stops nothing where an earlier state of it is known."""

import pytest

from bot.app.content import content_folder
from tests.content.conftest import TODAY, ContentFolder

EN = "bot/locales/en/LC_MESSAGES/bot.po"
WELCOME = 'msgstr "Welcome, {name}!"'


@pytest.fixture
def kept(content: ContentFolder) -> content_folder.ContentFolder:
    """The folder with its last good state, in which the English sentences were sound."""
    return keeping(content)


def keeping(content: ContentFolder) -> content_folder.ContentFolder:
    locales = content.path / "bot" / "locales"
    folder = content_folder.ContentFolder(content.path, locales, content.path / "cache")
    folder.keep(folder.fingerprint())
    return folder


def test_what_is_wrong_is_told_and_said_as_before(content: ContentFolder, kept: content_folder.ContentFolder):
    for old, new in (
        (WELCOME, 'msgstr "Welcome, <b>{name}!"'),
        (WELCOME, 'msgstr "Welcome, {name!"'),
        (WELCOME, 'msgstr "Welcome, {name}! /leave"'),
        (WELCOME, 'msgstr "Welcome, {name}!'),
        (WELCOME, 'msgstr ""'),
        (WELCOME, ""),
        (f'msgid "start.welcome"\n{WELCOME}', ""),
        (f'msgid "start.welcome"\n{WELCOME}', f'#, fuzzy\nmsgid "start.welcome"\n{WELCOME}'),
        ("plural=(n != 1)", "plural=(n"),
        ("Language: en", "Language: de"),
        ('msgid "news.count"', 'msgid "start.welcome"'),
    ):
        with content.edited(EN, old, new):
            report, alone = kept.read(TODAY), content.check()
        told = report.problems
        assert [each.file for each in told][-1:] == [EN] or "start.welcome" in told[0].text
        assert report.content is not None, new
        assert report.content.texts.text("en", "start.welcome", name="Ana") == "Welcome, Ana!"
        assert report.content.texts.plural("en", "news.count", 2) == "2 messages"
        assert alone.content is None or new == ""


def test_a_file_that_cannot_be_read_is_said_as_before_and_never_kept(
    content: ContentFolder, kept: content_folder.ContentFolder
):
    content.write(EN, b"\xff\xfe")
    keeping(content)
    report = kept.read(TODAY)
    assert [each.file for each in report.problems] == [EN]
    assert report.content is not None
    assert report.content.texts.text("es", "start.welcome", name="Ana") == "Welcome, Ana!"


def test_a_sentence_that_is_new_and_wrong_is_in_no_earlier_state(
    content: ContentFolder, kept: content_folder.ContentFolder
):
    content.edit(EN, 'msgid "news.count"', 'msgid "start.bye"\nmsgstr "<b>Bye"\n\nmsgid "news.count"')
    assert kept.read(TODAY).content is None


def test_a_sentence_that_was_reworded_is_said_anew_beside_one_that_is_wrong(
    content: ContentFolder, kept: content_folder.ContentFolder
):
    content.edit(EN, WELCOME, 'msgstr "Hello, {name}!"')
    content.edit(EN, '"{n} messages"', '"{n messages"')
    report = kept.read(TODAY)
    assert report.content is not None
    assert report.content.texts.text("en", "start.welcome", name="Ana") == "Hello, Ana!"
    assert report.content.texts.plural("en", "news.count", 2) == "2 messages"
