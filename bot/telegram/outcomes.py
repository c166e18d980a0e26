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

# Bad Request texts that say that the chat cannot be written to any more
_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "group chat was deactivated",
    "group is deactivated",
    "bot was kicked",
    "chat_write_forbidden",
    "have no rights to send a message",
    "not enough rights to send",
    "need administrator rights in the channel chat",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "user_is_blocked",
    "chat_restricted",
    "input_user_deactivated",
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
        case Forbidden():
            return Unreachable(error.message)
        case BadRequest():
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
