"""Our light markup as Telegram's HTML, and both directions of writing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.simulator.entities import parse_html
from bot.telegram.markup import command, escape, isolate, line, to_html


def test_lines_are_joined_and_blank_lines_part_paragraphs():
    assert to_html("one\ntwo\n\nthree\n") == "one two\n\nthree"


def test_items_keep_lines_of_their_own_and_may_go_on():
    assert to_html("first:\n• one\n  goes on\n• two\n\nend") == "first:\n• one goes on\n• two\n\nend"


def test_bold_is_bold_and_everything_else_is_escaped():
    assert to_html("**No & never** <b>") == "<b>No &amp; never</b> &lt;b&gt;"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_becomes_html_that_telegram_takes(text: str):
    shown, _ = parse_html(to_html(text))
    assert "<" not in escape(text)
    assert isinstance(shown, str)


def test_latin_words_are_isolated_only_where_the_sentence_runs_from_right_to_left():
    assert isolate("GCM", "en") == "GCM"
    assert isolate("GCM", "ar") == "\u2068GCM\u2069"
    assert line("UN: title", "fr") == "UN: title"
    assert line("UN: title", "ar").startswith("\u200f")
    assert command("stop", "ar") == "\u200e/stop"
