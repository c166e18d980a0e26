"""Questions, as they reach the phone."""

from urllib.parse import parse_qs

import pytest

from bot.matching.replies import Missed, Suggested
from tests.e2e.conftest import ADA, Stage, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def stage(one_bot: Stage) -> Stage:
    """One bot for all tests of this file: each talks with it as somebody new."""
    return one_bot


def unclear_question(stage: Stage) -> str:
    """A question that the matcher is not sure about, whatever its thresholds are."""
    candidates = [
        f"zebra {words}"
        for words in (
            "consultation",
            "regional reviews",
            "members unions",
            "committee",
            "dialogue governments",
        )
    ]
    return next(text for text in candidates if isinstance(stage.learned.answerer.decide(text), Suggested))


async def test_a_question_gets_the_curated_answer_with_source_date_and_related_questions(stage: Stage):
    amina = await stage.newcomer()
    answer = await stage.ask(amina, "is the compact law yes or no")
    assert answer["text"].startswith("Is the Compact legally binding?")
    assert "(December 19, 2018)" in answer["text"]
    english = stage.content.faq.entries["en"]
    related = [english[entry_id].question for entry_id in english["legally-binding"].related]
    assert len(related) == 3
    assert labels(answer) == [*related, "👍", "👎", "Share"]
    await stage.press(amina, answer, related[0])
    shown = await stage.simulator.wait_for_message(amina, after_message_id=answer["message_id"])
    assert shown["text"].startswith(related[0])


async def test_an_answer_about_the_past_says_what_happened_since(stage: Stage):
    amina = await stage.newcomer()
    answer = await stage.ask(amina, "/start q_executive-orders-2017")
    assert "Since then:" in answer["text"]


async def test_what_has_no_answer_is_said_so_with_a_person_to_ask(stage: Stage):
    amina = await stage.newcomer()
    unheard_of = ("qqqq zzzz xxxx", "blue xylophones dance", "λουλούδι στο παράθυρο", "pizza oven repair")
    question = next(text for text in unheard_of if isinstance(stage.learned.answerer.decide(text), Missed))
    reply = await stage.ask(amina, question)
    assert "I do not want to guess" in reply["text"]
    assert any("contact" in label.lower() for label in labels(reply))


async def test_a_suggestion_offers_titles_only_never_the_persons_words_and_else_a_person(stage: Stage):
    amina = await stage.newcomer()
    reply = await stage.ask(amina, unclear_question(stage))
    assert "zebra" not in reply["text"].lower()
    assert 2 <= len(labels(reply)) <= 4
    titles = {entry.question for entry in stage.content.faq.entries["en"].values()}
    assert set(labels(reply)) <= titles | {"None of these"}
    await stage.press(amina, reply, "None of these")
    follow_up = await stage.simulator.wait_for_message(amina, after_message_id=reply["message_id"])
    assert "contact the Coalition" in follow_up["text"]


async def test_small_talk_is_answered_as_small_talk(stage: Stage):
    amina = await stage.newcomer()
    reply = await stage.ask(amina, "hello")
    assert "Source" not in reply["text"]
    assert "guess" not in reply["text"]


async def test_a_personal_case_is_shown_to_people_who_may_help(stage: Stage):
    amina = await stage.newcomer()
    reply = await stage.ask(amina, "my residence permit expires next month")
    english = stage.content.faq.entries["en"]
    assert labels(reply) == [english["members"].question, english["contact"].question]
    await stage.press(amina, reply, labels(reply)[1])
    shown = await stage.simulator.wait_for_message(amina, after_message_id=reply["message_id"])
    assert shown["text"].startswith(english["contact"].question)


async def test_a_photo_or_a_document_is_answered_with_a_request_to_write(stage: Stage):
    amina = await stage.newcomer()
    sent = stage.simulator.send_file(amina, "note.txt", b"hello")
    reply = await stage.simulator.wait_for_message(amina, after_message_id=sent)
    assert "only read text" in reply["text"]


async def test_an_answer_is_passed_on_with_a_link_that_opens_it(stage: Stage):
    amina = await stage.newcomer()
    answer = await stage.ask(amina, "is the compact law yes or no")
    share = answer["reply_markup"]["inline_keyboard"][-1][-1]
    page, _, query = share["url"].partition("?")
    assert page == "https://t.me/share/url"
    assert query.count("=") == 2  # the link inside is encoded: its own ? and = say nothing here
    (link,) = parse_qs(query)["url"]
    assert parse_qs(query)["text"] == [stage.content.faq.entries["en"]["legally-binding"].question]
    name = stage.simulator.state()["bot"]["username"]
    assert link == f"https://t.me/{name}?start=q_legally-binding"
    diego = stage.simulator.create_user(language_code="es")
    started = stage.simulator.press_start(diego, link.partition("?start=")[2])
    opened = await stage.simulator.wait_for_message(diego, after_message_id=started)
    assert opened["text"].startswith(stage.content.faq.entries["es"]["legally-binding"].question)


