"""What admins must hear of: facts without personal data, put into words by the edge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.announcements import Kind
from bot.domain.holding import HeldBecause, Hold


@dataclass(frozen=True, slots=True)
class OccurrenceMissed:
    """A weekly update or a reminder came due while the program was down, and is useless by now.

    `may_have_gone_out`: it was due before the backup was put in place that the program runs on now.
    """

    key: str
    may_have_gone_out: bool = False


@dataclass(frozen=True, slots=True)
class DeliveriesExpired:
    """So many deliveries of an announcement were not sent in time."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class AnnouncementRefused:
    """The platform refuses this announcement's message: our fault, and probably for everybody."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class EndedTooMany:
    """An announcement ended unusually many subscriptions and is held."""

    announcement_id: int
    hold: Hold


@dataclass(frozen=True, slots=True)
class Waiting:
    """One held announcement in an alert about several."""

    announcement_id: int
    kind: Kind
    hold: Hold


@dataclass(frozen=True, slots=True)
class AnnouncementsHeld:
    """These wait for an admin's word, all for the same reason."""

    because: HeldBecause
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The wall clock jumped by so much, ahead (positive) or back; everything is halted."""

    by: timedelta


@dataclass(frozen=True, slots=True)
class HandlerFailed:
    """Something surprised us; `reference` finds the line in the log."""

    error: str
    place: str
    reference: str


Alert = (
    OccurrenceMissed
    | DeliveriesExpired
    | AnnouncementRefused
    | EndedTooMany
    | AnnouncementsHeld
    | ClockJumped
    | HandlerFailed
)
