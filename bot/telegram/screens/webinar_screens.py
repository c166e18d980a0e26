"""What comes, one webinar with all that is known of it, and the words with its calendar file."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from bot.domain.content.schedules import Schedule, Webinar
from bot.domain.languages import name
from bot.services.announcing.webinars import CalendarEntry, Reminded
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import FAR, far_time, in_words, local_time
from bot.telegram.screens.markup import escape, isolate, listed, to_html
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

LISTED = 8  # webinars in one message


class WebinarScreens:
    """Draws webinars for members."""

    def __init__(self, words: Words, schedule: Schedule, answers: AnswerScreens) -> None:
        self._words = words
        self._schedule = schedule
        self._answers = answers

    def coming(self, webinars: tuple[Webinar, ...], language: str, now: datetime) -> Screen:
        """The next webinars, each with a button to more of it."""
        if not webinars:
            return Screen(self._words.say(language, "live.no_webinar"))
        shown = webinars[:LISTED]
        titles = (isolate(escape(each.title(language)), language) for each in shown)
        starts = (self._when(each.starts_at, each.zone.key, language, now) for each in shown)
        lines = [f"• {title}\n{start}" for title, start in zip(titles, starts, strict=True)]
        heading = f"<b>{self._words.say(language, 'weekly.webinars')}</b>"
        more = self._words.say(language, "webinars.choose")
        buttons = (Button.of(each.title(language), Verb.SHOW_WEBINAR, each.id) for each in shown)
        return Screen("\n\n".join([heading, *lines, more]), one_a_row(buttons))

    def one(
        self, webinar: Webinar, reminded: Reminded, language: str, now: datetime, *, is_bare: bool = False
    ) -> Screen:
        """All of one webinar, and what can be done about it; `is_bare`: all that is known of it alone."""
        say, label = self._words.say, self._words.label
        parts = [
            f"<b>{isolate(escape(webinar.title(language)), language)}</b>",
            self._when(webinar.starts_at, webinar.zone.key, language, now),
            *([to_html(summary, language)] if (summary := webinar.summary(language)) else ()),
        ]
        if webinar.languages:
            names = listed((isolate(name(code), language) for code in webinar.languages), language)
            parts.append(f"{say(language, 'webinars.languages')} {escape(names)}")
        parts.append(f"{say(language, 'reminder.join')} {escape(webinar.link)}")
        if is_bare:
            return Screen("\n\n".join(parts))
        titles = ((each, self._answers.question_title(each, language)) for each in webinar.reading)
        reading = [Button.of(title, Verb.SHOW_ENTRY, each) for each, title in titles if title is not None]
        if reading:
            parts.append(say(language, "webinars.reading"))
        is_asked = webinar.id in reminded.asked
        if reminded.of_all or is_asked:
            parts.append(say(language, "webinars.all_reminded" if reminded.of_all else "webinars.is_asked"))
        buttons = [*reading]
        if is_asked:
            no_more = label(language, "webinars.remind_no_more")
            buttons.append(Button.of(no_more, Verb.REMIND_NO_MORE, webinar.id))
        elif not reminded.of_all:
            buttons.append(Button.of(label(language, "webinars.remind"), Verb.REMIND, webinar.id))
        buttons.append(Button.of(label(language, "webinars.calendar"), Verb.CALENDAR_FILE, webinar.id))
        buttons.append(Button(label(language, "answer.share"), url=self._share(webinar, language)))
        return Screen("\n\n".join(parts), one_a_row(buttons))

    def with_file(self, entry: CalendarEntry, language: str, now: datetime, *, is_asked: bool) -> Screen:
        """The words with the file: they say all that there is to do without it."""
        webinar = entry.webinar
        title = webinar.titles.get(language) or next(iter(webinar.titles.values()))
        when = self._when(webinar.starts_at, webinar.zone, language, now)
        if entry.is_off:
            return Screen(f"{self._words.say(language, 'notice.cancelled', title=title)}\n\n{when}")
        heading = f"<b>{isolate(escape(title), language)}</b>"
        parts = [f"{heading}\n{when}", self._words.say(language, "webinars.file")]
        if is_asked:
            parts.append(self._words.say(language, "webinars.asked"))
        return Screen("\n\n".join(parts))

    def gone(self, language: str) -> Screen:
        """A button to a webinar that is over, or not planned any more."""
        button = Button.of(self._words.label(language, "webinars.show"), Verb.SHOW_WEBINARS)
        return Screen(self._words.say(language, "webinars.gone"), ((button,),))

    def _when(self, instant: datetime, zone: str, language: str, now: datetime) -> str:
        shown = self._schedule.shown_zone(zone)
        return (far_time if instant - now > FAR else local_time)(instant, shown, language)

    def _share(self, webinar: Webinar, language: str) -> str:
        when = in_words(webinar.starts_at, self._schedule.shown_zone(webinar.zone.key), language)
        words = quote(f"{webinar.title(language)}\n{when}", safe="")
        return f"https://t.me/share/url?url={quote(webinar.link, safe='')}&text={words}"
