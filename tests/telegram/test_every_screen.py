"""Every sentence and every screen of every language, as Telegram takes it: through the simulator's parser."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import cast

from bot.app.content.content_parts import make_live_answers
from bot.content.locate import locales_folder
from bot.content.po_file import PoFile, read_po_file
from bot.content.sentence_uses import Use, use_of
from bot.domain.alert_bodies import body_of
from bot.domain.alerts import (
    AnnouncementRefused,
    AnnouncementsHeld,
    DeliveriesExpired,
    Doing,
    EndedTooMany,
    HandlerFailed,
    Headline,
    OccurrencesMissed,
    SeveralExpired,
    Waiting,
)
from bot.domain.announcements import (
    Announcement,
    Audience,
    Body,
    BroadcastBody,
    CorrectionBody,
    FarewellBody,
    FormattedText,
    Kind,
    NoticeBody,
    RecallBody,
    ReminderBody,
    ThreadGoneBody,
    WebinarCard,
    WeeklyBody,
    WelcomeBody,
)
from bot.domain.content.field_faults import FaultKind, FieldFault
from bot.domain.content.schedules import MOST_TOPICS, Topic
from bot.domain.delivery.deliveries import Progress, State
from bot.domain.delivery.holds import HeldBecause, Hold, Unanswered
from bot.domain.ids import LONGEST_ID
from bot.domain.people.subscriptions import Subscriber
from bot.domain.people.undoing import Undoing
from bot.matching.recognizing.conversation_words import GoingOn
from bot.matching.replies import Answered
from bot.services.announcing.correction_results import Proposed, Receipt
from bot.services.announcing.webinars import CalendarEntry, Reminded, card
from bot.services.delivery.announcement_status import Status
from bot.services.staff.dialogues import Dialogues
from bot.simulator.forms.html_entities import parse_html, utf16_length
from bot.simulator.forms.keyboards import read_markup
from bot.storage.corrections import Reach
from bot.telegram.asking import Asking
from bot.telegram.people import People
from bot.telegram.progress_reports import progress_screen, standing
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.announcements.sent_screens import SentScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.answers.category_screens import CategoryScreens
from bot.telegram.screens.answers.language_screens import LanguageScreens
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Screen, Words
from bot.telegram.screens.staff.staff_topic_screens import StaffTopicScreens
from bot.telegram.screens.topic_screens import TopicScreens
from bot.telegram.screens.webinar_screens import WebinarScreens
from tests import shipped
from tests.lines import each

CONTENT = shipped.content()
LANGUAGES = CONTENT.texts.languages
WORDS = Words(CONTENT.texts)
NUMBERS = (0, 1, 2, 3, 11, 100)
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOSTILE = "<b>&amp; “x” & <3"
AS_TYPED = re.compile(r"</?(?:b|i|a|code|blockquote)\b|&(?:amp|lt|gt);")


def catalog(language: str) -> PoFile:
    path = locales_folder() / language / "LC_MESSAGES" / "bot.po"
    file, problems = read_po_file(path, path.name, language)
    assert file is not None, problems
    return file


USES = {message.id: use_of(message.note) for message in catalog("en").messages.values()}

NOBODY = Reminded(False, frozenset())


def shown(html: str) -> str:
    """What a person sees; raises what Telegram would answer to markup that it does not take."""
    text, _ = parse_html(html)
    assert text.strip()
    return text


def takes(screen: Screen) -> None:
    """Telegram takes the message, and shows no markup as it was typed."""
    text = shown(screen.html)
    assert utf16_length(text) <= 4096
    assert AS_TYPED.search(text.replace(HOSTILE, "")) is None
    if screen.keyboard is not None:
        read_markup(screen.keyboard.to_dict())
        assert all(button.label.strip() and "\n" not in button.label for row in screen.rows for button in row)


@each("language", LANGUAGES)
def test_every_sentence_is_what_it_is_used_for_whatever_is_filled_in(language: str):
    for message in catalog(language).messages.values():
        names = {name for form in message.forms for _, name, _, _ in Formatter().parse(form) if name}
        values = dict.fromkeys(names - {"n"}, HOSTILE)
        counted = [WORDS.count(language, message.id, n, **values) for n in NUMBERS if message.is_plural]
        if USES[message.id] is Use.MESSAGE:
            for html in counted or [WORDS.say(language, message.id, **values, n=1)]:
                assert AS_TYPED.search(shown(html).replace(HOSTILE, "")) is None, message.id
        else:
            for text in counted or [WORDS.label(language, message.id, **values, n=1)]:
                assert AS_TYPED.search(text.replace(HOSTILE, "")) is None or counted, message.id
                assert text.strip(), message.id


def test_a_sentence_is_used_as_the_translators_are_told():
    wrong = []
    for path in sorted((Path(__file__).parents[2] / "bot" / "telegram").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            if call.func.attr not in ("say", "label") or len(call.args) < 2:
                continue
            said = call.args[1]
            for choice in (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,):
                fitting = [
                    (USES[msgid] is Use.MESSAGE) is (call.func.attr == "say") for msgid in _ids(choice)
                ]
                if fitting and not any(fitting):
                    wrong.append(f"{path.name}:{call.lineno}")
    assert wrong == []


def _ids(said: ast.expr) -> list[str]:
    """The ids that an expression may be: one, or those that go on from the beginning of an f-string."""
    if isinstance(said, ast.Constant):
        return [str(said.value)]
    if isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
        return [msgid for msgid in USES if msgid.startswith(str(said.values[0].value))]
    return []


@each("language", LANGUAGES)
def test_whatever_staff_typed_wrong_they_are_told_in_their_language(language: str):
    asking = Asking(cast("Dialogues", None), WORDS, cast("People", None), lambda: NOW)
    values = {"sign": "<", "length": 41, "most": 40, "word": HOSTILE, "name": HOSTILE}
    for kind in FaultKind:
        screen = asking.refusal(language, FieldFault("in English", kind, values))
        takes(screen)
        assert "in English" not in screen.html
    assert "in English" in asking.refusal(language, FieldFault("in English")).html


@each("language", LANGUAGES)
def test_every_answer_is_taken(language: str):
    answers = AnswerScreens(CONTENT.faq, WORDS, lambda: "https://t.me/a_bot")
    live = make_live_answers(CONTENT, answers, WORDS)
    screens = [
        screen
        for entry_id in CONTENT.faq.entries["en"]
        for screen in (
            live.entry(entry_id, language, language, NOW),
            *(answers.going_on(entry_id, what, language, language) for what in GoingOn),
        )
    ]
    for screen in screens:
        assert screen is not None
        takes(screen)
    longest = sorted(screens, key=lambda screen: len(screen.html))[-20:]  # the note is one more paragraph
    for screen in longest:
        takes(answers.with_language_note(screen, language))
    for vote in CONTENT.country_votes:
        screen = live.country(vote.country, language, language, NOW)
        assert screen is not None
        takes(screen)
    for kind in CONTENT.faq.courtesy_entries["en"]:
        takes(answers.courtesy(kind, language, is_private=True))
    takes(answers.miss(language))
    takes(answers.suggestions(("members", "webinars"), language))
    entry = answers.entry("members", language)
    assert entry is not None
    for screen in answers.doubted([entry], Answered(("members",), 0.5, False, ("webinars",)), language):
        takes(screen)


@each("language", LANGUAGES)
def test_every_page_of_questions_and_every_word_on_languages_is_taken(language: str):
    categories = CategoryScreens(CONTENT.faq, WORDS)
    takes(categories.choice(language))
    for category in CONTENT.faq.categories(language):
        for page in (1, 2, 3):
            for screen in (
                categories.category(f"{category}/{page}", language),
                categories.nearest(f"{category}/{page}", language),
            ):
                assert screen is not None
                takes(screen)
    spoken = LanguageScreens(WORDS, CONTENT.tongues, CONTENT.official_text)
    takes(spoken.choose(language, "language.choose"))
    takes(spoken.choose(language, "language.changed"))
    for code in CONTENT.tongues:
        if (lacking := spoken.lacking(code)) is not None:
            takes(lacking)
        if instead := spoken.instead(code, language):
            shown(instead)


def bodies() -> Iterator[Body]:
    """Every kind of announcement that is made without an admin's words, and every alert."""
    titles = {"en": HOSTILE}
    card = WebinarCard(
        "a", titles, NOW, timedelta(hours=1), "https://example.org/a?b=1&c=2", "Europe/Brussels"
    )
    for lead in (timedelta(0), timedelta(hours=1), timedelta(hours=24), timedelta(days=4)):
        yield ReminderBody(card, lead, lead)
    yield WelcomeBody()
    yield FarewellBody(titles, {})
    yield FarewellBody(titles, titles)
    yield ThreadGoneBody()
    yield NoticeBody(card, None)
    for start, was_off in ((NOW, False), (NOW, True), (NOW + timedelta(days=1), False)):
        yield NoticeBody(card, start, "https://example.org/b?c=1&d=2", was_off)
    yield NoticeBody(card, NOW, recording="https://example.org/seen?a=1&b=2")
    yield NoticeBody(card, NOW + timedelta(days=5000), "https://example.org/far")
    yield WeeklyBody("2026-W48", (card, card), "members", (titles,))
    headlines = tuple(
        Headline(kind, topic, titles, NOW, "Europe/Brussels", number)
        for kind, topic, number in (
            (Kind.BROADCAST, "urgent", 1),
            (Kind.WEEKLY, "weekly", 2),
            (Kind.REMINDER, "gone", 3),
            (Kind.NOTICE, "webinars", None),
        )
    )
    for count in (1, 3, 12):
        for restored in (False, True):
            yield body_of(OccurrencesMissed(headlines, count, restored), since=count)
        yield body_of(DeliveriesExpired(headlines[0], count))
    yield body_of(SeveralExpired(tuple(DeliveriesExpired(each, 3) for each in headlines)))
    yield body_of(AnnouncementRefused(headlines[0], HOSTILE))
    holds = {because: Hold(because, 1, 3, 50) for because in HeldBecause}
    yield body_of(EndedTooMany(headlines[0], holds[HeldBecause.ENDINGS]))
    for because in (HeldBecause.RESTORED, HeldBecause.GAP, HeldBecause.REFUSALS):
        yield body_of(AnnouncementsHeld(because, tuple(Waiting(each, holds[because]) for each in headlines)))
    yield from (body_of(HandlerFailed(doing, "ab12cd")) for doing in Doing)


