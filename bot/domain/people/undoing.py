"""Leaving can be undone without anything being kept: the button under the last word carries all of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.people.subscriptions import Subscriber, iso_week

WITHIN = timedelta(minutes=10)
_SIGNED = 8  # bytes of the signature: to guess one takes longer than the button holds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)


class Undoing:
    """Writes what a chat had chosen into a short code, signed, and reads it again while it holds.

    The code holds for that chat and those topics alone: where the schedule offers others since, it is void.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def code(self, left: Subscriber, topics: Sequence[str], now: datetime) -> str:
        """At most 30 characters and one for every four topics."""
        mask = sum(1 << place for place, topic in enumerate(topics) if topic in left.chosen)
        until = (left.paused_until - _EPOCH) // _DAY if left.paused_until is not None else 0
        said = f"{(now - _EPOCH) // _SECOND:x}.{mask:x}.{until:x}"
        return f"{said}.{self._signature(said, left.chat_id, left.language, topics)}"

    def read(
        self, code: str, chat_id: int, language: str, topics: Sequence[str], now: datetime
    ) -> Subscriber | None:
        """What the chat had chosen; None where the time is over, or the code is not of us for this chat."""
        said, _, signature = code.rpartition(".")
        if not hmac.compare_digest(
            signature.encode(), self._signature(said, chat_id, language, topics).encode()
        ):
            return None
        second, mask, until = (int(part, 16) for part in said.split("."))
        if not timedelta(0) <= now - (_EPOCH + second * _SECOND) < WITHIN:
            return None
        chosen = frozenset(topic for place, topic in enumerate(topics) if mask >> place & 1)
        ends_at = _EPOCH + until * _DAY
        if ends_at > now:
            return Subscriber(chat_id, language, frozenset(), iso_week(now), ends_at, chosen)
        return Subscriber(chat_id, language, chosen, iso_week(now))

    def _signature(self, said: str, chat_id: int, language: str, topics: Sequence[str]) -> str:
        signed = "\n".join((said, str(chat_id), language, *topics)).encode()
        digest = hmac.new(self._key, signed, hashlib.sha256).digest()[:_SIGNED]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
