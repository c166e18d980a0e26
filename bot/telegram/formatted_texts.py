"""What staff write, with its formatting, as it is kept and sent."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import Message

from bot.domain.announcements import FormattedText, Span
from bot.telegram.message_reading import behind_command, entities_of, words_of
from bot.telegram.screens.screen import is_visible, utf16_length

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
# what is not kept, and not made anew by Telegram from the words themselves, as the mark of an address is
LOST_FORMATS = frozenset({"custom_emoji", "date_time", "text_mention"})
_TYPED_MARK = re.compile(
    r"https?://\S+"
    r"|(?<![\w*#@/.=&(])(?P<stars>\*\*?)(?=[\w¡¿«“\"'])(?P<bold>[^*\n]*[\w!?.»”\"'…])(?P=stars)(?![\w*#@/=&]|\.\w)"
    r"|(?<![\w@/#.=&])(?P<lines>__?)(?=[\w¡¿«“\"'])(?P<italic>[^_\n]*[\w!?.»”\"'…])(?P=lines)(?![\w#@/=&]|\.\w)"
)


def formatted(message: Message) -> FormattedText:
    """Its words with their formatting, as far as that is kept; the rest stays plain text.

    Where nobody would see any of the words there are none. Where nothing was formatted in the app, words
    between stars or low lines are meant so: *bold*, _italic_.
    """
    spans = tuple(
        Span(str(entity.type), entity.offset, entity.length, entity.url)
        for entity in entities_of(message)
        if entity.type in KEPT_FORMATS
    )
    words = words_of(message)
    if not is_visible(words):
        return FormattedText("")
    return FormattedText(words, spans) if spans else _read_marks(words)


def _read_marks(words: str) -> FormattedText:
    """As other messengers show them; what stars or lines stand alone stays."""
    pieces, spans, read = list[str](), list[Span](), 0
    for found in _TYPED_MARK.finditer(words):
        meant = "bold" if found["bold"] else "italic"
        if found[meant]:
            pieces.append(words[read : found.start()])
            span = Span(meant, utf16_length("".join(pieces)), utf16_length(found[meant]))
            spans.append(span)
            pieces.append(found[meant])
            read = found.end()
    return FormattedText("".join([*pieces, words[read:]]), tuple(spans))


def loses_formats(message: Message) -> bool:
    """Whether something of its formatting is not kept, so that what is sent looks otherwise."""
    return any(entity.type in LOST_FORMATS for entity in entities_of(message))


def text_behind_command(message: Message) -> FormattedText:
    """What stands behind the command that the message begins with, line breaks and formatting kept."""
    whole = formatted(message)
    text = behind_command(whole.text)
    if not is_visible(text):
        return FormattedText("")
    skipped = utf16_length(whole.text) - utf16_length(text)
    spans = (_cut(span, skipped) for span in whole.spans)
    return FormattedText(text, tuple(span for span in spans if span.length > 0))


def _cut(span: Span, skipped: int) -> Span:
    """The span without the first so many units of its text; of no length when it is all in them."""
    begins = max(span.offset, skipped)
    return replace(span, offset=begins - skipped, length=span.offset + span.length - begins)