@each("language", LANGUAGES)
def test_every_word_on_what_went_out_is_taken(language: str):
    headlines = Headlines(WORDS, CONTENT.schedule)
    sent = SentScreens(headlines)
    text = BroadcastBody({code: FormattedText(HOSTILE) for code in LANGUAGES}, "en")
    broadcast, weekly, correction, recall = (
        Status(
            Announcement(number, str(number), Audience("urgent"), body, NOW, None, changes=changes),
            "finished",
            Progress(dict.fromkeys(State, number)),
            None,
            Unanswered(0, 0),
        )
        for number, body, changes in (
            (1, text, None),
            (2, WeeklyBody("2026-W48", (), None, ()), None),
            (3, CorrectionBody(text), 1),
            (11, RecallBody({}), 2),
        )
    )
    told = [
        standing(headlines, language, status, NOW, is_halted=False)
        for status in (broadcast, weekly, correction, recall)
    ]
    for status in (correction, recall):
        takes(progress_screen(headlines, language, status, NOW))
    takes(sent.latest([], language))
    takes(sent.latest([(broadcast, told[0]), (weekly, told[1])] * 4, language))
    for count in NUMBERS:
        reach = Reach(count, min(count, 1), count, count, NOW)
        for until in (None, NOW):
            receipt = Receipt(broadcast, reach, (correction, recall), until, until)
            takes(sent.receipt(receipt, told[0], told[2:], language))
            takes(sent.ask_to_recall(receipt, language, is_halted=until is None))
        proposed = Proposed(broadcast.announcement, text, reach, "12345678")
        takes(sent.ask_to_correct(proposed, language, is_halted=count == 0))


