"""Announcements: every message to many people, whoever or whatever wrote it.

An announcement says *what* in a neutral form, its body; words around it and markup are the renderer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

Json = dict[str, Any]  # a decoded JSON object: its values are checked by the reader of each body


class Kind(StrEnum):
    """What an announcement is; also the name of its body's form."""

    BROADCAST = "broadcast"
    WEEKLY = "weekly"
    REMINDER = "reminder"
    NOTICE = "notice"
    WELCOME = "welcome"
    FAREWELL = "farewell"
    THREAD_GONE = "thread_gone"
    ALERT = "alert"  # to staff, by their ids: it needs no subscription, and nothing halts it
    CORRECTION = "correction"  # changes the copies of a broadcast that went out
    RECALL = "recall"  # deletes the copies of what went out
    ROUND = "round"  # asks members, reminds of it, or tells what came of it


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


class AttachmentKind(StrEnum):
    """What can go along with a text; named as the Bot API names it."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that Telegram has already: it is sent by its id, which holds for one bot and one kind only.

    What belongs to it and is no property of the file stands here, because every sending says it anew.
    """

    kind: AttachmentKind
    file_id: str
    bot_id: int = 0  # whose file id it is
    has_spoiler: bool = False
    caption_above: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncementButton:
    """A button under an announcement. It shows an entry, under its question, or opens `url`.

    The labels of one that opens an address are by language.
    """

    entry_id: str = ""
    url: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BroadcastBody:
    """What an admin wrote, by language; who has no text of their own gets `fallback`'s.

    What is attached, and rows of buttons, are the same in all languages; under a file the texts are captions.
    `is_silent`: it comes without a sound.
    """

    texts: Mapping[str, FormattedText]
    fallback: str
    attached: Attachment | None = None
    buttons: tuple[tuple[AnnouncementButton, ...], ...] = ()
    is_silent: bool = False

    def text_for(self, language: str) -> FormattedText:
        return self.texts.get(language) or self.texts[self.fallback]

    def and_in(self, other: BroadcastBody) -> BroadcastBody:
        """The same with the other's texts, whatever stood there in their languages."""
        return replace(self, texts={**self.texts, **other.texts})


@dataclass(frozen=True, slots=True)
class WebinarCard:
    """What a message says of one webinar; titles by language, the leading one always among them."""

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
    """The weekly update: coming webinars, news by language, and one lesson or else a question of the FAQ."""

    week: str
    webinars: tuple[WebinarCard, ...]
    entry_id: str | None
    news: tuple[Mapping[str, str], ...]
    lesson_id: str | None = None


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
class WelcomeBody:
    """To whom somebody else put on the list: that they are on it, by whom, and how it ends."""


@dataclass(frozen=True, slots=True)
class FarewellBody:
    """That a topic has ended: its name by language, and that of the one they get in its place, if any."""

    names: Mapping[str, str]
    moved_to: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ThreadGoneBody:
    """To a group whose forum topic for messages is gone: where they come now, and how that changes."""


@dataclass(frozen=True, slots=True)
class AlertBody:
    """What staff must know: an alert's name and its facts as plain JSON (`bot.domain.alerts` reads them).

    `since`: how often the same cause came after staff were told of it before; `more`: after this.
    """

    name: str
    facts: Json
    since: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class CorrectionBody:
    """What every copy of a broadcast says from now on."""

    corrected: BroadcastBody


@dataclass(frozen=True, slots=True)
class RecallBody:
    """Every copy is deleted. `words`: the first words, or the title, of what it was, by language."""

    words: Mapping[str, str]


class Occasion(StrEnum):
    """What is said of a round of questions; part of the names of sentences."""

    ASKED = "asked"
    REMINDED = "reminded"
    TOLD = "told"  # what came of it


@dataclass(frozen=True, slots=True)
class RoundBody:
    """A round of questions to members: its theme and below it what is asked or told, as lines by language.

    `people`: how many had answered when it was told what came of it.
    """

    round_id: int
    occasion: Occasion
    lines: Mapping[str, tuple[str, ...]]
    closes_at: datetime
    people: int = 0


Body = (
    BroadcastBody
    | WeeklyBody
    | ReminderBody
    | NoticeBody
    | WelcomeBody
    | FarewellBody
    | ThreadGoneBody
    | AlertBody
    | CorrectionBody
    | RecallBody
    | RoundBody
)
_KIND_OF: dict[type, Kind] = {
    BroadcastBody: Kind.BROADCAST,
    WeeklyBody: Kind.WEEKLY,
    ReminderBody: Kind.REMINDER,
    NoticeBody: Kind.NOTICE,
    WelcomeBody: Kind.WELCOME,
    FarewellBody: Kind.FAREWELL,
    ThreadGoneBody: Kind.THREAD_GONE,
    AlertBody: Kind.ALERT,
    CorrectionBody: Kind.CORRECTION,
    RecallBody: Kind.RECALL,
    RoundBody: Kind.ROUND,
}


def kind_of(body: Body) -> Kind:
    """The kind that a body belongs to."""
    return _KIND_OF[type(body)]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is to get an announcement: the subscribers of `topic`, groups among them where it is `with_groups`.

    Where `languages` are named only those who chose one of them; the order does not matter.
    """

    topic: str
    languages: tuple[str, ...] = ()
    with_groups: bool = True


URGENT = "urgent"  # the topic whose broadcasts go before all others


@dataclass(frozen=True, slots=True)
class Announcement:
    """Stored. `key` is unique for ever. One that `changes` another edits or deletes the copies of that."""

    announcement_id: int
    key: str
    audience: Audience
    body: Body
    created_at: datetime
    expires_at: datetime | None
    leaves_at: datetime | None = None
    changes: int | None = None
