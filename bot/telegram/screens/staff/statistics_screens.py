"""Numbers for staff, as a text and as a picture. Small ones are not told: they could say who somebody is.

Nor is what would let somebody work one out from a total and the other parts of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.domain import languages
from bot.domain.alerts import headline_of
from bot.domain.content.schedules import Schedule, Topic
from bot.domain.delivery.deliveries import State
from bot.domain.languages import direction
from bot.domain.statistics import LEAST_TOLD, Countable, Picture, Plot, Series, told_beside_total
from bot.services.delivery.announcement_status import Status
from bot.services.staff.statistics import LOOKS_BACK, Figures
from bot.telegram.screens.dates import short_day
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.markup import apart, escape, listed
from bot.telegram.screens.screen import Screen

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
BETWEEN = " · "
NOT_TOLD = "…"  # a part whose number would let another one be worked out, or is small


class StatisticsScreens:
    """Draws figures for staff. Topics stand in the order of the schedule."""

    def __init__(self, headlines: Headlines, schedule: Schedule) -> None:
        self._headlines = headlines
        self._words = headlines.words
        self._topics = schedule.topics

    def count(self, figures: Figures, language: str) -> Screen:
        """How many there are, in one line."""
        topics = (self._in_topic(figures, topic, language) for topic in self._topics)
        people = self._number(figures.people, language)
        line = self._words.say(language, "stats.count", n=people, topics=BETWEEN.join(topics))
        return Screen(line)

    def text(self, figures: Figures, language: str) -> Screen:
        """Subscribers, questions and the newest announcements."""
        say = self._words.say
        people = say(language, "stats.subscribers", n=self._number(figures.people, language))
        parts = ["\n".join([people, *(self._topic(figures, topic, language) for topic in self._topics)])]
        parts.append(self._questions(figures, language))
        announced = [self._announced(figures, status, language) for status in figures.announced]
        if announced:
            parts.append("\n".join([say(language, "stats.announced"), *announced]))
        parts.append(say(language, "stats.why_few", few=LEAST_TOLD))
        return Screen("\n\n".join(parts))

    def caption(self, language: str) -> str:
        """What stands under the picture, as plain text."""
        return self._words.label(language, "stats.picture")

    def picture(self, figures: Figures, language: str) -> Picture | None:
        """The same over time; None where there is nothing to draw."""
        days = _days(figures.today)
        labels = tuple(short_day(day, language) for day in days)
        by_topic = [(topic.name(language), figures.history(topic.id)) for topic in self._topics]
        by_language = {spoken: figures.history("", spoken) for spoken in self._words.languages}
        for day in days:
            counts = {spoken: history.get(day, 0) for spoken, history in by_language.items()}
            for spoken in counts.keys() - told_beside_total(counts):
                by_language[spoken].pop(day, None)
        panels = [
            self._lines("stats.by_topic", by_topic, days, labels, language),
            self._lines(
                "stats.by_language",
                [(languages.name(spoken), history) for spoken, history in by_language.items()],
                days,
                labels,
                language,
            ),
            self._weeks(figures, language),
        ]
        drawn = tuple(panel for panel in panels if panel.series)
        if not drawn:
            return None
        note = self._words.label(language, "stats.not_drawn", few=LEAST_TOLD)
        return Picture(drawn, note, direction(language) == "rtl")

    def _number(self, n: int, language: str) -> str:
        return str(n) if n >= LEAST_TOLD else self._words.label(language, "stats.few", few=LEAST_TOLD)

    def _in_topic(self, figures: Figures, topic: Topic, language: str) -> str:
        number = self._number(figures.in_topic(topic.id), language)
        return self._words.label(language, "stats.in_topic", topic=topic.name(language), n=number)

    def _topic(self, figures: Figures, topic: Topic, language: str) -> str:
        """How many there are, how many there were, and in which languages."""
        number = self._number(figures.in_topic(topic.id), language)
        lines = [self._words.say(language, "stats.topic", topic=topic.name(language), n=number)]
        history = figures.history(topic.id)
        before = [
            self._words.label(language, msgid, n=self._number(history[figures.today - ago], language))
            for msgid, ago in (("stats.week_ago", WEEK), ("stats.month_ago", MONTH))
            if figures.today - ago in history
        ]
        by_language = {spoken: figures.in_topic(topic.id, spoken) for spoken in self._words.languages}
        named = told_beside_total(by_language)
        told = [f"{apart(languages.name(spoken))} {by_language[spoken]}" for spoken in named]
        rest = {spoken: n for spoken, n in by_language.items() if spoken not in named}
        if told and rest:  # where all are the rest, the number of the topic says so
            names = listed((apart(languages.name(spoken)) for spoken in rest), language)
            n = sum(rest.values())
            told.append(self._words.label(language, "stats.together", languages=names, n=n))
        lines += [escape(BETWEEN.join(parts)) for parts in (before, told) if parts]
        return "\n".join(lines)

    def _questions(self, figures: Figures, language: str) -> str:
        answered, missed = (
            {spoken: self._happened(figures, what, spoken) for spoken in self._words.languages}
            for what in (Countable.ANSWERED, Countable.MISSED)
        )
        everybody = (self._number(sum(parts.values()), language) for parts in (answered, missed))
        lines = [self._words.say(language, "stats.questions"), self._asked(language, *everybody)]
        are_told = [told_beside_total(parts) for parts in (answered, missed)]
        for spoken in self._words.languages:
            if any(spoken in told for told in are_told):
                numbers = (
                    str(parts[spoken]) if spoken in told else NOT_TOLD
                    for parts, told in zip((answered, missed), are_told, strict=True)
                )
                lines.append(f"• {apart(languages.name(spoken))}{BETWEEN}{self._asked(language, *numbers)}")
        return "\n".join(lines)

    def _asked(self, language: str, answered: str, missed: str) -> str:
        return escape(self._words.label(language, "stats.asked", answered=answered, missed=missed))

    def _happened(self, figures: Figures, what: Countable, spoken: str) -> int:
        return figures.happened(what, figures.today - WEEK, figures.today, spoken)

    def _announced(self, figures: Figures, status: Status, language: str) -> str:
        """What an announcement is, and what became of it."""
        announcement, progress = status.announcement, status.progress
        outcome = self._words.say(
            language,
            "stats.outcome",
            sent=self._number(progress.of(State.SENT), language),
            unreachable=self._number(progress.of(State.UNREACHABLE), language),
            left=self._number(figures.left_after(announcement.announcement_id), language),
        )
        return f"{self._headlines.line(headline_of(announcement), language)}\n{outcome}"

    def _lines(
        self,
        msgid: str,
        histories: Iterable[tuple[str, dict[date, int]]],
        days: Sequence[date],
        labels: tuple[str, ...],
        language: str,
    ) -> Plot:
        series = [
            Series(name, tuple(_told(history.get(day, 0)) for day in days)) for name, history in histories
        ]
        drawn = tuple(each for each in series if not each.is_empty)
        return Plot(self._words.label(language, msgid), labels, drawn)

    def _weeks(self, figures: Figures, language: str) -> Plot:
        """Questions of each whole week that ends like this one, today."""
        ends = [figures.today - WEEK * ago for ago in reversed(range(LOOKS_BACK // WEEK))]
        series = [
            Series(
                self._words.label(language, msgid),
                tuple(_told(figures.happened(what, end - WEEK, end)) for end in ends),
            )
            for msgid, what in (("stats.answered", Countable.ANSWERED), ("stats.missed", Countable.MISSED))
        ]
        drawn = tuple(each for each in series if not each.is_empty)
        labels = tuple(short_day(end, language) for end in ends)
        return Plot(self._words.label(language, "stats.by_week"), labels, drawn, are_bars=True)


def _days(today: date) -> list[date]:
    return [today - timedelta(days=ago) for ago in reversed(range(LOOKS_BACK.days))]


def _told(n: int) -> int | None:
    return n if n >= LEAST_TOLD else None
