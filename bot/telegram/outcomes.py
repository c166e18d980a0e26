"""Every way in which sending can fail, mapped to exactly one outcome. The only such place.

`BadRequest` and `TimedOut` are subclasses of `NetworkError` in python-telegram-bot, so the order of the
cases matters. The texts are Telegram's own (tdlib/telegram-bot-api, Client.cpp, and the MTProto names
that it passes through).
"""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.domain.outcomes import Moved, Outcome, Refused, RetryLater, Unknown, Unreachable
from bot.telegram.aiohttp_request import NotSentError, ServerFaultError

# What says that the chat cannot be written to any more: these end a subscription, and nothing else does. The
# server words the same thing as 400 or as 403, depending on where it notices, so the list stands for both.
_GONE = (
    # a person
    "bot was blocked",
    "user_is_blocked",
    "user is deactivated",
    "input_user_deactivated",
    "user not found",
    "bot can't initiate conversation",
    "bot can't send messages to bots",
    "bot can't send messages to the user",
    "user_is_bot",
    "peer_id_invalid",
    "chat not found",
    # a group or channel that is gone, or that the bot is not in
    "bot was kicked",
    "bot is not a member",
    "the group chat was deleted",
    "group chat was deactivated",
    "group is deactivated",
    "channel_private",
    "chat_forbidden",
    # one that is there and does not let the bot write
    "have no rights to send a message",
    "not enough rights to send",
    "need administrator rights in the channel chat",
    "chat_admin_required",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
)

NO_ADVICE = timedelta(0)  # the worker backs off by itself


def outcome_of(error: TelegramError) -> Outcome:
    """What came of an attempt that raised this error."""
    text = error.message.lower()
    match error:
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case RetryAfter():
            return RetryLater(_seconds(error.retry_after), "too many requests", flood=True)
        case NotSentError() | ServerFaultError():
            return RetryLater(NO_ADVICE, error.message)
        # Forbidden for a reason that is not known here may be ours, or pass: it ends nobody's subscription
        case Forbidden() | BadRequest():
            if any(gone in text for gone in _GONE):
                return Unreachable(error.message)
            return Refused(error.message)
        case TimedOut():
            return Unknown("no answer in time")
        case InvalidToken() | EndPointNotFound() | Conflict():
            return RetryLater(timedelta(seconds=30), error.message)
        case NetworkError():
            return Unknown(error.message)
    return Unknown(type(error).__name__)


def _seconds(retry_after: int | timedelta) -> timedelta:
    return retry_after if isinstance(retry_after, timedelta) else timedelta(seconds=retry_after)
