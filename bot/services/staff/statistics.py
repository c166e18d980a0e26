"""Numbers for staff: counted by the day where something happens, and looked at together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bot.domain.statistics import Countable, DailyCount
from bot.services.deferred_writes import Deferring
from bot.services.delivery.announcement_status import Status, status_in
from bot.storage import announcement_progress, daily_counts, subscribers
from bot.storage.database import Connection, Database

LOOKS_BACK = timedelta(days=90)
ANNOUNCED = 5  # the newest announcements

Key = tuple[date, Countable, str]  # the last is a language


class Counting:
    """Counts what is written nowhere else, and what is: then beside it, by `add`.

    What is counted while a write is under way is written together, so a crowd costs few writes.
    """

    def __init__(self, deferring: Deferring) -> None:
        self._deferring = deferring
        self._batch: Counter[Key] | None = None  # is not being written yet

    def note(self, what: Countable, language: str, now: datetime) -> None:
        """Counts one more, behind the answers; what a kill takes is lost."""
        if self._batch is None:
            self._batch = Counter()
            self._deferring.write(partial(self._write, self._batch))
        self._batch[now.date(), what, language] += 1

    async def _write(self, batch: Counter[Key], connection: Connection) -> None:
        if self._batch is batch:
            self._batch = None
        await daily_counts.add(connection, _counts(batch))


def one(what: Countable, language: str, now: datetime) -> list[DailyCount]:
    """One more of it, for the transaction in which it is written."""
    return _counts({(now.date(), what, language): 1})


def _counts(batch: Mapping[Key, int]) -> list[DailyCount]:
    return [DailyCount(day, what, "", language, n) for (day, what, language), n in batch.items()]


@dataclass(frozen=True, slots=True)
class Figures:
    """What there is to show, on one day. Numbers are exact: whoever shows them leaves small ones out."""

    today: date
    topics: Mapping[tuple[str, str], int]  # subscribers now, by topic and language
    languages: Mapping[str, int]
    days: tuple[DailyCount, ...]
    announced: tuple[Status, ...]

    @property
    def people(self) -> int:
        return sum(self.languages.values())

    def in_topic(self, topic: str, language: str | None = None) -> int:
        """How many have subscribed to it now."""
        return sum(n for (of, spoken), n in self.topics.items() if of == topic and language in (None, spoken))

    def history(self, name: str, language: str | None = None) -> dict[date, int]:
        """How many had subscribed to a topic, by day; without a topic's name: how many there were.

        Days on which nobody looked are not in it. Today is as it is now.
        """
        found = {counted.day: 0 for counted in self.days if counted.what is Countable.SUBSCRIBED}
        for counted in self.days:
            is_of_it = counted.what is Countable.SUBSCRIBED and counted.name == name
            if is_of_it and language in (None, counted.language):
                found[counted.day] += counted.count
        everybody = self.people if language is None else self.languages.get(language, 0)
        now = self.in_topic(name, language) if name else everybody
        return {**found, self.today: now}

    def happened(self, what: Countable, after: date, until: date, language: str | None = None) -> int:
        """How often it happened after a day, until another one and on that."""
        return sum(
            counted.count
            for counted in self.days
            if counted.what is what and after < counted.day <= until and language in (None, counted.language)
        )

    def left_after(self, announcement_id: int) -> int:
        """How many left within a day after they had got it, and nothing newer."""
        return sum(
            counted.count
            for counted in self.days
            if counted.what is Countable.LEFT and counted.name == str(announcement_id)
        )


class Statistics:
    """Looks at what was counted, and at what there is."""

    def __init__(self, database: Database, deferring: Deferring) -> None:
        self._database = database
        self._deferring = deferring

    async def look(self, now: datetime) -> Figures:
        """All of it, up to this moment."""
        await self._deferring.flush()
        async with self._database.reading() as connection:
            return Figures(
                now.date(),
                {(topic, language): n for topic, language, n in await subscribers.counts(connection)},
                await subscribers.by_language(connection),
                tuple(await daily_counts.since(connection, (now - LOOKS_BACK).date())),
                tuple(status_in(look) for look in await announcement_progress.latest(connection, ANNOUNCED)),
            )


async def stock(connection: Connection, day: date) -> Iterable[DailyCount]:
    """How many subscribers there are, by topic and language, and by language alone."""
    by_topic = [
        DailyCount(day, Countable.SUBSCRIBED, topic, language, n)
        for topic, language, n in await subscribers.counts(connection)
    ]
    by_language = [
        DailyCount(day, Countable.SUBSCRIBED, "", language, n)
        for language, n in (await subscribers.by_language(connection)).items()
    ]
    return by_topic + by_language
