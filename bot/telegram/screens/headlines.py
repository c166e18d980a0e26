"""How staff know an announcement again: its number, kind, first words or title, topic and time."""

from __future__ import annotations

from datetime import datetime

from bot.domain.alerts import Headline, first_words
from bot.domain.announcements import Kind
from bot.domain.content.schedules import ASKED, Schedule, in_language
from bot.telegram.screens.dates import local_time
from bot.telegram.screens.markup import isolate
from bot.telegram.screens.screen import Words

ON_A_BUTTON = 30  # characters; a phone shows little more in one line


class Headlines:
    """Puts headlines into one line of HTML, or into some words on a button, in the bot's `words`."""

    def __init__(self, words: Words, schedule: Schedule) -> None:
        self.words = words
        self._schedule = schedule

    def line(self, headline: Headline, language: str) -> str:
        """`No. 12 · broadcast “Please come…” to Urgent calls · Tue 24 Nov 2026, 12:00 UTC`."""
        what = self.words.say(
            language,
            f"headline.{headline.kind}",
            text=in_language(headline.texts, language)
            if headline.texts
            else self.words.label(language, f"headline.{Kind.WEEKLY}"),
            topic=self._topic(headline.topic, language),
        )
        number = headline.announcement_id
        parts = [] if number is None else [self.words.say(language, "headline.number", id=number)]
        zone = self._schedule.shown_zone(headline.zone)
        return " · ".join([*parts, what, local_time(headline.at, zone, language)])

    def time(self, at: datetime, language: str) -> str:
        """An instant on the reader's clock, as HTML."""
        return local_time(at, self._schedule.shown_zone("UTC"), language)

    def _topic(self, topic_id: str, language: str) -> str:
        if topic_id.startswith(ASKED):
            return self.words.label(language, "headline.topic_asked")
        topic = self._schedule.topic(topic_id)
        return self.words.label(language, "headline.topic_gone") if topic is None else topic.name(language)

    def on_button(self, headline: Headline, language: str) -> str:
        """Its first words or its title, of a weekly update that it is one: plain text."""
        if not headline.texts:
            return self.words.label(language, f"headline.{headline.kind}")
        return isolate(first_words(in_language(headline.texts, language), ON_A_BUTTON), language)
