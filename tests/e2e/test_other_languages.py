"""Who writes in a language that the bot has no answers in, or asks for one, is answered in that language."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.app.content.learning import Learned, prepare, taught
from bot.content.check import Content
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage, labels, staged
from tests.learning import languages_once, learned_once

OURS = ["English", "العربية", "español", "français"]
QUESTION = "is the compact law yes or no"

pytestmark = pytest.mark.asyncio(loop_scope="module")

LACKING = {
    "wann wurde der pakt unterschrieben": "Ich spreche leider noch kein Deutsch",
    "кто подписал договор о миграции": "Я пока не говорю по-русски",
    "ye compact kya hai bhai": "मैं अभी हिन्दी नहीं बोलता",
    "chi ha firmato il patto": "non parlo ancora italiano",
}
WISHES = {
    "i want french": "je réponds en français",
    "en español por favor": "respondo en español",
    "بالعربي": "أجيب بالعربية",
    "want french": "je réponds en français",
    "mi compañero es senegalés, puedes hablarle en francés": "je réponds en français",
}


async def test_who_writes_in_a_language_that_we_lack_is_told_in_it_what_there_is(one_bot: Stage):
    for message, words in LACKING.items():
        reply = await one_bot.ask(await one_bot.newcomer(), message)
        assert words in reply["text"]
        assert "A/RES/73/195" in reply["text"]
        assert all(name in reply["text"] for name in OURS)
        assert sorted(labels(reply)) == sorted(OURS)


async def test_who_asks_for_a_language_that_we_lack_gets_the_same(one_bot: Stage):
    person = await one_bot.newcomer()
    assert "Hindi pa ako marunong ng Tagalog" in (await one_bot.ask(person, "do you speak tagalog"))["text"]
    assert "Ainda não falo português" in (await one_bot.ask(person, "speak portuguese?"))["text"]
    wish = "can u answer me in somali from now on"  # of which some words are of danger
    assert "Soomaali" in (await one_bot.ask(person, wish))["text"]


async def test_a_wish_for_a_language_changes_to_it_and_says_so_in_it(one_bot: Stage):
    for wish, words in WISHES.items():
        person = await one_bot.newcomer()
        reply = await one_bot.ask(person, wish)
        assert words in reply["text"]
        assert sorted(labels(reply)) == sorted(OURS)
        changed = await one_bot.ask(person, "/language")
        assert changed["text"] != "Which language do you want?"


async def test_after_an_answer_the_wish_for_a_language_brings_the_answer_in_it(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, QUESTION)
    changed = await one_bot.ask(person, "in spanish")
    again = await one_bot.simulator.wait_for_message(person, after_message_id=changed["message_id"])
    assert again["text"].startswith(one_bot.content.faq.entries["es"]["legally-binding"].question)


async def test_a_wish_that_names_no_language_offers_them_in_the_language_it_is_written_in(one_bot: Stage):
    person = await one_bot.newcomer("es")
    reply = await one_bot.ask(person, "how do i change my language")
    assert reply["text"].startswith("I speak English")
    assert sorted(labels(reply)) == sorted(OURS)


async def test_arabic_in_latin_letters_is_answered_in_arabic(one_bot: Stage):
    person = await one_bot.newcomer()
    answer = await one_bot.ask(person, "chou houwe el mithaq")
    assert answer["text"].startswith(one_bot.content.faq.entries["ar"]["what-is-the-compact"].question)


async def test_pictures_alone_are_met_with_warmth_and_not_counted_as_missed(one_bot: Stage):
    kinds = ("🙏", "❤️", "👍", "😢", "✊🏿❤️")
    for pictures in kinds:
        assert "That is kind of you" in (await one_bot.ask(await one_bot.newcomer(), pictures))["text"]
    await one_bot.begin(ADA)
    missed = (await one_bot.ask(ADA, "/missed"))["text"]
    assert not any(pictures in missed for pictures in kinds)


async def test_more_shorter_and_source_go_on_from_the_last_answer(one_bot: Stage):
    entry = one_bot.content.faq.entries["en"]["legally-binding"]
    person = await one_bot.newcomer()
    whole = await one_bot.ask(person, QUESTION)
    more = await one_bot.ask(person, "tell me more")
    assert labels(more) == [one_bot.content.faq.entries["en"][near].question for near in entry.related]
    source = await one_bot.ask(person, "source?")
    assert entry.sources[0].title in source["text"]
    shorter = await one_bot.ask(person, "shorter please")
    assert shorter["text"].startswith(entry.question)
    assert len(shorter["text"]) < len(whole["text"]) / 2
    assert labels(shorter) == [entry.question]
    mine = await one_bot.ask(person, "and in my country?")
    assert one_bot.content.faq.entries["en"]["country-votes"].question in labels(mine)


async def test_more_without_an_answer_before_it_says_what_may_be_asked(one_bot: Stage):
    person = await one_bot.newcomer()
    for word in ("more", "mas", "المزيد"):
        assert "/stop" not in (await one_bot.ask(person, word))["text"]


@pytest.fixture
async def asked_in_portuguese(
    migrated_sqlite_url: str, content: Content, request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    """The bot with a few questions in Portuguese."""
    asked_in = {
        "pt": {
            "legally-binding": ("o pacto é uma lei", "o pacto obriga os países", "é obrigatório"),
            "members": ("quem são os membros da coalizão", "quem faz parte da coalizão"),
            "adoption": ("quando o pacto foi adotado", "onde assinaram o pacto"),
            "webinars": ("quando é o próximo webinar", "como entro no webinar"),
            "thanks": ("obrigado", "muito obrigada"),
        }
    }
    faq = replace(content.faq, asked_in=asked_in)
    asked = replace(content, faq=faq)
    phrasings, courtesies = taught(faq)
    few = [(name, text) for name, text in phrasings if name.partition(":")[2] in asked_in["pt"]]
    answerer = learned_once(request.config, "portuguese", few, courtesies)
    prepare(answerer, asked, languages_once(request.config, "portuguese", asked))
    async with staged(migrated_sqlite_url, asked, Learned(answerer)) as made:
        yield made


@pytest.mark.asyncio(loop_scope="function")
async def test_a_question_in_portuguese_is_answered_in_the_members_language_which_one_sentence_says(
    asked_in_portuguese: Stage,
):
    stage = asked_in_portuguese
    await stage.begin(AMINA)
    answer = await stage.ask(AMINA, "o pacto obriga os países?")
    first, title = answer["text"].split("\n\n")[:2]
    assert first == "Respondo em inglês, porque ainda não falo português."
    assert title == stage.content.faq.entries["en"]["legally-binding"].question
    await stage.begin(DIEGO)
    answer = await stage.ask(DIEGO, "o pacto obriga os países?")
    assert answer["text"].startswith("Respondo em espanhol, porque ainda não falo português.\n\n¿")
