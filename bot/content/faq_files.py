"""Reads faq/: documents.yaml, and faq/<language>/<category>.yaml with courtesy.yaml beside them.

A folder that holds only phrasings.yaml is of a language in which people ask and nothing is answered.

What an item says by itself is checked by its form (models.py), what needs the others by faq_checks.py.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.content.contacts import CONTACTS
from bot.content.country_votes import COUNTRY_VOTES, VOTE_WORDS
from bot.content.faq_checks import FoundCourtesy, FoundEntry, FoundPhrasings, Reading, problems_in, said_twice
from bot.content.fields import called
from bot.content.models import CourtesyForm, DocumentForm, EntryForm, PhrasingsForm, SourceForm
from bot.content.numbered_parts import NUMBERED
from bot.content.official_text import OFFICIAL_TEXT
from bot.content.organization import CATEGORIES, read_categories
from bot.content.problems import Problem
from bot.content.validation import keyed, listed, validated
from bot.content.yaml_file import read_yaml
from bot.content.yaml_hints import folded
from bot.domain.content.faq import CourtesyEntry, Entry, Faq, Source
from bot.domain.content.organization import Organization
from bot.domain.ids import LONGEST_ID, is_id

DOCUMENTS = "documents.yaml"
COURTESY = "courtesy"
PHRASINGS = "phrasings"
FILES = frozenset({DOCUMENTS, COUNTRY_VOTES, VOTE_WORDS, CONTACTS, CATEGORIES, NUMBERED, OFFICIAL_TEXT})
"""What stands beside the folders of the languages."""
FILE_NAMES = (
    f"a file's name is small letters (a-z), numbers and hyphens, at most {LONGEST_ID} of them, "
    "such as taking-part.yaml"
)


@dataclass(frozen=True, slots=True)
class FaqReading:
    """What is sound of the FAQ, and every problem. With any problem the `faq` is good for counting only.

    `entry_ids` are those of all entries in the leading language, sound or not; where the reading is
    `incomplete` there may be more. `documents` are None when their file could not be read. `with_entries` are
    the languages that have entries, sound or not. `everything` is what was read, with its places.
    """

    faq: Faq
    entry_ids: frozenset[str]
    documents: Mapping[str, DocumentForm] | None
    with_entries: tuple[str, ...]
    problems: tuple[Problem, ...]
    incomplete: bool = False
    everything: Reading = field(default_factory=Reading)


def read_faq(
    folder: Path, today: date, organization: Organization | None = None, *, is_known: bool = False
) -> FaqReading:
    """Read the faq/ in `folder`; problems name files relative to `folder`.

    Whether two phrasings say the same is not looked at where that `is_known`.
    """
    organization = organization or Organization()
    leading = organization.leading
    reading, problems = Reading(leading), list[Problem]()
    problems += _read_documents(folder / "faq" / DOCUMENTS, reading, today)
    for language_folder in _language_folders(folder / "faq", leading, problems, reading):
        files = list(_yaml_files(language_folder, problems, reading))
        for file in files:
            if file.stem == PHRASINGS:
                problems += _read_phrasings(file, language_folder.name, reading, alone=len(files) == 1)
            else:
                problems += _read_file(file, language_folder.name, reading)
    problems += problems_in(reading, today)
    if not is_known:
        problems += said_twice(reading)
    entries = (_entry(found, reading.documents) for found in reading.entries)
    asked_in: dict[str, dict[str, tuple[str, ...]]] = {}
    for found in reading.phrasings:
        asked_in.setdefault(found.language, {})[str(found.steps[0])] = tuple(found.form.root)
    is_incomplete = leading in reading.incomplete
    categories = {found.category: None for found in reading.entries}
    names, wrong = read_categories(folder, organization.languages, categories)
    problems += (problem.following(is_incomplete) for problem in wrong)
    courtesies = (_courtesy(found) for found in reading.courtesies)
    faq = Faq.of(entries, courtesies, asked_in, organization, names)
    return FaqReading(
        faq,
        frozenset(reading.ids.get(leading, ())),
        None if reading.document_ids is None else reading.documents,
        tuple(sorted({*reading.ids, *reading.incomplete})),
        tuple(problems),
        is_incomplete,
        reading,
    )


def _language_folders(faq: Path, leading: str, problems: list[Problem], reading: Reading) -> list[Path]:
    """The leading language first: the others are held against it."""
    folders = []
    for path in sorted(faq.glob("[!.]*"), key=lambda path: (path.name != leading, path.name)):
        name = f"faq/{path.name}"
        if path.is_dir() and re.fullmatch("[a-z]{2,3}", path.name):
            folders.append(path)
        elif path.is_dir():
            problems.append(Problem(name, 1, 1, "should be named by a language code such as en"))
        elif path.suffix in (".yaml", ".yml") and path.name not in FILES:
            problems.append(Problem(name, 1, 1, "should be in a language's folder, such as faq/en"))
    if leading not in (path.name for path in folders):
        reading.incomplete.add(leading)
        problems.append(Problem(f"faq/{leading}", 1, 1, f"there are no {called(leading)} entries"))
    return folders


def _yaml_files(folder: Path, problems: list[Problem], reading: Reading) -> Iterator[Path]:
    """Those whose name can be a category's: it stands on buttons."""
    for path in sorted(folder.glob("[!.]*")):  # editors leave hidden files behind
        if path.suffix == ".yaml" and is_id(path.stem):
            yield path
        elif path.suffix == ".yaml":
            reading.incomplete.add(folder.name)
            problems.append(Problem(f"faq/{folder.name}/{path.name}", 1, 1, f"is not read: {FILE_NAMES}"))
        elif path.suffix.casefold() in (".yml", ".yaml"):
            reading.incomplete.add(folder.name)
            name = f"faq/{folder.name}/{path.name}"
            problems.append(Problem(name, 1, 1, f"ends in {path.suffix} and is not read: name it .yaml"))


