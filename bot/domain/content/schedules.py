"""What is announced when: topics, the weekly update and webinars, and the occurrences that fall due.

Local time lives here and in rendering only: a weekly update is due at a wall-clock time in a zone, and
`due` turns that into instants (aware UTC).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.content.lessons import Lessons, turn_on
from bot.domain.languages import ENGLISH

MOST_TOPICS = 12  # all of them stand in one message, with a button each
WEBINARS = "webinars"  # the topic of reminders
ASKED = f"{WEBINARS}/"  # before an id: the topic of those who asked to be reminded of that webinar
ASKED_KEY = "/asked"  # at the end of a key
DEFAULT_LEADS = (timedelta(hours=24), timedelta(hours=1), timedelta(0))
START_EXPIRES_AFTER = timedelta(minutes=15)
WEEKLY_EXPIRES_AFTER = timedelta(hours=48)
RECORDED_FOR = timedelta(days=14)  # so long after a webinar its recording is news
WEEK = timedelta(days=7)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, else in English, else in any: announcements may be older than a language."""
    return texts.get(language) or texts.get(ENGLISH) or next(iter(texts.values()))


@dataclass(frozen=True, slots=True)
class Topic:
    """What one can subscribe to; `names` and `descriptions` are one line each, by language.

    One `by_staff` was made in the chat, and can be changed and ended there.
    """

    id: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    by_staff: bool = False

    def name(self, language: str) -> str:
        return in_language(self.names, language)

    def description(self, language: str) -> str:
        return in_language(self.descriptions, language)


@dataclass(frozen=True, slots=True)
class Webinar:
    """An online meeting. `zone` is the one the curator wrote the start in; `leads` are longest first.

    `languages` are those of interpretation, `reading` the ids of entries that prepare for it;
    `recording` is where it can be seen afterwards.
    """

    id: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    starts_at: datetime
    zone: ZoneInfo
    duration: timedelta
    link: str
    leads: tuple[timedelta, ...] = DEFAULT_LEADS
    example: bool = False
    languages: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    recording: str = ""

    @property
    def asked_topic(self) -> str:
        """What those are subscribed to who asked to be reminded of it."""
        return f"{ASKED}{self.id}"

    def title(self, language: str) -> str:
        return in_language(self.titles, language)

    def summary(self, language: str) -> str:
        """Empty where none was written."""
        return in_language(self.summaries, language) if self.summaries else ""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.duration


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A piece of news for the weekly updates sent from `first_day` to `last_day`, both included."""

    id: str
    texts: Mapping[str, str]
    first_day: date
    last_day: date
    example: bool = False
    link: str = ""

    @property
    def said(self) -> Mapping[str, str]:
        """What an update says of it, by language: the text, and below it the link."""
        return {language: f"{text}\n\n{self.link}".rstrip() for language, text in self.texts.items()}

    def text(self, language: str) -> str:
        return in_language(self.texts, language)


@dataclass(frozen=True, slots=True)
class WeeklyUpdate:
    """Once a week on `weekday` (Monday is 0) at the wall-clock time `at` in `zone`, to the topic `id`."""

    id: str
    weekday: int
    at: time
    zone: ZoneInfo
    news: tuple[NewsItem, ...] = ()
    questions: tuple[str, ...] = ()

    def news_on(self, day: date) -> tuple[NewsItem, ...]:
        """The news whose window holds this day."""
        return tuple(item for item in self.news if item.first_day <= day <= item.last_day)

    def question_on(self, day: date) -> str | None:
        """The entry id of the question of this day's ISO week: the next one each week, round and round."""
        return self.questions[turn_on(day, len(self.questions))] if self.questions else None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything that is announced by the clock.

    `second_zone` is the name of the zone whose clock is shown where a curator wrote UTC. Those `cancelled`
    are no webinars to anybody but staff, who may put them back.
    """

    topics: tuple[Topic, ...] = ()
    weekly: WeeklyUpdate | None = None
    webinars: tuple[Webinar, ...] = ()
    second_zone: str = ""
    lessons: Lessons = field(default_factory=Lessons)
    cancelled: tuple[Webinar, ...] = ()

    def without_examples(self) -> "Schedule":
        """What is really planned: the examples that ship with the program are for trying it out."""
        weekly = self.weekly
        if weekly is not None:
            weekly = replace(weekly, news=tuple(item for item in weekly.news if not item.example))
        webinars = tuple(webinar for webinar in self.webinars if not webinar.example)
        cancelled = tuple(webinar for webinar in self.cancelled if not webinar.example)
        return replace(self, weekly=weekly, webinars=webinars, cancelled=cancelled)

    def shown_zone(self, zone: str) -> str:
        """The zone whose clock stands beside UTC in a time that was written in `zone`."""
        return self.second_zone or zone if zone in ("UTC", "Etc/UTC") else zone

    def parts(self) -> Iterator["Schedule"]:
        """Each webinar and the weekly update as a schedule by itself: what is wrong with one stays there."""
        yield from (Schedule(webinars=(webinar,)) for webinar in self.webinars)
        if self.weekly is not None:
            yield Schedule(weekly=self.weekly)

    def topic(self, topic_id: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def names_of_chosen(self, language: str) -> dict[str, str]:
        """What a chat may have chosen, by what it is subscribed to: topics as shown, then single webinars."""
        topics = {topic.id: topic.name(language) for topic in self.topics}
        return topics | {webinar.asked_topic: webinar.title(language) for webinar in self.webinars}

    def webinar(self, webinar_id: str) -> Webinar | None:
        return next((webinar for webinar in self.webinars if webinar.id == webinar_id), None)

    def upcoming(self, now: datetime) -> tuple[Webinar, ...]:
        """The webinars that are not over yet, the next one first."""
        ahead = (webinar for webinar in self.webinars if webinar.ends_at > now)
        return tuple(sorted(ahead, key=lambda webinar: (webinar.starts_at, webinar.id)))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An announcement that nobody typed. The same occurrence has the same `key` at every computation.

    A reminder names its `webinar` and `lead`; a weekly update its `day`, the local date it is sent on.
    """

    key: str
    kind: Literal["weekly", "reminder"]
    topic_id: str
    due_at: datetime
    expires_at: datetime
    webinar: Webinar | None = None
    lead: timedelta | None = None
    day: date | None = None

    @property
    def local_day(self) -> date:
        """The day of a weekly update in the schedule's zone."""
        return self.day or self.due_at.date()

    @property
    def is_asked(self) -> bool:
        """Whether it is for those who asked for this webinar alone."""
        return self.key.endswith(ASKED_KEY)

    def for_asked(self) -> "Occurrence | None":
        """The same for those who asked to be reminded of its webinar."""
        if self.webinar is None:
            return None
        return replace(self, key=f"{self.key}{ASKED_KEY}", topic_id=self.webinar.asked_topic)


