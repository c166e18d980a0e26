"""What must hold between entries, languages and documents."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import get_args

from bot.content.fields import called
from bot.content.models import CourtesyForm, CourtesyKind, DocumentForm, EntryForm, PhrasingsForm
from bot.content.problems import Problem
from bot.content.yaml_file import Steps, YamlFile
from bot.domain.languages import ENGLISH
from bot.matching.recognizing.normalize import normalize

FEWEST_PHRASINGS = 10
FEWEST_LEADING_PHRASINGS = 14


@dataclass(frozen=True, slots=True)
class Found:
    """Where something stands whose form is right."""

    file: YamlFile
    steps: Steps
    language: str

    def problem(self, text: str, *steps: str | int) -> Problem:
        """A problem with what stands `steps` further in."""
        return self.file.problem((*self.steps, *steps), text)


@dataclass(frozen=True, slots=True)
class FoundEntry(Found):
    form: EntryForm
    category: str


@dataclass(frozen=True, slots=True)
class FoundCourtesy(Found):
    form: CourtesyForm


@dataclass(frozen=True, slots=True)
class FoundPhrasings(Found):
    form: PhrasingsForm

    @property
    def id(self) -> str:
        """Of the entry or the courtesy that they ask for."""
        return str(self.steps[0])


@dataclass(slots=True)
class Reading:
    """What has been read of faq/, so that a fault is told once.

    Ids of items whose form is wrong count as known. `document_ids` is None when the list of documents could
    not be read. Of the languages in `incomplete` a file or an id could not be read: what is missed there is
    no fault of its own. So are kinds of courtesies, with `lost_courtesies`.
    """

    leading: str = ENGLISH
    documents: dict[str, DocumentForm] = field(default_factory=dict)
    document_ids: set[str] | None = None
    entries: list[FoundEntry] = field(default_factory=list)
    courtesies: list[FoundCourtesy] = field(default_factory=list)
    phrasings: list[FoundPhrasings] = field(default_factory=list)
    ids: dict[str, set[str]] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    lost_courtesies: bool = False

    def everything(self) -> list[FoundEntry | FoundCourtesy]:
        """Small talk and danger first: where an entry has the same words, the entry is told of it."""
        return [*self.courtesies, *self.entries]


def problems_in(reading: Reading, today: date) -> list[Problem]:
    """Every problem between the items; `today` is the latest day on which an entry can have been reviewed."""
    problems: list[Problem] = []
    leading = reading.leading
    led_by = {found.form.id: found for found in reversed(reading.entries) if found.language == leading}
    problems += _ids_twice(reading)
    problems += _courtesies_missing(reading)
    missed: set[str] = set()
    for found in reading.entries:
        problems += _unknown_names(found, reading, missed)
        problems += _too_few_phrasings(found, leading)
        if found.language != leading and found.form.live is not None:
            problems.append(found.problem(f"only the {called(leading)} entry carries this key", "live"))
        if found.language != leading:
            problems += _differences(found, led_by.get(found.form.id), reading, missed)
        elif found.form.translation is not None:
            problems.append(found.problem("only a translation carries this key", "translation"))
        if found.form.reviewed > today:
            problems.append(found.problem(f"lies in the future (today is {today})", "reviewed"))
    problems += _foreign_phrasings(reading, missed)
    return problems


def said_twice(reading: Reading) -> list[Problem]:
    """Phrasings that say nothing, or the same as others: each has to be normalized for it."""
    return [*_phrasings_twice(reading), *_foreign_twice(reading)]


def _ids_twice(reading: Reading) -> Iterator[Problem]:
    first: dict[tuple[str, bool, str], FoundEntry | FoundCourtesy] = {}
    for found in reading.everything():
        key = (found.language, isinstance(found, FoundEntry), found.form.id)
        if key in first:
            reading.incomplete.add(found.language)  # one of the two was to have another id
            reading.lost_courtesies |= isinstance(found, FoundCourtesy)
            yield found.problem(f"`{found.form.id}` is there already: {_where(first[key], 'id')}", "id")
        first.setdefault(key, found)


def _phrasings_twice(reading: Reading) -> Iterator[Problem]:
    """What asks for two things, in one language or in two."""
    first: dict[str, tuple[FoundEntry | FoundCourtesy, Steps]] = {}
    again: dict[tuple[str, str], tuple[FoundEntry | FoundCourtesy, Steps]] = {}
    told: set[tuple[str, str]] = set()
    leading_ids = reading.ids.get(reading.leading, set()) | set(get_args(CourtesyKind))
    for found in reading.everything():
        for steps, text in texts_to_match(found):
            normalized = normalize(text)
            if not normalized:
                yield found.problem("holds no letter and no number", *steps)
                continue
            here = (found, steps)
            there = first.setdefault(normalized, here)
            if there is here:
                continue
            if there[0].language != found.language:
                there = again.setdefault((found.language, normalized), there)
                again[found.language, normalized] = here if there[0].language != found.language else there
            earlier, earlier_steps = there
            is_same = earlier.form.id == found.form.id and type(earlier) is type(found)
            if is_same and (earlier is not found or earlier_steps == ("question",)):
                continue
            said = f"says the same as {_where(earlier, *earlier_steps)}, in"
            if earlier is found:
                yield found.problem(f"{said} this entry", *steps)
            elif earlier.language == found.language:
                yield found.problem(f"{said} `{earlier.form.id}`", *steps)
            else:
                pair = (earlier.form.id, found.form.id)
                problem = found.problem(f"{said} `{earlier.form.id}`: it can have one answer only", *steps)
                yield problem.following(pair in told or found.form.id not in leading_ids)
                told.add(pair)
    for foreign in reading.phrasings:
        for position, text in enumerate(foreign.form.root):
            theirs = first.get(normalize(text))
            if theirs is not None and theirs[0].form.id != foreign.id:
                where = f"{_where(theirs[0], *theirs[1])}, in `{theirs[0].form.id}`"
                yield foreign.problem(f"says the same as {where}", position)


def _foreign_phrasings(reading: Reading, missed: set[str]) -> Iterator[Problem]:
    """Those of a language without answers are for something that exists."""
    known = reading.ids.get(reading.leading, set()) | set(get_args(CourtesyKind))
    for found in reading.phrasings:
        if found.id not in known:
            missing = found.file.problem_with_key(found.steps, f"there is no entry or courtesy `{found.id}`")
            yield missing.following(reading.leading in reading.incomplete or found.id in missed)
            missed.add(found.id)


def _foreign_twice(reading: Reading) -> Iterator[Problem]:
    first: dict[tuple[str, str], tuple[FoundPhrasings, int]] = {}
    anywhere: dict[str, tuple[FoundPhrasings, int]] = {}
    for found in reading.phrasings:
        for position, text in enumerate(found.form.root):
            normalized, here = normalize(text), (found, position)
            if not normalized:
                yield found.problem("holds no letter and no number", position)
                continue
            earlier, place = anywhere.setdefault(normalized, here)
            there = first.setdefault((found.language, normalized), here)
            if there != here:
                line = there[0].problem("", there[1]).line
                yield found.problem(f"says the same as line {line}, in `{there[0].id}`", position)
            elif earlier.id != found.id:
                told = earlier.problem("", place)
                text = f"says the same as {told.file}:{told.line}, in `{earlier.id}`"
                yield found.problem(text, position)


def texts_to_match(found: FoundEntry | FoundCourtesy) -> Iterator[tuple[Steps, str]]:
    """By what it is found: each text, and the steps to it."""
    if isinstance(found, FoundEntry):
        yield ("question",), found.form.question
    for position, phrasing in enumerate(found.form.phrasings):
        yield ("phrasings", position), phrasing


def _courtesies_missing(reading: Reading) -> Iterator[Problem]:
    kinds = {found.form.id for found in reading.courtesies if found.language == reading.leading}
    missing = [kind for kind in get_args(CourtesyKind) if kind not in kinds]
    if missing:
        file = f"faq/{reading.leading}/courtesy.yaml"
        problem = Problem(file, 1, 1, f"these are missing: {', '.join(missing)}")
        yield problem.following(reading.leading in reading.incomplete or reading.lost_courtesies)


def _unknown_names(found: FoundEntry, reading: Reading, missed: set[str]) -> Iterator[Problem]:
    """What is named and not there. Of those who miss the same thing the first is told; `missed` knows it."""
    for position, source in enumerate(found.form.sources):
        if reading.document_ids is not None and source.document not in reading.document_ids:
            text = f"`{source.document}` is not in faq/documents.yaml{_renamed(source.document, reading)}"
            problem = found.problem(text, "sources", position, "document")
            yield problem.following(source.document in missed)
            missed.add(source.document)
    known = reading.ids.get(reading.leading, set()) | reading.ids.get(found.language, set())
    for position, related in enumerate(found.form.related):
        if related == found.form.id:
            problem = found.problem("an entry is not related to itself", "related", position)
            yield problem.following(found.language in reading.incomplete)
        elif related in found.form.related[:position]:
            yield found.problem(f"`{related}` stands here twice", "related", position)
        elif related not in known:
            near = get_close_matches(related, known, n=1, cutoff=0.8)
            hint = f": did you mean `{near[0]}`?" if near else ""
            problem = found.problem(f"there is no entry `{related}`{hint}", "related", position)
            yield problem.following(
                bool(reading.incomplete & {reading.leading, found.language}) or related in missed
            )
            missed.add(related)


def _renamed(document: str, reading: Reading) -> str:
    """A hint: the document that was probably meant, or one whose id was probably changed."""
    cited = {source.document for found in reading.entries for source in found.form.sources}
    listed = {each.casefold(): each for each in reading.document_ids or ()}
    near = [listed[each] for each in get_close_matches(document.casefold(), listed, n=1, cutoff=0.8)]
    if not near:
        return ""
    if near[0] in cited:
        return f": did you mean `{near[0]}`?"
    return f"; `{near[0]}` is, and nothing cites it: was its id changed?"


def _too_few_phrasings(found: FoundEntry, leading: str) -> Iterator[Problem]:
    fewest = FEWEST_LEADING_PHRASINGS if found.language == leading else FEWEST_PHRASINGS
    if found.form.by_staff:
        return  # staff write down what was asked; curators add the rest
    if (count := len(found.form.phrasings)) < fewest:
        yield found.problem(f"{count} are too few to be found by: at least {fewest}", "phrasings")


def _differences(
    found: FoundEntry, led_by: FoundEntry | None, reading: Reading, missed: set[str]
) -> Iterator[Problem]:
    leading = called(reading.leading)
    if led_by is None:
        if found.form.id not in reading.ids.get(reading.leading, set()):
            problem = found.problem(f"there is no {leading} entry `{found.form.id}`", "id")
            yield problem.following(reading.leading in reading.incomplete or found.form.id in missed)
            missed.add(found.form.id)
        return
    if found.category != led_by.category:
        yield found.problem(f"in {leading} this entry is in {led_by.category}.yaml", "id")
    if led_by.form.since is not None and found.form.since is None:
        yield found.problem(
            f"`since` is missing: the {leading} entry has it, without it the answer is outdated"
        )


def _where(found: FoundEntry | FoundCourtesy, *steps: str | int) -> str:
    place = found.problem("", *steps)
    return f"{place.file}:{place.line}"
