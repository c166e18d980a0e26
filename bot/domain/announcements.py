"""Announcements: every message to many people, whoever or whatever wrote it.

An announcement says *what* in a neutral form, its body; the words around it and the markup are the
renderer's. A weekly update and a reminder are announcements that nobody typed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

Json = dict[str, Any]  # a decoded JSON object: its values are checked by the reader of each body


class Kind(StrEnum):
    """What an announcement is; also the name of its body's form."""

    BROADCAST = "broadcast"
    WEEKLY = "weekly"
    REMINDER = "reminder"
    NOTICE = "notice"
    ALERT = "alert"  # to staff, by their ids: it needs no subscription, and nothing halts it


@dataclass(frozen=True, slots=True)
class Span:
    """Formatting of a stretch of text; `offset` and `length` count UTF-16 units, as the Bot API does."""

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class FormattedText:
    """Text as an admin typed it, with its formatting beside it: nothing to escape, nothing to parse."""

    text: str
    spans: tuple[Span, ...] = ()

    def followed_by(self, other: FormattedText) -> FormattedText:
        """Both as one text, the other on a line of its own."""
        begins = len(f"{self.text}\n".encode("utf-16-le")) // 2
        moved = (replace(span, offset=span.offset + begins) for span in other.spans)
        return FormattedText(f"{self.text}\n{other.text}", (*self.spans, *moved))


@dataclass(frozen=True, slots=True)
class BroadcastBody:
    """What an admin wrote, by language; who has no text of their own gets `fallback`'s."""

    texts: Mapping[str, FormattedText]
    fallback: str

    def text_for(self, language: str) -> FormattedText:
        return self.texts.get(language) or self.texts[self.fallback]

    def and_in(self, other: BroadcastBody) -> BroadcastBody:
        """The same with the other's texts, whatever stood there in their languages."""
        return BroadcastBody({**self.texts, **other.texts}, self.fallback)


@dataclass(frozen=True, slots=True)
class WebinarCard:
    """What a message says of one webinar; titles by language, always with English."""

    webinar_id: str
    titles: Mapping[str, str]
    starts_at: datetime
    duration: timedelta
    link: str
    zone: str  # a zone name: the city that the fallback text of a time names


@dataclass(frozen=True, slots=True)
class ReminderBody:
    """One webinar, `lead` before its start (zero: it starts now); `left`: how long before it was written.

    The two differ when the reminder is late.
    """

    webinar: WebinarCard
    lead: timedelta
    left: timedelta


@dataclass(frozen=True, slots=True)
class WeeklyBody:
    """The weekly update: coming webinars, one question of the FAQ, news by language."""

    week: str
    webinars: tuple[WebinarCard, ...]
    entry_id: str | None
    news: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoticeBody:
    """What is true now of a webinar, for people who were told something else.

    `webinar` is as they were told, apart from `was_off`: they were told that it does not take place. True is
    that it starts at `moved_to` under `link`, or does not take place (None). After it was held the notice is
    that there is a `recording`.
    """

    webinar: WebinarCard
    moved_to: datetime | None
    link: str = ""
    was_off: bool = False
    recording: str = ""


@dataclass(frozen=True, slots=True)
class AlertBody:
    """What staff must know: an alert's name and its facts as plain JSON (`bot.domain.alerts` reads them).

    `since`: how often the same cause came after staff were told of it before; `more`: after this.
    """

    name: str
    facts: Json
    since: int = 0
    more: int = 0


Body = BroadcastBody | WeeklyBody | ReminderBody | NoticeBody | AlertBody
_KIND_OF: dict[type, Kind] = {
    BroadcastBody: Kind.BROADCAST,
    WeeklyBody: Kind.WEEKLY,
    ReminderBody: Kind.REMINDER,
    NoticeBody: Kind.NOTICE,
    AlertBody: Kind.ALERT,
}


