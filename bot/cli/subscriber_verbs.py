"""subscribers import | export | count."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from bot.cli import opening
from bot.cli.subscriber_file import COLUMNS, FileError, read_list
from bot.domain.content.schedules import ASKED
from bot.domain.people.subscriptions import iso_week
from bot.services.members.subscribing import PAGE, Subscribing
from bot.storage.database import Database


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    group = typer.Typer(
        help="Subscribers as CSV: chat_id, language, topics (separated by ;).", no_args_is_help=True
    )
    group.command("import")(import_file)
    group.command("export")(export)
    group.command("count")(count)
    app.add_typer(group, name="subscribers")


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV with chat_id, language, topics.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Take subscribers in. Bad lines are reported by number, the good ones are kept.

    Who is not subscribed yet gets one message before any other, which says so and ends it by a button.
    """
    settings = opening.settings("database_url", "content")
    content = opening.with_rows(opening.content(settings.content), settings.database_url, needed=True)
    topics = [topic.id for topic in content.schedule.topics]
    try:
        found = read_list(file, topics, content.texts.languages, iso_week(opening.now()))
    except FileError as error:
        opening.fail(f"{file}: {error}")
    for number, problem in sorted({**found.bad, **found.doubles}.items()):
        opening.err.print(f"line {number}: {problem}", markup=False)

    async def store() -> int:
        new = 0
        async with opening.database(settings.database_url, may_create=not dry_run) as database:
            subscribing = Subscribing(database, topics)
            pages = range(0, len(found.good), PAGE)
            for start in track(
                pages, description="Looking" if dry_run else "Storing", console=opening.err.console
            ):
                page = found.good[start : start + PAGE]
                if dry_run:
                    new += len(await subscribing.new_of(page))
                else:
                    new += await subscribing.bring_in(page, opening.now())
        return new

    new = opening.run(store())
    verb = "Would be taken in" if dry_run else "Taken in"
    counted = f"{verb}: {len(found.good)}; new: {new}; bad lines: {len(found.bad)}"
    opening.out.print(f"{counted}; lines of a chat that was named before: {len(found.doubles)}")
    if found.bad:
        opening.closing.end()
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
        async with opening.database(opening.settings("database_url").database_url) as database:
            await write(database)

    opening.run(work())


def count() -> None:
    """Count subscribers by topic and language."""

    async def look() -> tuple[int, list[tuple[str, str, int]]]:
        async with opening.database(opening.settings("database_url").database_url) as database:
            subscribing = Subscribing(database, ())
            return await subscribing.count_all(), await subscribing.counts()

    total, counts = opening.run(look())
    table = Table("topic", "language", "chats")
    for topic, language, chats in counts:
        table.add_row(topic, language, str(chats))
    opening.out.print(table)
    opening.out.print(f"Chats in all: {total}")
