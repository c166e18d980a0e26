"""A language that the bot has only begun to speak: English stands in for what it lacks, and no other one."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.content.learning import Learned, as_matched, prepare, taught
from bot.content.check import Content
from bot.content.locale_files import load_texts
from bot.content.locate import locales_folder
from bot.content.po_file import read_po_file
from bot.content.translator_catalog import catalog_for_translators
from bot.domain.content.faq import Faq
from tests import shipped
from tests.e2e.conftest import Stage, labels, staged
from tests.learning import languages_once, learned_once

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRANSLATED = {
    "Which language do you want?": "Que língua você quer?",
    "None of these": "Nenhuma destas",
    "<i>This answer is not translated yet.</i>": "<i>Esta resposta ainda não está traduzida.</i>",
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Portuguese with three sentences and Kurdish with none, both without a question or an answer."""
    folder = tmp_path_factory.mktemp("fifth") / "bot" / "locales"
    shutil.copytree(locales_folder(), folder)
    english, _ = read_po_file(folder / "en" / "LC_MESSAGES" / "bot.po", "bot.po", "en")
    assert english is not None
    catalog = catalog_for_translators(english, None, "pt", names_alone=False)
    for text, translated in TRANSLATED.items():
        assert f'msgid "{text}"\nmsgstr ""' in catalog
        catalog = catalog.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translated}"')
    kurdish = catalog_for_translators(english, None, "ckb", names_alone=True)
    for code, text in (("pt", catalog), ("ckb", kurdish)):
        path = Path(folder, code, "LC_MESSAGES", "bot.po")
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    whole = shipped.content()
    organization = whole.faq.organization
    offered = replace(organization, languages=(*organization.languages, "pt", "ckb"))
    texts, problems, _ = load_texts(folder, organization=offered)
    assert texts is not None, problems
    asked_in = {code: asked for code, asked in whole.faq.asked_in.items() if code != "pt"}
    return replace(whole, texts=texts, faq=replace(whole.faq, asked_in=asked_in, organization=offered))


@pytest.fixture(scope="module")
def learned_of_few(begun: Content, request: pytest.FixtureRequest) -> Learned:
    """A few of the answers."""
    few = [
        entry
        for entries in begun.faq.entries.values()
        for entry in entries.values()
        if entry.category in ("compact", "regional") or entry.id == "webinars"
    ]
    languages = languages_once(request.config, "fifth", begun)
    phrasings, courtesies = taught(as_matched(replace(begun, faq=Faq.of(few)), languages))
    answerer = learned_once(request.config, "fifth", phrasings, courtesies)
    prepare(answerer, begun, languages)
    return Learned(answerer)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(begun: Content, learned_of_few: Learned) -> AsyncIterator[Stage]:
    async with staged("sqlite://", begun, learned_of_few) as made:
        yield made


async def test_who_chose_it_gets_its_sentences_and_otherwise_english_and_is_never_told_that_it_is_unknown(
    stage: Stage,
):
    person = stage.simulator.create_user(language_code="pt-br")
    greeting = await stage.begin(person)
    assert "português" in labels(greeting)
    assert "Que língua você quer?" in (await stage.ask(person, "/language"))["text"]
    answer = await stage.ask(person, "o que é o pacto global para a migração")
    assert "Esta resposta ainda não está traduzida." in answer["text"]
    others = {
        entry.question
        for language in ("es", "fr", "ar")
        for entry in stage.content.faq.entries[language].values()
    }
    for words in (
        "querem me deportar o que faço",
        "O pacto é obrigatório?",
        "qual é o acordo dos países",
        "xuqo vabi rreto plon",
        "los países y el pacto",
    ):
        answer = await stage.ask(person, words)
        assert not others.intersection(labels(answer)), words
        assert "I do not know the language" not in answer["text"], words
        assert "From now on" not in answer["text"], words


async def test_who_speaks_another_language_is_answered_in_it_as_before(stage: Stage):
    person = await stage.newcomer("es")
    assert "no está traducida" not in (await stage.ask(person, "qué es el pacto mundial"))["text"]


async def test_every_language_has_its_menu_though_telegram_knows_none_by_three_letters(stage: Stage):
    await stage.newcomer("pt")
    await stage.simulator.wait_until(lambda: len(stage.simulator.calls("setMyCommands")) >= 6)
    calls = stage.simulator.calls("setMyCommands")
    assert {call.status for call in calls} == {200}
    assert {call.params.get("language_code") or "" for call in calls} == {"", "en", "ar", "es", "fr", "pt"}
