"""What staff write, with its formatting, as it is kept and sent."""

from __future__ import annotations

from telegram import Message, MessageEntity

from bot.domain.announcements import FormattedText, Span
from bot.telegram.message_reading import command_of, entities_of, words_of
from bot.telegram.screens.screen import utf16_length

KEPT_FORMATS = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "blockquote",
        "expandable_blockquote",
        "text_link",
    }
)
_ASKS = ("?", "؟")


def formatted(message: Message) -> FormattedText:
    """Its words with their formatting; mentions of people and custom emoji stay plain text."""
    spans = tuple(
        Span(str(entity.type), entity.offset, entity.length, entity.url)
        for entity in entities_of(message)
        if entity.type in KEPT_FORMATS and entity.type != MessageEntity.TEXT_MENTION
    )
    return FormattedText(words_of(message), spans)


def text_behind_command(message: Message) -> FormattedText:
    """What stands behind the command that the message begins with, line breaks and formatting kept."""
    whole = formatted(message)
    if command_of(message) is None:
        return whole
    command, *rest = whole.text.split(maxsplit=1)
    if not rest:
        return FormattedText("", ())
    text = rest[0]
    skipped = utf16_length(whole.text[: whole.text.index(text, len(command))])
    spans = tuple(
        Span(span.type, span.offset - skipped, span.length, span.url)
        for span in whole.spans
        if span.offset >= skipped
    )
    return FormattedText(text, spans)


def looks_like_question(text: str) -> bool:
    """Whether somebody may have meant to ask the bot: one short line that ends in a question mark."""
    line = text.strip()
    return "\n" not in line and len(line) <= 120 and line.endswith(_ASKS)
