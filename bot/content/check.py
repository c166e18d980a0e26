"""Reads all content at once and reports every problem in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from bot.content.asking_words import read_asking_words
from bot.content.closer_look import closer_look
from bot.content.contacts import contact_warnings, read_contacts
from bot.content.country_names import read_country_names
from bot.content.country_votes import read_country_votes
from bot.content.danger_words import read_danger_words
from bot.content.faq_files import read_faq
from bot.content.language_keys import languages_of
from bot.content.language_signs import read_tongues
from bot.content.locale_files import load_texts
from bot.content.problems import Problem, sorted_out
from bot.content.schedule_files import read_schedule
from bot.content.unread_files import unread_files
from bot.domain.contacts import Contact
from bot.domain.country_votes import CountryVote
from bot.domain.faq import Faq
from bot.domain.schedules import Schedule
from bot.domain.texts import Texts
from bot.matching.recognizing.conversation_words import AskingOn
from bot.matching.recognizing.country_names import CountryNames
from bot.matching.recognizing.danger import DangerSigns
from bot.matching.recognizing.language_signs import Tongues
from bot.matching.recognizing.vote_questions import VoteQuestions


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that people wrote and the bot says; made only of content without a problem."""

    faq: Faq
    schedule: Schedule
    texts: Texts
    country_votes: tuple[CountryVote, ...] = ()
    danger: DangerSigns = field(default_factory=lambda: DangerSigns({}))
    tongues: Tongues = field(default_factory=dict)
    asking_on: AskingOn = field(default_factory=lambda: AskingOn({}, {}))
    contacts: tuple[Contact, ...] = ()
    vote_questions: VoteQuestions = field(default_factory=lambda: VoteQuestions(CountryNames({}), {}))


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found in `folder`. With problems the counts are those of what is sound, and there is no
    `content`; without any, there is. `follow_ons` go away with the problems; `warnings` keep nothing from
    working."""

    folder: Path
    problems: tuple[Problem, ...]
    entries: Mapping[str, int]
    documents_cited: int
    text_languages: tuple[str, ...]
    topics: int
    webinars: int
    content: Content | None
    warnings: tuple[Problem, ...] = ()
    follow_ons: int = 0


def check(folder: Path, locales: Path, today: date, *, closely: bool = False) -> CheckReport:
    """Read faq/ and schedules/ in `folder` and the texts in `locales`.

    An entry cannot have been reviewed later than `today`. Problems come by file and place, each once. To look
    `closely` finds more to warn of, and takes seconds.
    """
    reading = read_faq(folder, today)
    schedule, schedule_problems = read_schedule(
        folder, reading.english_ids, languages_of(folder, locales), today, ids_are_lost=reading.incomplete
    )
    country_votes, vote_problems = read_country_votes(folder)
    contacts, contact_problems = read_contacts(folder, today)
    texts, text_problems = load_texts(locales)
    own = _own_words()
    found = sorted_out(
        [
            *reading.problems,
            *vote_problems,
            *contact_problems,
            *contact_warnings(contacts, today),
            *unread_files(folder),
            *(closer_look(reading.everything) if closely else ()),
            *schedule_problems,
            *text_problems,
            *own.problems,
        ]
    )
    faq = reading.faq
    entries = [entry for by_id in faq.entries.values() for entry in by_id.values()]
    return CheckReport(
        folder=folder,
        problems=found.problems,
        entries={language: len(faq.entries[language]) for language in faq.languages},
        documents_cited=len({source.document_id for entry in entries for source in entry.sources}),
        text_languages=texts.languages if texts is not None else (),
        topics=len(schedule.topics),
        webinars=len(schedule.webinars),
        content=None
        if found.problems or texts is None
        else Content(
            faq,
            schedule,
            texts,
            country_votes,
            danger=own.danger,
            tongues=own.tongues,
            asking_on=own.asking_on,
            contacts=contacts,
            vote_questions=own.votes,
        ),
        warnings=found.warnings,
        follow_ons=found.follow_ons,
    )


@dataclass(frozen=True, slots=True)
class _OwnWords:
    """What the program knows of words whatever the folder holds."""

    danger: DangerSigns
    tongues: Tongues
    asking_on: AskingOn
    votes: VoteQuestions
    problems: tuple[Problem, ...]


@cache
def _own_words() -> _OwnWords:
    tongues, tongue_problems = read_tongues()
    asking_words, asking_problems = read_asking_words()
    danger, danger_problems = read_danger_words()
    names = read_country_names()
    return _OwnWords(
        DangerSigns(danger),
        tongues,
        AskingOn(asking_words, tongues),
        names.votes,
        (*danger_problems, *tongue_problems, *asking_problems, *names.problems),
    )
