"""What can come of one attempt to send one message: a closed union, decided in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform accepted the message; `message_id` names it in its chat.

    `words_alone`: without its file, which the chat does not take.
    """

    message_id: int
    words_alone: bool = False


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Certainly not sent; may be tried again `after` this long.

    `flood` is true when the platform asked for the pause (429), so that the pacing must keep the
    chat (or everything) quiet; it is false for faults of a server or a line.
    """

    after: timedelta
    reason: str
    flood: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left and no reply came: it may have arrived. Never sent again by machine."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The chat cannot be written to (blocked, deactivated, gone): ends the subscription.

    Not so where it is not `for_good`: a group closed the place, and may open it again.
    """

    reason: str
    for_good: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup; the message has to go to the new chat."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class ThreadGone:
    """The group has no such forum topic any more; certainly not sent."""

    thread_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will not take this message: our fault, admins are told.

    `of_content`: the reason names what is sent, so that everybody else's would be refused as well.
    """

    reason: str
    of_content: bool = False


@dataclass(frozen=True, slots=True)
class TooLate:
    """The platform does not let this message be changed any more; it stays as it is."""

    reason: str


Outcome = Sent | RetryLater | Unknown | Unreachable | Moved | ThreadGone | Refused | TooLate
