"""The command line: every verb, `compact-bot VERB` or `python -m bot VERB`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer

from bot.cli import (
    announce_verb,
    check_verb,
    content_folder_verbs,
    content_verbs,
    database_verbs,
    doctor_verb,
    logs,
    opening,
    outbound_verbs,
    run_verbs,
    subscriber_verbs,
    translation_verbs,
    version_verb,
)


def _end(*_: object, **__: object) -> None:
    opening.closing.end()


app = typer.Typer(
    result_callback=_end,
    name="compact-bot",
    help="A Telegram bot that answers people's questions and reaches who wants to be reached.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def begin(
    version: Annotated[
        bool,
        typer.Option("--version", callback=version_verb.show, is_eager=True, help="As the verb version."),
    ] = False,
) -> None:
    """A Telegram bot that answers people's questions and reaches who wants to be reached."""
    opening.closing.begin()


for verbs in (
    version_verb,
    run_verbs,
    doctor_verb,
    check_verb,
    content_verbs,
    translation_verbs,
    content_folder_verbs,
    announce_verb,
    outbound_verbs,
    subscriber_verbs,
    database_verbs,
):
    verbs.register(app)
if find_spec("benchmarks") is not None:  # in a checkout; they are no part of what is installed
    import_module("benchmarks.verbs").register(app)


def main() -> None:
    """Runs a verb and ends the process with its exit code. What it writes is for its owner alone.

    A surprise is told by its kind and its place: its words may be somebody's.
    """
    os.umask(0o077)
    try:
        app()
    except OSError as error:  # a disk that is full, a file that may not be read
        opening.err.print(f"It could not be done: {error.strerror}: {error.filename or ''}", markup=False)
        sys.exit(1)
    except Exception as surprise:
        opening.err.print(
            f"This should not have happened: {logs.told(surprise)}\nat {logs.way(surprise)}", markup=False
        )
        sys.exit(1)
