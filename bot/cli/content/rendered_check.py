"""Draws all content as it will be sent, in every language, and holds it against what Telegram accepts.

The screens are those that the bot draws, the rules those of the simulator: what passes here is not refused on
the wire.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from bot.app.content.content_parts import make_live_answers
from bot.content.check import OWN_TEXTS, Content
from bot.content.organization import CATEGORIES, ORGANIZATION
from bot.content.problems import Problem
from bot.content.sentence_uses import commands_in
from bot.domain.announcements import Body, NoticeBody, ReminderBody, WebinarCard, WeeklyBody
from bot.domain.content.schedules import Schedule, due, in_language
from bot.domain.people.subscriptions import Subscriber, iso_week
from bot.domain.people.undoing import Undoing
from bot.matching.recognizing.conversation_words import GoingOn
from bot.matching.replies import Answered
from bot.services.announcing.webinars import card
from bot.services.announcing.weekly_updates import fitting, weekly_body
from bot.simulator.bot_api.sending import LARGEST_RAW_TEXT, LONGEST_TEXT
from bot.simulator.forms.html_entities import parse_html, trim, utf16_length
from bot.simulator.forms.keyboards import read_markup
from bot.simulator.forms.refusals import ApiError
from bot.telegram.profile import LONGEST
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.answers.category_screens import PAGE, CategoryScreens
from bot.telegram.screens.answers.contact_screens import ContactScreens
from bot.telegram.screens.answers.lesson_screens import LessonScreens
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.screens.topic_screens import TopicScreens

LONGEST_LINK = f"https://t.me/{'x' * 32}"
NAMED = 4  # of what does not fit into an update
AHEAD = timedelta(days=371)  # of weekly updates: whatever news is planned sensibly lies in it
TOPICS, WEEKLY, WEBINARS = (f"schedules/{name}.yaml" for name in ("topics", "weekly", "webinars"))

Drawing = tuple[str, str, Callable[[], Screen | None]]
"""One message: the file and the id of the item that it shows, and what draws it."""


def rendered_problems(content: Content, folder: Path, now: datetime) -> list[Problem]:
    """A problem for everything that could not be sent, at the item it comes from: each item is told once."""
    told: dict[tuple[str, str], tuple[str, str]] = {}
    rendering = _Rendering(content, now)
    known: set[str] = set()
    for file, item, text in rendering.written():
        unknown = rendering.unknown_commands(text)
        known.update(unknown)
        for name in unknown:
            told.setdefault((file, item), (f"names /{name}, which is no command", name))
    for language in rendering.languages:
        for file, item, draw in rendering.drawings(language):
            drawn = partial(_parameters, draw)
            wrong, name = refusal(drawn), ""
            if not wrong:
                shown, _ = parse_html(drawn()["text"])
                name = next((name for name in rendering.unknown_commands(shown) if name not in known), "")
                wrong = f"it names /{name}, which is no command" if name else ""
            if wrong:
                told.setdefault((file, item), (f"as it would be sent in {language}, {wrong}", name))
    for file, item, wrong in (*rendering.announced(), *rendering.profile()):
        told.setdefault((file, item), (wrong, ""))
    return [_at(folder, file, item, text, name) for (file, item), (text, name) in told.items()]


def refusal(draw: Callable[[], dict[str, str]]) -> str:
    """Why Telegram would not take the message with these parameters, in words; empty where it would."""
    try:
        parameters = draw()
        raw = parameters["text"]
        text, _ = trim(*parse_html(raw))
        if not text:
            return "it is empty"
        if utf16_length(text) > LONGEST_TEXT or len(raw.encode()) > LARGEST_RAW_TEXT:
            return f"it has {utf16_length(text)} characters, {LONGEST_TEXT} fit into a message"
        read_markup(json.loads(parameters.get("reply_markup", "null")))
    except ApiError as error:
        return f"Telegram refuses it: {error.description}"
    except Exception as surprise:  # whatever it is, the curator is told where
        return f"it cannot be drawn ({type(surprise).__name__})"
    return ""


class _Rendering:
    """Every message that content can become."""

    def __init__(self, content: Content, now: datetime) -> None:
        words = Words(content.texts)
        self.languages = words.languages
        self._content = content
        self._now = now
        self._words = words
        self._contacts = ContactScreens(content.contacts, words)
        self._answers = AnswerScreens(content.faq, words, lambda: LONGEST_LINK, self._contacts)
        self._live = make_live_answers(content, self._answers, words)
        self._categories = CategoryScreens(content.faq, words)
        self._topics = TopicScreens(words, content.schedule, Undoing(b""), lambda: now)
        self._announcements = AnnouncementScreens(words, self._answers, content.schedule)

    def drawings(self, language: str) -> Iterator[Drawing]:
        """Everything that one person can be answered."""
        faq = self._content.faq
        led_by = faq.entries.get(faq.leading, {})
        for entry_id in {**led_by, **faq.entries.get(language, {})}:
            entry = faq.entry(entry_id, language)
            if entry is None:
                continue
            file = f"faq/{entry.language}/{entry.category}.yaml"
            is_live = entry_id in led_by and led_by[entry_id].live is not None
            for moment in self._moments() if is_live else [self._now]:
                yield file, entry_id, partial(self._answer, entry_id, language, moment)
            for what in (GoingOn.MORE, GoingOn.SHORTER, GoingOn.SOURCE):
                yield file, entry_id, partial(self._answers.going_on, entry_id, what, language, faq.leading)
        for kind in faq.courtesy_entries.get(faq.leading, {}):
            spoken = language if kind in faq.courtesy_entries.get(language, {}) else faq.leading
            yield f"faq/{spoken}/courtesy.yaml", kind, partial(self._courtesy, kind, language)
        for vote in (vote for vote in self._content.country_votes if vote.since):
            draw = partial(self._live.country, vote.country, language, faq.leading, self._now)
            yield "faq/country-votes.yaml", vote.country, draw
        yield from self._lists(language)

    def written(self) -> Iterator[tuple[str, str, str]]:
        """Each text that is drawn in many places, with file and id, where its faults are told."""
        schedule, faq = self._content.schedule, self._content.faq
        yield from (
            (ORGANIZATION, language, text)
            for language, texts in faq.organization.sentences.items()
            for text in texts.values()
        )
        items = [(f"faq/{CATEGORIES}", category, names) for category, names in faq.category_names.items()]
        items += [
            (TOPICS, topic.id, by) for topic in schedule.topics for by in (topic.names, topic.descriptions)
        ]
        items += [
            (WEBINARS, each.id, by) for each in schedule.webinars for by in (each.titles, each.summaries)
        ]
        news = schedule.weekly.news if schedule.weekly is not None else ()
        items += [(WEEKLY, item.id, item.texts) for item in news]
        yield from ((file, item, text) for file, item, texts in items for text in texts.values())

    def unknown_commands(self, text: str) -> list[str]:
        """What people would tap and get no answer to."""
        named = sorted(commands_in(text)) if "/" in text else []
        return [name for name in named if not self._content.texts.has(f"command.{name}")]

    def profile(self) -> Iterator[tuple[str, str, str]]:
        """What would be cut where people read of the bot before they press Start."""
        for language in self.languages:
            for sentence, longest in LONGEST.items():
                if (length := len(self._words.label(language, sentence))) > longest:
                    instead = f"shorten the name, or write `{sentence}` in {OWN_TEXTS}/{language}.po"
                    wrong = f"before Start, as it would be shown in {language}, are {length} characters"
                    yield ORGANIZATION, sentence, f"{wrong}, {longest} fit: {instead}"

    def _lists(self, language: str) -> Iterator[Drawing]:
        yield f"faq/{self._content.faq.leading}", "", partial(self._categories.choice, language)
        for category, entries in self._content.faq.categories(language).items():
            for page in range(1, -(-len(entries) // PAGE) + 1):
                for draw in (self._categories.category, self._categories.nearest):
                    yield (
                        f"faq/{self._content.faq.leading}/{category}.yaml",
                        "",
                        partial(draw, f"{category}/{page}", language),
                    )
        lessons = LessonScreens(self._content.schedule.lessons, self._answers, self._words)
        for number in range(1, len(self._content.schedule.lessons) + 1):
            yield "schedules/lessons", "", partial(lessons.lesson, number, language)
            yield "schedules/lessons", "", partial(lessons.page, number, language)
        for number in range(1, len(self._content.contacts) + 1):
            yield "faq/contacts.yaml", "", partial(self._contacts.page, str(number), language)
        for chosen in (frozenset[str](), frozenset(self._topics.topics)):
            stored = Subscriber(0, language, chosen, iso_week(self._now))
            resting = Subscriber(0, language, frozenset(), iso_week(self._now), self._now, chosen)
            yield TOPICS, "", partial(self._topics.choice, stored, language)
            yield TOPICS, "", partial(self._topics.choice, resting, language)
            yield TOPICS, "", partial(self._topics.stopped, stored, language)
            yield TOPICS, "", partial(self._topics.pauses, stored, language)

    def announced(self) -> Iterator[tuple[str, str, str]]:
        """What of the schedule could not go out, with file and id. Examples too: the demo sends them."""
        schedule = self._content.schedule
        for webinar in schedule.webinars:
            kept = card(webinar)
            bodies: list[Body] = [ReminderBody(kept, lead, lead) for lead in webinar.leads]
            for body in (*bodies, *self._notices(kept)):
                for wrong in self._refusals(body, "webinars"):
                    yield WEBINARS, webinar.id, wrong
        for day, body in self._updates():
            on_the_day = f"the update of {day}, "
            if self._announcements.fits(body, "weekly"):
                for wrong in self._refusals(body, "weekly"):
                    yield WEEKLY, "", f"{on_the_day}{wrong}"
                continue
            kept_of, left_out = fitting(body, "weekly", self._announcements.fits)
            items = schedule.weekly.news_on(day)[len(kept_of.news) :] if schedule.weekly else ()
            named = [f"“{in_language(name, self._content.faq.leading)}”" for name in left_out[:NAMED]]
            more = [f"{len(left_out) - NAMED} more"] if len(left_out) > NAMED else []
            names = "; ".join(named + more)
            wrong = f"{on_the_day}does not fit into one message; it would go out without {names}"
            yield WEEKLY, items[0].id if items else "", wrong.replace(", does", " does")

    def _notices(self, told: WebinarCard) -> list[Body]:
        """Each way in which the webinar may turn out otherwise than people were told."""
        later = told.starts_at + timedelta(days=1)
        is_on = (NoticeBody(told, told.starts_at, told.link, was_off) for was_off in (False, True))
        recorded = NoticeBody(told, told.starts_at, told.link, recording=told.link)
        return [recorded, NoticeBody(told, None), NoticeBody(told, later, told.link), *is_on]

    def _refusals(self, body: Body, topic_id: str) -> Iterator[str]:
        for language in self.languages:
            if wrong := refusal(partial(self._announcements.parameters, body, topic_id, language)):
                yield f"as it would be sent in {language}, {wrong}"

    def _updates(self) -> Iterator[tuple[date, WeeklyBody]]:
        """The updates of the next year, of those that hold the same news and webinars the first."""
        seen = set()
        schedule = self._content.schedule
        for occurrence in due(Schedule(weekly=schedule.weekly), self._now, self._now + AHEAD):
            day = occurrence.day or occurrence.due_at.date()
            body = weekly_body(schedule, day, occurrence.due_at)
            if body is None:
                continue
            holds = (len(body.news), *(w.webinar_id for w in body.webinars), *map(id, body.news))
            if holds not in seen:
                seen.add(holds)
                yield day, body

    def _answer(self, entry_id: str, language: str, moment: datetime) -> Screen | None:
        """The answer at its longest: with doubt before it, and a note on its language below."""
        screen = self._live.entry(entry_id, language, self._content.faq.leading, moment)
        if screen is None:
            return None
        (doubted,) = self._answers.doubted([screen], Answered((entry_id,), 0.5, False), language)
        whole = Screen(doubted.html, (*screen.rows, *doubted.rows))
        return self._answers.with_language_note(whole, language)

    def _courtesy(self, kind: str, language: str) -> Screen:
        screen = self._answers.courtesy(kind, language, is_private=True)
        return self._answers.with_language_note(screen, language)

    def _moments(self) -> list[datetime]:
        """When an answer with what is true now says something else than before."""
        schedule = self._content.schedule
        news = schedule.weekly.news if schedule.weekly is not None else ()
        days = [datetime.combine(item.first_day, time(12), UTC) for item in news]
        return [self._now, *days, *(webinar.starts_at for webinar in schedule.webinars)]


def _parameters(draw: Callable[[], Screen | None]) -> dict[str, str]:
    screen = draw()
    if screen is None:
        return {"text": "an old button"}
    keyboard = screen.keyboard
    return {"text": screen.html} | ({"reply_markup": keyboard.to_json()} if keyboard else {})


def _at(folder: Path, file: str, item: str, text: str, command: str = "") -> Problem:
    """The problem at the line that names the command, else at the item's id, or at the file's first."""
    path = folder / file
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    begins = next((number for number, line in enumerate(lines, 1) if item and _id_in(line) == item), 1)
    named = (
        number for number, line in enumerate(lines, 1) if number >= begins and command in commands_in(line)
    )
    return Problem(file, next(named, begins), 1, text)


def _id_in(line: str) -> str | None:
    """The id that a line of YAML gives an item."""
    key, _, value = line.strip().removeprefix("- ").partition(":")
    return value.strip().strip("\"'") if key in ("id", "country") else None
