"""What an id looks like: of entries, topics, webinars, documents, and of categories (the names of files).

And what a number may be that names something: Telegram's chats and messages, our announcements.
"""

import re

LONGEST_ID = 40
"""So long that a button can carry any id with its verb, a page and a language: 64 bytes in all."""

LARGEST_NUMBER = 2**63 - 1
"""Integers of SQLite and PostgreSQL's bigint end here: what Telegram says to be larger names nothing."""

SMALLEST_NUMBER = -(2**63)
"""Before every chat: where a walk through all of them begins."""

_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
ID_PATTERN = _ID.pattern


def is_id(name: str) -> bool:
    """Whether a name may be an id."""
    return len(name) <= LONGEST_ID and _ID.fullmatch(name) is not None
