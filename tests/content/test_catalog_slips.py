"""Whatever slips into a translation: it is told with its line, or what is said is taken by Telegram."""

import re
from dataclasses import replace
from pathlib import Path
from random import Random

from bot.content.locale_files import checked, load_texts
from bot.content.locate import locales_folder
from bot.content.po_file import read_po_file
from bot.content.sentence_uses import Use, use_of
from bot.domain.texts import Texts
from bot.simulator.forms.html_entities import parse_html
from tests.content.conftest import HEADER, ContentFolder

FR = "bot/locales/fr/LC_MESSAGES/bot.po"
ARABIC_FORMS = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
)
SLIPS = [
    "<",
    ">",
    "&",
    "{",
    "}",
    '"',
    "\\",
    "\n",
    "#",
    "/",
    "<b>",
    "</i>",
    "&nbsp;",
    "msgid ",
    "\t",
    "%",
    "é",
    "[1]",
    "",
]


def shipped(tmp_path: Path, language: str, *edits: tuple[str, str]) -> tuple[Texts, list[str]]:
    """The shipped catalog of a language with these edits in it, beside the English one."""
    content = ContentFolder(tmp_path)
    for name in (f"{shipped}/LC_MESSAGES/bot.po" for shipped in ("en", language)):
        content.write(f"bot/locales/{name}", (locales_folder() / name).read_bytes())
    for edit in edits:
        content.edit(f"bot/locales/{language}/LC_MESSAGES/bot.po", *edit)
    texts, problems, _ = load_texts(tmp_path / "bot" / "locales")
    assert texts is not None
    return texts, [str(problem) for problem in problems]


def text_of(language: str, message_id: str) -> str:
    """A shipped sentence as it stands in one line of its file."""
    path = locales_folder() / language / "LC_MESSAGES" / "bot.po"
    file, _ = read_po_file(path, path.name, language)
    assert file is not None
    return file.messages[message_id].forms[0]


def test_what_is_wrong_is_told_and_said_in_english_and_a_heart_in_a_plain_text_is_a_heart(tmp_path: Path):
    footer, choose, halted, menu = (
        text_of("fr", name)
        for name in ("announcement.footer", "category.choose", "status.halted", "command.help")
    )
    texts, problems = shipped(
        *(tmp_path, "fr", (footer, f"Ceci <3 : {footer}"), (choose, choose.replace("</b>", ""))),
        *((halted, halted.replace("/resume", "/reprise")), (f'"{menu}"', f'"{"a" * 400}"')),
    )
    assert all(re.match(rf"{FR}:\d+:1: ", problem) for problem in problems)
    assert sorted(problem.partition(": ")[2] for problem in problems) == [
        "`category.choose` opens <b> and does not close it",
        "`command.help` has 400 characters; 100 fit",
        "`status.halted` differs from English in /reprise, /resume: commands are not translated",
    ]
    for name in ("category.choose", "command.help", "status.halted"):
        assert texts.text("fr", name) == texts.text("en", name)
    assert texts.text("fr", "announcement.footer", topic="x").startswith("Ceci <3 : ")


def test_what_would_be_shown_wrongly_or_not_at_all_is_told():
    path = locales_folder() / "en" / "LC_MESSAGES" / "bot.po"
    english, _ = read_po_file(path, path.name, "en")
    assert english is not None
    slips = [
        ("category.choose", "**Thèmes**", "holds ** or ](, which would be shown as they stand"),
        ("category.choose", "[ici](https://example.org)", "holds ** or ](, which would be shown"),
        ("category.choose", '<a href="exemple">ici</a>', 'has <a href="exemple">'),
        ("category.choose", '<a href="javascript:x">ici</a>', 'has <a href="javascript:x">'),
        ("category.choose", "<b> </b>", "shows nothing"),
        ("category.choose", "Thèmes /Arreter", "differs from English in /Arreter"),
        ("command.help", "\u200b", "shows nothing"),
        ("topics.all", "\u2060", "shows nothing"),
        ("status.halted", "/Resume", "differs from English in /Resume, /resume"),
        ("status.halted", "/resumeو", "differs from English in /resume, /resumeو"),
        ("status.halted", "/résume", "differs from English in /resume, /résume"),
    ]
    for sentence, slip, told in slips:
        file = replace(english, messages={sentence: replace(english.messages[sentence], forms=(slip,))})
        _, problems = checked(file, english)
        assert any(f"`{sentence}` {told}" in str(problem) for problem in problems), (slip, problems)


