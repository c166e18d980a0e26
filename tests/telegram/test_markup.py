"""Our light markup as Telegram's HTML, and both directions of writing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.light_markup import without_emphasis
from bot.simulator.forms.html_entities import parse_html
from bot.telegram.screens.markup import (
    at_fold,
    command,
    escape,
    isolate,
    line,
    listed,
    named,
    quoted,
    to_html,
    written,
)
from tests.content.facts import material
from tests.lines import each

LONGEST_SHOWN = 600  # characters of an answer that may stand before the fold


def test_lines_are_joined_and_blank_lines_part_paragraphs():
    assert to_html("one\ntwo\n\nthree\n", "en") == "one two\n\nthree"


def test_items_keep_lines_of_their_own_and_may_go_on():
    assert to_html("first:\n• one\n  goes on\n• two\n\nend", "en") == "first:\n• one goes on\n• two\n\nend"


def test_bold_is_bold_and_everything_else_is_escaped():
    assert to_html("**No & never** <b>", "en") == "<b>No &amp; never</b> &lt;b&gt;"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_becomes_html_that_telegram_takes(text: str):
    shown, _ = parse_html(to_html(text, "ar"))
    assert "<" not in escape(text)
    assert isinstance(shown, str)


def test_latin_words_are_isolated_only_where_the_sentence_runs_from_right_to_left():
    assert isolate("GCM", "en") == "GCM"
    assert isolate("GCM", "ar") == "\u200f\u2068GCM\u2069"
    assert isolate("GCM: ندوة", "ar") == "\u200f\u2067GCM: ندوة\u2069"
    assert line("UN: title", "fr") == "UN: title"
    assert line("UN: title", "ar").startswith("\u200f")
    assert command("stop", "ar") == "\u200e/stop"


@each(
    "language, text, shown",
    [
        ("ar", "ندوة GCM\n\nPICUM: عضو", "ندوة GCM\n\n\u200fPICUM: عضو"),
        ("ar", "عن:\n• **PICUM** عضو\n• 3 أعضاء", "عن:\n\u200f• <b>PICUM</b> عضو\n• 3 أعضاء"),
        ("ar", "‎/ask سؤال\n\n\u200fITUC اتحاد", "\u200f‎/ask سؤال\n\n\u200fITUC اتحاد"),
        ("ar", "https://example.org للتسجيل", "\u200fhttps://example.org للتسجيل"),
        ("ur", "GCM کا جلسہ", "\u200fGCM کا جلسہ"),
        ("ar", "Not translated (yet).", "Not translated (yet)."),
        ("en", "GCM in Arabic: التحالف", "GCM in Arabic: التحالف"),
    ],
)
def test_a_line_of_an_arabic_text_runs_from_right_to_left_whatever_it_begins_with(
    language: str, text: str, shown: str
):
    assert to_html(text, language) == shown


def test_a_plain_text_in_arabic_runs_from_right_to_left_too():
    assert (
        written("1. GCM: ما <رأيكم>؟\nUN أم IOM", "ar") == "\u200f1. GCM: ما &lt;رأيكم&gt;؟\n\u200fUN أم IOM"
    )
    assert written("1. GCM & UN", "ar") == "1. GCM &amp; UN"


@each(
    "language, written",
    [
        ("en", "UN: a title, page 1"),
        ("fr", "UN\u00a0: a title, page 1"),
        ("ar", "UN: a title، page 1"),
        ("fa", "UN: a title، page 1"),
        ("pt", "UN: a title, page 1"),
    ],
)
def test_a_list_and_what_belongs_to_a_name_have_the_marks_of_the_language(language: str, written: str):
    assert named("UN", listed(["a title", "page 1"], language), language) == written


@each(
    "text, shown",
    [
        ("A short one.", "A short one."),
        (f"{'a' * 200}\n\n{'b' * 300}\n\n{'c' * 90}", f"{'a' * 200}\n\n{'c' * 90}"),
        (
            f"{'a' * 200}:\n• {'b' * 100}\n• {'b' * 200}\n\n{'c' * 90}",
            f"{'a' * 200}:\n• {'b' * 100}\n\n{'c' * 90}",
        ),
        (f"{'a' * 300}. {'b' * 300}.", f"{'a' * 300}."),
        ("a" * 700, "a" * 700),
    ],
)
def test_an_answer_is_parted_where_a_reader_pauses_and_keeps_its_last_words(text: str, shown: str):
    assert at_fold(text)[0] == shown


def test_no_answer_loses_a_word_at_the_fold_and_none_is_long_before_it():
    for entries in material().faq.entries.values():
        for entry in entries.values():
            shown, more = at_fold(entry.answer)
            assert sorted(f"{shown} {more}".split()) == sorted(entry.answer.split()), entry.id
            assert len(shown) <= LONGEST_SHOWN, (entry.language, entry.id)


def test_a_heading_is_quoted_as_its_reader_quotes():
    assert [quoted("x", language) for language in ("en", "es", "fr", "ar")] == [
        "“x”",
        "“x”",
        "«\u00a0x\u00a0»",
        "«x»",
    ]


def test_a_title_that_somebody_marked_is_its_words():
    marked = "*Wages* & **rights _of_ all** https://bread.org/_c_ [a](https://bread.org)"
    assert without_emphasis(marked) == "Wages & rights of all https://bread.org/_c_ [a](https://bread.org)"
