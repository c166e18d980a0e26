"""Accounts that many people or no person stand behind; Telegram gives them the same ids everywhere.

Bot API, Message.from and Message.sender_chat: who writes anonymously or as a channel appears as one of these.
"""

from __future__ import annotations

ANONYMOUS_ADMINISTRATOR = 1087968824  # @GroupAnonymousBot: any administrator of a group who hides their name
SENT_AS_CHANNEL = 136817688  # @Channel_Bot: anybody who writes in a group as a channel
TELEGRAM = 777000  # service messages, and posts that a linked channel forwards by itself

LONGEST_ID = 52  # bits of a person's id at most (Bot API, User.id)
SHARED = {
    ANONYMOUS_ADMINISTRATOR: "all anonymous administrators of groups",
    SENT_AS_CHANNEL: "everybody who writes as a channel",
    TELEGRAM: "Telegram itself",
}
"""Whom each of them stands for, in words for an operator."""


def why_nobodys(admin: int) -> str | None:
    """Why nobody can have this id for their own; None when somebody can. The id itself is not printed."""
    if admin in SHARED:
        return f"is the id of {SHARED[admin]}, not of one person"
    if admin < 0:
        return "is the id of a group or channel; the ids of people are above 0"
    if not 0 < admin < 2**LONGEST_ID:
        return f"cannot be the id of anybody: those are from 1 to 2^{LONGEST_ID}"
    return None