async def test_a_link_to_an_entry_opens_that_entry(stage: Stage):
    amina = stage.simulator.create_user(language_code="en")
    started = stage.simulator.press_start(amina, "q_legally-binding")
    reply = await stage.simulator.wait_for_message(amina, after_message_id=started)
    assert reply["text"].startswith("Is the Compact legally binding?")


@pytest.mark.parametrize("way", ["command", "reply"])
async def test_in_a_group_the_bot_answers_when_it_is_asked(stage: Stage, way: str):
    amina = await stage.newcomer()
    group = stage.simulator.create_group("Organizers", [amina, ADA])
    answer = await stage.ask(amina, "/ask is the compact law yes or no", chat_id=group)
    if way == "reply":
        said = stage.simulator.say(
            amina, "what is the new york declaration", chat_id=group, reply_to=answer["message_id"]
        )
        answer = await stage.simulator.wait_for_message(group, after_message_id=said)
        assert answer["text"].startswith("What is the New York Declaration")
    else:
        assert "legally binding" in answer["text"]
    assert answer["reply_to_message"]["from"]["id"] == amina


async def test_in_a_group_talk_among_people_is_left_alone(stage: Stage):
    amina = await stage.newcomer()
    stage.simulator.create_group("Organizers", [amina, ADA])
    group = stage.simulator.state()["groups"][-1]["chat_id"]
    stage.simulator.say(amina, "is the compact a law?", chat_id=group)
    answer = await stage.ask(amina, "/ask what is the compact", chat_id=group)
    outgoing = [m for m in stage.simulator.messages(group) if m["is_outgoing"]]
    assert [m["message_id"] for m in outgoing] == [answer["message_id"]]


async def test_admins_see_what_was_asked_in_vain_without_who_asked(stage: Stage):
    unheard_of = (
        "vvvv wwww yyyy 5551234567",
        "blue xylophones dance 5551234567",
        "λουλούδι στο παράθυρο 5551234567",
    )
    question = next(text for text in unheard_of if isinstance(stage.learned.answerer.decide(text), Missed))
    amina = await stage.newcomer()
    await stage.ask(amina, question)
    await stage.ask(amina, question)
    await stage.begin(ADA)
    reply = await stage.ask(ADA, "/missed")
    assert f"1× {question.removesuffix('5551234567')}… (en)" in reply["text"]  # once a day for one chat
    assert "5551234567" not in reply["text"]
    assert str(amina) not in reply["text"]


async def test_a_state_alone_is_answered_with_its_vote_and_a_doubt(stage: Stage):
    words = stage.content.texts
    for language, text in (("en", "Swaziland"), ("fr", "et la Suisse"), ("ar", "المغرب"), ("es", "Chad")):
        reply = await stage.ask(await stage.newcomer(language), text)
        title = stage.content.faq.entries[language]["country-votes"].question
        assert title in reply["text"], text
        assert labels(reply)[-1] == words.text(language, "suggestions.none"), text


async def test_numbers_and_links_with_hardly_a_word_are_not_read(stage: Stage):
    for text in ("+33 6 12 34 56 78", "6 12 34 87 55", "check this https://youtu.be/abc", "t.me/abc"):
        reply = await stage.ask(await stage.newcomer(), text)
        assert reply["text"].startswith("I do not open links"), text


async def test_pictures_that_ask_are_told_what_may_be_asked(stage: Stage):
    told = stage.content.faq.courtesy("who-are-you", "en") or ""
    for text in ("❓", "🤔🤔"):
        reply = await stage.ask(await stage.newcomer(), text)
        assert reply["text"][:40] == told[:40], text


async def test_who_looks_for_a_person_finds_the_contact_below(stage: Stage):
    contact = stage.content.faq.entries["en"]["contact"].question
    assert contact in labels(await stage.ask(await stage.newcomer(), "i want to talk to a human"))


async def test_a_script_of_which_nothing_is_known_gets_the_languages(stage: Stage):
    for text in ("글로벌 콤팩트", "உலகளாவிய ஒப்பந்தம்"):
        reply = await stage.ask(await stage.newcomer(), text)
        assert {"English", "español", "français", "العربية"} <= set(labels(reply)), text


async def test_of_two_objectives_named_together_both_are_surely_meant(stage: Stage):
    amina = await stage.newcomer()
    first = await stage.ask(amina, "objectives 5 and 6")
    titles = stage.content.faq.entries["en"]
    assert first["text"].startswith(titles["objective-5-pathways"].question)
