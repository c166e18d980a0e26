"""A text as Telegram's apps send it: what is longer than one message goes out as several."""

from collections.abc import Iterator

from bot.simulator.forms.html_entities import utf16_length

LONGEST = 4096  # UTF-16 units of one message


def in_messages(text: str) -> Iterator[str]:
    """The parts of a text that fit into a message each, cut at a blank where there is one near the end."""
    while utf16_length(text) > LONGEST:
        end = len(text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore"))
        blank = max(text.rfind(" ", LONGEST // 2, end), text.rfind("\n", LONGEST // 2, end))
        end = blank + 1 if blank > 0 else end
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text
