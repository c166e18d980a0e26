"""Reads organization.yaml and faq/categories.yaml: whose bot it is, and how its categories are called."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.fields import Languages
from bot.content.language_keys import wrong_languages
from bot.content.organization_models import CategoryForm, OrganizationForm
from bot.content.problems import Problem
from bot.content.validation import listed, validated
from bot.content.yaml_file import YamlFile, read_yaml
from bot.domain.content.faq import Faq
from bot.domain.content.organization import Organization
from bot.domain.languages import listed_in, normalise
from bot.matching.danger.danger_signs import Danger
from bot.matching.recognizing.normalize import normalize

ORGANIZATION = "organization.yaml"
CATEGORIES = "categories.yaml"
FEWEST_CRIES, MANY_CRIES = 3, 0.05  # of the phrasings of danger: more are no chance


@dataclass(frozen=True, slots=True)
class FoundOrganization:
    """The organization and where it stands; without a `file` it could not be read, and its languages mean
    nothing."""

    organization: Organization
    problems: tuple[Problem, ...]
    file: YamlFile | None = None

    def unknown(self, entry_ids: Collection[str] | None) -> Iterator[Problem]:
        """What it offers and nobody wrote; nothing while `entry_ids` are not known."""
        if self.file is None or entry_ids is None:
            return
        found = self.organization
        places: list[tuple[tuple[str | int, ...], str]] = [(("contact",), found.contact)]
        places += [(("personal", place), entry_id) for place, entry_id in enumerate(found.personal)]
        places += [(("country", place), entry_id) for place, entry_id in enumerate(found.country)]
        for steps, entry_id in places:
            if entry_id not in entry_ids:
                yield self.file.problem(("entries", *steps), f"there is no entry `{entry_id}`")

    def takes_cries_in(self, faq: Faq) -> Iterator[Problem]:
        """A warning for each word of the subject that people in danger use."""
        for language, words in self.organization.subject_words.items():
            said = faq.courtesy_entries.get(language, {})
            cries = [
                f" {normalize(text)} " for kind in Danger if kind in said for text in said[kind].phrasings
            ]
            for place, word in enumerate(words if self.file is not None else ()):
                begins, is_open, _ = word.partition("*")
                sought = f" {normalize(begins)}" if is_open else f" {normalize(begins)} "
                count = sum(sought in text for text in cries)
                if self.file is not None and count > max(FEWEST_CRIES, len(cries) * MANY_CRIES):
                    text = f"stands in {count} of {len(cries)} cries for help in faq/{language}/courtesy.yaml"
                    wrong = f"{text}: who is in danger would be taken to ask something"
                    yield self.file.problem(("subject_words", language, place), wrong).as_warning()

    def languages_differ(self, with_entries: Collection[str]) -> Iterator[Problem]:
        """The leading language has entries, and whatever has entries is offered.

        Another language may be offered before anything is answered in it: the leading one stands in.
        """
        if self.file is None:
            return
        languages = self.organization.languages
        for place, language in enumerate(languages):
            if place == 0 and language not in with_entries:
                yield self.file.problem(("languages", place), f"there are no entries in faq/{language}")
            elif language in languages[:place]:
                yield self.file.problem(("languages", place), f"`{language}` stands here twice")
        for language in with_entries:
            if language not in languages:
                text = f"faq/{language} holds entries: add {language}, or take the folder away"
                yield self.file.problem(("languages",), text)


def read_organization(folder: Path) -> FoundOrganization:
    """The organization of the content in `folder`; a folder without one is no content."""
    path = folder / ORGANIZATION
    if not path.exists():
        text = "is missing: it says whose bot this is. `compact-bot content init` writes one to begin from"
        return FoundOrganization(Organization(), (Problem(ORGANIZATION, 1, 1, text),))
    file, problems = read_yaml(path, ORGANIZATION)
    if file is None:
        return FoundOrganization(Organization(), tuple(problems))
    form, wrong = validated(OrganizationForm, file, (), file.value, _named(file))
    if form is None:
        return FoundOrganization(Organization(_named(file)), (*problems, *wrong))
    texts = {
        "organization": form.name,
        "subject": form.subject,
        "about": form.about,
        "example": form.example,
        "elsewhere": form.elsewhere,
    }
    for name, by_language in (("subject", form.subject), ("about", form.about), ("example", form.example)):
        problems += wrong_languages(file, (name,), by_language, tuple(form.languages))
    organization = Organization(
        languages=tuple(form.languages),
        sentences={
            language: {name: by_language[language] for name, by_language in texts.items() if by_language}
            for language in form.languages
        },
        contact=form.entries.contact,
        personal=tuple(form.entries.personal),
        country=tuple(form.entries.country),
        second_zone=form.second,
        subject_words={language: tuple(words) for language, words in form.subject_words.items()},
        other_languages={code: tuple(words) for code, words in form.other_languages.items()},
    )
    return FoundOrganization(organization, tuple(problems), file)


def _named(file: YamlFile) -> Languages:
    """The languages that the file itself names, by which its own texts are read.

    Also those that it names otherwise than by their code, such as EN or en-GB: that is one problem.
    """
    value = file.value.get("languages") if isinstance(file.value, dict) else None
    written = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    meant = [normalise(code) for each in written for code in listed_in(each)]
    return tuple(code for code in meant if code is not None) or Organization().languages


def read_categories(
    folder: Path, languages: Languages, in_use: Collection[str]
) -> tuple[dict[str, Mapping[str, str]], list[Problem]]:
    """The names of the categories by language, in the order in which they are shown, and every problem.

    A folder may do without the file: then a category is called as its files are.
    """
    path = folder / "faq" / CATEGORIES
    if not path.exists():
        return {}, []
    file, problems = read_yaml(path, f"faq/{CATEGORIES}")
    if file is None:
        return {}, problems
    items, wrong = listed(file)
    problems += wrong
    names: dict[str, Mapping[str, str]] = {}
    for steps, value in items:
        form, wrong = validated(CategoryForm, file, steps, value, languages)
        problems += wrong
        if form is None:
            continue
        if form.id in names:
            problems.append(file.problem((*steps, "id"), f"`{form.id}` stands here twice"))
        elif form.id not in in_use:
            text = f"there is no faq/{languages[0]}/{form.id}.yaml"
            problems.append(file.problem((*steps, "id"), text))
        names[form.id] = form.name
    missing = [each for each in in_use if each not in names]
    if missing and not problems:  # else it may only follow from what is wrong
        problems.append(file.problem((), f"these categories have no name: {', '.join(missing)}"))
    return names, problems
