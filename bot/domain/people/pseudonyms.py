"""Short keyed names for chats, for the log: the same chat has the same name, and nobody can go back.

Keys are made of a secret that stands in the settings, the bot's token if no other: no database and no backup
holds one.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date


def key_for(purpose: str, secret: str) -> bytes:
    """The key for one purpose, always the same; of one nobody learns another, or the secret."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


class Pseudonyms:
    """Names under one secret key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, chat_id: int) -> str:
        """Eight hexadecimal digits of an HMAC: a plain hash of a Telegram id is undone in minutes."""
        return hmac.new(self._key, str(chat_id).encode(), hashlib.sha256).hexdigest()[:8]

    def until(self, last_day: date, person: int, *what: str) -> str:
        """What somebody did in a time that ends with a day, for counting it once: another time's is another
        word.
        """
        said = "\0".join((last_day.isoformat(), str(person), *what))
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()
