"""Telegram's HTML: a marked-up text becomes a plain text and entities, or Telegram's error.

Offsets and lengths count UTF-16 code units, as everywhere in the Bot API. The tags are those of
core.telegram.org/bots/api#html-style; the words of the errors are those of Telegram's server.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urlsplit

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.refusals import ApiError, bad_request

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAME = re.compile(r"[^\s>]*")
_END_OF_TAG = re.compile(r"\s*>")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)\s*(?:(=)\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units; a lone surrogate counts as one."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[JsonObject]]:
    """The visible text and its entities, sorted by place, outer before inner.

    Raises ApiError 400 "can't parse entities: ..." for an unknown, unclosed or crossed tag.
    """
    reader = _Reader(source)
    position = 0
    while (opening := source.find("<", position)) >= 0:
        reader.write(source[position:opening])
        read_tag = reader.close_tag if source.startswith("</", opening) else reader.open_tag
        position = read_tag(opening)
    reader.write(source[position:])
    if reader.tags:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{reader.tags[-1].name}"')
    return "".join(reader.parts), in_order(reader.entities)


def in_order(entities: list[JsonObject]) -> list[JsonObject]:
    """Sorted as Telegram sends them: by place, the longer one first."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def trim(text: str, entities: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Without white space at both ends, the entities moved and cut along; empty ones vanish."""
    kept = text.rstrip()
    end = utf16_length(kept)
    shift = end - utf16_length(kept.lstrip())
    moved = []
    for entity in entities:
        first = max(entity["offset"], shift)
        last = min(entity["offset"] + entity["length"], end)
        if last > first:
            moved.append({**entity, "offset": first - shift, "length": last - first})
    return kept.lstrip(), moved


@dataclass(slots=True)
class _Tag:
    name: str
    offset: int
    first_part: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    source: str
    parts: list[str] = field(default_factory=list)
    entities: list[JsonObject] = field(default_factory=list)
    tags: list[_Tag] = field(default_factory=list)
    length: int = 0

    def write(self, raw: str) -> None:
        if raw:
            visible = _REFERENCE.sub(lambda reference: unescape(reference[0]), raw)
            self.parts.append(visible)
            self.length += utf16_length(visible)

    def open_tag(self, start: int) -> int:
        """Read the start tag at `start`; answers the position behind it."""
        where = self._bytes_before(start)
        found = _NAME.match(self.source, start + 1)
        name = found[0].lower() if found else ""
        position = start + 1 + len(name)
        if position >= len(self.source):
            raise _cannot_parse(f"Unclosed start tag at byte offset {where}")
        if name not in _TYPES:
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {where}')
        attributes: dict[str, str] = {}
        while not (closing := _END_OF_TAG.match(self.source, position)):
            attribute = _ATTRIBUTE.match(self.source, position)
            if not attribute or self.source.startswith("=", attribute.end()):
                raise _cannot_parse(f'Unclosed start tag "{name}" at byte offset {where}')
            key, equals, *values = attribute.groups()
            if not equals and key.lower() != "expandable":
                place = self._bytes_before(attribute.end())
                raise _cannot_parse(
                    f'Expected equal sign in declaration of an attribute of the tag "{name}" '
                    f"at byte offset {place}"
                )
            attributes[key.lower()] = unescape(next((value for value in values if value), ""))
            position = attribute.end()
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.tags.append(_Tag(name, self.length, len(self.parts), attributes))
        return closing.end()

    def close_tag(self, start: int) -> int:
        """Read the end tag at `start`; answers the position behind it."""
        where = self._bytes_before(start)
        if not self.tags:
            raise _cannot_parse(f"Unexpected end tag at byte offset {where}")
        end = self.source.find(">", start)
        if end < 0:
            raise _cannot_parse(f"Unclosed end tag at byte offset {where}")
        name = self.source[start + 2 : end].strip().lower()
        tag = self.tags.pop()
        if name not in ("", tag.name):  # "</>" closes whatever is open
            raise _cannot_parse(
                f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.length > tag.offset:
            entity = self._entity(tag, "".join(self.parts[tag.first_part :]))
            if entity:
                self.entities.append(entity)
        return end + 1

    def _entity(self, tag: _Tag, content: str) -> JsonObject | None:
        place = {"offset": tag.offset, "length": self.length - tag.offset}
        entity: JsonObject = {"type": _TYPES[tag.name], **place}
        given = tag.attributes
        if tag.name == "a":
            return _link(given.get("href") or content, place)
        if tag.name == "tg-emoji":
            if not given.get("emoji-id", "").isdigit():
                raise _cannot_parse("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = given["emoji-id"]
        elif tag.name == "tg-time":
            if not given.get("unix", "").isdigit():
                raise _cannot_parse("Invalid Unix time specified")
            if not _TIME_FORMAT.fullmatch(given.get("format", "")):
                raise _cannot_parse("Invalid date-time format specified")
            entity["unix_time"] = int(given["unix"])
            if given.get("format"):
                entity["date_time_format"] = given["format"]
        elif tag.name == "blockquote" and "expandable" in given:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "pre":
            self._take_language(entity)
        elif tag.name == "code" and self.tags and self.tags[-1].name == "pre":
            language = given.get("class", "")
            if language.startswith("language-"):
                entity["language"] = language.removeprefix("language-")
        return entity

    def _take_language(self, pre: JsonObject) -> None:
        """`<pre><code class="language-x">` is one entity, a `pre` with a language."""
        inner = self.entities[-1] if self.entities else None
        if inner and "language" in inner and inner["type"] == "code":
            self.entities.pop()
            pre["language"] = inner["language"]

    def _bytes_before(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))


def _link(address: str, place: dict[str, int]) -> JsonObject | None:
    """A link or a mention; None for an address that Telegram silently leaves out."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme == "tg" and parts.netloc == "user":
        user_id = parse_qs(parts.query).get("id", [""])[0]
        return {"type": "text_mention", **place, "user": {"id": int(user_id)}} if user_id.isdigit() else None
    if not parts.scheme and "." in parts.path:
        return _link("http://" + address.strip(), place)
    if parts.scheme in ("http", "https") and ("." in parts.netloc or parts.hostname == "localhost"):
        address = parts._replace(path=parts.path or "/").geturl()
    elif parts.scheme not in ("tg", "ton", "mailto", "tel"):
        return None
    return {"type": "text_link", **place, "url": address}


def _cannot_parse(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
