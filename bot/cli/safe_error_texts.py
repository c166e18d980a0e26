"""What others say of a failure and we repeat: these words and no more, whatever else they say with them.

Telegram's texts hold chat ids and what people wrote, those of the network hold the token, those of a database
what was asked of it.
"""

from __future__ import annotations

import re

from bot.storage import faults

KNOWN = (
    # Telegram, of a chat
    "bot is not a member",
    "bot was blocked by the user",
    "bot was kicked",
    "chat not found",
    "group chat was deleted",
    "group chat was upgraded to a supergroup",
    "have no rights to send a message",
    "not enough rights",
    "user is deactivated",
    # Telegram, of a message
    "can't parse entities",
    "message can't be deleted",
    "message can't be edited",
    "message is not modified",
    "message is too long",
    "message text is empty",
    "message to delete not found",
    "message to edit not found",
    "query is too old",
    # Telegram, of the bot and of its server
    "bad gateway",
    "can't use getupdates method while webhook is active",
    "gateway timeout",
    "internal server error",
    "not found",
    "terminated by other getupdates request",
    "too many requests",
    "unauthorized",
    "wrong response from the webhook",
    # the network
    "cannot connect to host",
    "certificate verify failed",
    "connection refused",
    "connection reset",
    "connection timed out",
    "name or service not known",
    "read timeout expired",
    "server disconnected",
    "temporary failure in name resolution",
    "timed out",
    # our own
    "another program polls with this token (or a webhook is set)",
    "outdated",
    "updates queue up at the server, which cannot deliver them",
    *faults.OUR_WORDS,
)
_KIND = re.compile(
    r"[A-Z][A-Za-z]*(Error|Exception|Timeout)"
    r"|BadRequest|ChatMigrated|Conflict|EndPointNotFound|Forbidden|InvalidToken|RetryAfter|TimedOut"
)


def known_in(text: str) -> str:
    """The longest known text that is in this one; empty when there is none."""
    lowered = text.lower()
    return max((known for known in KNOWN if known in lowered), key=len, default="")


def repeated(text: str) -> str:
    """What may be said of a foreign text such as `BadRequest: chat 7 is unknown`: kind and known words."""
    kind, _, rest = text.partition(":")
    if _KIND.fullmatch(kind.strip()) is None:
        return known_in(text) or "something else"
    words = known_in(rest)
    return f"{kind.strip()}: {words}" if words else kind.strip()


def named(error: BaseException) -> str:
    """An error's kind, with what is known of it."""
    kind = type(error)
    match kind.__module__.split(".")[0]:
        case "sqlite3" | "psycopg" | "sqlalchemy":
            words = faults.words(error)
        case "telegram":
            words = known_in(str(error))
        case _:
            words = ""
    return f"{kind.__name__}: {words}" if words and words != kind.__name__ else kind.__name__
