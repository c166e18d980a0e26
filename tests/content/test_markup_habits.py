"""What people mark by habit is shown as they mean it, or refused with what to write instead."""

import re

import pytest

from bot.content.fields import FieldError, one_line
from bot.domain.light_markup import with_items
from bot.simulator.forms.html_entities import parse_html
from bot.telegram.screens.answers.answer_screens import first_sentences
from bot.telegram.screens.markup import BEFORE_THE_FOLD, at_fold, to_html
from tests.content.conftest import ContentFolder

EN = "faq/en/compact.yaml"
ANSWER = "The answer of binding."
REFUSED = {
    "# Heading": "write a heading as **Heading**",
    "a&nbsp;b": "write the sign itself",
    "some `code`": 'put words of others into quotation marks, "as here"',
    "~~old~~ new": "leave out what does not hold any more",
    "> quoted": 'write what you quote "as here"',
    "| a | b |": "write a line for each row, beginning with •",
    "---": "leave an empty line",
    "![logo](https://example.org/a.png)": "write the picture's https:// address",
    "__strong__ words": "write **bold**",
    "[here](example.org)": "write its whole address",
    "as it says[^1] there": "name what it rests on under `sources`",
    "[here][1]": "write [words](https://...)",
    "a *lone star": "take it away",
    "so **** far": "take it away",
    ">quoted": 'write what you quote "as here"',
    "a | b\n    --|--\n    c | d": "write a line for each row, beginning with •",
    "Heading\n    =======": "leave an empty line",
    "- [ ] to do": "leave out the [ ]",
    "[here] (https://example.org)": "write [words](https://...)",
    "\\*kept\\*": "leave out the \\",
    "one\\ntwo": "begin a new line in its place, below `|`",
    "we are {organization}": "write the word that is meant",
    "[the [whole] text](https://example.org)": "write [words](https://...)",
    "<!-- for us -->": "only **bold**, *emphasis* and https:// links are shown",
}


def answered(content: ContentFolder, text: str) -> str:
    """The entry's answer, as HTML, when `text` is what the curator wrote behind `answer: |`."""
    with content.edited(EN, ANSWER, text.replace("\n", "\n    ")):
        found = content.check().content
    assert found is not None, content.problems()
    entry = found.faq.entry("binding", "en")
    assert entry is not None
    return to_html(entry.answer, entry.language)


def test_what_cannot_be_shown_is_refused_with_what_to_write(content: ContentFolder):
    for text, instead in REFUSED.items():
        with content.edited(EN, ANSWER, f"First line.\n\n    {text}"):
            (problem,) = content.problems()
        assert problem.startswith(f"{EN}:18:11: "), text
        assert problem.endswith(f", which would be shown as it stands: {instead}"), text


def test_what_is_a_button_or_a_title_has_no_marks(content: ContentFolder):
    places = (
        (EN, "Is it binding?", "2:13"),
        (EN, "Beginning", "22:39"),
        ("faq/documents.yaml", "A paper", "3:10"),
        ("schedules/webinars.yaml", "Orientation", "2:15"),
        ("schedules/topics.yaml", "A line.", "3:21"),
    )
    said = "is shown as it stands, in one line: write it without marks and line breaks"
    for file, old, place in places:
        with content.edited(file, old, '"**Bold**"'):
            assert content.problems() == [f"{file}:{place}: {said}"]
    for text in ("*emphasis*", "[words](https://example.org)", "two\nlines"):
        with pytest.raises(FieldError, match=re.escape(said)):
            one_line(text)


def test_signs_that_nobody_sees_are_no_text(content: ContentFolder):
    content.edit(EN, ANSWER, "\u200b\u2060")
    assert content.problems() == [f"{EN}:18:11: shows nothing: what stands here are signs that nobody sees"]


def test_a_text_is_taken_without_the_signs_that_turn_what_follows_them(content: ContentFolder):
    content.edit(
        "schedules/topics.yaml", "{en: Name, es: Nombre}", '{en: "A\\u202e name\\u2067", es: Nombre}'
    )
    report = content.check()
    assert report.problems == ()
    assert report.content.schedule.topics[0].name("en") == "A name"


def test_items_keep_their_lines_whatever_they_begin_with(content: ContentFolder):
    for dash in ("- ", "* ", "– ", "• ", "+ ", "— ", "· ", "▪ ", "•", "-"):
        shown = answered(content, f"Two things:\n{dash}one\n{dash}two\n  that goes on")
        assert shown == "Two things:\n• one\n• two that goes on", dash
    assert answered(content, "Steps:\n1. one\n2) two\nof two") == "Steps:\n1. one\n2) two of two"


def test_items_with_letters_or_other_marks_of_counting_keep_their_lines():
    for items in (
        "a) one\nb) two",
        "(1) one\n(2) two",
        "1.one\n2.two",
        "1- one\n2- two",
        "a. one\nb. two",
        "A) one\nB) two",
        "i. one\nii. two",
        "→ one\n→ two",
        "✅ one\n❌ two",
        "👉 one\n👉 two",
        "✓ one\n✔ two",
    ):
        assert to_html(with_items(f"Steps:\n{items}"), "en") == f"Steps:\n{items}"
    assert parse_html(to_html("خطوات:\nأ. واحد\nب- اثنان", "ar"))[0].count("\n") == 2
    assert to_html("It costs\n1.5 million and\nmore", "en") == "It costs 1.5 million and more"


def test_words_with_an_address_become_a_link(content: ContentFolder):
    shown = answered(content, "See **[the text](https://example.org/a_b_c?x=1&y=2)** now.")
    text, entities = parse_html(shown)
    assert text == "See the text now."
    assert {each["type"]: each.get("url") for each in entities} == {
        "bold": None,
        "text_link": "https://example.org/a_b_c?x=1&y=2",
    }


def test_an_address_may_have_parentheses_of_its_own(content: ContentFolder):
    address = "https://en.wikipedia.org/wiki/X_(Y)"
    shown = answered(content, f"See [X]({address}), ([Y]({address})) and ({address}).")
    link = f'<a href="{address}">{{}}</a>'.format
    assert shown == f"See {link('X')}, ({link('Y')}) and ({address})."


def test_emphasis_is_shown(content: ContentFolder):
    for text in ("This is *really* so.", "This is _really_ so."):
        assert answered(content, text) == "This is <i>really</i> so."


def test_marks_that_cross_or_stand_in_an_address_never_break_a_message():
    habits = ("a_name_of_a_file", "**a *b** c* d", "_a **b_ c**", "2 < 3 & [x", "[a](b c)")
    for text in ("https://example.org/_a_/*b*", *habits):
        parse_html(to_html(text, "en"))


def test_bold_over_two_paragraphs_is_refused(content: ContentFolder):
    content.edit(EN, ANSWER, "**One.\n\n    Two.**")
    assert content.problems() == [f"{EN}:18:11: has ** that is opened and never closed"]


def test_an_answer_is_folded_and_shortened_beside_a_link_never_inside_it():
    link = "[a link. With two sentences](https://example.org)"
    long = f"{'word ' * (BEFORE_THE_FOLD // 5 - 3)}{link} and more. {'word ' * 30}"
    for part in at_fold(long):
        assert part.count("[") == part.count("](")
    assert first_sentences(f"{link} and so on. More.") == f"{link} and so on. More."
