"""What staff put in from the chat: rows that take effect at once, over what the files say of the same thing.

A row remembers what it stands over, so that it knows when a file has taken it over, and when a file was
changed otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from bot.domain.content.contacts import Contact
from bot.domain.content.schedules import NewsItem

NEWS_KEPT_FOR = timedelta(days=14)  # after their last day, so that an export still finds them

Item = Mapping[str, Any]
"""A thing as both a file and a row say it: what can be written as JSON. Its form depends on the kind."""


class RowKind(StrEnum):
    """What a row is about; stored by these words, in the order in which rows are laid."""

    ENTRY = "entry"
    PHRASING = "phrasing"
    CONTACT = "contact"
    TOPIC = "topic"
    WEBINAR = "webinar"
    NEWS = "news"


class RowStanding(StrEnum):
    """How a row stands to the files."""

    HOLDS = "holds"
    SETTLED = "settled"  # the file says the same: the row may go
    ASKED = "asked"  # the file was changed otherwise: somebody has to say which of the two is right


ENDS = "ends"  # in the item of a topic: when it ends, and what becomes of those who have it


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One thing. Without an `item` it takes away what the file says.

    `stands_over` is the digest of what the file said when it was written. Rows of one `batch` were made by
    one act, and can be taken back together.
    """

    kind: RowKind
    item_id: str
    item: Item | None
    stands_over: str = ""
    batch: str = ""


def ends(row: StaffRow) -> bool:
    """Whether it is a topic that staff have ended: nobody is offered it, and it can still be taken back."""
    return row.kind is RowKind.TOPIC and row.item is not None and ENDS in row.item


def without_end(row: StaffRow) -> StaffRow:
    """The same topic as if it did not end."""
    return replace(row, item={key: said for key, said in (row.item or {}).items() if key != ENDS})


def digest_of(item: Item | None) -> str:
    """The same things, the same words; empty for what is not there."""
    if item is None:
        return ""
    return sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()[:16]


def standing(row: StaffRow, in_file: Item | None) -> RowStanding:
    """How a row stands to what the file says of the same thing now."""
    now = digest_of(in_file)
    if digest_of(row.item) == now:
        return RowStanding.SETTLED
    return RowStanding.HOLDS if row.stands_over == now else RowStanding.ASKED


def short_digest(*words: str) -> str:
    """Ten hexadecimal digits: short enough for a button."""
    return sha256("\0".join(words).encode()).hexdigest()[:10]


def contact_id(name: str, region: str) -> str:
    """What makes a contact the same one: its name and where it helps."""
    return short_digest(" ".join(name.casefold().split()), region)


def news_as_item(news: NewsItem, leading: str) -> Item:
    """News as rows hold them: where the leading language's text stands in for another, it stands once."""
    base = news.texts[leading]
    others = {language: text for language, text in news.texts.items() if text != base}
    return {
        "from": news.first_day.isoformat(),
        "until": news.last_day.isoformat(),
        "text": {leading: base, **others},
        "link": news.link or None,
    }


def is_over(row: StaffRow, today: date) -> bool:
    """Whether what a row says is of no use any more: news whose last update is long past."""
    if row.kind is not RowKind.NEWS or row.item is None:
        return False
    return date.fromisoformat(row.item["until"]) < today - NEWS_KEPT_FOR


def contact_item(contact: Contact) -> Item:
    """A contact as rows hold it."""
    return {
        "name": contact.name,
        "region": contact.region.value,
        "languages": list(contact.languages),
        "link": contact.link,
        "public_hotline": contact.public_hotline,
        "checked": contact.checked.isoformat(),
    }
