"""Catalogs as the translators' tools write them say what they said before."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from bot.content.locale_files import checked, load_texts, untranslated
from bot.content.locate import locales_folder
from bot.content.plural_rules import plural_rule
from bot.content.po_file import PoFile, read_po_file

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "es", "fr", "ar")
WRITTEN = sorted(path.name for path in DATA.glob("*.ar.po") if path.name != "source.ar.po")
WITHOUT_NOTES = ("msgunfmt.ar.po",)  # a .mo file has none


def read(path: Path, language: str) -> PoFile:
    """A file without a fault of form."""
    file, problems = read_po_file(path, path.name, language)
    assert (file is not None, problems) == (True, [])
    assert file is not None
    return file


def said(file: PoFile, english: PoFile) -> dict[str, tuple[str, ...]]:
    """All its sentences, which have no problem."""
    catalog, problems = checked(file, english)
    assert [str(problem) for problem in (*problems, *untranslated(file, english))] == []
    return dict(catalog.forms)


def catalog_of(language: str) -> Path:
    return locales_folder() / language / "LC_MESSAGES" / "bot.po"


@cache
def shipped_english() -> PoFile:
    return read(catalog_of("en"), "en")


@cache
def said_by_ours(language: str) -> dict[str, tuple[str, ...]]:
    return said(read(catalog_of(language), language), shipped_english())


ENGLISH, ARABIC = read(DATA / "source.en.po", "en"), read(DATA / "source.ar.po", "ar")


def test_what_a_tool_wrote_says_the_same(tmp_path: Path):
    for name in WRITTEN:
        for ends in ("\n", "\r\n"):
            path = tmp_path / name
            path.write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8", newline=ends)
            written = read(path, "ar")
            assert said(written, ENGLISH) == said(ARABIC, ENGLISH), name
            notes = {} if name in WITHOUT_NOTES else {m.id: m.note for m in ARABIC.messages.values()}
            assert {m.id: m.note for m in written.messages.values() if m.note} == notes, name


def test_lines_are_those_of_the_file_however_it_is_wrapped():
    for name in WRITTEN:
        lines = (DATA / name).read_text(encoding="utf-8").splitlines()
        written = read(DATA / name, "ar")
        for message in written.messages.values():
            assert lines[message.line - 1] == f'msgid "{message.id}"'
        assert lines[written.headers["Plural-Forms"][1] - 1].startswith('"Plural-Forms:')


def test_a_sentence_that_msgmerge_guessed_waits_for_a_word_of_the_translator(tmp_path: Path):
    guessed = DATA / "msgmerge-guess.po"
    file = read(guessed, "ar")
    assert file.messages["start.subscribe"].is_fuzzy
    catalog, problems = checked(file, ENGLISH)
    assert problems == []
    assert "start.subscribe" not in catalog.forms
    assert [problem.text for problem in untranslated(file, ENGLISH)] == [
        "1 of 5 sentences are not translated, English stands in: `start.subscribe` on line "
        f"{file.messages['start.subscribe'].line} (marked fuzzy)"
    ]


def test_every_catalog_says_the_same_after_a_tool_of_gettext(tmp_path: Path):
    if shutil.which("msgmerge") is None:
        pytest.skip("msgmerge is not installed (Debian: apt-get install gettext)")
    path = tmp_path / "bot.po"
    for command, language in (
        ("msgcat {own}", "ar"),
        ("msgcat --width=30 --sort-output {own}", "ar"),
        ("msgcat --no-wrap --indent {own}", "ar"),
        ("msgattrib --no-obsolete {own}", "ar"),
        *(("msgmerge --quiet --previous {own} {english}", language) for language in ("es", "fr")),
    ):
        words = [word.format(own=catalog_of(language), english=catalog_of("en")) for word in command.split()]
        subprocess.run([*words, "--output-file", path], check=True)
        assert said(read(path, language), shipped_english()) == said_by_ours(language), command


def test_the_shipped_languages_are_translated_whole():
    texts, problems, lacking = load_texts(locales_folder())
    assert [str(problem) for problem in (*problems, *lacking)] == []
    assert texts is not None
    assert set(LANGUAGES) <= set(texts.languages)


def test_a_rule_is_what_it_makes_of_numbers():
    rules = [
        ("ar", "nplurals=6; plural=n==0?0:n==1?1:n==2?2:n%100>=3&&n%100<=10?3:n%100>=11&&n%100<=99?4:5"),
        ("ar", "nplurals = 6 ;\nplural = (n == 0) ? 0 : ((n == 1) ? 1 : ((n == 2) ? 2 : ((n % 100 >= 3"
         " && n % 100 <= 10) ? 3 : ((n % 100 >= 11) ? 4 : 5))));"),
        ("fr", "nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"),
        ("es", "nplurals=2; plural=n!=1"),
        ("pl", "nplurals=4; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 :"
         " n!=1 && n%10>=0 && n%10<=1 || n%10>=5 && n%10<=9 || n%100>=12 && n%100<=14 ? 2 : 3);"),
        ("ht", "nplurals=2; plural=(n > 1);"),
        ("zh", "nplurals=1; plural=0;"),
        ("ckb", "nplurals=2; plural=(n != 1);"),
        ("qqq", "nplurals=2; plural=(n != 1);"),  # no language that anybody knows the numbers of
    ]  # fmt: skip
    told = {forms: plural_rule(forms, language) for language, forms in rules}
    assert {forms: rule for forms, rule in told.items() if isinstance(rule, str)} == {}


def test_a_rule_that_counts_otherwise_is_told_the_right_one():
    for language, forms, wanted in (
        ("fr", "nplurals=2; plural=(n != 1);", "nplurals=2; plural=(n > 1);"),
        ("es", "nplurals=2; plural=(n == 1);", "nplurals=2; plural=(n != 1);"),
        ("es", "nplurals=2; plural=(n >= 700);", "nplurals=2; plural=(n != 1);"),
        ("pl", "nplurals=2; plural=(n != 1);", "nplurals=3; plural=(n==1 ? 0 : "),
        ("zh", "nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;"),
        ("es", "nplurals=2; plural=import;", "nplurals=2; plural=(n != 1); (this cannot be read: "),
        ("es", "INTEGER; plural=EXPRESSION;", "nplurals=2; plural=(n != 1); (this cannot be read)"),
    ):
        told = plural_rule(forms, language)
        assert isinstance(told, str)
        assert told.startswith(f"the header should say Plural-Forms: {wanted}")
