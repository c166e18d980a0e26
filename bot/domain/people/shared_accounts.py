"""Accounts that many people or no person stand behind; Telegram gives them the same ids everywhere.

Bot API, Message.from and Message.sender_chat: who writes anonymously or as a channel appears as one of these.
"""

from __future__ import annotations

ANONYMOUS_ADMINISTRATOR = 1087968824  # @GroupAnonymousBot: any administrator of a group who hides their name
SENT_AS_CHANNEL = 136817688  # @Channel_Bot: anybody who writes in a group as a channel
TELEGRAM = 777000  # service messages, and posts that a linked channel forwards by itself

SHARED = {
    ANONYMOUS_ADMINISTRATOR: "all anonymous administrators of groups",
    SENT_AS_CHANNEL: "everybody who writes as a channel",
    TELEGRAM: "Telegram itself",
}
"""Whom each of them stands for, in words for an operator."""