@each("language", LANGUAGES)
def test_every_word_on_topics_is_taken_and_as_many_as_there_may_be_fit_under_subscribe(language: str):
    longest = Topic("x" * LONGEST_ID, {"en": "&" * 40}, {"en": "<" * 120}, by_staff=True)
    topics = [replace(longest, id=f"{'x' * (LONGEST_ID - 2)}{number}") for number in range(10, 22)]
    assert len(topics) == MOST_TOPICS
    screens = StaffTopicScreens(WORDS, topics)
    text = {"name": "&" * 40, "description": "<" * 120}
    member = TopicScreens(WORDS, replace(CONTENT.schedule, topics=tuple(topics)), Undoing(b""), lambda: NOW)
    all_of_them = Subscriber(1, language, frozenset(topic.id for topic in topics), "2026-W48")
    for stored in (None, all_of_them, replace(all_of_them, topics=frozenset(), paused_until=NOW)):
        takes(member.choice(stored, language))
    takes(member.stopped(all_of_them, language))
    takes(screens.listed(language))
    takes(screens.full(language))
    takes(screens.one(longest, [language], language))
    takes(screens.preview({"texts": dict.fromkeys(LANGUAGES, text)}, language))
    takes(screens.done("Done.", language, (HOSTILE, longest.id)))
    for count in NUMBERS:
        takes(screens.which_end(longest, count, language))
        for to in (None, topics[0]):
            takes(screens.ask_to_end(longest, to, count, "x", language))


