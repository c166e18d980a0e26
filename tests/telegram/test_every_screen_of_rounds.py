"""Every screen of a round in every language, as Telegram takes it, with the longest and worst of words."""

import csv
import io
from datetime import timedelta

from bot.domain.alert_bodies import body_of
from bot.domain.announcements import Occasion, RoundBody
from bot.domain.content_alerts import RoundClosed
from bot.domain.rounds import (
    LONGEST_CHOICE,
    LONGEST_INPUT,
    LONGEST_QUESTION,
    LONGEST_THEME,
    MOST_CHOICES,
    MOST_QUESTIONS,
    OTHER,
    REGIONS,
    Input,
    OwnInput,
    Round,
    RoundQuestion,
    RoundText,
    TextFault,
)
from bot.services.members.retention import ROUNDS_KEPT_FOR
from bot.services.rounds.opening import RoundDraft, lines_of
from bot.services.rounds.results import Result, told
from bot.services.rounds.taking_part import OwnRound
from bot.telegram.features.staff.staff_rounds import LONGEST_OUTCOME
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.rounds.member_screens import RoundScreens
from bot.telegram.screens.rounds.round_files import RoundFiles
from bot.telegram.screens.rounds.staff_screens import StaffRoundScreens
from bot.telegram.screens.screen import Screen
from tests.lines import each
from tests.telegram.test_every_screen import CONTENT, HOSTILE, LANGUAGES, NOW, NUMBERS, WORDS, takes

FULL = RoundText(
    "W" * LONGEST_THEME,
    (RoundQuestion("w" * LONGEST_QUESTION, ("c" * LONGEST_CHOICE,) * MOST_CHOICES),) * MOST_QUESTIONS,
)
SHORT = RoundText(HOSTILE, (RoundQuestion(HOSTILE, (HOSTILE, "b")), RoundQuestion(HOSTILE)))
CLOSES = NOW + timedelta(days=14)


def rounds(text: RoundText, *, is_closed: bool = False) -> list[Round]:
    return [
        Round(2**40, "weekly", dict.fromkeys(LANGUAGES, text), has_regions, NOW, CLOSES, is_closed, 7)
        for has_regions in (False, True)
    ]


@each("language", LANGUAGES)
@each("text", [FULL, SHORT])
def test_every_screen_of_members_is_taken(language: str, text: RoundText):
    screens = RoundScreens(WORDS, ROUNDS_KEPT_FOR)
    for found in rounds(text):
        takes(screens.listed([found] * 8, language))
        takes(screens.explained(found, language))
        takes(screens.where(found, language))
        takes(screens.withdrawn(found, language))
        for words in ("", HOSTILE, "x" * LONGEST_INPUT):
            inputs = [
                OwnInput(question, 1, "", bool(words), 0 if words and text.shape[question] else None, words)
                for question in range(len(text.questions))
            ]
            own = OwnRound(found, inputs)
            takes(screens.own(own, language))
            for question in range(len(inputs)):
                takes(screens.question(own, question, language))
    takes(screens.listed([], language))
    takes(screens.too_long(language))
    takes(screens.in_danger(2**40, 1, HOSTILE * 100, language))
    takes(screens.aside(2**40, 1, HOSTILE * 100, language))


@each("language", LANGUAGES)
@each("text", [FULL, SHORT])
def test_every_screen_of_staff_is_taken(language: str, text: RoundText):
    screens = StaffRoundScreens(WORDS, CONTENT.schedule)
    takes(screens.listed([], language))
    takes(screens.topics(language))
    takes(screens.how(language, "ar"))
    for fault in TextFault:
        takes(screens.fault(fault, language))
    for people in NUMBERS:
        for has_regions in (False, True):
            draft = RoundDraft("weekly", {"en": text, language: text}, CLOSES, has_regions)
            takes(screens.preview(draft, language, people, language))
    for found in (*rounds(text), *rounds(text, is_closed=True)):
        takes(screens.listed([found] * 8, language))
        takes(screens.ask_to_close(found, language))
        inputs = [
            Input(number, question, region, 0 if text.shape[question] else None, HOSTILE * 30)
            for question in range(len(text.questions))
            for number, region in enumerate((*REGIONS, OTHER) * 2)
        ]
        for is_told in (False, True):
            result = Result(found, 7, inputs if found.is_closed else (), is_told)
            takes(screens.result(result, language))
            for page in (1, 2, 9):
                takes(screens.inputs(result, 0, page, language))
        body = told(found, {language: "&" * LONGEST_OUTCOME})
        takes(screens.outcome(body, language, 11, "f" * 16, language))


@each("language", LANGUAGES)
def test_every_message_to_the_subscribers_is_taken(language: str):
    screens = AnnouncementScreens(WORDS, AnswerScreens(CONTENT.faq, WORDS), CONTENT.schedule)
    for text in (FULL, SHORT):
        for occasion in Occasion:
            for people in NUMBERS:
                body = RoundBody(2**40, occasion, lines_of({"en": text}), CLOSES, people)
                parameters = screens.parameters(body, "weekly", language)
                takes(Screen(parameters["text"]))
    for people in NUMBERS:
        alert = body_of(RoundClosed(1, {"en": HOSTILE}, people))
        takes(Screen(screens.parameters(alert, "", language)["text"]))


@each("language", LANGUAGES)
def test_both_files_hold_every_answer_in_order_of_the_regions_and_no_markup_of_anybody(language: str):
    found = rounds(SHORT, is_closed=True)[1]
    inputs = [
        Input(5, 0, OTHER, 1, "five"),
        Input(6, 0, "asia", None, "=HYPERLINK(1)\n# six [a](b)"),
        Input(7, 0, OTHER, None, "seven"),
        Input(8, 1, OTHER, None, "eight"),
    ]
    files = RoundFiles(WORDS, StaffRoundScreens(WORDS, CONTENT.schedule))
    result = Result(found, 7, inputs)
    rows = list(csv.reader(io.StringIO(files.csv(result, language).decode("utf-8-sig"))))
    assert [(row[0], row[3]) for row in rows[1:]] == [
        ("1.1", "'=HYPERLINK(1) # six [a](b)"),
        ("1.2", "☑ b five"),
        ("1.3", "seven"),
        ("2.1", "eight"),
    ]
    read = files.markdown(result, language).decode()
    assert "> =HYPERLINK(1)\n> \\# six \\[a\\](b)" in read
    assert read.index("six") < read.index("five") < read.index("seven") < read.index("eight")
