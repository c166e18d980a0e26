"""What staff write, with its formatting, as it is kept and sent."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, MessageEntity

from bot.domain.announcements import FormattedText, Span
from bot.telegram.message_reading import behind_command, entities_of, words_of
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
    text = behind_command(whole.text)
    skipped = utf16_length(whole.text) - utf16_length(text)
    spans = (_cut(span, skipped) for span in whole.spans)
    return FormattedText(text, tuple(span for span in spans if span.length > 0))


def _cut(span: Span, skipped: int) -> Span:
    """The span without the first so many units of its text; of no length when it is all in them."""
    begins = max(span.offset, skipped)
    return replace(span, offset=begins - skipped, length=span.offset + span.length - begins)