@each("language", LANGUAGES)
def test_every_update_that_is_read_again_is_taken(language: str):
    screens = AnnouncementScreens(WORDS, AnswerScreens(CONTENT.faq, WORDS), CONTENT.schedule)
    update = WeeklyBody("2026-W53", (), "members", ({"en": HOSTILE},))
    for listed in ((), (update,) * 8):
        takes(screens.past_updates(listed, language))
    for shown in (None, update):
        takes(screens.past_update(shown, language))


@each("language", LANGUAGES)
def test_every_webinar_is_taken(language: str):
    screens = WebinarScreens(WORDS, CONTENT.schedule, AnswerScreens(CONTENT.faq, WORDS))
    hostile = replace(
        CONTENT.schedule.webinars[0],
        titles={"en": HOSTILE},
        summaries={"en": HOSTILE},
        link="https://example.org/a?b=1&c=2",
        languages=("en", "ar"),
        reading=("members", "gone"),
    )
    for reminded in (Reminded(True, frozenset()), Reminded(False, frozenset({hostile.id})), NOBODY):
        takes(screens.one(hostile, reminded, language, NOW))
    far = replace(hostile, starts_at=NOW + timedelta(days=1000))
    for listed in ((), (hostile,) * 12, (far,)):
        takes(screens.coming(listed, language, NOW))
    takes(screens.gone(language))
    for is_off in (False, True):
        entry = CalendarEntry(card(hostile), {}, 1, is_off)
        takes(screens.with_file(entry, language, NOW, is_asked=True))


@each("language", LANGUAGES)
def test_every_announcement_and_alert_is_taken(language: str):
    answers = AnswerScreens(CONTENT.faq, WORDS)
    screens = AnnouncementScreens(WORDS, answers, CONTENT.schedule)
    for body in bodies():
        for topic in ("urgent", "webinars", "webinars/a", HOSTILE):
            takes(Screen(screens.parameters(body, topic, language)["text"]))
