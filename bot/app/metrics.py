"""/metrics in Prometheus' form: counted where things happen, read from the database when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.app.assembly import Parts
from bot.app.version import VERSION
from bot.domain.counted_durations import BOUNDS, Durations
from bot.services.leader_lease import Turn
from bot.services.telegram_time import TelegramTime
from bot.storage import health_queries, single_values, subscribers
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.storage.single_values import Mark
from bot.storage.spool import SpoolError

_MARKS = {
    Mark.RECEIVED: ("last_heard_timestamp_seconds", "When Telegram last spoke to the bot."),
    Mark.TICKED: ("last_tick_timestamp_seconds", "When the schedule was last looked at."),
    Mark.BACKED_UP: ("last_backup_timestamp_seconds", "When the last copy of the database was made."),
}


class _OnceAsked(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


class Metrics:
    """Of this process, and of the database that it works on. Nobody's number and nobody's words are in it."""

    def __init__(self, parts: Parts, database: Database, turn: Turn, now: TelegramTime) -> None:
        self._parts = parts
        self._database = database
        self._turn = turn
        self._now = now

    async def text(self) -> bytes:
        """All of it, as it is now. What cannot be read now is left out."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_OnceAsked([*self._of_the_process(), *await self._stored(), *await self._spool()]))
        return generate_latest(registry)

    def _of_the_process(self) -> Iterator[Metric]:
        parts = self._parts
        yield _gauge("info", "What runs.", 1, version=VERSION)
        yield _gauge("working", "1 while this process works, 0 while it stands by.", self._turn.is_ours)
        yield _gauge("updates_open", "Updates taken from Telegram and not handled yet.", parts.intake.count)
        yield _counts("replies", "Questions by the kind of their reply.", "reply", parts.replies)
        yield _counts(
            "attempts", "Attempts to deliver, by what came of them.", "outcome", parts.worker.outcomes
        )
        floods = CounterMetricFamily(_named("floods"), "Answers 429 of the Bot API: too many requests.")
        floods.add_metric([], sum(request.floods for request in parts.requests))
        yield floods
        yield _histogram("handling_seconds", "From taking an update in to its last reply.", parts.intake.took)

    async def _stored(self) -> list[Metric]:
        now = self._now()
        found: list[Metric] = []
        try:
            async with self._database.reading() as connection:
                chats = await subscribers.count_all(connection)
                depth, oldest = await health_queries.queue(connection, now)
                marks = {mark: await single_values.read(connection, mark) for mark in (*_MARKS, Mark.HALTED)}
        except DatabaseUnreachableError:
            return [_gauge("database_up", "1 while the database can be read.", 0)]
        found.append(_gauge("database_up", "1 while the database can be read.", 1))
        found.append(_gauge("subscribers", "Chats that are stored.", chats))
        found.append(
            _gauge("halted", "1 while everything that goes out is halted.", marks[Mark.HALTED] is not None)
        )
        found.append(_gauge("queue", "Deliveries that are due and have not begun.", depth))
        found.append(
            _gauge("queue_oldest_seconds", "How long the first of them has been due.", _age(oldest, now))
        )
        for mark, (name, words) in _MARKS.items():
            if (written := marks[mark]) is not None:
                found.append(_gauge(name, words, written[1].timestamp()))
        return found

    async def _spool(self) -> list[Metric]:
        try:
            oldest = await self._parts.receiving.oldest_waiting()
        except SpoolError:
            return [_gauge("spool_up", "1 while the spool can be used.", 0)]
        age = _age(oldest, self._now())
        return [
            _gauge("spool_up", "1 while the spool can be used.", 1),
            _gauge("spool_oldest_seconds", "How long the first update in the spool has been waiting.", age),
        ]


def _named(name: str) -> str:
    return f"compact_bot_{name}"


def _gauge(name: str, words: str, value: float, **labels: str) -> Metric:
    family = GaugeMetricFamily(_named(name), words, labels=list(labels))
    family.add_metric(list(labels.values()), float(value))
    return family


def _counts(name: str, words: str, label: str, counted: dict[str, int]) -> Metric:
    family = CounterMetricFamily(_named(name), words, labels=[label])
    for key, count in sorted(counted.items()):
        family.add_metric([key], count)
    return family


def _histogram(name: str, words: str, took: Durations) -> Metric:
    bounds = [*zip(map(str, BOUNDS), took.within, strict=True), ("+Inf", took.count)]
    family = HistogramMetricFamily(_named(name), words)
    family.add_metric([], bounds, took.total)
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
