"""Bodies of announcements as JSON text: how they are stored, and what a confirmation is bound to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from bot.domain.announcements import (
    AlertBody,
    AnnouncementButton,
    Attachment,
    AttachmentKind,
    Audience,
    Body,
    BroadcastBody,
    CorrectionBody,
    FarewellBody,
    FormattedText,
    Json,
    Kind,
    NoticeBody,
    Occasion,
    RecallBody,
    ReminderBody,
    RoundBody,
    Span,
    ThreadGoneBody,
    WebinarCard,
    WeeklyBody,
    WelcomeBody,
)


def encode(body: Body) -> str:
    """The body as JSON text, stable enough to be compared and hashed."""
    return json.dumps(asdict(body), default=plain, ensure_ascii=False, sort_keys=True)


def decode(kind: Kind, text: str) -> Body:
    """The body that `encode` wrote. Raises KeyError or ValueError on anything else."""
    fields: Json = json.loads(text)
    match kind:
        case Kind.BROADCAST:
            return _broadcast(fields)
        case Kind.WEEKLY:
            cards = tuple(_card(card) for card in fields["webinars"])
            return WeeklyBody(
                fields["week"], cards, fields["entry_id"], tuple(fields["news"]), fields.get("lesson_id")
            )
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
        case Kind.WELCOME:
            return WelcomeBody()
        case Kind.FAREWELL:
            return FarewellBody(fields["names"], fields["moved_to"])
        case Kind.THREAD_GONE:
            return ThreadGoneBody()
        case Kind.ALERT:
            return AlertBody(**fields)
        case Kind.CORRECTION:
            return CorrectionBody(_broadcast(fields["corrected"]))
        case Kind.RECALL:
            return RecallBody(fields["words"])
        case Kind.ROUND:
            return RoundBody(
                fields["round_id"],
                Occasion(fields["occasion"]),
                {code: tuple(lines) for code, lines in fields["lines"].items()},
                instant(fields["closes_at"]),
                fields["people"],
            )


def digest(
    audience: Audience, body: Body, leaves_at: datetime | None = None, *, repeats: bool = False
) -> str:
    """Eight hexadecimal digits bound to content, audience and time: what a confirmation is one of.

    One of a text that went out already is another one: nobody gives it without having been told.
    """
    whom = [audience.topic, sorted(audience.languages), audience.with_groups]
    text = f"{json.dumps(whom)}\0{plain(leaves_at) if leaves_at else ''}\0{encode(body)}{'again' * repeats}"
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


def _broadcast(fields: Json) -> BroadcastBody:
    """Rows from before there was more than text lack the fields of it."""
    given = fields.get("attached")
    return BroadcastBody(
        {language: _formatted(value) for language, value in fields["texts"].items()},
        fields["fallback"],
        None if given is None else Attachment(**given | {"kind": AttachmentKind(given["kind"])}),
        tuple(tuple(AnnouncementButton(**each) for each in row) for row in fields.get("buttons", ())),
        fields.get("is_silent", False),
    )


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
