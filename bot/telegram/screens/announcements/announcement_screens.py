"""Announcements as messages, in each language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from bot.domain.alert_bodies import alert_of
from bot.domain.announcements import (
    AlertBody,
    AnnouncementButton,
    Body,
    BroadcastBody,
    CorrectionBody,
    FarewellBody,
    NoticeBody,
    RecallBody,
    ReminderBody,
    RoundBody,
    ThreadGoneBody,
    WebinarCard,
    WeeklyBody,
    WelcomeBody,
)
from bot.domain.content.schedules import ASKED, Schedule, in_language
from bot.domain.weekly_preview import WeeklyPreview
from bot.telegram.screens.announcements.alert_screens import AlertScreens
from bot.telegram.screens.announcements.message_parameters import OF_EDITS, entities_of, parameters_of
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.answers.lesson_screens import quiz_row
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import FAR, document_date, far_time, local_time
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.markup import escape, isolate, to_html, to_plain, written
from bot.telegram.screens.rounds.announced import announced_round
from bot.telegram.screens.screen import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Button,
    Screen,
    Words,
    one_a_row,
    utf16_length,
)

SOON = timedelta(hours=2)  # a webinar so near "starts soon"
A_DAY = (timedelta(hours=20), timedelta(hours=28))  # and one about a day ahead is "tomorrow"


class AnnouncementScreens:
    """Draws announcements; what members get and what an admin previews come from here alike."""

    def __init__(self, words: Words, answers: AnswerScreens, schedule: Schedule) -> None:
        self._words = words
        self.languages = words.languages
        self._alerts = AlertScreens(words, Headlines(words, schedule))
        self._answers = answers
        self._schedule = schedule

    def parameters(self, body: Body, topic_id: str, language: str) -> dict[str, str]:
        """The parameters of its method, without the chat, as the strings that go over the wire.

        Its words are `text`; under what is attached they are `caption`. A copy is corrected with what it
        would be sent with: an edit drops what it does not repeat.
        """
        if isinstance(body, RecallBody):
            return {}
        if isinstance(body, CorrectionBody):
            sent = self._broadcast(body.corrected, topic_id, language)
            return {name: value for name, value in sent.items() if name in OF_EDITS}
        if isinstance(body, BroadcastBody):
            return self._broadcast(body, topic_id, language)
        if isinstance(body, AlertBody):
            alert = alert_of(body)
            if isinstance(alert, WeeklyPreview) and alert.language:  # as members will get it
                return self.parameters(alert.update, alert.topic_id, alert.language)
            return parameters_of(self._alerts.screen(body, language))
        if isinstance(body, WelcomeBody):
            leave = Button.of(self._words.label(language, "leaving.now"), Verb.LEAVE)
            text = self._words.say(language, "welcome.listed") + self._words.elsewhere(language)
            return parameters_of(Screen(text, ((leave,),)))
        if isinstance(body, FarewellBody):
            return parameters_of(Screen(self.farewell(body, language))) | {"disable_notification": "true"}
        if isinstance(body, ThreadGoneBody):
            return parameters_of(Screen(self._words.say(language, "group.thread_gone")))
        screen, silent = self._screen(body, language), {}
        if isinstance(body, WeeklyBody):  # it can wait until somebody looks
            silent = {"disable_notification": "true"}
        if isinstance(body, NoticeBody):  # some of those who get it did not choose its topic
            footer = escape(self._words.label(language, "announcement.footer_of_notice"))
        elif topic_id.startswith(ASKED):
            footer = escape(self._words.label(language, "announcement.footer_of_asked"))
        else:
            footer = escape(self._footer(topic_id, language))
        return parameters_of(Screen(f"{screen.html}\n\n<i>{footer}</i>", screen.rows)) | silent

    def farewell(self, body: FarewellBody, language: str) -> str:
        """That a topic has ended, as HTML: it is shown to who ends it, too."""
        name = in_language(body.names, language)
        if not body.moved_to:
            return self._words.say(language, "farewell.ended", topic=name)
        new = in_language(body.moved_to, language)
        return self._words.say(language, "farewell.moved", topic=name, new=new)

    def past_updates(self, updates: Sequence[WeeklyBody], language: str) -> Screen:
        """A button for each of the last weekly updates."""
        if not updates:
            return Screen(self._words.say(language, "updates.none"))
        buttons = (Button.of(_monday(each.week, language), Verb.SHOW_UPDATE, each.week) for each in updates)
        return Screen(self._words.say(language, "updates.choose"), one_a_row(buttons))

    def past_update(self, update: WeeklyBody | None, language: str) -> Screen:
        """One of them as it was, under its day."""
        if update is None:
            return Screen(self._words.say(language, "updates.none"))
        drawn = self._weekly(update, language)
        coming = Button.of(self._words.label(language, "webinars.show"), Verb.SHOW_WEBINARS)
        day = escape(_monday(update.week, language))
        return Screen(f"<i>{day}</i>\n\n{drawn.html}", (*drawn.rows, (coming,)))

    def room(self, topic_id: str, languages: Iterable[str], *, as_caption: bool = False) -> int:
        """How many UTF-16 units an admin may write, so that the longest footer still fits."""
        longest = LONGEST_CAPTION if as_caption else LONGEST_TEXT
        return longest - max(utf16_length(f"\n\n{self._footer(topic_id, code)}") for code in languages)

    def fits(self, body: Body, topic_id: str) -> bool:
        """Whether it fits into one message in every language."""
        texts = (to_plain(self.parameters(body, topic_id, code)["text"]) for code in self._words.languages)
        return all(utf16_length(text) <= LONGEST_TEXT for text in texts)

    def _broadcast(self, body: BroadcastBody, topic_id: str, language: str) -> dict[str, str]:
        written = body.text_for(language)
        text = f"{written.text}\n\n{self._footer(topic_id, language)}"
        attached = body.attached
        if attached is None:
            parameters = {"text": text}
        else:
            parameters = {attached.kind.value: attached.file_id, "caption": text}
            if attached.has_spoiler:
                parameters["has_spoiler"] = "true"
            if attached.caption_above:
                parameters["show_caption_above_media"] = "true"
        if written.spans:
            parameters["entities" if attached is None else "caption_entities"] = json.dumps(
                entities_of(written)
            )
        if body.is_silent:
            parameters["disable_notification"] = "true"
        rows = (self._buttons(row, language) for row in body.buttons)
        keyboard = Screen("", tuple(row for row in rows if row)).keyboard
        if keyboard is not None:
            parameters["reply_markup"] = keyboard.to_json()
        return parameters

    def _buttons(self, row: Iterable[AnnouncementButton], language: str) -> tuple[Button, ...]:
        """Without those whose entry the content does not have any more."""
        found: list[Button] = []
        for button in row:
            if button.url:
                found.append(Button(in_language(button.labels, language), url=button.url))
            elif title := self._answers.question_title(button.entry_id, language):
                found.append(Button.of(title, Verb.SHOW_ENTRY, button.entry_id))
        return tuple(found)

    def _footer(self, topic_id: str, language: str) -> str:
        topic = self._schedule.topic(topic_id)
        name = topic_id if topic is None else topic.name(language)
        return self._words.label(language, "announcement.footer", topic=isolate(name, language))

    def _screen(self, body: WeeklyBody | ReminderBody | NoticeBody | RoundBody, language: str) -> Screen:
        match body:
            case RoundBody():
                return announced_round(body, self._words, language)
            case WeeklyBody():
                return self._weekly(body, language)
            case ReminderBody():
                return self._reminder(body, language)
            case NoticeBody():
                return self._notice(body, language)

    def _weekly(self, body: WeeklyBody, language: str) -> Screen:
        say = partial(self._words.say, language)
        parts = [f"<b>{say('weekly.title')}</b>"]
        parts += [to_html(in_language(news, language), language) for news in body.news]
        if body.webinars:
            lines = [
                f"• {self._webinar_line(webinar, language)}\n{escape(webinar.link)}"
                for webinar in body.webinars
            ]
            parts.append("\n".join([f"<b>{say('weekly.webinars')}</b>", *lines]))
        if body.lesson_id and (lesson := self._schedule.lessons.named(body.lesson_id)):
            heading = say("weekly.lesson", title=lesson.text(language).question)
            parts.append(f"<b>{heading}</b>\n\n{to_html(lesson.text(language).answer, language)}")
            more = self._answers.button_of(lesson.entry_id, language)
            return Screen("\n\n".join(parts), (*more, *quiz_row(lesson, self._words, language)))
        rows: tuple[tuple[Button, ...], ...] = ()
        question = body.entry_id and self._answers.question_title(body.entry_id, language)
        if body.entry_id and question:
            parts.append(f"<b>{say('weekly.question')}</b>\n{written(question, language)}")
            button = Button.of(
                self._words.label(language, "weekly.show_answer"), Verb.SHOW_ENTRY, body.entry_id
            )
            rows = ((button,),)
        return Screen("\n\n".join(parts), rows)

    def _reminder(self, body: ReminderBody, language: str) -> Screen:
        webinar = body.webinar
        if not body.lead:
            msgid = "reminder.start"
        elif body.left <= SOON:
            msgid = "reminder.soon"
        else:
            msgid = "reminder.day" if A_DAY[0] <= body.left <= A_DAY[1] else "reminder.coming"
        return Screen(
            "\n\n".join(
                [
                    f"<b>{self._words.say(language, msgid)}</b>",
                    self._webinar_line(webinar, language),
                    f"{self._words.say(language, 'reminder.join')} {escape(webinar.link)}",
                ]
            ),
            self._calendar(webinar, language) if body.left > SOON else (),
        )

    def _notice(self, body: NoticeBody, language: str) -> Screen:
        """Words that stand alone: what was told, and what is true."""
        say = partial(self._words.say, language)
        told, title = body.webinar, in_language(body.webinar.titles, language)
        before = self._when(told.starts_at, told.zone, language)
        if body.recording:
            return Screen(f"{say('notice.recording', title=title)} {escape(body.recording)}\n\n{before}")
        if body.moved_to is None:
            text = f"{say('notice.cancelled', title=title)}\n\n{before}"
            return Screen(text, self._calendar(told, language))
        is_moved = not body.was_off and body.moved_to != told.starts_at
        if body.was_off:
            what = say("notice.takes_place", title=title)
        else:
            what = say("notice.moved" if is_moved else "notice.new_link", title=title)
        is_far = body.moved_to - told.starts_at > FAR
        when = self._when(body.moved_to, told.zone, language, is_far=is_far)
        parts = [what, when, f"{say('reminder.join')} {escape(body.link)}"]
        if is_moved:
            parts.append(f"{say('notice.no_longer')}\n{before}")
        return Screen("\n\n".join(parts), self._calendar(told, language))

    def _calendar(self, webinar: WebinarCard, language: str) -> tuple[tuple[Button, ...], ...]:
        """The file is made at the press: so it is right, also after a further change."""
        label = self._words.label(language, "webinars.calendar")
        return ((Button.of(label, Verb.CALENDAR_FILE, webinar.webinar_id),),)

    def _when(self, instant: datetime, zone: str, language: str, *, is_far: bool = False) -> str:
        shown = self._schedule.shown_zone(zone)
        return far_time(instant, shown, language) if is_far else local_time(instant, shown, language)

    def _webinar_line(self, webinar: WebinarCard, language: str) -> str:
        title = isolate(escape(in_language(webinar.titles, language)), language)
        return f"{title}\n{self._when(webinar.starts_at, webinar.zone, language)}"


def method_of(body: Body) -> str:
    """The method of the Bot API that sends it, or changes a copy."""
    if isinstance(body, RecallBody):
        return "deleteMessage"
    if isinstance(body, CorrectionBody):
        return "editMessageText" if body.corrected.attached is None else "editMessageCaption"
    if isinstance(body, BroadcastBody) and body.attached is not None:
        return f"send{body.attached.kind.value.capitalize()}"
    return "sendMessage"


def _monday(week: str, language: str) -> str:
    """The first day of an ISO week, in words."""
    year, _, number = week.partition("-W")
    return document_date(date.fromisocalendar(int(year), int(number), 1).isoformat(), language) or week