def kind_of(body: Body) -> Kind:
    """The kind that a body belongs to."""
    return _KIND_OF[type(body)]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is to get an announcement: the subscribers of `topic`, if given only those of one language."""

    topic: str
    language: str | None = None


def fact_of(starts_at: datetime | None, link: str) -> str:
    """What a message says of a webinar, as far as a change of it is news: start and link; "": it is off."""
    return "" if starts_at is None else f"{starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ} {link}"


def facts_in(body: Body) -> Mapping[str, str]:
    """What a body tells of webinars, by their ids."""
    match body:
        case ReminderBody(webinar):
            return {webinar.webinar_id: fact_of(webinar.starts_at, webinar.link)}
        case WeeklyBody(webinars=webinars):
            return {each.webinar_id: fact_of(each.starts_at, each.link) for each in webinars}
        case NoticeBody(webinar, moved_to, link, recording=""):
            return {webinar.webinar_id: fact_of(moved_to, link)}
    return {}


URGENT = "urgent"  # the topic whose broadcasts go before all others
NEAR = timedelta(hours=2)  # a webinar that starts so soon is pressing


def rank_of(audience: Audience, body: Body) -> int:
    """Which announcement goes first when several are under way: the lowest rank.

    Alerts (-1) are few, and somebody has to act. An urgent call (0) waits for nothing else. Then what is
    worth nothing in an hour (1): a reminder of a webinar that starts soon, a notice. What else an admin
    writes and reminders of tomorrow (2) go before a weekly update (3).
    """
    match body:
        case AlertBody():
            return -1
        case BroadcastBody():
            return 0 if audience.topic == URGENT else 2
        case NoticeBody():
            return 1
        case ReminderBody():
            return 1 if body.left <= NEAR else 2
        case WeeklyBody():
            return 3


@dataclass(frozen=True, slots=True)
class Announcement:
    """A stored announcement. `key` is unique for ever: the same key twice is the same announcement."""

    announcement_id: int
    key: str
    audience: Audience
    body: Body
    created_at: datetime
    expires_at: datetime | None
    leaves_at: datetime | None = None


def encode(body: Body) -> str:
    """The body as JSON text, stable enough to be compared and hashed."""
    return json.dumps(asdict(body), default=plain, ensure_ascii=False, sort_keys=True)


def decode(kind: Kind, text: str) -> Body:
    """The body that `encode` wrote. Raises KeyError or ValueError on anything else."""
    fields: Json = json.loads(text)
    match kind:
        case Kind.BROADCAST:
            texts = {language: _formatted(value) for language, value in fields["texts"].items()}
            return BroadcastBody(texts, fields["fallback"])
        case Kind.WEEKLY:
            cards = tuple(_card(card) for card in fields["webinars"])
            return WeeklyBody(fields["week"], cards, fields["entry_id"], tuple(fields["news"]))
        case Kind.REMINDER:
            lead, left = (timedelta(seconds=fields[name]) for name in ("lead", "left"))
            return ReminderBody(_card(fields["webinar"]), lead, left)
        case Kind.NOTICE:
            told, moved_to = _card(fields["webinar"]), fields["moved_to"]
            return NoticeBody(
                told,
                None if moved_to is None else instant(moved_to),
                fields.get("link", told.link),  # the release before wrote none
                fields.get("was_off", False),
                fields.get("recording", ""),
            )
        case Kind.ALERT:
            return AlertBody(**fields)


def digest(audience: Audience, body: Body) -> str:
    """Eight hexadecimal digits bound to text and audience: what a confirmation is a confirmation of."""
    text = f"{audience.topic}\0{audience.language or ''}\0{encode(body)}"
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def plain(value: object) -> object:
    """The JSON form of what has none by itself."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case timedelta():
            return value.total_seconds()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def instant(text: str) -> datetime:
    """The instant that `plain` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _formatted(fields: Json) -> FormattedText:
    return FormattedText(fields["text"], tuple(Span(**span) for span in fields["spans"]))


def _card(fields: Json) -> WebinarCard:
    return WebinarCard(
        webinar_id=fields["webinar_id"],
        titles=fields["titles"],
        starts_at=instant(fields["starts_at"]),
        duration=timedelta(seconds=fields["duration"]),
        link=fields["link"],
        zone=fields["zone"],
    )
