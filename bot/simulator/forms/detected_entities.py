"""What Telegram recognises in a text without any markup: commands, mentions, addresses, hashtags."""

import re

from bot.simulator.forms.html_entities import in_order, utf16_length
from bot.simulator.forms.json_values import JsonObject

_PATTERN = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)'\]])"
    r"|(?<![A-Za-z0-9._%+-])(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?)(?![\w/@])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z][A-Za-z0-9_]{2,31})(?!\w)"
    r"|(?<!\w)(?P<hashtag>#(?=\w*[^\W\d])\w+)"
)


def with_detected(text: str, entities: list[JsonObject]) -> list[JsonObject]:
    """`entities` plus those found in `text` where no given one that excludes them lies."""
    closed = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in ("code", "pre", "text_link", "text_mention", "date_time")
    ]
    found = []
    for match in _PATTERN.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match[0])
        if match.lastgroup and all(last <= offset or offset + length <= first for first, last in closed):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    return in_order(entities + found) if found else entities
