"""What admins must hear of: facts without personal data, put into words by the edge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OccurrenceMissed:
    """A weekly update or a reminder came due while the program was down, and is useless by now."""

    key: str


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
class HandlerFailed:
    """Something surprised us; `reference` finds the line in the log."""

    error: str
    place: str
    reference: str


Alert = OccurrenceMissed | DeliveriesExpired | AnnouncementRefused | HandlerFailed
