"""A year of weekly updates and webinars in a few minutes: what arrived is exactly what was owed.

    python -m tests.endurance.year [--weeks 52] [--people 12] [--seed 1]

The real bot on a clock that jumps from one event to the next: people subscribe, unsubscribe, stop, block the
bot and come back; it is restarted, and sometimes away for hours or days. Prints what was sent. Ends with an
AssertionError that names the first moment at which somebody had more or less than was owed.

The oracle (`Owed`) knows nothing of the planner: Mondays at nine in Brussels, two days long of use; and a
webinar's reminders a day and an hour before and at the start, each of use until the next.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app.content.learning import Learned, make_languages, prepare, taught
from bot.content.check import Content
from bot.domain.content.faq import Faq
from bot.domain.content.schedules import WEBINARS
from bot.matching.answerer import Answerer
from tests import shipped
from tests.builders import webinar
from tests.e2e.conftest import ADA, QUICK, Stage, staged
from tests.fakes import until
from tests.learning import migrate
from tests.staff_walk import noticed

BRUSSELS = ZoneInfo("Europe/Brussels")
ZONES = (BRUSSELS, ZoneInfo("America/New_York"), ZoneInfo("Asia/Manila"), ZoneInfo("UTC"))
BEGIN = date(2026, 11, 24)
DAY, HOUR, NOTHING = timedelta(days=1), timedelta(hours=1), timedelta(0)
WEEKLY_OF_USE, START_OF_USE = timedelta(days=2), timedelta(minutes=15)
TOPICS = ("weekly", WEBINARS)
WEEKLY = "weekly"
TIDY = replace(QUICK, tidy=5.0)  # so that the year's retention happens within it

Sent = tuple[int, str]  # whom, and "weekly" or the title of a webinar


@dataclass(frozen=True, slots=True)
class Due:
    """Something that goes out by itself to all of a topic at an instant, and is of use until another."""

    at: datetime
    until: datetime
    topic: str
    title: str


@dataclass(slots=True)
class Owed:
    """Who has subscribed to what, and what they are owed by now."""

    dues: list[Due]
    topics: dict[int, set[str]] = field(default_factory=dict)
    sent: Counter[Sent] = field(default_factory=Counter)

    def pass_by(self, after: datetime, now: datetime) -> None:
        """The bot was told that it is `now`, and had last heard that it is `after`."""
        for due in self.dues:
            if after < due.at <= now < due.until:
                self.sent.update(
                    (who, due.title) for who, topics in self.topics.items() if due.topic in topics
                )


def starts(weeks: int) -> Iterator[datetime]:
    """One webinar every two weeks, at ten of some place's clocks."""
    for number in range(weeks // 2):
        day = BEGIN + timedelta(days=14 * number + 9)
        yield datetime.combine(day, clock_time(10), ZONES[number % len(ZONES)]).astimezone(UTC)


def dues(weeks: int) -> Iterator[Due]:
    """All that goes out by itself."""
    for week in range(weeks):
        monday = BEGIN + timedelta(days=7 * week + 6)
        at = datetime.combine(monday, clock_time(9), BRUSSELS).astimezone(UTC)
        yield Due(at, at + WEEKLY_OF_USE, WEEKLY, WEEKLY)
    for number, start in enumerate(starts(weeks)):
        ends = (start - HOUR, start, start + START_OF_USE)
        for lead, end in zip((DAY, HOUR, NOTHING), ends, strict=True):
            yield Due(start - lead, end, WEBINARS, title_of(number))


def title_of(number: int) -> str:
    return f"Meeting-{number:03}"


def content_of(weeks: int) -> Content:
    """The shipped content with another schedule."""
    content = shipped.content()
    webinars = tuple(webinar(title_of(number).lower(), start) for number, start in enumerate(starts(weeks)))
    weekly = content.schedule.weekly
    assert weekly is not None
    weekly = replace(weekly, weekday=0, at=clock_time(9), zone=BRUSSELS, news=())
    return replace(content, schedule=replace(content.schedule, webinars=webinars, weekly=weekly))


class Year:
    """One run."""

    def __init__(self, stage: Stage, weeks: int, people: int, seed: int) -> None:
        self._stage = stage
        self._simulator = stage.simulator
        self._chance = random.Random(seed)  # noqa: S311 - of no secret
        self._owed = Owed(sorted(dues(weeks), key=lambda due: due.at))
        self._weekly_title = stage.content.texts.text("en", "weekly.title")
        self._people = people
        self._heard_at = stage.clock.now()
        self.done: Counter[str] = Counter()

    @property
    def sent(self) -> Counter[Sent]:
        """What was sent, for it was owed."""
        return self._owed.sent

    async def run(self) -> None:
        """Raises AssertionError when somebody has what is not owed, or has not what is."""
        await self._stage.begin(ADA)
        for person in [await self._stage.newcomer() for _ in range(self._people)]:
            self._owed.topics[person] = set()
        acts: dict[Callable[[], object], int] = {self._subscribe: 5, self._unsubscribe: 2, self._stop: 2}
        acts |= {self._block: 1, self._restart: 1}
        for due in self._owed.dues:
            for _ in range(self._chance.choice((0, 1, 1, 2))):
                await self._chance.choices(list(acts), list(acts.values()))[0]()
            if self._heard_at >= due.at:
                continue
            if self._chance.random() < 0.1:
                await self._be_away(due)
            else:
                await self._move(due.at + timedelta(seconds=1))
        await self._stage.stop()
        self._check("the end")
        self._stage.start()
        await self._stage.until_it_listens()

    async def _move(self, instant: datetime) -> None:
        await self._stage.move_by(instant - self._stage.clock.now())
        self._pass_by(instant)
        await self._settle(f"{instant:%Y-%m-%d %H:%M}")

    def _pass_by(self, instant: datetime) -> None:
        self._owed.pass_by(self._heard_at, instant)
        self._heard_at = instant

    async def _settle(self, moment: str) -> None:
        """Until everybody has what is owed; raises AssertionError where that does not come about."""
        try:
            await until(lambda: self._got() >= self._owed.sent)
        except TimeoutError:
            self._check(moment)
        self._check(moment)

    def _check(self, moment: str) -> None:
        got = self._got()
        missing, unowed = self._owed.sent - got, got - self._owed.sent
        assert (missing, unowed) == (Counter(), Counter()), f"{moment}: {missing=}, {unowed=}"

    def _got(self) -> Counter[Sent]:
        return Counter(
            (person, title)
            for person in self._owed.topics
            for message in self._simulator.messages(person)
            if message["is_outgoing"] and (title := self._title_in(message["text"]))
        )

    def _title_in(self, text: str) -> str:
        lines = text.split("\n")
        if self._weekly_title in lines[0]:
            return WEEKLY
        return next((due.title for due in self._owed.dues if lines[2:3] == [due.title]), "")

    def _somebody(self) -> int:
        return self._chance.choice(list(self._owed.topics))

    async def _subscribe(self) -> None:
        person, topic = self._somebody(), self._chance.choice(TOPICS)
        await self._stage.ask(person, f"/subscribe {topic}")
        self._owed.topics[person].add(topic)
        self.done["subscribed"] += 1

    async def _unsubscribe(self) -> None:
        person, topic = self._somebody(), self._chance.choice(TOPICS)
        await self._stage.ask(person, f"/unsubscribe {topic}")
        self._owed.topics[person].discard(topic)
        self.done["unsubscribed"] += 1

    async def _stop(self) -> None:
        person = self._somebody()
        await self._stage.ask(person, "/stop")
        self._owed.topics[person].clear()
        self.done["stopped"] += 1

    async def _block(self) -> None:
        person = self._somebody()
        self._simulator.block(person)
        await self._stage.until_handled()
        self._simulator.unblock(person)
        await self._stage.until_handled()
        self._owed.topics[person].clear()
        self.done["blocked"] += 1

    async def _restart(self) -> None:
        await self._stage.stop()
        self._stage.start()
        await self._stage.until_it_listens()
        self.done["restarted"] += 1

    async def _be_away(self, due: Due) -> None:
        """The bot is stopped before something falls due, and comes back some time after."""
        away = self._chance.choice((timedelta(minutes=5), timedelta(minutes=40), 5 * HOUR, DAY, 3 * DAY))
        await self._stage.stop()
        calls = len(self._simulator.calls("getUpdates"))
        self._stage.clock.move_to(due.at + away)
        self._stage.start()
        await self._simulator.wait_until(lambda: len(self._simulator.calls("getUpdates")) > calls)
        self._pass_by(due.at + away)
        await self._settle(f"{due.at + away:%Y-%m-%d %H:%M}, after {away}")
        self.done["away"] += 1


async def live(weeks: int, people: int, seed: int) -> dict[str, object]:
    """What was done and sent. Raises AssertionError."""
    content = content_of(weeks)
    few = [entry for entry in content.faq.entries["en"].values() if entry.category == "compact"]
    answerer = Answerer(taught(Faq.of(few))[0], taught(content.faq)[1])
    prepare(answerer, content, make_languages(content))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bot.db'}"
        await migrate(url)
        async with staged(url, content, Learned(answerer), TIDY) as stage:
            year = Year(stage, weeks, people, seed)
            with noticed() as surprises:
                await year.run()
            assert surprises.found == []
            sent = Counter("weekly" if title == WEEKLY else "reminders" for _, title in year.sent.elements())
            return {**year.done, **sent, "seconds": round(time.monotonic() - began)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.INFO)
    sys.stdout.write(json.dumps(asyncio.run(live(given.weeks, given.people, given.seed))) + "\n")


if __name__ == "__main__":
    main()
