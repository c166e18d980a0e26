"""subscribers import | export | count."""

from __future__ import annotations

import csv
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from bot.cli import opening
from bot.domain.languages import pick
from bot.domain.people.subscriptions import Subscriber, iso_week
from bot.domain.schedules import ASKED
from bot.services.subscribing import PAGE, Subscribing
from bot.storage.database import Database

COLUMNS = ("chat_id", "language", "topics")


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    group = typer.Typer(
        help="Subscribers as CSV: chat_id, language, topics (separated by ;).", no_args_is_help=True
    )
    group.command("import")(import_file)
    group.command("export")(export)
    group.command("count")(count)
    app.add_typer(group, name="subscribers")


def import_file(file: Annotated[Path, typer.Argument(help="CSV with chat_id, language, topics.")]) -> None:
    """Take subscribers in. Bad lines are reported by number, the good ones are kept."""
    settings = opening.settings()
    content = opening.content(settings.content)
    topics = [topic.id for topic in content.schedule.topics]
    try:
        lines = _rows(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        opening.fail(f"{file}: {opening.unreadable(error)}")
    if lines is None:
        opening.fail(f"{file}: line 1: the columns should be {','.join(COLUMNS)}")
    week = iso_week(opening.now())
    good: list[Subscriber] = []
    bad = 0
    for number, row in track(lines, description="Reading", console=opening.err):
        problem = _problem(row, topics, content.texts.languages)
        if problem:
            bad += 1
            opening.err.print(f"line {number}: {problem}", markup=False)
            continue
        language = pick([row["language"]], content.texts.languages)
        chosen = frozenset(filter(None, row["topics"].split(";")))
        good.append(Subscriber(int(row["chat_id"]), language, chosen, week))

    async def store() -> None:
        async with opening.database(settings.database_url) as database:
            subscribing = Subscribing(database, topics)
            pages = range(0, len(good), PAGE)
            for start in track(pages, description="Storing", console=opening.err):
                await subscribing.take_in(good[start : start + PAGE])

    opening.run(store())
    opening.out.print(f"Taken in: {len(good)}; bad lines: {bad}")
    if bad:
        raise typer.Exit(1)


def export() -> None:
    """Write all subscribers to standard output, in the form that import reads."""

    async def write(database: Database) -> None:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        async for subscriber in Subscribing(database, ()).everyone():
            topics = sorted(topic for topic in subscriber.topics if not topic.startswith(ASKED))
            writer.writerow([subscriber.chat_id, subscriber.language, ";".join(topics)])

    async def work() -> None:
        async with opening.database(opening.settings().database_url) as database:
            await write(database)

    opening.run(work())


def count() -> None:
    """Count subscribers by topic and language."""

    async def look() -> tuple[int, list[tuple[str, str, int]]]:
        async with opening.database(opening.settings().database_url) as database:
            subscribing = Subscribing(database, ())
            return await subscribing.count_all(), await subscribing.counts()

    total, counts = opening.run(look())
    table = Table("topic", "language", "chats")
    for topic, language, chats in counts:
        table.add_row(topic, language, str(chats))
    opening.out.print(table)
    opening.out.print(f"Chats in all: {total}")


def _rows(file: Path) -> list[tuple[int, dict[str, str]]] | None:
    with file.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            return None
        return list(_numbered(reader))


def _numbered(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        yield reader.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}


def _problem(row: dict[str, str], topics: Collection[str], languages: Sequence[str]) -> str | None:
    """What is wrong with a line, and nothing of what stands in it: a stray quote puts others there."""
    if not row["chat_id"].removeprefix("-").isdecimal() or len(row["chat_id"]) > 18:
        return "chat_id is not a whole number"
    if pick([row["language"]], languages, "") == "":
        return f"unknown language; known are {', '.join(languages)}"
    unknown = [topic for topic in row["topics"].split(";") if topic and topic not in topics]
    if unknown:
        return f"unknown topic; known are {', '.join(topics)}"
    return None
