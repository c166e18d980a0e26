"""Deliveries: one announcement to one chat, one row of the outbox, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WORDS_ALONE = "words alone"  # the reason of what was sent without its file
DELETABLE = timedelta(hours=48)  # how long after its sending the platform lets a bot delete a message


class State(StrEnum):
    """The life of a delivery; every state but the first two is final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    EXPIRED = "expired"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox that begins; `attempt` counts from 1, `epoch` is the turn that it begins in.

    `copy` is the message that it changes; None where it brings a new one, in the forum topic `thread_id`.
    """

    delivery_id: int
    announcement_id: int
    chat_id: int
    language: str
    attempt: int
    epoch: int = 0  # of no turn: it is only due
    copy: int | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcement has come: rows by state."""

    counts: Mapping[State, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """Rows that may still go out."""
        return self.counts.get(State.PENDING, 0) + self.counts.get(State.SENDING, 0)

    def of(self, state: State) -> int:
        return self.counts.get(state, 0)


def backoff(attempt: int) -> timedelta:
    """How long to wait after the n-th failed attempt when nobody says: 1 s doubling to at most 5 min."""
    return timedelta(seconds=min(300, 2 ** min(attempt - 1, 16)))
