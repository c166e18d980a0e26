"""What a broadcast takes: how long, and how many Stars at most."""

from __future__ import annotations

from datetime import timedelta

# 0.1 Stars a message (Bot API, sendMessage.allow_paid_broadcast; core.telegram.org/bots/faq)
MESSAGES_PER_STAR = 10


def duration_of(recipients: int, per_second: float) -> timedelta:
    """How long so many messages take at this pace, if nothing else is under way."""
    return timedelta(seconds=recipients / per_second)


def most_stars(recipients: int) -> int:
    """The most that a paid broadcast can cost, in whole Stars.

    The platform charges only for what exceeds its free messages a second, and only for what arrived; how
    it counts that it does not say, so this is the price of every message.
    """
    return -(-recipients // MESSAGES_PER_STAR)
