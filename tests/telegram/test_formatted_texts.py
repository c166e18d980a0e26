"""What staff write behind a command, with its formatting."""

from datetime import UTC, datetime

from telegram import Chat, Message, MessageEntity

from bot.domain.announcements import FormattedText, Span
from bot.telegram.formatted_texts import text_behind_command
from tests.lines import each


def message(text: str, *entities: MessageEntity) -> Message:
    return Message(1, datetime(2026, 1, 1, tzinfo=UTC), Chat(1, "private"), text=text, entities=entities)


@each(
    "said, text",
    [
        ("/broadcast Come", "Come"),
        ("/broadcast\n\nCome\n\non Friday", "Come\n\non Friday"),
        ("/broadcast@compact_bot Come", "Come"),
        ("/broadcast.Please come", ".Please come"),
        ("\u200f/broadcast نعم", "نعم"),
        ("\u200f /broadcast t", "t"),
        ("/broadcast", ""),
        ("Come", "Come"),
    ],
)
def test_all_that_stands_behind_the_command_is_the_text(said: str, text: str):
    assert text_behind_command(message(said)).text == text


@each(
    "typed, text, spans",
    [
        ("Come *today*!", "Come today!", [("bold", 5, 5)]),
        ("🕊 **a b**, _c_ و *غدا*", "🕊 a b, c و غدا", [("bold", 3, 3), ("italic", 8, 1), ("bold", 12, 3)]),
        ("¡*Hoy*! «*demain*»", "¡Hoy! «demain»", [("bold", 1, 3), ("bold", 7, 6)]),
        ("/broadcast *a*", "a", [("bold", 0, 1)]),
        ("*all\nlines*", "*all\nlines*", []),
        ("*** NOW ***", "*** NOW ***", []),
        ("2 * 3 * 4, 2*3*4", "2 * 3 * 4, 2*3*4", []),
        ("* one\n* two", "* one\n* two", []),
        ("- one\n1. two", "- one\n1. two", []),
        ("a_b_c @my_own_bot /new_one_ ____", "a_b_c @my_own_bot /new_one_ ____", []),
        ("https://a.org/_b_/*c* d", "https://a.org/_b_/*c* d", []),
        ("Dial *131*#, (*) or *.jpg/*.png", "Dial *131*#, (*) or *.jpg/*.png", []),
        ("_draft_.pdf #_tag_ _a_@b.org b.org/?q=_c_&d", "_draft_.pdf #_tag_ _a_@b.org b.org/?q=_c_&d", []),
    ],
)
def test_stars_and_low_lines_around_words_are_meant_as_other_messengers_show_them(typed, text, spans):
    assert text_behind_command(message(typed)) == FormattedText(text, tuple(Span(*each) for each in spans))


def test_who_formats_in_the_app_means_every_star():
    written = text_behind_command(message("*a* b", MessageEntity("bold", 4, 1)))
    assert written == FormattedText("*a* b", (Span("bold", 4, 1),))


def test_formatting_stays_where_it_was_also_behind_emoji_and_when_it_began_in_the_command():
    said = "/broadcast 🕊 Come now"
    whole = MessageEntity("bold", 0, 22)
    now = MessageEntity("text_link", 19, 3, url="https://example.org/")
    command = MessageEntity("italic", 0, 10)
    written = text_behind_command(message(said, whole, now, command))
    assert written.text == "🕊 Come now"
    assert written.spans == (Span("bold", 0, 11), Span("text_link", 8, 3, "https://example.org/"))


def test_two_parts_of_a_text_are_one_with_their_formatting():
    first = FormattedText("🕊 Come", (Span("bold", 3, 4),))
    whole = first.followed_by(FormattedText("now", (Span("italic", 0, 3),)))
    assert whole == FormattedText("🕊 Come\nnow", (Span("bold", 3, 4), Span("italic", 8, 3)))
