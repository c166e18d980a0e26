"""Whom a person can turn to: organizations that staff have put in, by region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STALE_AFTER = timedelta(days=180)
FEW = 5  # shown at once: more would push the answer off a phone's screen


class Region(StrEnum):
    """A part of the world, in the order in which people see them."""

    WORLD = "world"
    AFRICA = "africa"
    AMERICAS = "americas"
    ASIA = "asia"
    EUROPE = "europe"
    MIDDLE_EAST = "middle-east"
    PACIFIC = "pacific"


_ORDER = tuple(Region)


@dataclass(frozen=True, slots=True)
class Contact:
    """An organization with a page, a hotline that it publishes itself, or both."""

    name: str
    region: Region
    languages: tuple[str, ...]
    checked: date
    link: str | None = None
    public_hotline: str | None = None


def by_region(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """All of them, region by region, in the order of the file within each."""
    return tuple(sorted(contacts, key=lambda contact: _ORDER.index(contact.region)))


def first_few(contacts: Iterable[Contact], language: str) -> tuple[Contact, ...]:
    """At most a handful, one of each region before a second of any; who speaks `language` comes first.

    Nobody is asked where they are: a reader finds their region.
    """
    ahead = sorted(contacts, key=lambda contact: language not in contact.languages)
    taken: list[tuple[int, int, Contact]] = []
    in_region: dict[Region, int] = {}
    for place, contact in enumerate(ahead):
        before = in_region.get(contact.region, 0)
        in_region[contact.region] = before + 1
        taken.append((before, place, contact))
    taken.sort(key=lambda each: each[:2])
    return by_region(contact for _, _, contact in taken[:FEW])


def stale(contacts: Iterable[Contact], today: date) -> tuple[Contact, ...]:
    """Those that nobody has checked for so long that they may lead nowhere."""
    return tuple(contact for contact in contacts if today - contact.checked > STALE_AFTER)
