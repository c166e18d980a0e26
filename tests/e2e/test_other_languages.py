"""Who writes in a language that the bot has no answers in, or asks for one, is answered in that language."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.app.content.learning import Learned, make_languages, prepare, taught
from bot.content.check import Content
from bot.matching.answerer import Answerer
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage, labels, staged

OURS = ["English", "العربية", "español", "français"]
QUESTION = "is the compact law yes or no"


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


async def test_who_writes_in_a_language_that_we_lack_is_told_in_it_what_there_is(stage: Stage):
    for message, words in LACKING.items():
        reply = await stage.ask(await stage.newcomer(), message)
        assert words in reply["text"]
        assert "A/RES/73/195" in reply["text"]
        assert all(name in reply["text"] for name in OURS)
        assert sorted(labels(reply)) == sorted(OURS)


async def test_who_asks_for_a_language_that_we_lack_gets_the_same(stage: Stage):
    await stage.begin(AMINA)
    assert "Hindi pa ako marunong ng Tagalog" in (await stage.ask(AMINA, "do you speak tagalog"))["text"]
    assert "Ainda não falo português" in (await stage.ask(AMINA, "speak portuguese?"))["text"]
    wish = "can u answer me in somali from now on"  # of which some words are of danger
    assert "Soomaali" in (await stage.ask(AMINA, wish))["text"]


async def test_a_wish_for_a_language_changes_to_it_and_says_so_in_it(stage: Stage):
    for wish, words in WISHES.items():
        person = await stage.newcomer()
        reply = await stage.ask(person, wish)
        assert words in reply["text"]
        assert sorted(labels(reply)) == sorted(OURS)
        changed = await stage.ask(person, "/language")
        assert changed["text"] != "Which language do you want?"


async def test_after_an_answer_the_wish_for_a_language_brings_the_answer_in_it(stage: Stage):
    await stage.begin(AMINA)
    await stage.ask(AMINA, QUESTION)
    changed = await stage.ask(AMINA, "in spanish")
    again = await stage.simulator.wait_for_message(AMINA, after_message_id=changed["message_id"])
    assert again["text"].startswith(stage.content.faq.entries["es"]["legally-binding"].question)


async def test_a_wish_that_names_no_language_offers_them_in_the_language_it_is_written_in(stage: Stage):
    await stage.begin(DIEGO)
    reply = await stage.ask(DIEGO, "how do i change my language")
    assert reply["text"].startswith("I speak English")
    assert sorted(labels(reply)) == sorted(OURS)


async def test_arabic_in_latin_letters_is_answered_in_arabic(stage: Stage):
    await stage.begin(AMINA)
    answer = await stage.ask(AMINA, "chou houwe el mithaq")
    assert answer["text"].startswith(stage.content.faq.entries["ar"]["what-is-the-compact"].question)


async def test_pictures_alone_are_met_with_warmth_and_not_counted_as_missed(stage: Stage):
    kinds = ("🙏", "❤️", "👍", "😢", "✊🏿❤️")
    for pictures in kinds:
        assert "That is kind of you" in (await stage.ask(await stage.newcomer(), pictures))["text"]
    await stage.begin(ADA)
    missed = (await stage.ask(ADA, "/missed"))["text"]
    assert not any(pictures in missed for pictures in kinds)


async def test_more_shorter_and_source_go_on_from_the_last_answer(stage: Stage):
    entry = stage.content.faq.entries["en"]["legally-binding"]
    await stage.begin(AMINA)
    whole = await stage.ask(AMINA, QUESTION)
    more = await stage.ask(AMINA, "tell me more")
    assert labels(more) == [stage.content.faq.entries["en"][near].question for near in entry.related]
    source = await stage.ask(AMINA, "source?")
    assert entry.sources[0].title in source["text"]
    shorter = await stage.ask(AMINA, "shorter please")
    assert shorter["text"].startswith(entry.question)
    assert len(shorter["text"]) < len(whole["text"]) / 2
    assert labels(shorter) == [entry.question]
    mine = await stage.ask(AMINA, "and in my country?")
    assert stage.content.faq.entries["en"]["country-votes"].question in labels(mine)


async def test_more_without_an_answer_before_it_says_what_may_be_asked(stage: Stage):
    await stage.begin(AMINA)
    for word in ("more", "mas", "المزيد"):
        assert "/stop" not in (await stage.ask(AMINA, word))["text"]


@pytest.fixture
async def asked_in_portuguese(migrated_sqlite_url: str, content: Content) -> AsyncIterator[Stage]:
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
    answerer = Answerer(few, courtesies, trained=False)
    prepare(answerer, asked, make_languages(asked))
    async with staged(migrated_sqlite_url, asked, Learned(answerer)) as made:
        yield made


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
