"""What staff write behind a command, with its formatting."""

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, MessageEntity

from bot.domain.announcements import FormattedText, Span
from bot.telegram.formatted_texts import text_behind_command


def message(text: str, *entities: MessageEntity) -> Message:
    return Message(1, datetime(2026, 1, 1, tzinfo=UTC), Chat(1, "private"), text=text, entities=entities)


@pytest.mark.parametrize(
    ("said", "text"),
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
