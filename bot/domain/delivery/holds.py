"""When an announcement is held: its rows keep waiting, and nothing of it begins until an admin says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FEW_ENDINGS = 3  # fewer are no sign of anything, however small the audience
MOST_ENDINGS = 50  # one in so many: 2 %
FEW_REFUSALS = 3  # from three chats it is not the chat


class HaltedBecause(StrEnum):
    """Why everything that goes out is halted; stored by these words."""

    ADMIN = "by an admin"
    RESTORED = "restored from a backup"


class HeldBecause(StrEnum):
    """Why it is held; stored by these words."""

    ENDINGS = "endings"  # it ended unusually many subscriptions
    RESTORED = "restored"  # it may have gone out after the backup was made that is in place now
    STAFF = "staff"  # somebody paused it
    REFUSALS = "refusals"  # Telegram refuses what it says or shows, and so for everybody
    GAP = "gap"  # it waited while nobody ran: it may be stale, or this may be an old copy of the disk


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold of one announcement. `number` tells it from its others: a word is about what was seen.

    `ended`: the subscriptions that it ended since it began, or since an admin let it go on.
    """

    because: HeldBecause
    number: int
    ended: int
    recipients: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The deliveries of an announcement whose outcome is unknown, and all their attempts together.

    Whoever sends them again says which they mean: after that, the attempts are others.
    """

    count: int
    attempts: int


def is_refused_for_all(before: int, now: int) -> bool:
    """Whether equal refusals of its content, so many `before` and so many `now`, hold an announcement.

    Who lets it go on all the same is asked again after as many more.
    """
    return now // FEW_REFUSALS > before // FEW_REFUSALS


def ends_too_many(ended: int, recipients: int) -> bool:
    """Whether an announcement that ended so many subscriptions is to be held.

    People block a bot one by one; many at once mean that the list, the token or the platform is not what
    it was, and each of them is a subscriber whom nobody can write to again.
    """
    return ended >= FEW_ENDINGS and ended * MOST_ENDINGS > recipients