def _read_documents(path: Path, reading: Reading, today: date) -> list[Problem]:
    file, problems = read_yaml(path, f"faq/{DOCUMENTS}")
    if file is None:
        return problems
    documents, wrong = keyed(file)
    problems += wrong
    reading.document_ids = None if wrong else {document_id for document_id, _ in documents}
    for document_id, value in documents:
        form, wrong = validated(DocumentForm, file, (document_id,), value)
        problems += wrong
        if form is not None:
            reading.documents[document_id] = form
            if form.date[:4].isdecimal() and form.date > today.isoformat()[: len(form.date)]:
                text = f"lies in the future (today is {today})"
                problems.append(file.problem((document_id, "date"), text))
    return problems


def _read_file(path: Path, language: str, reading: Reading) -> list[Problem]:
    file, problems = read_yaml(path, f"faq/{language}/{path.name}")
    if file is None:
        reading.incomplete.add(language)
        return problems
    items, wrong = listed(file)
    problems += wrong
    if problems:
        reading.incomplete.add(language)
    problems += [Problem(file.name, *place, text) for place, text in folded(file.text)]
    file = replace(file, value=None)  # what is sound goes on as a form, and need not be kept twice
    for steps, value in items:
        if path.stem == COURTESY:
            courtesy, wrong = validated(CourtesyForm, file, steps, value)
            if courtesy is None:
                reading.lost_courtesies = True
            else:
                reading.courtesies.append(FoundCourtesy(file, steps, language, courtesy))
        else:
            named = value.get("id") if isinstance(value, dict) else None
            if isinstance(named, str) and is_id(named):
                reading.ids.setdefault(language, set()).add(named)
            else:
                reading.incomplete.add(language)
            entry, wrong = validated(EntryForm, file, steps, value)
            if entry is not None:
                reading.entries.append(FoundEntry(file, steps, language, entry, path.stem))
        problems += wrong
    return problems


def _read_phrasings(path: Path, language: str, reading: Reading, *, alone: bool) -> list[Problem]:
    file, problems = read_yaml(path, f"faq/{language}/{path.name}")
    if file is None:
        return problems
    if not alone:
        reading.incomplete.add(language)
        return [
            *problems,
            file.problem((), "stands alone: beside answers, phrasings stand with their entries"),
        ]
    by_id, wrong = keyed(file)
    problems += wrong
    for entry_id, value in by_id:
        form, wrong = validated(PhrasingsForm, file, (entry_id,), value)
        problems += wrong
        if form is not None:
            reading.phrasings.append(FoundPhrasings(replace(file, value=None), (entry_id,), language, form))
    return problems


def _entry(found: FoundEntry, documents: dict[str, DocumentForm]) -> Entry:
    form = found.form
    return Entry(
        id=form.id,
        category=found.category,
        language=found.language,
        question=form.question,
        phrasings=tuple(form.phrasings),
        answer=form.answer,
        since=form.since,
        sources=cited(form.sources, documents),
        related=tuple(form.related),
        reviewed=form.reviewed,
        translation_reviewed=form.translation is None,
        live=form.live,
        by_staff=form.by_staff,
    )


def _courtesy(found: FoundCourtesy) -> CourtesyEntry:
    return CourtesyEntry(found.form.id, found.language, tuple(found.form.phrasings), found.form.answer)


def cited(sources: Iterable[SourceForm], documents: Mapping[str, DocumentForm]) -> tuple[Source, ...]:
    """The sources with what is known of their documents; one that is not listed is left out."""
    return tuple(
        Source(
            source.document,
            source.section,
            document.title,
            document.author,
            document.date,
            document.address,
        )
        for source in sources
        if (document := documents.get(source.document)) is not None
    )
