"""Reads in an update, before the library does, what counts at once: STOP, or a part of it, and /halt."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from bot.domain.immediate_requests import EndSome, Halt, Leave, Wish
from bot.telegram.message_reading import HANDED_ON, command_in, is_stop
from bot.telegram.receiving.raw_updates import RawUpdate, content_of, is_number
from bot.telegram.screens.button_codes import Verb, decode

GONE = ("kicked", "left")  # a person blocked the bot, or a group threw it out (Bot API, ChatMember.status)
LEAVING = (Verb.LEAVE, Verb.DELETE_ME)
ENDING_SOME = (Verb.UNSUBSCRIBE, Verb.ONLY_TOPIC, Verb.REMIND_NO_MORE, Verb.PAUSE)
REMEMBERED = 10_000  # messages that said STOP
FOREIGN = (
    *HANDED_ON,
    "sender_chat",
    "is_automatic_forward",
)  # words that nobody wrote here, or somebody else


class FirstWords:
    """Reads what a handler in its place would read: nothing is a STOP for one of both only."""

    def __init__(self, is_staff: Callable[[int], bool]) -> None:
        self._is_staff = is_staff
        # messages that say STOP, and since when
        self._known: OrderedDict[tuple[int, int], object] = OrderedDict()

    def wish_of(self, raw: RawUpdate) -> Wish | None:
        """What the update asks for; None for nearly all of them."""
        change = content_of(raw, "my_chat_member")
        if change:
            member, chat = change.get("new_chat_member"), change.get("chat")
            is_gone = isinstance(member, dict) and member.get("status") in GONE
            return (
                Leave(chat["id"])
                if is_gone and isinstance(chat, dict) and is_number(chat.get("id"))
                else None
            )
        press = content_of(raw, "callback_query")
        if press:
            decoded = decode(press["data"]) if isinstance(press.get("data"), str) else None
            chat_id = _private_chat(content_of(press, "message"))
            if decoded is None or chat_id is None:
                return None
            if decoded.verb in LEAVING:
                return Leave(chat_id)
            return EndSome(chat_id) if decoded.verb in ENDING_SOME else None
        message = content_of(raw, "message", "edited_message")
        chat_id = _private_chat(message)
        if chat_id is None:
            return None
        words = text_of(message)
        if self._is_said_anew(raw, message, chat_id, is_stop(words)):
            return Leave(chat_id)
        command = command_in(words)
        if command is None:
            return None
        if command.name == "unsubscribe":
            return EndSome(chat_id) if command.arguments else None
        is_own = "message" in raw and not any(message.get(mark) for mark in FOREIGN)
        sender = message.get("from")
        is_theirs = isinstance(sender, dict) and sender.get("id") == chat_id and not sender.get("is_bot")
        is_halt = command.name == "halt" and is_own and is_theirs and self.is_staff(raw)
        return Halt() if is_halt else None

    def is_staff(self, raw: RawUpdate) -> bool:
        """Whether one of the staff sent it."""
        for value in raw.values():
            sender = value.get("from") if isinstance(value, dict) else None
            if isinstance(sender, dict):
                return is_number(sender.get("id")) and self._is_staff(sender["id"])
        return False

    def is_no_act(self, raw: RawUpdate) -> bool:
        """Whether it is an edit without a word, as a live location sends hundreds: nobody did anything."""
        edited = content_of(raw, "edited_message")
        return bool(edited) and not text_of(edited)

    def may_be_dropped(self, raw: RawUpdate) -> bool:
        """Whether it is only a question: no press, no change of membership or of a group, nobody's STOP."""
        if "inline_query" in raw:
            return True
        message = content_of(raw, "message", "edited_message")
        moves = "migrate_to_chat_id" in message or "migrate_from_chat_id" in message
        if not message or moves or self.is_staff(raw):
            return False
        command = command_in(text_of(message))  # /stop also in a group, where an administrator says it
        return self.wish_of(raw) is None and (command is None or command.name != "stop")

    def _is_said_anew(self, raw: RawUpdate, message: dict[str, Any], chat_id: int, says_stop: bool) -> bool:
        """Whether the message says STOP as it did not before: nobody says it again by an edit beside it."""
        message_id, update_id = message.get("message_id"), raw.get("update_id")
        if not isinstance(message_id, int):
            return says_stop
        place = (chat_id, message_id)
        if not says_stop:
            self._known.pop(place, None)
            return False
        since = self._known.setdefault(place, update_id)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return "message" in raw or since == update_id


def text_of(message: dict[str, Any]) -> str:
    """The words of a message: its text, or what stands under its picture."""
    words = message.get("text") or message.get("caption")
    return words if isinstance(words, str) else ""


def _private_chat(message: dict[str, Any]) -> int | None:
    chat = message.get("chat")
    if isinstance(chat, dict) and chat.get("type") == "private" and is_number(chat.get("id")):
        return int(chat["id"])
    return None
