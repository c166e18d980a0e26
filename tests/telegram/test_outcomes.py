"""Every answer of the Bot API, and every failure of the line, has exactly one outcome."""

import json
from datetime import timedelta

from telegram.error import NetworkError, TelegramError, TimedOut

from bot.domain.delivery.outcomes import Moved, Refused, RetryLater, Sent, TooLate, Unknown, Unreachable
from bot.telegram.wire.outcomes import of_change, outcome_of, outcome_of_failure, takes_no_file
from bot.telegram.wire.transport import NotSentError
from tests.lines import each

GONE = [
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot was kicked from the supergroup chat",
    "Forbidden: bot was kicked from the group chat",
    "Forbidden: bot is not a member of the channel chat",
    "Forbidden: the group chat was deleted",
    "Forbidden: bot can't initiate conversation with a user",
    "Forbidden: bot can't send messages to bots",
    "Bad Request: chat not found",
    "Bad Request: user not found",
    "Bad Request: PEER_ID_INVALID",
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: have no rights to send a message",
    "Bad Request: need administrator rights in the channel chat",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Bad Request: USER_IS_BLOCKED",
    "Bad Request: CHAT_RESTRICTED",
    "Forbidden: bot was blocked",
    "Forbidden: bot is not a member of the supergroup chat",
    "Forbidden: bot was kicked from the channel chat",
    "Forbidden: CHAT_WRITE_FORBIDDEN",
    "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN",
    "Bad Request: not enough rights to send messages to the chat",
    "Bad Request: group chat was deactivated",
    "Bad Request: INPUT_USER_DEACTIVATED",
    "Bad Request: CHANNEL_PRIVATE",
    "Bad Request: USER_IS_BOT",
    "Bad Request: CHAT_ADMIN_REQUIRED",
]
OURS = [
    'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    "Bad Request: message is too long",
    "Bad Request: message text is empty",
    "Bad Request: BUTTON_DATA_INVALID",
    "Bad Request: something that nobody has seen yet",
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed",
    "Bad Request: ENTITIES_TOO_LONG",
    "Bad Request: reply markup is too long",
    "Bad Request: BUTTON_URL_INVALID",
    "Bad Request: USER_BANNED_IN_CHANNEL",  # the bot itself, in every group alike
    "Forbidden: something that nobody has seen yet",
    "Forbidden",
]
# the group is there, and may take the next one
OF_ONE_GROUP = [
    "Bad Request: TOPIC_DELETED",
    "Bad Request: message thread not found",
    "Bad Request: not enough rights to send photos to the chat",
    "Bad Request: not enough rights to send documents to the chat",
    "Bad Request: not enough rights to send videos to the chat",
    "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN",
    "Bad Request: something that nobody has seen yet",
]
OF_CONTENT = [
    'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    "Bad Request: message caption is too long",
    "Bad Request: wrong file identifier/HTTP URL specified",
    "Bad Request: wrong file_id or the file is temporarily unavailable",
    "Bad Request: wrong type of file",
    "Bad Request: BUTTON_URL_INVALID",
    "Bad Request: ENTITY_BOUNDS_INVALID",
    "Bad Request: PHOTO_INVALID_DIMENSIONS",
]
LATER = [
    (401, "Unauthorized"),
    (404, "Not Found"),
    (409, "Conflict: terminated by other getUpdates request"),
    (406, "Not Acceptable"),
    (413, "Request Entity Too Large"),
    (420, "FLOOD_WAIT_X"),
    (500, "Internal Server Error"),
]
A_DAY = timedelta(days=1)


def refusal(code: int, description: str, **parameters: object) -> tuple[int, bytes]:
    """A refusal in the server's own form."""
    answer = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps(answer | ({"parameters": parameters} if parameters else {})).encode()


def code_of(description: str) -> int:
    return 403 if description.startswith("Forbidden") else 400


def test_what_was_accepted_is_sent_and_has_its_number():
    assert outcome_of(200, b'{"ok":true,"result":{"message_id":7,"chat":{}}}') == Sent(7)
    assert outcome_of(200, b'{"ok":true,"result":true}') == Sent(0)


@each(
    "description",
    [
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message",
        "Bad Request: message to edit not found",
        "Bad Request: message to delete not found",
        "Bad Request: MESSAGE_ID_INVALID",
    ],
)
def test_a_change_that_was_made_before_or_has_nothing_left_to_change_is_made(description: str):
    assert of_change(outcome_of(*refusal(400, description))) == Sent(0)


@each(
    "description",
    [
        "Bad Request: message can't be deleted for everyone",
        "Bad Request: message can't be deleted",
        "Bad Request: message can't be edited",
    ],
)
def test_a_message_that_can_be_changed_no_more_is_too_late(description: str):
    assert of_change(outcome_of(*refusal(400, description))) == TooLate(description)


def test_what_else_is_answered_to_a_change_means_what_it_means_to_a_message():
    assert of_change(outcome_of(200, b'{"ok":true,"result":true}')) == Sent(0)
    assert of_change(Unknown("no answer in time")) == Unknown("no answer in time")
    wrong = "Bad Request: there is no text in the message to edit"
    assert of_change(outcome_of(*refusal(400, wrong))) == Refused(wrong)


