"""What is learned from the content: at once what is kept, else a little now and the rest beside the work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.app import answerer_cache
from bot.content.check import Content
from bot.domain.answering import Answerer
from bot.domain.faq import COUNTRY_VOTE
from bot.domain.hearing import Hearing
from bot.domain.naming import Naming
from bot.domain.numbered import Numbered
from bot.domain.question_language import QuestionLanguages


def make_answerer(content: Content, cache: Path | None) -> Answerer:
    """The matcher over everything that the curators wrote; what it learned is kept in the folder `cache`."""
    answerer = answerer_cache.answerer(content.faq.phrasings(), content.faq.courtesies(), cache)
    prepare(answerer, content, make_languages(content))
    return answerer


def make_languages(content: Content) -> QuestionLanguages:
    """Tells languages apart by what the curators wrote in them, and what else is known of languages."""
    return QuestionLanguages(content.faq.wordings(), content.tongues)


def prepare(answerer: Answerer, content: Content, languages: QuestionLanguages) -> None:
    """What is looked for before matching."""
    answerer.watch_for(content.danger)
    known = {*content.faq.languages, *content.faq.asked_in}
    answerer.listen_with(Hearing(languages, content.asking_on, known))
    votes = content.faq.live(COUNTRY_VOTE) if content.country_votes else None
    answerer.know(Naming(content.countries, Numbered(content.faq.entries.get("en", {})), votes))


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned from the content before the bot starts: answers by question, languages by wording.

    Where the answerer only counted so far, `better` learns for a while and gives one that decides better.
    """

    answerer: Answerer
    languages: QuestionLanguages
    better: Callable[[], Awaitable[Answerer | None]] | None = None


def learn(content: Content, cache: Path | None) -> Learned:
    """What the folder `cache` holds, else what can be learned in a few seconds."""
    phrasings, courtesies = list(content.faq.phrasings()), content.faq.courtesies()
    languages = make_languages(content)
    kept = answerer_cache.kept(phrasings, courtesies, cache)
    if kept is not None:
        prepare(kept, content, languages)
        return Learned(kept, languages)
    counted = answerer_cache.counted_apart(phrasings, courtesies)
    if counted is None:
        counted = Answerer(phrasings, courtesies, trained=False)
    prepare(counted, content, languages)
    return Learned(counted, languages, partial(answerer_cache.learned_apart, phrasings, courtesies, cache))


async def learn_on(learned: Learned, stopping: asyncio.Event) -> None:
    """Answers with what was learned better as soon as it is there; gives up when `stopping` is set."""
    if learned.better is None:
        return
    learning, told = asyncio.ensure_future(learned.better()), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait((learning, told), return_when=asyncio.FIRST_COMPLETED)
        if learning.done() and (better := learning.result()) is not None:
            learned.answerer.become(better)
    finally:
        learning.cancel()
        told.cancel()
        await asyncio.wait((learning,))
