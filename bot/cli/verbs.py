"""Which verbs there are, each read with what it needs: a bot that runs has no need of the others."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, TextIO

import typer

from bot.cli import logs, opening

_MODULES = {
    "bot.cli.version_verb": ("version",),
    "bot.cli.run_verbs": ("run", "demo", "simulator", "health"),
    "bot.cli.doctor.doctor_verb": ("doctor",),
    "bot.cli.content.check_verb": ("check",),
    "bot.cli.content.content_verbs": ("ask", "eval"),
    "bot.cli.content.translation_verbs": ("translation",),
    "bot.cli.content.content_folder_verbs": ("content",),
    "bot.cli.announce_verb": ("announce",),
    "bot.cli.outbound_verbs": ("deliveries", "halt", "resume"),
    "bot.cli.subscriber_verbs": ("subscribers",),
    "bot.cli.database_verbs": ("migrate", "backup", "restore", "db"),
    "benchmarks.verbs": ("bench",),  # in a checkout; they are no part of what is installed
}


def _show_version(wanted: bool) -> None:
    if wanted:
        import_module("bot.cli.version_verb").show(wanted)


def application(verb: str | None = None) -> typer.Typer:
    """With that verb and its neighbours; with every verb where there is none of that name."""
    app = typer.Typer(
        result_callback=_end,
        name="compact-bot",
        help="A Telegram bot that answers people's questions and reaches who wants to be reached.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_begin)
    wanted = [module for module, verbs in _MODULES.items() if verb in verbs] or list(_MODULES)
    for module in wanted:
        if find_spec(module.partition(".")[0]) is not None:
            import_module(module).register(app)
    return app


def _begin(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="As the verb version."),
    ] = False,
) -> None:
    """A Telegram bot that answers people's questions and reaches who wants to be reached."""
    opening.closing.begin()


def _end(*_: object, **__: object) -> None:
    opening.closing.end()


def _nowhere() -> TextIO:
    """In place of a stream that was closed before the start; its number is then no other file's."""
    return Path(os.devnull).open("w", encoding="utf-8")


def perform(app: typer.Typer) -> None:
    """Runs a verb and ends the process with its exit code. What it writes is for its owner alone.

    A surprise is told by its kind and its place: its words may be somebody's.
    """
    os.umask(0o077)
    sys.stdout, sys.stderr = (sys.stdout or _nowhere()), (sys.stderr or _nowhere())
    try:
        app()
    except opening.UnsaidError as error:
        opening.err.print(f"What this verb says cannot be written: {error}", markup=False)
        sys.exit(1)
    except OSError as error:  # a disk that is full, a file that may not be read
        opening.err.print(f"It could not be done: {error.strerror}: {error.filename or ''}", markup=False)
        sys.exit(1)
    except Exception as surprise:
        opening.err.print(
            f"This should not have happened: {logs.told(surprise)}\nat {logs.way(surprise)}", markup=False
        )
        sys.exit(1)
