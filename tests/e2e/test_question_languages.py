"""The reply comes in the language of the question, whatever language the phone speaks."""

from dataclasses import replace

import pytest

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.domain.content.faq import Faq
from tests.e2e.conftest import Stage, labels, staged

SPANISH = "el pacto es una ley si o no"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def stage(one_bot: Stage) -> Stage:
    """One bot for all tests of this file: each talks with it as somebody new."""
    return one_bot


async def test_a_spanish_question_on_an_english_phone_is_answered_in_spanish(stage: Stage):
    amina = await stage.newcomer()
    answer = await stage.ask(amina, SPANISH)
    entry = stage.content.faq.entries["es"]["legally-binding"]
    assert answer["text"].startswith(entry.question)
    assert "19 de diciembre de 2018" in answer["text"] or entry.sources[0].title in answer["text"]


async def test_a_button_shows_its_answer_in_the_language_that_it_is_written_in(stage: Stage):
    amina = await stage.newcomer()
    answer = await stage.ask(amina, SPANISH)
    related = labels(answer)[0]
    await stage.press(amina, answer, related)
    shown = await stage.simulator.wait_for_message(amina, after_message_id=answer["message_id"])
    assert shown["text"].startswith(related)


async def test_small_talk_is_answered_in_its_language_and_the_unclear_in_the_members(stage: Stage):
    diego = await stage.newcomer("es")
    courtesies = stage.content.faq.courtesy_entries
    assert (await stage.ask(diego, "thank you"))["text"] == courtesies["en"]["thanks"].answer.strip()
    assert (await stage.ask(diego, "شكرا"))["text"] == courtesies["ar"]["thanks"].answer.strip()
    assert "No conozco el idioma" in (await stage.ask(diego, "λουλούδι στο παράθυρο"))["text"]


async def test_a_question_in_a_language_that_we_lack_is_matched_and_replied_to_with_a_note(stage: Stage):
    note = "I do not know the language of your message"
    amina = await stage.newcomer()
    reply = await stage.ask(amina, "milyen megállapodás compact szövege olvasható magyarul")
    assert note in reply["text"]
    assert labels(reply)
    assert note in (await stage.ask(amina, "λουλούδι στο παράθυρο"))["text"]
    assert note not in (await stage.ask(amina, "is the compact law yes or no"))["text"]
    diego = await stage.newcomer("es")
    assert "No conozco el idioma" in (await stage.ask(diego, "λουλούδι στο παράθυρο"))["text"]


async def test_what_is_not_translated_comes_in_the_members_language_and_says_so(
    migrated_sqlite_url: str, content: Content, learned: Learned
):
    entries = [
        entry
        for language, by_id in content.faq.entries.items()
        for entry in by_id.values()
        if (language, entry.id) not in {("es", "legally-binding"), ("es", "members"), ("fr", "members")}
    ]
    courtesies = [entry for by_kind in content.faq.courtesy_entries.values() for entry in by_kind.values()]
    partly = replace(content, faq=Faq.of(entries, courtesies))
    async with staged(migrated_sqlite_url, partly, learned) as stage:
        amina = await stage.newcomer()
        answer = await stage.ask(amina, SPANISH)
        assert answer["text"].startswith("Is the Compact legally binding?")
        assert answer["text"].endswith("This answer is not translated yet.")
        diego = await stage.newcomer("es")
        answer = await stage.ask(diego, SPANISH)
        assert answer["text"].startswith("Is the Compact legally binding?")
        assert "todavía no está traducida" in answer["text"]


async def test_who_asks_of_the_bot_and_of_the_compact_is_answered_both(stage: Stage):
    amina = await stage.newcomer()
    first = await stage.ask(amina, "are you a robot? is the compact legally binding?")
    second = await stage.simulator.wait_for_message(amina, after_message_id=first["message_id"])
    said = stage.content.faq.courtesy("are-you-human", "en")
    assert said is not None
    assert first["text"][:40] == said.replace("**", "")[:40]
    assert second["text"].startswith(stage.content.faq.entries["en"]["legally-binding"].question)


async def test_who_asks_for_one_short_name_reads_that_one_first(stage: Stage):
    spelled = "National Network for Immigrant and Refugee Rights"
    for asked, first in (
        ("what is NNIRR", f"NNIRR: {spelled}"),
        ("nnirr signifie quoi", f"NNIRR: {spelled}"),
        ("mfa and mri, what do these letters mean", "MFA: Migrant Forum in Asia"),
        ("full names of the abbreviations", "They are short names"),
    ):
        answer = await stage.ask(await stage.newcomer(), asked)
        assert answer["text"].split("\n\n")[1].lstrip("\u2068").startswith(first), answer["text"]


async def test_who_cries_for_help_beside_the_name_of_a_language_is_told_what_may_help_in_that(stage: Stage):
    amina = await stage.newcomer()
    courtesies = stage.content.faq.courtesy_entries
    reply = await stage.ask(amina, "help, arabic")
    assert reply["text"].startswith(courtesies["ar"]["emergency"].answer.partition("**")[0])
    assert "العربية" in labels(reply)
    assert (await stage.ask(amina, "/language"))["text"] == stage.content.texts.text("ar", "language.choose")
    reply = await stage.ask(await stage.newcomer(), "help farsi")
    assert reply["text"].startswith(courtesies["en"]["emergency"].answer.partition("**")[0])
    assert "العربية" in labels(reply)
