"""The command line: every verb, `compact-bot VERB` or `python -m bot VERB`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import typer

from bot.cli import (
    check_verb,
    content_folder_verbs,
    content_verbs,
    database_verbs,
    logs,
    opening,
    outbound_verbs,
    run_verbs,
    subscriber_verbs,
    translation_verbs,
)

app = typer.Typer(
    name="compact-bot",
    help="A Telegram bot that answers people's questions and reaches who wants to be reached.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for verbs in (
    run_verbs,
    check_verb,
    content_verbs,
    translation_verbs,
    content_folder_verbs,
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
    except Exception as surprise:
        opening.err.print(
            f"This should not have happened: {logs.told(surprise)}\nat {logs.way(surprise)}", markup=False
        )
        sys.exit(1)
