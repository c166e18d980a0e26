"""The weekly update that goes out next, as staff see it: its pieces, one of them, and the message itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.domain.alerts import first_words
from bot.domain.content.schedules import NewsItem, Schedule, in_language
from bot.domain.languages import name
from bot.domain.light_markup import unmarked
from bot.services.announcing.next_update import NextUpdate
from bot.services.announcing.weekly_updates import Piece, PieceKind
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import local_time
from bot.telegram.screens.headlines import ON_A_BUTTON
from bot.telegram.screens.markup import escape, isolate, to_html, written
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row


class NewsScreens:
    """Draws what is in the next update and what can be done about it."""

    def __init__(
        self, words: Words, schedule: Schedule, announcements: AnnouncementScreens, answers: AnswerScreens
    ) -> None:
        self._words = words
        self._schedule = schedule
        self._announcements = announcements
        self._answers = answers

    def page(self, update: NextUpdate, language: str) -> Screen:
        """Its pieces in their order, each as a button, and ways to see the whole."""
        say, label = self._words.say, self._words.label
        parts = [f"{say(language, 'news.heading')}\n{self._when(update.due_at, language)}"]
        parts.append(say(language, "news.choose" if update.body else "news.empty"))
        pieces = [
            Button.of(self._named(piece, update, language), Verb.SHOW_PIECE, f"{update.week}/{piece.name}")
            for piece in update.pieces
        ]
        drawn = [
            Button.of(label(language, "news.drawn", language=name(code)), Verb.SHOW_DRAWN, code)
            for code in (self._words.languages if update.body else ())
        ]
        add = Button.of(label(language, "news.add"), Verb.ADD_NEWS)
        return Screen("\n\n".join(parts), one_a_row([*pieces, add, *drawn]))

    def piece(self, piece: Piece, update: NextUpdate, language: str) -> Screen:
        """One piece as people read it, and whether it is in the update."""
        label, target = self._words.label, f"{update.week}/{piece.name}"
        is_out = piece.name in update.left_out
        parts = [self._text(piece, language)]
        if is_out:
            parts.append(self._words.say(language, "news.is_out"))
        buttons = [
            Button.of(
                label(language, "news.put_back" if is_out else "news.leave_out"),
                Verb.PUT_BACK if is_out else Verb.LEAVE_OUT,
                target,
            )
        ]
        if piece.kind is PieceKind.NEWS:
            buttons += [
                Button.of(
                    label(language, "news.edit", language=name(code)),
                    Verb.EDIT_NEWS,
                    f"{code}/{piece.item_id}",
                )
                for code in self._words.languages
            ]
        buttons.append(Button.of(label(language, "inbox.list"), Verb.SHOW_NEXT))
        return Screen("\n\n".join(parts), one_a_row(buttons))

    def message(self, update: NextUpdate, language: str) -> Mapping[str, str] | None:
        """The parameters of the real message in `language`; None for an update with nothing in it."""
        if update.body is None:
            return None
        return self._announcements.parameters(update.body, update.topic_id, language)

    def confirm(self, update: NextUpdate, digest: str, without: Iterable[str], language: str) -> Screen:
        """Asks whether what was shown above shall be; there is no text yet in the languages `without`."""
        label = self._words.label
        said = f"{self._words.say(language, 'news.preview')}\n{self._when(update.due_at, language)}"
        buttons = [Button.of(label(language, "news.use"), Verb.USE_NEWS, digest)]
        buttons += [
            Button.of(label(language, "broadcast.add_language", language=name(code)), Verb.ADD_NEWS, code)
            for code in without
        ]
        buttons.append(Button.of(label(language, "asking.drop"), Verb.DROP_ASKED))
        return Screen(said, one_a_row(buttons))

    def dated(self, msgid: str, update: NextUpdate, language: str, **values: object) -> Screen:
        """A sentence about the update, and when it goes out."""
        said = self._words.say(language, msgid, **values)
        return Screen(f"{said}\n{self._when(update.due_at, language)}")

    def news(self, news_id: str) -> NewsItem | None:
        """A piece of news as it is in use."""
        weekly = self._schedule.weekly
        return next((each for each in weekly.news if each.id == news_id), None) if weekly else None

    def _when(self, instant: datetime, language: str) -> str:
        zone = self._schedule.weekly.zone.key if self._schedule.weekly else "UTC"
        return local_time(instant, self._schedule.shown_zone(zone), language)

    def _named(self, piece: Piece, update: NextUpdate, language: str) -> str:
        words = isolate(first_words(self._title(piece, language), ON_A_BUTTON), language)
        if piece.name in update.left_out:
            return self._words.label(language, "news.left_out", title=words)
        return self._words.label(language, f"news.of_{piece.kind}", title=words)

    def _title(self, piece: Piece, language: str) -> str:
        match piece.kind:
            case PieceKind.NEWS:
                news = self.news(piece.item_id)
                return piece.item_id if news is None else unmarked(news.text(language))
            case PieceKind.WEBINAR:
                webinar = self._schedule.webinar(piece.item_id)
                return piece.item_id if webinar is None else webinar.title(language)
            case PieceKind.LESSON:
                lesson = self._schedule.lessons.named(piece.item_id)
                return piece.item_id if lesson is None else lesson.text(language).question
            case PieceKind.QUESTION:
                return self._answers.question_title(piece.item_id, language) or piece.item_id

    def _text(self, piece: Piece, language: str) -> str:
        title = f"<b>{written(self._title(piece, language), language)}</b>"
        match piece.kind:
            case PieceKind.NEWS:
                news = self.news(piece.item_id)
                return title if news is None else to_html(in_language(news.said, language), language)
            case PieceKind.WEBINAR:
                webinar = self._schedule.webinar(piece.item_id)
                if webinar is not None:
                    when = local_time(
                        webinar.starts_at, self._schedule.shown_zone(webinar.zone.key), language
                    )
                    return f"{title}\n{when}\n{escape(webinar.link)}"
            case PieceKind.LESSON:
                lesson = self._schedule.lessons.named(piece.item_id)
                if lesson is not None:
                    return f"{title}\n\n{to_html(lesson.text(language).answer, language)}"
        return title
