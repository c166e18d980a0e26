"""content compare: what an edit of the content changes in the answers to its own questions."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.app.content.content_folder import READ
from bot.app.content.learning import make_answerer
from bot.cli import opening
from bot.content.check import Content, check
from bot.content.locate import content_folder, locales_folder
from bot.content.problems import Problem
from bot.content.question_file import read_questions
from bot.matching.evaluation import SHOWN, evaluate
from bot.matching.own_questions import Change, Own, asked_unknown, changes, fights, right

LISTED = 20


def compare(
    before: Annotated[
        str, typer.Option(help="A folder, or a commit of the folder's own git repository.")
    ] = "HEAD",
    questions: Annotated[
        Path | None, typer.Option(help="A file of questions of your own, as for eval; asked of both too.")
    ] = None,
    all_languages: Annotated[bool, typer.Option("--all", help="Languages that did not change too.")] = False,
    content: Annotated[Path | None, typer.Option(help="The folder that holds faq/ and schedules/.")] = None,
) -> None:
    """Ask the content's own questions as if nobody had written them: before an edit, and after it.

    A known phrasing is always answered; left out, it shows what the others around it do to questions like it.
    """
    report = opening.checked(content or opening.settings("content").content)
    if report.content is None:
        opening.fail("\n".join(str(problem) for problem in report.problems))
    with _before(report.folder, before) as folder:
        earlier = check(folder, locales_folder(), opening.now().date())
        if earlier.content is None:
            opening.fail(f"What was before has a problem itself: {earlier.problems[0]}")
        _compare(earlier.content, report.content, all_languages=all_languages)
        if questions is not None:
            _evaluate(questions, earlier.content, report.content)


def _compare(before: Content, after: Content, *, all_languages: bool) -> None:
    languages = [
        language
        for language in after.faq.languages
        if all_languages or _taught(before, language) != _taught(after, language)
    ]
    if not languages:
        opening.out.print(
            "No question, phrasing or courtesy differs: every answer goes to whom it went before."
        )
    for language in languages:
        opening.out.print(f"{language}: asking ...")
        former, latter = (asked_unknown(*_taught(state, language)) for state in (before, after))
        opening.out.print(
            f"{language}: of {len(latter)} questions {right(latter):.1%} go to their own entry; "
            f"before, of {len(former)}, {right(former):.1%}."
        )
        found = list(changes(former, latter))
        _list("Better", (each for each in found if each.is_better))
        _list("Worse", (each for each in found if each.is_worse))
        _list("Different, and neither right", (e for e in found if not e.is_better and not e.is_worse))
        fighting = [
            f"{question.text} ({question.entry_id}): goes to {outcome.shown}"
            for question, outcome in fights(former, latter)
        ]
        _lines("Another entry answers them now, and is sure of it; one of both says too much", fighting)


def _list(title: str, found: Iterable[Change]) -> None:
    _lines(
        title,
        [
            f"{change.question.text} ({change.question.entry_id}): "
            f"{change.before.answer or 'no answer'} -> {change.after.answer or 'no answer'}"
            for change in found
        ],
    )


def _lines(title: str, lines: list[str]) -> None:
    if not lines:
        return
    opening.out.print(f"{title} ({len(lines)}):")
    for line in lines[:LISTED]:
        opening.out.print(f"  {line}", markup=False)
    if len(lines) > LISTED:
        opening.out.print(f"  and {len(lines) - LISTED} more")


def _evaluate(file: Path, before: Content, after: Content) -> None:
    asked, problems = read_questions(file)
    if problems:
        opening.fail("\n".join(str(problem) for problem in problems))
    shares = []
    for state, cache in ((before, None), (after, opening.cache())):
        existing = {entry_id for entries in state.faq.entries.values() for entry_id in entries}
        report = evaluate(asked, make_answerer(state, cache).decide, existing)
        shares.append(report.total.shares())
    for name in SHOWN:
        if name in shares[1]:
            opening.out.print(
                f"{name.replace('_', ' ')}: {shares[0].get(name, 0):.1%} -> {shares[1][name]:.1%}"
            )


def _taught(content: Content, language: str) -> tuple[list[Own], dict[str, list[str]]]:
    """The questions of one language, and its courtesies by kind."""
    own = [Own(text, entry_id) for spoken, entry_id, text in content.faq.phrasings() if spoken == language]
    courtesies: dict[str, list[str]] = {}
    for spoken, kind, text in content.faq.courtesies():
        if spoken == language:
            courtesies.setdefault(kind, []).append(text)
    return own, courtesies


@contextmanager
def _before(folder: Path, wanted: str) -> Iterator[Path]:
    """The content as it was: another folder, or what git knows of this one."""
    if Path(wanted).is_dir():
        found = content_folder(Path(wanted))
        if isinstance(found, Problem):
            opening.fail(str(found))
        yield found
        return
    with tempfile.TemporaryDirectory() as name:
        names = [name for name in READ if (folder / name).exists()]
        try:
            packed = subprocess.run(  # noqa: S603 - the curator's own git, on what they typed themselves
                [
                    shutil.which("git") or "git",
                    "-C",
                    str(folder),
                    "archive",
                    "--format=tar",
                    wanted,
                    "--",
                    *names,
                ],
                capture_output=True,
                check=True,
            ).stdout
        except (OSError, subprocess.CalledProcessError):
            opening.fail(
                f"What was before is not known: {wanted} is no folder, and no commit of a git repository "
                "that holds this content. Keep a copy of the folder before you edit: --before COPY"
            )
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(name, filter="data")
        yield Path(name)
