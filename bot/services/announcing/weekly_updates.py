"""What a weekly update holds, and which of it is left out where one message cannot hold it all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.alerts import first_words
from bot.domain.announcements import Body, WeeklyBody
from bot.domain.content.lessons import Lesson
from bot.domain.content.schedules import NewsItem, Schedule, Webinar, WeeklyUpdate
from bot.domain.light_markup import unmarked
from bot.domain.people.subscriptions import iso_week
from bot.services.announcing.webinars import card
from bot.storage import announcements
from bot.storage.database import Database

LATEST = 8  # updates that can be read again
AHEAD = timedelta(days=28)  # the weekly update names the webinars of the next four weeks

Fits = Callable[[Body, str], bool]
"""Whether a body, sent to a topic, fits into one message in every language."""


class PieceKind(StrEnum):
    """What a weekly update is made of; stored by these words."""

    NEWS = "news"
    WEBINAR = "webinar"
    LESSON = "lesson"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a weekly update, which staff may leave out. `item_id` is that of what it is about."""

    kind: PieceKind
    item_id: str

    @property
    def name(self) -> str:
        """What it is known by."""
        return f"{self.kind}/{self.item_id}"


@dataclass(frozen=True, slots=True)
class _Said:
    """All that the update of a week could say."""

    week: str
    news: tuple[NewsItem, ...]
    webinars: tuple[Webinar, ...]
    lesson: Lesson | None
    question: str | None

    def pieces(self) -> Iterator[Piece]:
        yield from (Piece(PieceKind.NEWS, each.id) for each in self.news)
        yield from (Piece(PieceKind.WEBINAR, each.id) for each in self.webinars)
        if self.lesson is not None:
            yield Piece(PieceKind.LESSON, self.lesson.id)
        elif self.question is not None:
            yield Piece(PieceKind.QUESTION, self.question)


def _said(schedule: Schedule, weekly: WeeklyUpdate, day: date, now: datetime) -> _Said:
    coming = (webinar for webinar in schedule.upcoming(now) if webinar.starts_at <= now + AHEAD)
    return _Said(
        iso_week(day),
        weekly.news_on(day),
        tuple(coming),
        schedule.lessons.on(day),
        weekly.question_on(day),
    )


def pieces_of(schedule: Schedule, day: date, now: datetime) -> tuple[Piece, ...]:
    """What the update of the week that `day` lies in is made of, when it is written at `now`."""
    weekly = schedule.weekly
    return () if weekly is None else tuple(_said(schedule, weekly, day, now).pieces())


def weekly_body(
    schedule: Schedule, day: date, now: datetime, left_out: Collection[str] = ()
) -> WeeklyBody | None:
    """The update of the week that `day` lies in, written at `now`, without the pieces of these names.

    None where there is nothing to say.
    """
    weekly = schedule.weekly
    if weekly is None:
        return None
    said = _said(schedule, weekly, day, now)
    kept: dict[PieceKind, list[str]] = {kind: [] for kind in PieceKind}
    for piece in said.pieces():
        if piece.name not in left_out:
            kept[piece.kind].append(piece.item_id)
    if not any(kept.values()):
        return None
    return WeeklyBody(
        week=said.week,
        webinars=tuple(card(each) for each in said.webinars if each.id in kept[PieceKind.WEBINAR]),
        entry_id=next(iter(kept[PieceKind.QUESTION]), None),
        news=tuple(each.said for each in said.news if each.id in kept[PieceKind.NEWS]),
        lesson_id=next(iter(kept[PieceKind.LESSON]), None),
    )


def fitting(body: WeeklyBody, topic_id: str, fits: Fits) -> tuple[WeeklyBody, tuple[Mapping[str, str], ...]]:
    """As much of the update as fits, and the names of what does not, by language.

    The longer of the two lists, news and webinars, loses its last item, until the rest fits.
    """
    left_out: list[Mapping[str, str]] = []
    while not fits(body, topic_id) and (body.news or body.webinars):
        if len(body.news) >= len(body.webinars):
            *kept, last = body.news
            body = replace(body, news=tuple(kept))
            left_out.append({language: first_words(unmarked(text)) for language, text in last.items()})
        else:
            *cards, webinar = body.webinars
            body = replace(body, webinars=tuple(cards))
            left_out.append(webinar.titles)
    return body, tuple(reversed(left_out))


class PastUpdates:
    """The last weekly updates, for who joined late; what they said of webinars may be untrue: left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, now: datetime) -> tuple[WeeklyBody, ...]:
        """Those that still say something, the newest first."""
        async with self._database.reading() as connection:
            found = await announcements.latest_weekly(connection, now, LATEST)
        bodies = (each.body for each in found if isinstance(each.body, WeeklyBody))
        past = (replace(body, webinars=()) for body in bodies)
        return tuple(body for body in past if body.news or body.entry_id or body.lesson_id)

    async def of_week(self, week: str, now: datetime) -> WeeklyBody | None:
        """The update of an ISO week; None where it is not among the last ones any more."""
        return next((body for body in await self.latest(now) if body.week == week), None)
