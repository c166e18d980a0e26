"""A webinar while staff write it: what is missing of it, and what a change of it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.content.schedules import RECORDED_FOR, Webinar, wall_clock
from bot.domain.content.staff_content import Item, RowKind, StaffRow, digest_of, short_digest
from bot.domain.people.staff import Act
from bot.services.announcing.webinar_changes import STANDS_AFTER

DEFAULT_MINUTES = 90


class Part(StrEnum):
    """What staff write of a webinar, one at a time; the words are in buttons and in what is awaited."""

    WHEN = "when"
    WORDS = "words"
    LINK = "link"
    SPOKEN = "spoken"
    LENGTH = "length"
    RECORDING = "recording"


NEEDED = {"starts": Part.WHEN, "title": Part.WORDS, "link": Part.LINK}
"""What a webinar cannot do without, in the order in which it is asked for."""

NEW: Item = {
    "title": {},
    "summary": {},
    "starts": "",
    "zone": "UTC",
    "minutes": DEFAULT_MINUTES,
    "link": "",
    "leads": ["24h", "1h", "start"],
    "languages": [],
    "reading": [],
    "recording": None,
    "cancelled": False,
    "example": False,
}

_STAND_IN = {"starts": "2030-01-01 00:00", "title": {"en": "-"}, "link": "https://example.org/"}


@dataclass(frozen=True, slots=True)
class KnownWebinar:
    """A webinar as it is in use, cancelled or not.

    `is_ours`: staff put it in, over what the files say (`in_file`, and as an item `file_item`) where they say
    anything; `is_asked`: the files were changed otherwise since.
    """

    item: Item
    webinar: Webinar
    is_ours: bool = False
    in_file: Webinar | None = None
    file_item: Item | None = None
    is_asked: bool = False

    @property
    def is_cancelled(self) -> bool:
        return bool(self.item["cancelled"])

    @property
    def is_cancelled_in_file(self) -> bool:
        return self.file_item is not None and bool(self.file_item["cancelled"])


@dataclass(frozen=True, slots=True)
class Editing:
    """What one of the staff is about to put in: `over` is the digest of what was in use when they began."""

    webinar_id: str
    item: Item
    over: str = ""
    language: str = ""

    @property
    def facts(self) -> Mapping[str, Any]:
        """As a dialogue keeps it."""
        return {"id": self.webinar_id, "item": self.item, "over": self.over, "language": self.language}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Editing:
        return cls(facts["id"], facts["item"], facts["over"], facts["language"])

    @property
    def missing(self) -> Part | None:
        """What is to be asked next; None when it is whole."""
        return next((part for key, part in NEEDED.items() if not self.item[key]), None)

    def row(self, batch: str = "") -> StaffRow:
        """The row that it would be; what is missing is stood in for, to be held against the form."""
        item = {key: value or _STAND_IN.get(key, value) for key, value in self.item.items()}
        return StaffRow(RowKind.WEBINAR, self.webinar_id, item, "", batch)


@dataclass(frozen=True, slots=True)
class WebinarsInUse:
    """All that there are, by their ids; `read` gives the webinar of a row that fits."""

    read: Callable[[StaffRow], Webinar]
    known: Mapping[str, KnownWebinar] = field(default_factory=dict)

    def listed(self, now: datetime) -> list[KnownWebinar]:
        """Those to come, the next one first, then those that are over and may have a recording."""
        found = sorted(self.known.values(), key=lambda each: (each.webinar.starts_at, each.webinar.id))
        coming = [each for each in found if each.webinar.ends_at > now]
        over = [each for each in found if now - RECORDED_FOR <= each.webinar.ends_at <= now]
        return [*coming, *(each for each in reversed(over) if not each.is_cancelled)]

    def named(self, name: str, now: datetime) -> list[KnownWebinar]:
        """Those that somebody may mean by an id, or by a part of a title."""
        wanted = " ".join(name.casefold().split())
        if wanted in self.known:
            return [self.known[wanted]]
        return [each for each in self.listed(now) if wanted and wanted in "\n".join(_names(each.webinar))]

    def begun(self, webinar_id: str) -> Editing | None:
        """What a change of this webinar begins with."""
        known = self.known.get(webinar_id)
        return None if known is None else Editing(webinar_id, known.item, digest_of(known.item))

    def has_changed(self, editing: Editing) -> bool:
        """Whether somebody else was faster."""
        known = self.known.get(editing.webinar_id)
        return digest_of(known.item if known else None) != editing.over

    def act_of(self, editing: Editing) -> Act:
        """What it is to put this in."""
        known = self.known.get(editing.webinar_id)
        if known is None:
            return Act.WEBINAR_MADE
        if bool(editing.item["cancelled"]) is not known.is_cancelled:
            return Act.WEBINAR_CANCELLED if editing.item["cancelled"] else Act.WEBINAR_PUT_BACK
        if self.read(editing.row()).starts_at != known.webinar.starts_at:
            return Act.WEBINAR_MOVED
        return Act.WEBINAR_CHANGED

    def is_news(self, editing: Editing, now: datetime) -> bool:
        """Whether who was told of it hears of it: that it is off only before it begins."""
        known = self.known.get(editing.webinar_id)
        if known is None:
            return False
        act, told_at = self.act_of(editing), now + STANDS_AFTER
        if act is Act.WEBINAR_CANCELLED:
            return known.webinar.starts_at > told_at
        is_other = act is not Act.WEBINAR_CHANGED or (
            known.item["link"] != editing.item["link"] and not known.is_cancelled
        )
        return is_other and self.read(editing.row()).ends_at > told_at

    def would_be_past(self, webinar_id: str, former: StaffRow | None, now: datetime) -> bool:
        """Whether it would take place at a past time, if this row or else the files held again."""
        known = self.known.get(webinar_id)
        if known is None:
            return False
        if former is not None and former.item is not None:
            at, is_off = self.read(former).starts_at, bool(former.item["cancelled"])
        elif known.in_file is not None:
            at, is_off = known.in_file.starts_at, known.is_cancelled_in_file
        else:
            return False
        is_other = known.is_cancelled or at != known.webinar.starts_at
        return is_other and not is_off and at <= now


def new_id(now: datetime) -> str:
    """An id that no webinar has."""
    return f"webinar-{now:%Y-%m}-{short_digest(now.isoformat())[:6]}"


def with_start(item: Item, at: datetime, zone: str) -> Item:
    """It takes place, and starts then. An instant that the clocks there show a second time is kept in UTC."""
    there = at.astimezone(ZoneInfo(zone))
    if wall_clock(there.date(), there.time(), ZoneInfo(zone)) != at:
        zone, there = "UTC", at
    return {**item, "starts": f"{there:%Y-%m-%d %H:%M}", "zone": zone, "cancelled": False}


def with_words(item: Item, language: str, title: str, summary: str) -> Item:
    """Its title and, where there is one, its summary in a language."""
    summaries = {**item["summary"], language: summary} if summary else item["summary"]
    return {**item, "title": {**item["title"], language: title}, "summary": summaries}


def _names(webinar: Webinar) -> Iterator[str]:
    yield webinar.id
    for title in webinar.titles.values():
        yield " ".join(title.casefold().split())
