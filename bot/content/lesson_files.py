"""Reads schedules/lessons/: one lesson a file, by file name. A content folder may do without."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.content.faq_files import cited
from bot.content.fields import Languages
from bot.content.language_keys import wrong_languages
from bot.content.lesson_models import LessonForm, QuizForm
from bot.content.models import DocumentForm
from bot.content.problems import Problem
from bot.content.validation import validated
from bot.content.yaml_file import Steps, YamlFile, read_yaml
from bot.domain.content.faq import Entry
from bot.domain.content.lessons import CATEGORY, Lesson, Lessons, Quiz

LESSONS = "lessons"
"""The folder's name in schedules/."""


def read_lessons(
    folder: Path,
    entry_ids: Collection[str] | None,
    documents: Mapping[str, DocumentForm] | None,
    languages: Languages,
    today: date,
) -> tuple[Lessons, list[Problem]]:
    """The sound lessons below `folder` and every problem.

    Entries must be among `entry_ids`, what is cited among `documents`; None: some of them are lost.
    """
    lessons: list[Lesson] = []
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for path in sorted((folder / "schedules" / LESSONS).glob("[!.]*.yaml")):
        name = f"schedules/{LESSONS}/{path.name}"
        file, wrong = read_yaml(path, name)
        problems += wrong
        if file is None:
            continue
        form, wrong = validated(LessonForm, file, (), file.value, languages)
        problems += wrong
        if form is None:
            continue
        problems += _problems(form, file, entry_ids, documents, languages, today)
        if form.id in first:
            problems.append(file.problem(("id",), f"`{form.id}` is there already, in {first[form.id]}"))
            continue
        first[form.id] = name
        lessons.append(_lesson(form, documents or {}, languages))
    return Lessons(tuple(lessons)), problems


def _problems(
    form: LessonForm,
    file: YamlFile,
    entry_ids: Collection[str] | None,
    documents: Mapping[str, DocumentForm] | None,
    languages: Languages,
    today: date,
) -> Iterator[Problem]:
    for key, texts in (("title", form.title), ("text", form.text)):
        yield from wrong_languages(file, (key,), texts, languages)
    for position, source in enumerate(form.sources):
        yield from wrong_languages(file, ("sources", position, "section"), source.section, languages)
    if form.quiz is not None:
        quiz = form.quiz
        named: list[tuple[Steps, Mapping[str, str]]] = [
            (("question",), quiz.question),
            (("explanation",), quiz.explanation),
        ]
        named += [(("options", n), texts) for n, texts in enumerate(quiz.options)]
        for steps, said in named:
            yield from wrong_languages(file, ("quiz", *steps), said, languages)
        for n, texts in enumerate(quiz.options):
            for language, text in texts.items():
                if text in (other.get(language) for other in quiz.options[:n]):
                    yield file.problem(("quiz", "options", n, language), "is an option already")
        if quiz.correct > len(quiz.options):
            yield file.problem(("quiz", "correct"), f"there are only {len(quiz.options)} options")
    if entry_ids is not None and form.entry not in entry_ids:
        yield file.problem(("entry",), f"there is no entry `{form.entry}` in faq/{languages[0]}")
    for position, source in enumerate(form.sources):
        if documents is not None and source.document not in documents:
            text = f"there is no document `{source.document}` in faq/documents.yaml"
            yield file.problem(("sources", position, "document"), text).following()
    if form.reviewed > today:
        yield file.problem(("reviewed",), f"lies in the future (today is {today})")


def _lesson(form: LessonForm, documents: Mapping[str, DocumentForm], languages: Languages) -> Lesson:
    spoken = [language for language in languages if language in form.text]
    return Lesson(
        form.id,
        form.entry,
        {
            language: Entry(
                id=form.id,
                category=CATEGORY,
                language=language,
                question=form.title.get(language) or form.title[languages[0]],
                phrasings=(),
                answer=form.text[language],
                since=None,
                sources=cited((source.in_language(language) for source in form.sources), documents),
                related=(form.entry,),
                reviewed=form.reviewed,
                translation_reviewed=language == languages[0] or form.translation is None,
            )
            for language in spoken
        },
        _quiz(form.quiz),
    )


def _quiz(form: QuizForm | None) -> Quiz | None:
    if form is None:
        return None
    return Quiz(form.question, tuple(form.options), form.correct - 1, form.explanation)
