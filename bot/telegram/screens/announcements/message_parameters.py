"""Screens and formatted texts as the Bot API takes them."""

from __future__ import annotations

from bot.domain.announcements import FormattedText
from bot.telegram.screens.screen import Screen

OF_EDITS = frozenset(
    {
        "text",
        "entities",
        "link_preview_options",
        "caption",
        "caption_entities",
        "show_caption_above_media",
        "reply_markup",
    }
)
"""What an edit may name; what it does not name it drops."""


def parameters_of(screen: Screen) -> dict[str, str]:
    """Those of sendMessage, without the chat, as the strings that go over the wire."""
    parameters = {
        "text": screen.html,
        "parse_mode": "HTML",
        "link_preview_options": '{"is_disabled":true}',
    }
    if screen.keyboard is not None:
        parameters["reply_markup"] = screen.keyboard.to_json()
    return parameters


def entities_of(written: FormattedText) -> list[dict[str, str | int]]:
    """Its formatting, as the Bot API has it."""
    found = []
    for span in written.spans:
        entity: dict[str, str | int] = {"type": span.type, "offset": span.offset, "length": span.length}
        if span.url is not None:
            entity["url"] = span.url
        found.append(entity)
    return found
