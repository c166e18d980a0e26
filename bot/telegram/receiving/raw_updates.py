"""Updates as they come: JSON that has not been read by the library yet, and may be anything."""

from __future__ import annotations

import re
from typing import Any

from bot.domain.ids import LARGEST_NUMBER

RawUpdate = dict[str, Any]  # an update as decoded from the Bot API's JSON
Key = tuple[str, int]  # whose turn it is: a chat, or one who asks inline

# what has to be a number of 64 bits wherever it stands; Telegram's own have at most 52 (Bot API, "Chat")
_IDS = ("id", "message_id", "message_thread_id", "migrate_to_chat_id", "migrate_from_chat_id", "date")
_WITH_ID = ("chat", "from", "sender_chat")
_MEMBERS = ("old_chat_member", "new_chat_member")
_SPANS = ("entities", "caption_entities")  # each marks a piece of the words by two numbers
# what is read as text by whoever handles it
_TEXTS = ("text", "caption", "query", "language_code", "media_group_id", "username", "type", "status")
_NEEDED = {  # what no update of a kind is without
    "message": ("message_id", "date", "chat"),
    "edited_message": ("message_id", "date", "chat"),
    "callback_query": ("id", "from"),
    "inline_query": ("id", "from", "query"),
    "my_chat_member": ("chat", "from", "new_chat_member"),
}
# neither database nor wire can take halves of a pair or NUL
_NO_LETTERS = re.compile("[\\x00\\ud800-\\udfff]")
_DEEPEST = 40  # a message with the one it replies to and all that both carry is far flatter


def id_of(raw: object) -> int | None:
    """The number of an update; None for what is no update."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    return update_id if is_number(update_id) else None


def is_number(value: object) -> bool:
    """Whether a value is an integer that can be stored."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def kind_of(raw: RawUpdate) -> str:
    """What sort of update it is, as the Bot API calls it."""
    return next((name for name in raw if name != "update_id"), "empty")


def content_of(raw: RawUpdate, *kinds: str) -> dict[str, Any]:
    """What an update of one of these kinds carries; empty for others."""
    for kind in kinds:
        found = raw.get(kind)
        if isinstance(found, dict):
            return found
    return {}


def chat_of(raw: RawUpdate) -> int:
    """The chat that an update belongs to, else the person; 0 for those without either."""
    for value in raw.values():
        if isinstance(value, dict):
            holder = value.get("message", value) if "chat" not in value else value
            chat = holder.get("chat") if isinstance(holder, dict) else None
            for place in (chat, value.get("from")):
                if isinstance(place, dict):
                    return place["id"] if is_number(place.get("id")) else 0
    return 0


def key_of(raw: RawUpdate) -> Key:
    """Whose order an update stands in. Who types inline waits for nothing in the chat with the bot."""
    return ("inline" if "inline_query" in raw else "chat", chat_of(raw))


def fault_of(raw: RawUpdate) -> str | None:
    """The first thing in an update that no server sends and that would surprise a handler; None if sound."""
    press = content_of(raw, "callback_query")
    for kind, content in (*raw.items(), ("message", press.get("message"))):
        needed = _NEEDED.get(kind, ())
        if (
            needed
            and content is not None
            and not (isinstance(content, dict) and all(name in content for name in needed))
        ):
            return f"{kind} without what belongs to it"
    if not isinstance(press.get("data", ""), str):
        return "data is no text"  # elsewhere it is something else
    return _fault_in(raw, 0)


def _fault_in(value: object, depth: int) -> str | None:
    if depth > _DEEPEST:
        return "too deep"
    if isinstance(value, list):
        return next((fault for item in value if (fault := _fault_in(item, depth + 1))), None)
    if isinstance(value, str):
        return "no letters" if _NO_LETTERS.search(value) else None
    if not isinstance(value, dict):
        return None
    return next((fault for name, part in value.items() if (fault := _fault_of(name, part, depth))), None)


def _fault_of(name: str, value: object, depth: int) -> str | None:
    if name in _WITH_ID and not (isinstance(value, dict) and is_number(value.get("id"))):
        return f"{name} without a number"
    if name in _MEMBERS and not (isinstance(value, dict) and "status" in value):
        return f"{name} without a status"
    if name in _IDS and isinstance(value, int | float | list | dict | None) and not is_number(value):
        return f"{name} is no number of 64 bits"
    if name in _TEXTS and not isinstance(value, str):
        return f"{name} is no text"
    if name in _SPANS and not (isinstance(value, list) and all(_is_span(span) for span in value)):
        return f"{name} that mark nothing"
    if name == "data" and isinstance(value, str):
        return None  # of a button: an app may send whatever it likes, and it is read before it is used
    return _fault_in(value, depth + 1)


def _is_span(value: object) -> bool:
    return isinstance(value, dict) and is_number(value.get("offset")) and is_number(value.get("length"))
