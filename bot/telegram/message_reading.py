"""What a message says, and whether a person wrote it. Every handler reads messages through this module."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message, MessageEntity
from telegram.constants import ChatType
from telegram.ext import filters

from bot.domain.light_markup import without_turns
from bot.domain.people.shared_accounts import ANONYMOUS_ADMINISTRATOR, SENT_AS_CHANNEL, TELEGRAM
from bot.matching.recognizing.stop_words import means_stop

# as Telegram marks commands, but for marks of direction before it, which phones add to right-to-left text
_COMMAND = re.compile(
    r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
    r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(?![\w/<>@])"
)

RICH = "rich_message"  # a message of blocks, such as tables, of which the library knows nothing yet
_KINDS = {
    "sticker": ("sticker", "animation", "dice"),
    "picture": ("photo", "live_photo", "video", "document", "paid_media", "story"),
    "voice": ("voice", "video_note", "audio"),
    "place": ("venue", "location"),
    "contact": ("contact",),
    "poll": ("poll",),
}


# what says that who sends a message did not write it; an older server says it in other fields
HANDED_ON = (
    *("forward_origin", "forward_date", "forward_from", "forward_from_chat", "forward_sender_name"),
    *("via_bot", "sender_business_bot"),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command at the beginning of a message: its name and the bot it names, in lower case; what follows."""

    name: str
    addressee: str
    arguments: tuple[str, ...]


def words_of(message: Message) -> str:
    """The text, or the caption of what is no text."""
    return message.text or message.caption or ""


def entities_of(message: Message) -> Sequence[MessageEntity]:
    """The formatting of the words."""
    return message.entities or message.caption_entities


def file_of(message: Message) -> str:
    """What tells the file of a message from others; empty without one."""
    attached = message.effective_attachment
    largest = attached[-1] if isinstance(attached, Sequence) and attached else attached
    return str(getattr(largest, "file_unique_id", ""))


def command_of(message: Message) -> Spoken | None:
    """The command that the words begin with."""
    return command_in(words_of(message))


def command_in(words: str) -> Spoken | None:
    """The same, of words that stand in no message of the library's yet."""
    found = _COMMAND.match(words)
    if found is None:
        return None
    return Spoken(found[1].lower(), (found[2] or "").lower(), tuple(words[found.end() :].split()))


def behind_command(words: str) -> str:
    """What follows the command that the words begin with, line breaks kept; all of them without one."""
    found = _COMMAND.match(words)
    return words if found is None else words[found.end() :].lstrip()


def typed(message: Message) -> str:
    """What staff typed, behind the command that it begins with, if any; without signs that turn it round."""
    return without_turns(behind_command(words_of(message))).strip()


def kind_of(message: Message) -> str:
    """What was sent instead of words, in one of the kinds that are answered each in its own way."""
    return next(
        (kind for kind, fields in _KINDS.items() if any(getattr(message, f) for f in fields)), "anything"
    )


def thread_of(message: Message) -> int | None:
    """The forum topic that it stands in; None elsewhere, and where that is the general one."""
    return message.message_thread_id if message.is_topic_message else None


def is_from_person(message: Message, bot_id: int) -> bool:
    """Whether a person put it into words or sent something: no bot, no channel by itself, no service message.

    Who hides behind a group or a channel is a person. What came from this bot, by inline mode, is not.
    """
    user = message.from_user
    if message.chat.type == ChatType.CHANNEL or message.is_automatic_forward:
        return False
    if message.sender_business_bot is not None:
        return False  # it writes for a person who is not there
    if user is None:
        if message.sender_chat is None:
            return False
    elif user.id == TELEGRAM or (user.is_bot and user.id not in (ANONYMOUS_ADMINISTRATOR, SENT_AS_CHANNEL)):
        return False
    if comes_from(message, bot_id):
        return False
    is_sent = message.effective_attachment is not None or message.checklist or RICH in message.api_kwargs
    return bool(words_of(message) or is_sent)


def comes_from(message: Message, bot_id: int) -> bool:
    """Whether this bot wrote it, or somebody chose it in inline mode of this bot."""
    return any(user is not None and user.id == bot_id for user in (message.from_user, message.via_bot))


def is_in_own_words(message: Message) -> bool:
    """Whether who sent it also wrote it: not forwarded, and not by another bot."""
    return not any(getattr(message, mark, None) or message.api_kwargs.get(mark) for mark in HANDED_ON)


def is_from_anonymous_administrator(message: Message) -> bool:
    """Whether an administrator wrote it in the name of the group."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat_id


def is_stop(words: str) -> bool:
    """Whether they ask for the end of all messages: by the command, or by a plain word also after a slash."""
    command = command_in(words)
    if command is not None and command.name == "unsubscribe":
        return False  # a command of its own: it asks what is to end
    return (command is not None and command.name == "stop") or means_stop(words)


def question_in_group(message: Message, bot_id: int, username: str) -> str | None:
    """What a group's message asks the bot that it mentions or replies to; None where it does neither."""
    words, mention = words_of(message), f"@{username}".lower()
    kinds: list[str | None] = [MessageEntity.MENTION]
    parts = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    mentions = [part for part in parts.values() if part.lower() == mention]
    if mentions:
        for part in mentions:
            words = words.replace(part, " ")
        return " ".join(words.split())
    return words if _replies_to(message, bot_id) else None


def _replies_to(message: Message, bot_id: int) -> bool:
    """Not so in a topic that the bot made: there every message seems to reply to the making of the topic."""
    quoted = message.reply_to_message
    if quoted is None or not comes_from(quoted, bot_id):
        return False
    return bool(words_of(quoted)) or quoted.effective_attachment is not None


class _AnyWords(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return bool(words_of(message))


class _Command(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return command_of(message) is not None


WORDS = _AnyWords(name="WORDS")
"""Messages with a text or a caption."""

COMMAND = _Command(name="COMMAND")
"""Messages whose words begin with a command, whosoever's it is."""
