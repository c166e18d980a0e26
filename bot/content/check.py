"""Reads all content at once and reports every problem in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from bot.content.closer_look import closer_look
from bot.content.contacts import contact_warnings, read_contacts
from bot.content.conversation_words_file import read_conversation_words
from bot.content.country_names import ReadNames, read_country_names
from bot.content.country_votes import read_country_votes, read_vote_questions
from bot.content.danger_words import Words, read_danger_words, read_message_kinds, well_known, with_subject
from bot.content.faq_files import read_faq
from bot.content.language_signs import read_tongues, with_words
from bot.content.lesson_files import read_lessons
from bot.content.locale_files import load_texts, placeholders_in
from bot.content.numbered_parts import read_numbered_parts
from bot.content.official_text import read_official_text
from bot.content.organization import read_organization
from bot.content.problems import Problem, sorted_out
from bot.content.schedule_files import read_schedule
from bot.content.unfinished_languages import unfinished_language_warnings
from bot.content.unread_files import unread_files
from bot.domain.content.contacts import Contact
from bot.domain.content.country_votes import CountryVote
from bot.domain.content.faq import Faq
from bot.domain.content.official_text import OfficialText
from bot.domain.content.schedules import Schedule
from bot.domain.texts import Texts
from bot.matching.danger.danger_signs import DangerSigns
from bot.matching.danger.message_kinds import MessageKinds
from bot.matching.recognizing.conversation_words import AskingOn
from bot.matching.recognizing.country_names import CountryNames
from bot.matching.recognizing.language.language_signs import Tongues
from bot.matching.recognizing.numbered_parts import PartsByNumber
from bot.matching.recognizing.vote_questions import VoteQuestions

OWN_TEXTS = "locales"
"""The folder of an organization's own sentences, in the content folder."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that people wrote and the bot says; for a sentence with a problem stands the English one."""

    faq: Faq
    schedule: Schedule
    texts: Texts
    country_votes: tuple[CountryVote, ...] = ()
    danger: DangerSigns = field(default_factory=lambda: DangerSigns({}, MessageKinds.unlearned()))
    tongues: Tongues = field(default_factory=dict)
    asking_on: AskingOn = field(default_factory=lambda: AskingOn({}, {}))
    contacts: tuple[Contact, ...] = ()
    vote_questions: VoteQuestions = field(default_factory=lambda: VoteQuestions(CountryNames({}), {}))
    parts: PartsByNumber | None = None
    official_text: OfficialText | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found in `folder`. With problems the counts are those of what is sound, and there is no
    `content`, unless English sentences can stand in for all that is wrong. `follow_ons` go away with the
    problems; `warnings` keep nothing from working.
    """

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


def check(
    folder: Path,
    locales: Path,
    today: date,
    *,
    closely: bool = False,
    is_known: bool = False,
    spare: Path | None = None,
) -> CheckReport:
    """Read all that lies in `folder`, and the program's texts in `locales`.

    An entry cannot have been reviewed later than `today`. Problems come by file and place, each once. To look
    `closely` finds more to warn of, and takes seconds. Where the very same phrasings were checked before, it
    `is_known` that no two say the same: to look again would take half of the time. `spare` is an earlier file
    of English sentences: it stands in for what is wrong in the program's own.
    """
    found_organization = read_organization(folder)
    organization = found_organization.organization
    reading = read_faq(folder, today, organization, is_known=is_known)
    entry_ids = None if reading.incomplete else reading.entry_ids
    schedule, schedule_problems = read_schedule(
        folder, reading.entry_ids, organization, today, ids_are_lost=reading.incomplete
    )
    lessons, lesson_problems = read_lessons(
        folder, entry_ids, reading.documents, organization.languages, today
    )
    country_votes, vote_problems = read_country_votes(folder, organization.languages)
    vote_questions, word_problems = read_vote_questions(folder, _state_names, entry_ids)
    parts, part_problems = read_numbered_parts(folder, entry_ids)
    official_text, official_problems = read_official_text(folder, reading.documents)
    contacts, contact_problems = read_contacts(folder, today)
    texts, text_problems, untranslated = load_texts(locales, folder / OWN_TEXTS, organization, spare)
    own = _own_words()
    stopping = [
        *found_organization.problems,
        *found_organization.unknown(entry_ids),
        *found_organization.languages_differ(reading.with_entries),
        *reading.problems,
        *vote_problems,
        *word_problems,
        *part_problems,
        *official_problems,
        *contact_problems,
        *schedule_problems,
        *lesson_problems,
        *own.problems,
    ]
    offered = texts.languages if texts is not None else ()
    faulty = {problem.file.rpartition("/")[0] for problem in sorted_out(reading.problems).problems}
    found = sorted_out(
        [
            *stopping,
            *text_problems,
            *(problem.as_warning() for problem in untranslated),
            *contact_warnings(contacts, today),
            *found_organization.takes_cries_in(reading.faq),
            *unread_files(folder),
            *(closer_look(reading.everything, today) if closely else ()),
            *unfinished_language_warnings(
                [language for language in offered if f"faq/{language}" not in faulty],
                reading.faq,
                well_known(own.danger),
                own.tongues,
            ),
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
        if sorted_out(stopping).problems or texts is None
        else Content(
            faq,
            replace(schedule, lessons=lessons),
            texts,
            country_votes,
            danger=_danger_signs(tuple(organization.subject_words.items())),
            tongues=with_words(own.tongues, organization.other_languages),
            asking_on=own.asking_on,
            contacts=contacts,
            vote_questions=vote_questions or VoteQuestions(CountryNames({}), {}),
            parts=parts,
            official_text=official_text,
        ),
        warnings=() if sorted_out(found_organization.problems).problems else found.warnings,
        follow_ons=found.follow_ons,
    )


@dataclass(frozen=True, slots=True)
class _OwnWords:
    """What the program knows of words whatever the folder holds."""

    danger: Words
    tongues: Tongues
    asking_on: AskingOn
    problems: tuple[Problem, ...]


@cache
def _state_names() -> ReadNames:
    return read_country_names()


@cache
def _own_words() -> _OwnWords:
    tongues, tongue_problems = read_tongues()
    asking_words, asking_problems = read_conversation_words()
    danger, danger_problems = read_danger_words()
    return _OwnWords(
        danger,
        tongues,
        AskingOn(asking_words, tongues),
        (*danger_problems, *tongue_problems, *asking_problems),
    )


@lru_cache(maxsize=2)
def _danger_signs(subject_words: tuple[tuple[str, tuple[str, ...]], ...]) -> DangerSigns:
    """Built once, not with each change of the content: that takes longer than to read the rest of it."""
    return DangerSigns(with_subject(_own_words().danger, dict(subject_words)), read_message_kinds())


def forget() -> None:
    """What only the next reading would ask for, and can read again."""
    for read in (_own_words, _state_names, placeholders_in):
        read.cache_clear()
