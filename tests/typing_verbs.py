"""The command line inside the test process."""

from __future__ import annotations

import logging
from functools import cache

import typer
from typer.testing import CliRunner, Result

from bot.cli.verbs import application


def typed(*words: str, text: str | None = None) -> Result:
    """What a verb writes and the code that it ends with; `text` is what it reads.

    As in the program, only the verb that is named first is read: to put all of them together takes
    longer than most verbs do. Where log lines go and from which level on is afterwards as it was: tests of
    other files in the same process read them.
    """
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    try:
        return CliRunner().invoke(_application(words[0] if words else None), words, input=text)
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


@cache
def _application(verb: str | None) -> typer.Typer:
    return application(verb)
