"""check: what is wrong with the content, what is probably not meant, and what will happen next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.app.demo import in_words
from bot.cli import opening
from bot.cli.content.rendered_check import AHEAD, rendered_problems
from bot.content.check import CheckReport
from bot.content.translations import Behind, behind
from bot.domain.content.schedules import Occurrence, Schedule, due
from bot.services.announcing.weekly_updates import weekly_body

SHOWN = 3  # of what will be sent


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command()(check)


def check(
    content: Annotated[
        Path | None, typer.Option("--content", help="The folder that holds faq/ and schedules/.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as problems.")] = False,
    translations: Annotated[
        bool, typer.Option("--translations", help="List what is unreviewed and what is outdated.")
    ] = False,
) -> None:
    """Report every problem in the content and the bot's own sentences, with file and line, then warnings."""
    report = opening.checked(content or opening.settings("content").content, closely=True)
    now = opening.now()
    problems = list(report.problems)
    if report.content is not None:
        problems += rendered_problems(report.content, report.folder, now)
    for problem in problems:
        opening.err.print(str(problem), markup=False)
    if report.follow_ons:
        opening.err.print(f"... and {report.follow_ons} more that follow from these")
    for warning in report.warnings:
        opening.out.print(f"Warning: {warning}", markup=False)
    for line in _summary(report, now, in_full=translations):
        opening.out.print(line, markup=False)
    if problems:
        opening.fail(f"Problems: {len(problems)}")
    if report.warnings and strict:
        opening.fail(f"Warnings: {len(report.warnings)}")
    opening.out.print(f"No problem found. Warnings: {len(report.warnings)}.")


def _summary(report: CheckReport, now: datetime, *, in_full: bool) -> Iterator[str]:
    """What there is, and what will come of it."""
    entries = ", ".join(f"{count} {language}" for language, count in report.entries.items()) or "none"
    yield f"Content: {report.folder}"
    yield f"Entries: {entries}; documents cited: {report.documents_cited}"
    yield f"Languages of the bot's own texts: {', '.join(report.text_languages) or 'none'}"
    if report.content is None:
        yield f"Topics: {report.topics}; webinars: {report.webinars}"
        return
    schedule = report.content.schedule
    news = schedule.weekly.news if schedule.weekly is not None else ()
    examples = (sum(each.example for each in schedule.webinars), sum(each.example for each in news))
    counted = (
        _counted(report.webinars, "webinar" if report.webinars == 1 else "webinars", examples[0]),
        _counted(len(news), "piece of news" if len(news) == 1 else "pieces of news", examples[1]),
    )
    yield f"Topics: {report.topics}; {'; '.join(counted)}"
    for language, found in behind(report.content.faq).items():
        yield from _translations(language, found, in_full=in_full)
    yield from _coming(schedule.without_examples(), now)


def _counted(number: int, what: str, examples: int) -> str:
    return f"{number} {what}" + (f" (examples, which are never announced: {examples})" if examples else "")


def _translations(language: str, found: Behind, *, in_full: bool) -> Iterator[str]:
    """The numbers, and the ids where they are wanted."""
    kinds = (
        ("that no second speaker has read", found.unreviewed),
        ("that are older than the original", found.outdated),
    )
    for what, ids in kinds:
        if ids:
            listed = f" ({', '.join(ids)})" if in_full else ""
            yield f"Translations into {language} {what}: {len(ids)}{listed}"


def _coming(schedule: Schedule, now: datetime) -> Iterator[str]:
    """The next things that the schedule sends."""
    coming = [each for each in due(schedule, now, now + AHEAD) if _says_something(each, schedule)][:SHOWN]
    yield "What the schedule sends next:" if coming else "The schedule sends nothing in the next year."
    for occurrence in coming:
        zone = occurrence.webinar.zone if occurrence.webinar is not None else None
        zone = zone or (schedule.weekly.zone if schedule.weekly is not None else None)
        there = ""
        if zone is not None and zone.key != "UTC":
            there = f" ({occurrence.due_at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key})"
        yield f"  {occurrence.due_at:%Y-%m-%d %H:%M} UTC{there}: {in_words(occurrence)}"


def _says_something(occurrence: Occurrence, schedule: Schedule) -> bool:
    """An update with nothing in it is not sent."""
    return occurrence.day is None or weekly_body(schedule, occurrence.day, occurrence.due_at) is not None
