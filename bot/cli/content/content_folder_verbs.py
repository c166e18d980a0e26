"""content init, compare, export: a content folder of one's own, and what an edit of it does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import opening
from bot.cli.content import comparing, content_export
from bot.content.starter_folder import LANGUAGES, write_starter
from bot.storage import file_owner


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    content = typer.Typer(
        no_args_is_help=True, help="Make a content folder of your own, and see what an edit does."
    )
    content.callback()(_content)
    content.command()(init)
    content.command()(comparing.compare)
    content.command()(content_export.export)
    app.add_typer(content, name="content")


def _content() -> None:
    """Make a content folder of your own, and see what an edit does."""


def init(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist, or is empty.")],
    language: Annotated[
        list[str] | None,
        typer.Option(help=f"Once for each, the leading one first; all without it: {', '.join(LANGUAGES)}."),
    ] = None,
) -> None:
    """Write a small folder that works, with comments: put your own words in its files."""
    languages = list(dict.fromkeys(language or LANGUAGES))
    unknown = [each for each in languages if each not in LANGUAGES]
    if unknown:
        known = ", ".join(LANGUAGES)
        opening.fail(
            f"--language: there is nothing to begin from in {', '.join(unknown)}, only in {known}", 2
        )
    try:
        file_owner.make_folder(folder.expanduser())
        written = write_starter(folder.expanduser(), languages, opening.now().date())
        for made in sorted(folder.expanduser().rglob("*")):
            file_owner.keep_owner(made)
    except FileExistsError:
        opening.fail(f"{folder} is not empty: name a folder that is, or does not exist.")
    except OSError as error:
        opening.fail(f"{folder}: {opening.unreadable(error)}")
    opening.out.print(f"Written: {len(written)} files in {folder}", markup=False)
    opening.out.print(f"Check them: compact-bot check --content {folder}", markup=False)
    opening.out.print(f"Try them:   BOT_CONTENT={folder} compact-bot demo", markup=False)
