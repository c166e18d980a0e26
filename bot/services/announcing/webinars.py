"""Webinars as a member sees them: asking to be reminded of one, and what stands in a calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.announcements import NoticeBody, ReminderBody, WebinarCard, WeeklyBody
from bot.domain.content.schedules import ASKED, WEBINARS, Schedule, Webinar
from bot.domain.webinar_facts import fact_of
from bot.services.members.subscribing import Subscribing
from bot.storage import announcements, webinar_facts
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Reminded:
    """Of what a chat is reminded: of all webinars, or of those that it asked for, by their ids."""

    of_all: bool
    asked: frozenset[str]


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A webinar as a calendar holds it. `sequence` grows with every change; `is_off`: it is to be deleted."""

    webinar: WebinarCard
    summaries: dict[str, str]
    sequence: int
    is_off: bool


class Webinars:
    """The use cases of a member, and the next webinars as they are now."""

    def __init__(self, database: Database, schedule: Schedule, subscribing: Subscribing) -> None:
        self._database = database
        self._schedule = schedule
        self._subscribing = subscribing

    def coming(self, now: datetime) -> tuple[Webinar, ...]:
        """What is not over, the next one first."""
        return self._schedule.upcoming(now)

    def find(self, webinar_id: str, now: datetime) -> Webinar | None:
        """One that is not over; None where it is, or is not planned any more (an old button)."""
        return next((each for each in self.coming(now) if each.id == webinar_id), None)

    async def reminded(self, chat_id: int) -> Reminded:
        """Of which webinars the chat is reminded."""
        stored = await self._subscribing.find(chat_id)
        topics = stored.topics if stored is not None else frozenset()
        asked = frozenset(topic.removeprefix(ASKED) for topic in topics if topic.startswith(ASKED))
        return Reminded(WEBINARS in topics, asked)

    async def remind(self, chat_id: int, webinar: Webinar, language: str) -> None:
        """From now on the chat is reminded of it, and until it is over what is needed for that is stored."""
        await self._subscribing.ask(chat_id, webinar.asked_topic, language)

    async def remind_no_more(self, chat_id: int, webinar_id: str) -> None:
        """Takes that back."""
        await self._subscribing.ask_no_more(chat_id, f"{ASKED}{webinar_id}")

    async def told(self, webinar_id: str) -> int:
        """How many chats were told of it and would hear of a change."""
        async with self._database.reading() as connection:
            return await webinar_facts.count_told(connection, webinar_id)

    async def calendar_entry(self, webinar_id: str, now: datetime) -> CalendarEntry | None:
        """What a calendar should hold of it: as it is, or that it is off; None where nothing is known."""
        webinar = self.find(webinar_id, now)
        async with self._database.reading() as connection:
            states = {state.webinar_id: state for state in await webinar_facts.states(connection)}
            state = states.get(webinar_id)
            if webinar is not None:
                is_settled = state is not None and state.fact == fact_of(webinar.starts_at, webinar.link)
                changed_at = state.changed_at if state is not None and is_settled else now
                return CalendarEntry(
                    card(webinar), dict(webinar.summaries), _sequence(changed_at), is_off=False
                )
            last = await webinar_facts.last_mention(connection, webinar_id)
            told = None if last is None else await announcements.find(connection, last)
        match told.body if told is not None else None:
            case ReminderBody(found) | NoticeBody(found):
                pass
            case WeeklyBody(webinars=cards):
                found = next(each for each in cards if each.webinar_id == webinar_id)
            case _:
                return None
        return CalendarEntry(found, {}, _sequence(state.changed_at if state else now), is_off=True)


def card(webinar: Webinar) -> WebinarCard:
    """What an announcement keeps of a webinar, so that it stands even when the schedule changes."""
    return WebinarCard(
        webinar_id=webinar.id,
        titles=dict(webinar.titles),
        starts_at=webinar.starts_at,
        duration=webinar.duration,
        link=webinar.link,
        zone=webinar.zone.key,
    )


def _sequence(changed_at: datetime) -> int:
    """Minutes: also where the database was made anew the number of a later change is the greater one."""
    return int(changed_at.timestamp()) // int(timedelta(minutes=1).total_seconds())
