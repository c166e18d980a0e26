"""Every error of the Bot API and of the line has exactly one outcome."""

from datetime import timedelta

import pytest
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

from bot.domain.outcomes import Moved, Refused, RetryLater, Unknown, Unreachable
from bot.telegram.aiohttp_request import NotSentError, ServerFaultError
from bot.telegram.outcomes import outcome_of

GONE = [
    Forbidden("Forbidden: bot was blocked by the user"),
    Forbidden("Forbidden: user is deactivated"),
    Forbidden("Forbidden: bot was kicked from the supergroup chat"),
    Forbidden("Forbidden: bot was kicked from the group chat"),
    Forbidden("Forbidden: bot is not a member of the channel chat"),
    Forbidden("Forbidden: the group chat was deleted"),
    Forbidden("Forbidden: bot can't initiate conversation with a user"),
    Forbidden("Forbidden: bot can't send messages to bots"),
    BadRequest("Bad Request: chat not found"),
    BadRequest("Bad Request: user not found"),
    BadRequest("Bad Request: PEER_ID_INVALID"),
    BadRequest("Bad Request: not enough rights to send text messages to the chat"),
    BadRequest("Bad Request: have no rights to send a message"),
    BadRequest("Bad Request: need administrator rights in the channel chat"),
    BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"),
    BadRequest("Bad Request: TOPIC_CLOSED"),
    BadRequest("Bad Request: TOPIC_DELETED"),
    BadRequest("Bad Request: message thread not found"),
    BadRequest("Bad Request: USER_IS_BLOCKED"),
    BadRequest("Bad Request: CHAT_RESTRICTED"),
    Forbidden("Forbidden: bot was blocked"),
    Forbidden("Forbidden: bot is not a member of the supergroup chat"),
    Forbidden("Forbidden: bot was kicked from the channel chat"),
    Forbidden("Forbidden: CHAT_WRITE_FORBIDDEN"),
    BadRequest("Bad Request: CHAT_SEND_PLAIN_FORBIDDEN"),
    BadRequest("Bad Request: not enough rights to send messages to the chat"),
    BadRequest("Bad Request: group chat was deactivated"),
    BadRequest("Bad Request: INPUT_USER_DEACTIVATED"),
    BadRequest("Bad Request: CHANNEL_PRIVATE"),
    BadRequest("Bad Request: USER_IS_BOT"),
    BadRequest("Bad Request: CHAT_ADMIN_REQUIRED"),
]
OURS = [
    BadRequest('Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
    BadRequest("Bad Request: message is too long"),
    BadRequest("Bad Request: message text is empty"),
    BadRequest("Bad Request: BUTTON_DATA_INVALID"),
    BadRequest("Bad Request: something that nobody has seen yet"),
    BadRequest("Bad Request: can't parse inline keyboard button: Text buttons are unallowed"),
    BadRequest("Bad Request: ENTITIES_TOO_LONG"),
    BadRequest("Bad Request: reply markup is too long"),
    BadRequest("Bad Request: BUTTON_URL_INVALID"),
    BadRequest("Bad Request: USER_BANNED_IN_CHANNEL"),  # the bot itself, in every group alike
    Forbidden("Forbidden: something that nobody has seen yet"),
    Forbidden("Forbidden"),
]
LATER = [
    NotSentError("no connection to the server"),
    ServerFaultError("the server answered 502"),
    InvalidToken("Unauthorized"),
    EndPointNotFound("Not Found"),
    Conflict("Conflict: terminated by other getUpdates request"),
]
NOBODY_KNOWS = [
    TimedOut("no answer in time"),
    NetworkError("the connection broke (ServerDisconnectedError)"),
    TelegramError("Invalid server response"),
]


def words(error: TelegramError) -> str:
    return error.message[:60]


@pytest.mark.parametrize("error", GONE, ids=words)
def test_a_chat_that_is_known_to_be_closed_to_us_is_unreachable(error: TelegramError):
    assert isinstance(outcome_of(error), Unreachable)


@pytest.mark.parametrize("error", OURS, ids=words)
def test_a_message_that_telegram_will_not_take_is_refused(error: TelegramError):
    assert isinstance(outcome_of(error), Refused)


@pytest.mark.parametrize("error", LATER, ids=words)
def test_what_certainly_was_not_accepted_is_tried_later(error: TelegramError):
    outcome = outcome_of(error)
    assert isinstance(outcome, RetryLater)
    assert not outcome.flood


@pytest.mark.parametrize("error", NOBODY_KNOWS, ids=words)
def test_what_may_have_arrived_is_unknown(error: TelegramError):
    assert isinstance(outcome_of(error), Unknown)


@pytest.mark.parametrize("after", [7, timedelta(seconds=7)], ids=["number", "timedelta"])
def test_a_flood_wait_says_how_long_and_pauses_the_chat(
    after: int | timedelta, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    assert outcome_of(RetryAfter(after)) == RetryLater(timedelta(seconds=7), "too many requests", flood=True)


def test_a_moved_group_names_its_new_chat():
    assert outcome_of(ChatMigrated(-1001)) == Moved(-1001)
