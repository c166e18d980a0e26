"""Every way in which sending can end, mapped to exactly one outcome. The only such place.

What the server answered in its own form is always known: accepted, refused for good, or to be tried later.
Only where no answer came back, or none that can be read, may a message have arrived or not. The texts are
Telegram's own (tdlib/telegram-bot-api, Client.cpp, and the MTProto names that it passes through).
"""

from __future__ import annotations

import json
import math
from datetime import timedelta
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.domain.delivery.outcomes import (
    Moved,
    Outcome,
    Refused,
    RetryLater,
    Sent,
    ThreadGone,
    TooLate,
    Unknown,
    Unreachable,
)
from bot.domain.ids import LARGEST_NUMBER
from bot.telegram.wire.transport import TAKEN_AWAY, NotSentError, ServerFaultError, TakenAwayError

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
    "not enough rights to send text messages",
    "not enough rights to send messages",
    "need administrator rights in the channel chat",
    "chat_admin_required",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
)

# What names the content of a message: it is refused for everybody alike. A group that takes no photos, or
# whose topic is closed, is neither: it may take the next announcement.
_OF_CONTENT = (
    "can't parse",
    "is too long",
    "too_long",
    "is empty",
    "text_empty",
    "entit",  # entities, ENTITY_BOUNDS_INVALID
    "button",
    "reply markup",
    "wrong http url",
    "url host is empty",
)

# and what names its file
_OF_FILE = (
    "media_empty",
    "file_id",
    "file identifier",
    "file_reference",
    "wrong type of",
    "can't use file of type",
    "photo_invalid",
    "document_invalid",
    "video_invalid",
    "media_invalid",
    "image_process_failed",
)

# what a group says that lets nobody send such files; it may take the words
_NO_FILES = (
    "not enough rights to send photos",
    "not enough rights to send documents",
    "not enough rights to send videos",
    "chat_send_photos_forbidden",
    "chat_send_docs_forbidden",
    "chat_send_videos_forbidden",
    "chat_send_media_forbidden",
)

_NO_POLLS = ("not enough rights to send polls", "chat_send_polls_forbidden")

# What a chat says that lets the bot write nothing now, and may let it again: a closed topic, a price
_NOT_NOW = (
    "topic_closed",
    "chat_guest_send_forbidden",
    "chat_id_invalid",
    "channel_invalid",
    "you_blocked_user",
    "payment_required",
    "premium_required",
)
# what is said of a forum topic that was deleted, or of a group that has none any more
_NO_THREAD = ("message thread not found", "topic_deleted", "topic_id_invalid")
# What is answered to an edit or a deletion that was made before, or whose message is gone: nothing is left of
# what was to be changed.
_DONE = (
    "message is not modified",
    "message to edit not found",
    "message to delete not found",
    "message_id_invalid",
)
# And to one of a message that stays as it is: older than 48 hours, in a private chat or group "for everyone".
_STAYS = ("message can't be edited", "message can't be deleted")

NO_ADVICE = timedelta(0)  # the worker backs off by itself
LONGEST_ADVICE = timedelta(days=1)  # a server that asks for more is tried once a day
UNREADABLE = "the answer cannot be read"
OURS_TO_MEND = timedelta(seconds=30)  # a token that is refused, another program: no person's fault


def outcome_of(status: int, payload: bytes) -> Outcome:
    """What came of an attempt that was answered: with the status and the body of HTTP."""
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) and answer.get("ok") is False:
        return _refused(_whole(answer.get("error_code")) or status, answer)
    if status >= 300:  # something in between refused: the server has not seen the request
        return RetryLater(NO_ADVICE, f"the server answered {status}")
    return _accepted(answer.get("result")) if isinstance(answer, dict) else Unknown(UNREADABLE)


