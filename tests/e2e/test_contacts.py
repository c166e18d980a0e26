"""People to turn to, as somebody in danger sees them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.content.check import Content
from bot.domain.content.contacts import FEW, Contact, Region
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.answers.contact_screens import PAGE, ContactScreens
from bot.telegram.screens.button_codes import Verb, decode
from bot.telegram.screens.screen import LONGEST_TEXT, Words, utf16_length
from tests.e2e.conftest import AMINA, Stage, labels

MANY = tuple(
    Contact(
        f"Aid & Rights {n}",
        region,
        ("en", "ar"),
        date(2026, 11, 20),
        "https://example.org/help",
        "+00 000 000",
    )
    for region in Region
    for n in range(3)
)


def screens(content: Content, contacts: tuple[Contact, ...]) -> AnswerScreens:
    words = Words(content.texts)
    return AnswerScreens(content.faq, words, None, ContactScreens(contacts, words))


@pytest.mark.parametrize("kind", ["emergency", "emergency-police", "personal-case"])
@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_who_is_in_danger_is_shown_a_handful_and_a_button_to_the_rest(
    content: Content, kind: str, language: str
):
    screen = screens(content, MANY).courtesy(kind, language, is_private=True)
    assert screen.html.count("https://example.org/help") == FEW
    text, _, groups = screens(content, ()).courtesy(kind, language, is_private=True).html.rpartition("\n\n")
    assert screen.html.startswith(text)
    is_list = kind == "personal-case"  # of groups that may know somebody: those who were looked up come first
    assert screen.html.endswith(groups) is is_list
    assert screen.html.index(groups) > screen.html.index("https://example.org/help") or not is_list
    press = decode(screen.rows[-1][0].code)
    assert press is not None
    assert press.verb is Verb.SHOW_CONTACTS


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_number_beside_arabic_words_is_not_turned_round(content: Content, language: str):
    screen = screens(content, MANY).courtesy("emergency", language, is_private=True)
    assert screen.html.count("\u2068+00 000 000\u2069") == FEW


def test_other_courtesies_name_nobody(content: Content):
    assert "example.org" not in screens(content, MANY).courtesy("thanks", "en", is_private=True).html


def test_the_rest_comes_in_pages_that_fit_and_leave_nobody_out(content: Content):
    pages = ContactScreens(MANY, Words(content.texts))
    found = [pages.page(str(number), "ar") for number in range(1, 4)]
    texts = [screen.html for screen in found if screen is not None]
    assert len(texts) == -(-len(MANY) // PAGE)
    assert sum(text.count("https://example.org/help") for text in texts) == len(MANY)
    assert all(utf16_length(text) <= LONGEST_TEXT for text in texts)


def test_an_old_button_to_contacts_that_are_gone_says_nothing(content: Content):
    assert ContactScreens((), Words(content.texts)).page("", "en") is None


@pytest.fixture
async def with_contacts(stage: Stage) -> Stage:
    await stage.stop()
    stage.content = replace(stage.content, contacts=MANY)
    stage.start()
    return stage


async def test_a_cry_for_help_gets_contacts_and_the_button_leads_to_all(with_contacts: Stage):
    stage = with_contacts
    await stage.begin(AMINA)
    answer = await stage.ask(AMINA, "police at my door")
    seen = answer["text"].translate(dict.fromkeys(map(ord, "\u2068\u2069")))
    assert "Africa\n• Aid & Rights 0 (English, العربية): +00 000 000 · https://example.org/help" in seen
    await stage.press(AMINA, answer, labels(answer)[-1])
    first = await stage.simulator.wait_for_message(AMINA, after_message_id=answer["message_id"])
    assert labels(first) == [stage.content.texts.text("en", "page.next")]
    await stage.press(AMINA, first, labels(first)[-1])

    def turned() -> bool:
        return len(labels(stage.simulator.messages(AMINA)[-1])) == 2

    await stage.simulator.wait_until(turned)


def test_owners_are_told_of_contacts_that_are_half_a_year_old(content: Content):
    pages = ContactScreens(MANY, Words(content.texts))
    assert pages.for_owners("en", date(2027, 5, 19)) == []
    (said,) = pages.for_owners("en", date(2027, 5, 20))
    assert said.startswith(f"{len(MANY)} contacts")
