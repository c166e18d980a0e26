"""A tenants' union on the same program: nothing that it sends is of another organization or its subject."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.content.learning import Learned, as_matched, prepare, taught
from bot.content.check import Content, check
from bot.content.locate import locales_folder
from bot.content.question_file import read_questions
from bot.content.starter_folder import write_starter
from bot.matching.evaluation import evaluate
from tests.e2e.conftest import ADA, Stage, labels, staged
from tests.learning import languages_once, learned_once
from tests.tenants import LANGUAGES, QUESTIONS, write_tenants

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHERS = re.compile(
    r"compact(?!_bot)|coalition|coalici|\bgcm\b|migra|marrak|pacto|united nations|\bonu\b"
    r"|objective|a/res|new york|csaction|nnirr",
    re.IGNORECASE,
)
WEBINAR = datetime(2026, 11, 26, 18, tzinfo=UTC)
WEEKLY = datetime(2026, 11, 30, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def tenants(tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder = write_tenants(tmp_path_factory.mktemp("tenants"))
    report = check(folder, locales_folder(), date(2026, 11, 24))
    assert report.content is not None, report.problems
    return report.content


@pytest.fixture(scope="module")
def learned_by_tenants(tenants: Content, request: pytest.FixtureRequest) -> Learned:
    languages = languages_once(request.config, "tenants", tenants)
    answerer = learned_once(request.config, "tenants", *taught(as_matched(tenants, languages)))
    prepare(answerer, tenants, languages)
    return Learned(answerer)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def union(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_sqlite_file: Path,
    tenants: Content,
    learned_by_tenants: Learned,
) -> AsyncIterator[Stage]:
    """One bot for all tests of this file, in the order in which they stand or in any other."""
    file = shutil.copy(migrated_sqlite_file, tmp_path_factory.mktemp("union") / "bot.db")
    async with staged(f"sqlite:///{file}", tenants, learned_by_tenants) as stage:
        yield stage


def everything_sent(union: Stage) -> list[str]:
    """All that the bot has ever told Telegram."""
    calls = union.simulator.calls()
    assert {"sendMessage", "setMyCommands"} <= {call.method for call in calls}
    return [json.dumps(call.params, ensure_ascii=False) for call in calls]


async def test_it_offers_its_own_languages_and_says_whose_it_is(union: Stage):
    hello = await union.begin(union.simulator.create_user(language_code="fr"))
    assert "Riverside Tenants' Union" in hello["text"]
    assert labels(hello) == ["English", "español"]
    person = hello["chat"]["id"]
    await union.press(person, hello, "español")
    line = "Si este bot deja de existir, nos encontrará aquí: https://tenants.example.org"
    await union.simulator.wait_until(lambda: union.shown(person, hello["message_id"])["text"].endswith(line))


async def test_who_writes_in_a_language_that_it_does_not_offer_is_told_so_in_it(union: Stage):
    reply = await union.ask(
        await union.newcomer("fr"), "est-ce que mon propriétaire peut augmenter le loyer ?"
    )
    assert reply["text"] == "Je ne parle pas encore français, mais je parle English, español"
    assert labels(reply) == ["English", "español"]


async def test_nothing_that_it_sends_is_of_another_organization(union: Stage, tenants: Content):
    for language in LANGUAGES:
        person = await union.newcomer(language)
        for text in (
            "/help",
            "/privacy",
            "/topics",
            "/ask",
            "/language",
            "/nothing",
            "/unsubscribe",
            "qwrtz plmok",
        ):
            await union.ask(person, text)
        for entry in list(tenants.faq.entries[language].values())[::4]:  # all come in the same frame
            await union.ask(person, entry.question)
        for courtesy in tenants.faq.courtesy_entries[language].values():
            await union.ask(person, courtesy.phrasings[0])
        for text in ("and in my country?", "how did france vote on it", "paragraph 29", "more", "source?"):
            await union.ask(person, text)
        await union.ask(person, "wann wurde der vertrag unterschrieben")
        for category in tenants.faq.category_names:
            choice = await union.ask(person, "/topics")
            await union.press(person, choice, tenants.faq.category_names[category][language])
        await union.ask(person, "/subscribe all")
    for lead, words in ((24, "Mañana"), (1, "pronto"), (0, "ahora")):
        union.clock.move_to(WEBINAR - timedelta(hours=lead))
        await union.simulator.wait_until(lambda words=words: words in union.last(person)["text"])
        assert "tenants.test/open-evening" in union.last(person)["text"]
    union.clock.move_to(WEEKLY)
    await union.simulator.wait_until(lambda: "reparaciones" in union.last(person)["text"])
    await union.begin(ADA)
    for text in ("/help", "/status", "/missed", "/ratings"):
        await union.ask(ADA, text)
    assert [text for text in everything_sent(union) if OTHERS.search(text)] == []


async def test_its_own_questions_are_answered(learned_by_tenants: Learned, tenants: Content):
    questions, problems = read_questions(QUESTIONS)
    assert problems == []
    entries = {entry_id for by_id in tenants.faq.entries.values() for entry_id in by_id}
    report = evaluate(questions, learned_by_tenants.answerer.decide, entries)
    counts = report.to_dict()["total"]["counts"]
    assert len(questions) == 40
    assert counts["sure_right"] + counts["unsure_right"] >= 38


async def test_what_somebody_begins_from_runs_without_english_too(
    tmp_path: Path, migrated_sqlite_url: str, request: pytest.FixtureRequest
):
    folder = tmp_path / "content"
    write_starter(folder, ("ar",), date(2026, 11, 24))
    content = check(folder, locales_folder(), date(2026, 11, 24)).content
    assert content is not None
    languages = languages_once(request.config, "arabic", content)
    answerer = learned_once(request.config, "arabic", *taught(as_matched(content, languages)))
    prepare(answerer, content, languages)
    async with staged(migrated_sqlite_url, content, Learned(answerer)) as stage:
        person = stage.simulator.create_user(language_code="en")
        hello = await stage.begin(person)
        assert "منظمتنا" in hello["text"]
        assert labels(hello) == ["العربية"]
        answer = await stage.ask(person, "كيف أتواصل معكم")
        assert "https://example.org/contact" in answer["text"]
        topics = await stage.ask(person, "/subscribe all")
        assert "أخبار الأسبوع" in topics["text"]
