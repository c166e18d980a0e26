"""Every screen of the news desk in every language, whatever staff wrote into it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from bot.domain.alert_bodies import alert_of, body_of
from bot.domain.announcements import WeeklyBody
from bot.domain.content.schedules import NewsItem
from bot.domain.weekly_preview import WeeklyPreview
from bot.services.announcing.next_update import NextUpdate
from bot.services.announcing.weekly_updates import pieces_of, weekly_body
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import decode
from bot.telegram.screens.screen import Screen
from bot.telegram.screens.staff.news_screens import NewsScreens
from tests.lines import each
from tests.telegram.test_every_screen import CONTENT, HOSTILE, LANGUAGES, NOW, WORDS, takes

DAY = date(2026, 11, 30)
LONG_ID = "a" * 40
NEWS = NewsItem(LONG_ID, {"en": f"{HOSTILE} " * 20}, DAY, DAY, link="https://example.org/a?b=1&c=2")
WEEKLY = CONTENT.schedule.weekly
assert WEEKLY is not None
SCHEDULE = replace(CONTENT.schedule, weekly=replace(WEEKLY, news=(NEWS,)))
ANSWERS = AnswerScreens(CONTENT.faq, WORDS)
ANNOUNCEMENTS = AnnouncementScreens(WORDS, ANSWERS, SCHEDULE)
SCREENS = NewsScreens(WORDS, SCHEDULE, ANNOUNCEMENTS, ANSWERS)
PIECES = pieces_of(SCHEDULE, DAY, NOW)
BODY = weekly_body(SCHEDULE, DAY, NOW)
UPDATE = NextUpdate("2026-W49", NOW, "weekly", PIECES, frozenset(), BODY)
EMPTIED = replace(UPDATE, left_out=frozenset(piece.name for piece in PIECES), body=None)


@each("language", LANGUAGES)
def test_every_screen_of_the_next_update_is_taken(language: str):
    assert len(PIECES) > 3
    for update in (UPDATE, EMPTIED):
        takes(SCREENS.page(update, language))
        for piece in PIECES:
            takes(SCREENS.piece(piece, update, language))
        takes(SCREENS.dated("news.added", update, language))
        takes(SCREENS.confirm(update, "0123456789abcdef", LANGUAGES, language))
    assert SCREENS.message(EMPTIED, language) is None


@each("language", LANGUAGES)
def test_every_button_names_its_piece_however_long_its_id_is(language: str):
    screen = SCREENS.page(UPDATE, language)
    presses = [decode(button.code) for row in screen.rows for button in row]
    named = [press.argument for press in presses if press is not None and "/" in press.argument]
    assert named == [f"2026-W49/{piece.name}" for piece in PIECES]
    assert f"2026-W49/news/{LONG_ID}" in named


@each("language", LANGUAGES)
def test_a_preview_is_the_real_message_and_below_it_what_can_be_done(language: str):
    assert isinstance(BODY, WeeklyBody)
    for shown_in in ("es", "ar"):
        preview = WeeklyPreview("weekly", NOW, BODY, shown_in)
        assert alert_of(body_of(preview)) == preview
        drawn = ANNOUNCEMENTS.parameters(body_of(preview), "", language)
        assert drawn == ANNOUNCEMENTS.parameters(BODY, "weekly", shown_in)
        assert SCREENS.message(UPDATE, shown_in) == drawn
    below = ANNOUNCEMENTS.parameters(body_of(WeeklyPreview("weekly", NOW, BODY)), "", language)
    takes(Screen(below["text"]))
    assert len(json.loads(below["reply_markup"])["inline_keyboard"]) == 1
