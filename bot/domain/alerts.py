"""What staff must hear of: facts without personal data, put into words by the edge.

An alert is kept as the body of an announcement that nobody typed, so that no outage loses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.announcements import (
    Announcement,
    BroadcastBody,
    CorrectionBody,
    FarewellBody,
    Kind,
    NoticeBody,
    RecallBody,
    ReminderBody,
    RoundBody,
    kind_of,
)
from bot.domain.content.schedules import Occurrence
from bot.domain.content_alerts import (
    ContentMended,
    ContentRefused,
    RoundClosed,
    SentencesRefused,
    StaffRowsWait,
    WeeklyDigest,
)
from bot.domain.delivery.holds import HeldBecause, Hold
from bot.domain.light_markup import in_one_line
from bot.domain.weekly_preview import WeeklyPreview

FIRST_WORDS = 60  # characters: enough to know one's own text again
NAMED = 3  # of many that were missed, the latest
_LONG_NUMBER = re.compile(r"\d{5,}")  # may be a chat's


@dataclass(frozen=True, slots=True)
class Headline:
    """What staff know an announcement by. `texts`: a webinar's title or the first words, by language.

    `at` is the start of a webinar; of everything else, when it was due or made. A weekly update has no texts.
    """

    kind: Kind
    topic: str
    texts: Mapping[str, str]
    at: datetime
    zone: str = "UTC"
    announcement_id: int | None = None


def headline_of(announcement: Announcement) -> Headline:
    """The headline of a stored announcement."""
    body, topic = announcement.body, announcement.audience.topic
    kind, number = kind_of(body), announcement.announcement_id
    texts: dict[str, str] = {}
    match body:
        case ReminderBody(webinar) | NoticeBody(webinar):
            return Headline(kind, topic, webinar.titles, webinar.starts_at, webinar.zone, number)
        case (BroadcastBody() as said) | CorrectionBody(said):
            texts = {language: first_words(written.text) for language, written in said.texts.items()}
            texts.setdefault("en", first_words(said.text_for("en").text))
        case RecallBody(words) | FarewellBody(words):
            texts = dict(words)
        case RoundBody(lines=lines):
            texts = {language: first_words(theme) for language, (theme, *_) in lines.items()}
    return Headline(kind, topic, texts, announcement.created_at, announcement_id=number)


def headline_of_occurrence(occurrence: Occurrence) -> Headline:
    """The headline of what never became an announcement."""
    webinar = occurrence.webinar
    if webinar is None:
        return Headline(Kind.WEEKLY, occurrence.topic_id, {}, occurrence.due_at)
    return Headline(
        Kind.REMINDER, occurrence.topic_id, dict(webinar.titles), webinar.starts_at, webinar.zone.key
    )


def first_words(text: str, longest: int = FIRST_WORDS) -> str:
    """The beginning of a text in one line, cut between two words where there are any."""
    line = in_one_line(text)
    if len(line) <= longest:
        return line
    cut = line[:longest]
    return f"{cut.rpartition(' ')[0] or cut}…"


@dataclass(frozen=True, slots=True)
class OccurrencesMissed:
    """So many weekly updates and reminders came due while nobody ran, and are useless by now.

    `may_have_gone_out`: they were due before the backup was put in place that the program runs on now.
    """

    latest: tuple[Headline, ...]
    count: int
    may_have_gone_out: bool = False


@dataclass(frozen=True, slots=True)
class DeliveriesExpired:
    """So many deliveries of an announcement were not sent in time."""

    headline: Headline
    count: int


@dataclass(frozen=True, slots=True)
class SeveralExpired:
    """These announcements came to their end together."""

    expired: tuple[DeliveriesExpired, ...]


@dataclass(frozen=True, slots=True)
class AnnouncementRefused:
    """The platform refuses this announcement's message: our fault, and probably for everybody."""

    headline: Headline
    reason: str


@dataclass(frozen=True, slots=True)
class EndedTooMany:
    """An announcement ended unusually many subscriptions and is held."""

    headline: Headline
    hold: Hold


@dataclass(frozen=True, slots=True)
class Waiting:
    """One held announcement in an alert about several."""

    headline: Headline
    hold: Hold


@dataclass(frozen=True, slots=True)
class AnnouncementsHeld:
    """These wait for an admin's word, all for the same reason."""

    because: HeldBecause
    waiting: tuple[Waiting, ...]


class NotSentBecause(StrEnum):
    """Why something of the schedule does not go out; stored by these words."""

    FAILED = "failed"  # it could not be planned: the files or the program are wrong
    PAST = "past"  # a webinar was moved to a start that is past, which is probably a slip
    TOO_LONG = "too_long"  # the weekly update does not hold it


@dataclass(frozen=True, slots=True)
class NotSent:
    """Something of the schedule does not go out. `names` by language; an empty one is the weekly update's."""

    because: NotSentBecause
    names: tuple[Mapping[str, str], ...]


class Doing(StrEnum):
    """What was under way when something failed."""

    MESSAGE = "message"  # somebody wrote
    BUTTON = "button"  # somebody pressed one
    INLINE = "inline"  # somebody typed after the bot's name
    OTHER = "other"  # whatever else Telegram tells us


@dataclass(frozen=True, slots=True)
class HandlerFailed:
    """Something surprised us; `reference` finds the line in the log."""

    doing: Doing
    reference: str


class Trouble(StrEnum):
    """What is wrong with the program or its server, where staff can do something; stored by these words."""

    ANOTHER_BOT = "another_bot"  # the token is another bot's than the last time
    DISK = "disk"  # it is nearly full
    WEEKLY = "weekly"  # the weekly update should be through long since


@dataclass(frozen=True, slots=True)
class Troubled:
    """The program or its server is not as it should be."""

    what: Trouble


@dataclass(frozen=True, slots=True)
class StaffChatMoved:
    """The group of the staff became a supergroup, and has this number now."""

    chat_id: int


Alert = (
    OccurrencesMissed
    | DeliveriesExpired
    | SeveralExpired
    | AnnouncementRefused
    | EndedTooMany
    | AnnouncementsHeld
    | NotSent
    | HandlerFailed
    | ContentRefused
    | SentencesRefused
    | ContentMended
    | Troubled
    | StaffChatMoved
    | StaffRowsWait
    | RoundClosed
    | WeeklyDigest
    | WeeklyPreview
)


def missed(occurrences: list[Occurrence], *, may_have_gone_out: bool) -> OccurrencesMissed:
    """One alert for everything that was missed, at least one occurrence, earliest first.

    The reminders of one webinar are named once.
    """
    latest: list[Headline] = []
    for occurrence in reversed(occurrences):
        headline = headline_of_occurrence(occurrence)
        if headline not in latest:
            latest.append(headline)
    return OccurrencesMissed(tuple(latest[:NAMED]), len(occurrences), may_have_gone_out)


def refused(announcement: Announcement, reason: str) -> AnnouncementRefused:
    """The reason without what may be a chat's number."""
    return AnnouncementRefused(headline_of(announcement), _LONG_NUMBER.sub("…", reason)[:200])