@each("description", GONE)
def test_a_chat_that_is_known_to_be_closed_to_us_is_unreachable(description: str):
    assert isinstance(outcome_of(*refusal(code_of(description), description)), Unreachable)


@each("description", OURS)
def test_a_message_that_telegram_will_not_take_is_refused(description: str):
    assert isinstance(outcome_of(*refusal(code_of(description), description)), Refused)


@each("code, description", LATER)
def test_what_certainly_was_not_accepted_is_tried_later(code: int, description: str):
    outcome = outcome_of(*refusal(code, description))
    assert isinstance(outcome, RetryLater)
    assert not outcome.flood


def test_what_a_group_deletes_at_once_was_sent_and_is_not_sent_again():
    said = "Internal Server Error: sent message was immediately deleted"
    assert outcome_of(*refusal(500, said)) == Sent(0)


@each("code", range(400, 500))
def test_whatever_the_server_refuses_in_its_own_form_is_known(code: int):
    assert not isinstance(outcome_of(*refusal(code, "Something new")), Unknown)


@each("status", [301, 400, 403, 429, 502])
def test_what_something_in_between_refuses_says_nothing_of_the_chat_and_is_tried_later(status: int):
    outcome = outcome_of(status, b"<html>bot was blocked</html>")
    assert isinstance(outcome, RetryLater)
    assert not outcome.flood


@each("payload", [b"", b"<html>", b"[]", b"{}", b"null", b'{"ok":true}', b'{"result":null}', b"[" * 100_000])
def test_a_good_status_over_an_answer_that_nobody_can_read_is_unknown(payload: bytes):
    assert isinstance(outcome_of(200, payload), Unknown)


def test_a_refusal_under_a_good_status_is_a_refusal():
    _, payload = refusal(403, "Forbidden: bot was blocked by the user")
    assert isinstance(outcome_of(200, payload), Unreachable)


@each(
    "error, kind",
    [
        (NotSentError("no connection to the server"), RetryLater),
        (TimedOut("no answer in time"), Unknown),
        (NetworkError("the connection broke (ServerDisconnectedError)"), Unknown),
        (TelegramError("Invalid server response"), Unknown),
    ],
)
def test_without_an_answer_only_what_never_left_is_known(error: TelegramError, kind: type):
    assert isinstance(outcome_of_failure(error), kind)


@each(
    "retry_after, pause",
    [
        (7, timedelta(seconds=7)),
        (0.5, timedelta(seconds=0.5)),
        ("7", timedelta(seconds=7)),
        ("soon", timedelta(0)),
        (0, timedelta(0)),
        (-5, timedelta(0)),
        (None, timedelta(0)),
        ([], timedelta(0)),
        (float("nan"), timedelta(0)),
        (86_401, A_DAY),
        (10**400, timedelta(0)),
    ],
)
def test_a_flood_wait_was_not_accepted_whatever_it_says_of_its_length(retry_after: object, pause: timedelta):
    said = refusal(429, "Too Many Requests", retry_after=retry_after)
    assert outcome_of(*said) == RetryLater(pause, "too many requests", flood=True)


def test_a_flood_wait_without_any_length_was_not_accepted():
    assert outcome_of(*refusal(429, "Too Many")) == RetryLater(timedelta(0), "too many requests", flood=True)


def test_a_moved_group_names_its_new_chat():
    said = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001)
    assert outcome_of(*said) == Moved(-1001)


def test_a_number_that_no_database_holds_is_none():
    assert outcome_of(200, json.dumps({"ok": True, "result": {"message_id": 2**63}}).encode()) == Sent(0)
    reason = "Bad Request: group chat was upgraded"
    for number in (2**63, -(2**200)):
        assert outcome_of(*refusal(400, reason, migrate_to_chat_id=number)) == Refused(reason)


def test_who_lets_the_bot_write_nothing_today_may_let_it_tomorrow():
    for today in (
        "TOPIC_CLOSED",
        "CHAT_GUEST_SEND_FORBIDDEN",
        "CHANNEL_INVALID",
        "ALLOW_PAYMENT_REQUIRED_10",
        "PRIVACY_PREMIUM_REQUIRED",
        "YOU_BLOCKED_USER",
    ):
        reason = f"Bad Request: {today}"
        assert outcome_of(*refusal(400, reason)) == Unreachable(reason, for_good=False)
    gone = outcome_of(*refusal(403, "Forbidden: bot was kicked"))
    assert isinstance(gone, Unreachable)
    assert gone.for_good


@each("description", OF_ONE_GROUP)
def test_a_group_that_takes_no_photos_or_has_closed_a_topic_stays_subscribed(description: str):
    assert outcome_of(*refusal(400, description)) == Refused(description)


@each("description", OF_ONE_GROUP)
def test_a_group_that_takes_no_files_may_take_words(description: str):
    takes_words = "photos" in description.lower() or "documents" in description or "videos" in description
    assert takes_no_file(outcome_of(*refusal(400, description))) is takes_words


@each("description", OF_CONTENT)
def test_a_refusal_that_names_the_content_is_one_for_everybody(description: str):
    assert outcome_of(*refusal(400, description)) == Refused(description, of_content=True)
