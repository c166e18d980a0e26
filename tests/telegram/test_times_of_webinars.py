"""Every text with a time of a webinar shows it in the reader's own time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app.content.content_parts import make_live_answers
from bot.domain.announcements import Body, NoticeBody, ReminderBody, WeeklyBody
from bot.domain.content.schedules import Webinar
from bot.domain.content.staff_content import Item
from bot.domain.people.staff import Act
from bot.domain.times.typed_times import Unclear, Why, read_time
from bot.services.announcing.webinar_editing import NEW, Editing, KnownWebinar, Part
from bot.services.announcing.webinars import CalendarEntry, Reminded, card
from bot.simulator.forms.html_entities import parse_html
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.screens.staff.staff_webinar_screens import StaffWebinarScreens
from bot.telegram.screens.webinar_screens import WebinarScreens
from tests import shipped
from tests.builders import utc
from tests.lines import each
from tests.telegram.test_every_screen import HOSTILE, takes

CONTENT = shipped.content()
LANGUAGES = CONTENT.texts.languages
WORDS = Words(CONTENT.texts)
ANSWERS = AnswerScreens(CONTENT.faq, WORDS)
MEMBERS = WebinarScreens(WORDS, CONTENT.schedule, ANSWERS)
STAFF = StaffWebinarScreens(WORDS, CONTENT.schedule, MEMBERS)
NOW = utc("2026-11-24 12:00")
START, OTHER = utc("2026-12-02 16:00"), utc("2026-12-09 17:30")
WEBINAR = replace(
    CONTENT.schedule.webinars[0], id="a", titles={"en": HOSTILE}, summaries={}, starts_at=START, example=False
)
MOVED = replace(WEBINAR, starts_at=OTHER)
ITEM: Item = {**NEW, "title": {"en": HOSTILE}, "starts": "2026-12-02 16:00", "link": WEBINAR.link}
NOBODY = Reminded(False, frozenset())


def instants(screen: Screen | str) -> set[datetime]:
    """What a phone shows on its own clock; raises what Telegram would answer."""
    _, entities = parse_html(screen if isinstance(screen, str) else screen.html)
    return {
        datetime.fromtimestamp(each["unix_time"], NOW.tzinfo)
        for each in entities
        if each["type"] == "date_time"
    }


def announced() -> Iterator[tuple[Body, set[datetime]]]:
    """Every announcement of a webinar, with the instants that it is about."""
    told = card(WEBINAR)
    for lead in (timedelta(hours=24), timedelta(hours=1), timedelta(0)):
        yield ReminderBody(told, lead, lead), {START}
    yield WeeklyBody("2026-W49", (told, card(replace(MOVED, id="b"))), None, ()), {START, OTHER}
    yield NoticeBody(told, OTHER, WEBINAR.link), {START, OTHER}
    yield NoticeBody(told, START, "https://example.org/new"), {START}
    yield NoticeBody(told, START, WEBINAR.link, was_off=True), {START}
    yield NoticeBody(told, None), {START}
    yield NoticeBody(told, START, WEBINAR.link, recording="https://example.org/seen"), {START}


@each("language", LANGUAGES)
def test_every_announcement_with_a_time_shows_just_the_instants_of_its_webinars(language: str):
    screens = AnnouncementScreens(WORDS, ANSWERS, CONTENT.schedule)
    for body, about in announced():
        assert instants(screens.parameters(body, "webinars", language)["text"]) == about, body


@each("language", LANGUAGES)
def test_every_answer_and_screen_for_members_shows_just_the_instants_of_its_webinars(language: str):
    content = replace(CONTENT, schedule=replace(CONTENT.schedule, webinars=(WEBINAR, replace(MOVED, id="b"))))
    live = make_live_answers(content, ANSWERS, WORDS).entry("webinars", language, language, NOW)
    assert live is not None
    assert instants(live) <= {START, OTHER}
    assert START in instants(live)
    assert instants(MEMBERS.coming((WEBINAR, MOVED), language, NOW)) == {START, OTHER}
    assert instants(MEMBERS.one(WEBINAR, NOBODY, language, NOW)) == {START}
    for is_off in (False, True):
        entry = CalendarEntry(card(WEBINAR), {}, 1, is_off)
        assert instants(MEMBERS.with_file(entry, language, NOW, is_asked=True)) == {START}


def known(webinar: Webinar = WEBINAR, **fields: object) -> KnownWebinar:
    return KnownWebinar(ITEM, webinar, **fields)  # type: ignore[arg-type] - each test names its own


STANDINGS = (
    known(),
    known(is_ours=True),
    known(is_ours=True, in_file=MOVED, file_item={**ITEM, "cancelled": True}),
    known(is_ours=True, in_file=MOVED, file_item=ITEM, is_asked=True),
    known(replace(WEBINAR, recording="https://example.org/seen", starts_at=NOW - timedelta(days=1))),
    replace(known(), item={**ITEM, "cancelled": True}),
)


@each("language", LANGUAGES)
def test_what_staff_see_of_webinars_is_taken_and_shows_just_their_instants(language: str):
    for listed in ((), STANDINGS, STANDINGS * 4):
        for number in (0, 1, 2, 9):
            takes(STAFF.page(listed, number, language, NOW))
    for standing in STANDINGS:
        screen = STAFF.one(standing, language, NOW)
        takes(screen)
        below = set() if standing.in_file is None else {standing.in_file.starts_at}
        assert instants(screen) == {standing.webinar.starts_at} | below
    acts = [act for act in Act if act.value.startswith("webinar_")]
    for act in acts:
        for told in (None, 0, 1, 2, 5, 11, 100):
            editing = Editing("a", ITEM, "", language)
            screen = STAFF.preview(editing, MOVED, act, known(), language, NOW, told=told)
            takes(screen)
            assert OTHER in instants(screen)
            assert instants(screen) <= {START, OTHER}
        done = STAFF.done(MOVED, act, "0123456789", language, NOW, is_told=True)
        takes(done)
        assert instants(done) == {OTHER}


@each("language", LANGUAGES)
def test_a_time_far_ahead_stands_in_words_alone(language: str):
    far = replace(WEBINAR, starts_at=NOW + timedelta(days=1090))
    for screen in (
        MEMBERS.coming((far,), language, NOW),
        MEMBERS.one(far, NOBODY, language, NOW),
        STAFF.page([known(far)], 1, language, NOW),
        STAFF.one(known(far), language, NOW),
        STAFF.done(far, Act.WEBINAR_MADE, "0123456789", language, NOW, is_told=False),
    ):
        takes(screen)
        assert instants(screen) == set()
        assert "UTC" in screen.html


@each("language", LANGUAGES)
def test_what_a_time_may_mean_is_to_be_chosen(language: str):
    for text in ("tomorrow 9", "03/04 9:00 UTC", "tomorrow 9:00 Nairoby", "9:00 Buenos Aires", "never"):
        asked = read_time(text, NOW, ("UTC", "America/Argentina/Buenos_Aires"))
        assert isinstance(asked, Unclear)
        screen = STAFF.asked_time(asked, language)
        takes(screen)
        assert len(screen.rows) == len(asked.options)
    for why in Why:
        takes(STAFF.asked_time(Unclear(why), language))
    for part in Part:
        takes(Screen(WORDS.say(language, f"webinar.{part}_how", language="English")))