def due(schedule: Schedule, after: datetime, until: datetime) -> list[Occurrence]:
    """The occurrences with after < due_at <= until, earliest first.

    Windows that follow one another therefore yield every occurrence exactly once. An occurrence may have
    expired by `until` already (after a long standstill): compare its `expires_at`.
    """
    found = [occurrence for webinar in schedule.webinars for occurrence in reminders(webinar)]
    if schedule.weekly is not None:
        found.extend(_weekly_updates(schedule.weekly, after, until))
    in_window = (occurrence for occurrence in found if after < occurrence.due_at <= until)
    return sorted(in_window, key=lambda occurrence: (occurrence.due_at, occurrence.key))


def next_weekly(schedule: Schedule, now: datetime) -> Occurrence | None:
    """The weekly update that goes out next, whether there is something to say in it or not."""
    return next(iter(due(replace(schedule, webinars=()), now, now + WEEK + timedelta(days=1))), None)


def still_useful(schedule: Schedule, now: datetime) -> list[Occurrence]:
    """The occurrences that were due and have not expired, earliest first."""
    weekly = due(replace(schedule, webinars=()), now - WEEKLY_EXPIRES_AFTER, now)
    found = [*weekly, *(occurrence for webinar in schedule.webinars for occurrence in reminders(webinar))]
    useful = (occurrence for occurrence in found if occurrence.due_at <= now < occurrence.expires_at)
    return sorted(useful, key=lambda occurrence: (occurrence.due_at, occurrence.key))


def reminders(webinar: Webinar) -> Iterator[Occurrence]:
    """One occurrence a lead. Each expires when the next is due, the last before the start at the start,
    and the one at the start 15 minutes later: a late reminder is worse than none."""
    leads = sorted(set(webinar.leads), reverse=True)
    for lead, following in zip(leads, [*leads[1:], timedelta(0)], strict=True):
        expires_at = webinar.starts_at - following if lead else webinar.starts_at + START_EXPIRES_AFTER
        yield Occurrence(
            key=f"webinar/{webinar.id}@{webinar.starts_at:%Y-%m-%dT%H:%MZ}/{lead_label(lead)}",
            kind="reminder",
            topic_id=WEBINARS,
            due_at=webinar.starts_at - lead,
            expires_at=expires_at,
            webinar=webinar,
            lead=lead,
        )


def lead_label(lead: timedelta) -> str:
    """How a lead stands in a key: "-24h", "-90m", "start"."""
    minutes = lead // timedelta(minutes=1)
    if not minutes:
        return "start"
    return f"-{minutes // 60}h" if minutes % 60 == 0 else f"-{minutes}m"


def wall_clock(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant when the clocks in `zone` show `at` on `day`, as UTC.

    A time that the clocks skip is shifted forward by as much as they skip; of a time that they show
    twice, the first.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def _weekly_updates(weekly: WeeklyUpdate, after: datetime, until: datetime) -> Iterator[Occurrence]:
    # Two days of margin: no zone is further than 14 hours from UTC, and a gap shifts by a day at most.
    day = after.date() - timedelta(days=2)
    day += timedelta(days=(weekly.weekday - day.weekday()) % 7)
    while day <= until.date() + timedelta(days=2):
        due_at = wall_clock(day, weekly.at, weekly.zone)
        year, week, _ = day.isocalendar()
        yield Occurrence(
            key=f"{weekly.id}/{year}-W{week:02}",
            kind="weekly",
            topic_id=weekly.id,
            due_at=due_at,
            expires_at=due_at + WEEKLY_EXPIRES_AFTER,
            day=day,
        )
        day += WEEK
