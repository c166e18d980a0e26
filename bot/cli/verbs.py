"""Which verbs there are, each read with what it needs: a bot that runs has no need of the others."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import typer

from bot.cli import logs, opening

_MODULES = {
    "bot.cli.run_verbs": ("run", "demo", "simulator", "health"),
    "bot.cli.check_verb": ("check",),
    "bot.cli.content_verbs": ("ask", "eval"),
    "bot.cli.translation_verbs": ("translation",),
    "bot.cli.content_folder_verbs": ("content",),
    "bot.cli.outbound_verbs": ("announce", "deliveries", "halt", "resume"),
    "bot.cli.subscriber_verbs": ("subscribers",),
    "bot.cli.database_verbs": ("migrate", "backup", "restore"),
    "benchmarks.verbs": ("bench",),  # in a checkout; they are no part of what is installed
}


def application(verb: str | None = None) -> typer.Typer:
    """With that verb and its neighbours; with every verb where there is none of that name."""
    app = typer.Typer(
        name="compact-bot",
        help="A Telegram bot that answers people's questions and reaches who wants to be reached.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_one_of_several)
    wanted = [module for module, verbs in _MODULES.items() if verb in verbs] or list(_MODULES)
    for module in wanted:
        if find_spec(module.partition(".")[0]) is not None:
            import_module(module).register(app)
    return app


def _one_of_several() -> None:
    """Without it typer would take the name of a module's only verb for an argument of that verb."""


def perform(app: typer.Typer) -> None:
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
