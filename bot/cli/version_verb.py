"""version: what runs here."""

from __future__ import annotations

import platform

import typer

from bot.app.version import VERSION, commit
from bot.cli import opening


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command()(version)


def version() -> None:
    """Print the version, the commit where it is known, Python and the platform."""
    opening.out.print(told(), markup=False)


def show(wanted: bool) -> None:
    """The same as an option of the program: it prints and ends."""
    if wanted:
        opening.out.print(told(), markup=False)
        raise typer.Exit


def told() -> str:
    """All of it in one line."""
    known = commit()
    at = f" (commit {known})" if known else ""
    return f"compact-bot {VERSION}{at}, Python {platform.python_version()}, {platform.platform()}"