def outcome_of_failure(error: TelegramError) -> Outcome:
    """What came of an attempt that raised: no answer, or a refusal in the library's form."""
    match error:
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case RetryAfter(retry_after=after):
            seconds = after.total_seconds() if isinstance(after, timedelta) else after
            return RetryLater(_advice(seconds), "too many requests", flood=True)
        case NotSentError() | ServerFaultError():
            return RetryLater(NO_ADVICE, error.message)
        case TakenAwayError():
            return Sent(0)
        case Forbidden() | BadRequest():
            return _final(error.message)
        case InvalidToken() | EndPointNotFound() | Conflict():
            return RetryLater(OURS_TO_MEND, error.message)
        case TimedOut():
            return Unknown("no answer in time")
    return Unknown(error.message or type(error).__name__)


def has_no_place(outcome: Outcome | None) -> bool:
    """Whether a reply has no place any more: its chat cannot be written to, or its forum topic is gone."""
    is_of_thread = outcome is not None and isinstance(of_thread(outcome, 0), ThreadGone)
    return is_of_thread or isinstance(outcome, Unreachable)


def takes_no_file(outcome: Outcome) -> bool:
    """Whether a message was refused for its file alone, by a chat that may take its words."""
    return isinstance(outcome, Refused) and any(words in outcome.reason.lower() for words in _NO_FILES)


def names_the_file(error: TelegramError) -> bool:
    """Whether a message was refused because of its file, which will be refused again."""
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in _OF_FILE)


def takes_no_polls(error: TelegramError) -> bool:
    """Whether a group lets nobody send polls."""
    return any(words in error.message.lower() for words in _NO_POLLS)


def has_other_form(outcome: Outcome) -> bool:
    """Whether an edit was refused because there are only words where a caption was expected."""
    return isinstance(outcome, Refused) and "there is no caption in the message" in outcome.reason.lower()


def of_thread(outcome: Outcome, thread_id: int) -> Outcome:
    """The same of a message for this forum topic, which may be gone."""
    if isinstance(outcome, Refused) and any(words in outcome.reason.lower() for words in _NO_THREAD):
        return ThreadGone(thread_id)
    return outcome


def of_change(outcome: Outcome) -> Outcome:
    """The same of an edit or a deletion, which may be repeated."""
    if not isinstance(outcome, Refused):
        return outcome
    reason = outcome.reason.lower()
    if any(words in reason for words in _DONE):
        return Sent(0)
    return TooLate(outcome.reason) if any(words in reason for words in _STAYS) else outcome


def _accepted(result: object) -> Outcome:
    if result is None:
        return Unknown(UNREADABLE)
    return Sent(_whole(result.get("message_id")) if isinstance(result, dict) else 0)


def _refused(code: int, answer: dict[str, Any]) -> Outcome:
    reason = str(answer.get("description") or f"error {code}")
    given = answer.get("parameters")
    parameters = given if isinstance(given, dict) else {}
    moved_to = _whole(parameters.get("migrate_to_chat_id"))
    if moved_to:
        return Moved(moved_to)
    if TAKEN_AWAY in reason:
        return Sent(0)
    match code:
        case 429:
            return RetryLater(_advice(parameters.get("retry_after")), "too many requests", flood=True)
        # forbidden for a reason that is not known here may be ours, or pass: it ends nobody's subscription
        case 400 | 403:
            return _final(reason)
        case 401 | 404 | 409:
            return RetryLater(OURS_TO_MEND, reason)
    return RetryLater(NO_ADVICE, reason)


def _final(reason: str) -> Outcome:
    said = reason.lower()
    if any(words in said for words in _NOT_NOW):
        return Unreachable(reason, for_good=False)
    if any(words in said for words in _GONE):
        return Unreachable(reason)
    return Refused(reason, any(words in said for words in (*_OF_CONTENT, *_OF_FILE)))


def _advice(retry_after: object) -> timedelta:
    """For how long the server asks to wait; nothing where it says nothing that makes sense."""
    try:
        seconds = float(retry_after)  # type: ignore[arg-type]  # whatever it is: what is no number raises
    except (TypeError, ValueError, OverflowError):
        return NO_ADVICE
    if not math.isfinite(seconds) or seconds <= 0:
        return NO_ADVICE
    return timedelta(seconds=min(seconds, LONGEST_ADVICE.total_seconds()))


def _whole(value: object) -> int:
    """A number that can be stored; 0 for whatever else stands in its place."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_NUMBER:
        return 0
    return value