def test_three_forms_in_a_french_header_are_read_and_each_sentence_with_two_is_named(tmp_path: Path):
    forms = "nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
    texts, problems = shipped(tmp_path, "fr", ("nplurals=2; plural=(n > 1);", forms))
    two = "has 2 forms, and by Plural-Forms in the header it should have 3"
    assert {problem.rpartition("` ")[2] for problem in problems} == {two}
    lines = [int(problem.split(":")[1]) for problem in problems]
    assert all(line > 20 for line in lines)
    assert texts.plural("fr", "topics.heading", 2) == texts.plural("en", "topics.heading", 2)
    assert texts.text("fr", "start.subscribe") != texts.text("en", "start.subscribe")


def test_arabic_without_parentheses_and_over_two_lines_is_the_same(tmp_path: Path):
    wrapped = ARABIC_FORMS.replace("(", "").replace(")", "").replace("n==2", 'n==2"\n"')
    texts, problems = shipped(tmp_path, "ar", (ARABIC_FORMS, wrapped))
    assert problems == []
    assert texts.plural("ar", "topics.heading", 3) != texts.plural("ar", "topics.heading", 100)


def test_a_hundred_slips_are_told_or_harmless(tmp_path: Path):
    random = Random(11)  # noqa: S311 - the same slips each time
    content = ContentFolder(tmp_path)
    english = HEADER.format(language="en", plural_forms="nplurals=2; plural=(n != 1);") + _MESSAGES
    own = HEADER.format(language="fr", plural_forms="nplurals=2; plural=(n > 1);") + _MESSAGES
    content.write("bot/locales/en/LC_MESSAGES/bot.po", english)
    uses = {message.id: use_of(message.note) for message in _read(tmp_path, "en").messages.values()}
    told = 0
    for _ in range(100):
        first = random.randrange(len(own))
        last = first + random.choice((0, 0, 1, 1, 2, 30))
        content.write(FR, own[:first] + random.choice(SLIPS) + own[last:])
        texts, problems, warnings = load_texts(tmp_path / "bot" / "locales")
        assert texts is not None
        assert all(problem.file == FR and problem.line >= 1 for problem in (*problems, *warnings))
        told += bool(problems or warnings)
        for message_id, use in uses.items():
            values = {"name": "x", "topic": "y"}
            said = (
                [texts.plural("fr", message_id, n, **values) for n in (0, 1, 2)]
                if message_id == "news.count"
                else [texts.text("fr", message_id, **values)]
            )
            for text in said:
                shown = parse_html(text)[0] if use is Use.MESSAGE else text
                assert 0 < len(shown.strip()) <= use.longest
    assert told > 50


def _read(tmp_path: Path, language: str):
    file, problems = read_po_file(
        tmp_path / "bot" / "locales" / language / "LC_MESSAGES" / "bot.po", "bot.po", language
    )
    assert problems == []
    assert file is not None
    return file


_MESSAGES = """
#. A message.
msgid "start.welcome"
msgstr "<b>Welcome</b>, {name} &amp; all! /stop ends it."

#. Button
msgid "start.go"
msgstr "Go & see"

#. Menu
msgid "command.stop"
msgstr "end all messages"

#. {topic} is a name.
msgid "news.count"
msgid_plural "news.count"
msgstr[0] "One <i>message</i> about {topic}"
msgstr[1] "{n} <i>messages</i> about {topic}"
"""
