"""JSON Schemas of the content files, so that editors complete keys and mark mistakes while one types.

An editor finds the schema through the first line of a file, such as
`# yaml-language-server: $schema=../faq.schema.json`. The committed schemas are made by
`python -m bot.content.schema`; a test holds them against the forms.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.content.lesson_models import LessonForm
from bot.content.locate import content_folder
from bot.content.models import (
    ContactForm,
    CountryVoteForm,
    CourtesyForm,
    DocumentForm,
    EntryForm,
    PhrasingsById,
    TopicForm,
    WebinarForm,
    WeeklyForm,
)
from bot.content.organization_models import (
    CategoryForm,
    NumberedForm,
    OfficialTextForm,
    OrganizationForm,
    VoteWordsForm,
)
from bot.content.problems import Problem

_FORMS: dict[str, tuple[str, Any]] = {
    "organization.schema.json": ("Whose bot this is", OrganizationForm),
    "faq/categories.schema.json": ("What the categories are called, in their order", list[CategoryForm]),
    "faq/numbered.schema.json": (
        "PartsByNumber of a document that people ask for by their number",
        NumberedForm,
    ),
    "faq/official-text.schema.json": ("What there is to read in other languages", OfficialTextForm),
    "faq/vote-words.schema.json": ("How people ask for a state's vote", VoteWordsForm),
    "faq/faq.schema.json": ("The entries of one category of questions in one language", list[EntryForm]),
    "faq/courtesy.schema.json": ("What the bot says to what is no question", list[CourtesyForm]),
    "faq/phrasings.schema.json": ("Questions in a language without answers, by entry", PhrasingsById),
    "faq/documents.schema.json": ("The documents that answers rest on, by id", dict[str, DocumentForm]),
    "faq/country-votes.schema.json": ("How each state voted", list[CountryVoteForm]),
    "faq/contacts.schema.json": ("Whom a person can turn to", list[ContactForm]),
    "schedules/topics.schema.json": ("What one can subscribe to", list[TopicForm]),
    "schedules/weekly.schema.json": ("The weekly update", WeeklyForm),
    "schedules/lesson.schema.json": ("One lesson", LessonForm),
    "schedules/webinars.schema.json": ("The webinars", list[WebinarForm]),
}


def schemas() -> dict[str, str]:
    """The text of every schema by its path in the content folder."""
    texts = {}
    for path, (title, form) in _FORMS.items():
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **TypeAdapter(form).json_schema(),
            "title": title,
        }
        texts[path] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return texts


def write_schemas(folder: Path) -> None:
    """Put every schema into the content folder."""
    for path, text in schemas().items():
        (folder / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    folder = content_folder()
    if isinstance(folder, Problem):
        raise SystemExit(str(folder))
    write_schemas(folder)
