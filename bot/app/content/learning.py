"""What is learned from the content: at once what is kept, else a little now and the rest beside the work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from bot.app.content import answerer_cache, kept_arrays
from bot.content.check import Content
from bot.domain.content.faq import COUNTRY_VOTE, Faq
from bot.matching.answerer import Answerer, in_language
from bot.matching.recognizing.language.question_language import METHOD, QuestionLanguages
from bot.matching.recognizing.message_language import Hearing
from bot.matching.recognizing.named_subjects import Naming
from bot.matching.recognizing.numbered_parts import Numbered
from bot.services.stoppable_waits import first_of

LANGUAGES_FILE = "languages.npz"


def make_answerer(content: Content, cache: Path | None) -> Answerer:
    """The matcher over everything that the curators wrote; what it learned is kept in the folder `cache`."""
    languages = make_languages(content, cache)
    answerer = answerer_cache.answerer(*taught(as_matched(content, languages)), cache)
    prepare(answerer, content, languages)
    return answerer


def make_languages(content: Content, cache: Path | None = None) -> QuestionLanguages:
    """Tells languages apart by what the curators wrote in them, and what else is known of languages.

    What was found out of both is kept in the folder `cache`, if there is one.
    """
    offered: dict[str, list[str]] = {language: [] for language in content.texts.languages}
    written = {**offered, **content.faq.wordings()}
    if cache is None:
        return QuestionLanguages(written, content.tongues)
    tongues = {code: asdict(tongue) for code, tongue in content.tongues.items()}
    file, key = cache / LANGUAGES_FILE, kept_arrays.key_of(METHOD, written, tongues)
    found = kept_arrays.read(file, key, partial(QuestionLanguages.from_arrays, tongues=content.tongues))
    if found is None:
        found = QuestionLanguages(written, content.tongues)
        found.spell_ahead(written.get("ar", ()))
        kept_arrays.write(file, kept_arrays.content(key, found.to_arrays()))
    return found


def as_matched(content: Content, languages: QuestionLanguages) -> Faq:
    """The FAQ with Arabic in Latin letters in Arabic ones, as questions in it come to the matcher."""
    return content.faq.respelled("ar", languages.in_its_letters)


def taught(faq: Faq) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
    """Phrasings and courtesies as the answerer learns them, each with the language in which it stands."""
    phrasings = [(in_language(language, entry_id), text) for language, entry_id, text in faq.phrasings()]
    courtesies: dict[str, list[str]] = {}
    for language, kind, text in faq.courtesies():
        courtesies.setdefault(in_language(language, kind), []).append(text)
    return phrasings, courtesies


def prepare(answerer: Answerer, content: Content, languages: QuestionLanguages) -> None:
    """What is looked for before matching."""
    answerer.watch_for(content.danger)
    known = {*content.faq.languages, *content.faq.asked_in, *content.texts.languages}
    answerer.listen_with(Hearing(languages, content.asking_on, known))
    votes = content.faq.live(COUNTRY_VOTE) if content.country_votes else None
    answerer.know(Naming(content.vote_questions, Numbered(content.parts), votes))


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned from the content before the bot starts.

    Where the answerer only counted so far, `better` learns for a while and gives one that decides better.
    """

    answerer: Answerer
    better: Callable[[], Awaitable[Answerer | None]] | None = None


def learn(content: Content, cache: Path | None) -> Learned:
    """What the folder `cache` holds, else what can be learned in a few seconds."""
    languages = make_languages(content, cache)
    phrasings, courtesies = taught(as_matched(content, languages))
    kept = answerer_cache.kept(phrasings, courtesies, cache)
    if kept is not None:
        prepare(kept, content, languages)
        return Learned(kept)
    counted = answerer_cache.counted_apart(phrasings, courtesies)
    if counted is None:
        counted = Answerer(phrasings, courtesies, trained=False)
    prepare(counted, content, languages)
    return Learned(counted, partial(answerer_cache.learned_apart, phrasings, courtesies, cache))


async def learn_anew(content: Content, cache: Path | None, niceness: int) -> Answerer:
    """All that can be learned from other content, beside the work: what is kept, else learned by a process of
    its own; only counted where that failed."""
    languages = await asyncio.to_thread(make_languages, content, cache)
    phrasings, courtesies = await asyncio.to_thread(lambda: taught(as_matched(content, languages)))
    found = await asyncio.to_thread(answerer_cache.kept, phrasings, courtesies, cache)
    if found is None:
        found = await answerer_cache.learned_apart(phrasings, courtesies, cache, niceness)
    if found is None:
        found = await asyncio.to_thread(Answerer, phrasings, courtesies, trained=False)
    prepare(found, content, languages)
    return found


async def learn_on(learned: Learned, stopping: asyncio.Event) -> None:
    """Answers with what was learned better as soon as it is there; gives up when `stopping` is set."""
    if learned.better is None:
        return
    learning = asyncio.ensure_future(learned.better())
    try:
        await first_of(learning, stopping)
        if learning.done() and (better := learning.result()) is not None:
            learned.answerer.become(better)
    finally:
        learning.cancel()
        await asyncio.wait((learning,))
