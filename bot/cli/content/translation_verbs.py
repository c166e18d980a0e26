"""translation: a catalog of the bot's own sentences, as translators' tools want it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import opening
from bot.content.locate import locales_folder
from bot.content.po_file import PoFile, read_po_file
from bot.content.translator_catalog import catalog_for_translators
from bot.domain.languages import ENGLISH
from bot.storage.file_owner import keep_owner


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command()(translation)


def translation(
    language: Annotated[str, typer.Argument(help="The code of the language, such as pt.")],
    to: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; never over a file.")],
    names: Annotated[
        bool, typer.Option("--names", help="Without the English texts, as Weblate reads it.")
    ] = False,
) -> None:
    """Write the bot's own sentences in a language as a .po file, with the English beside them, for Poedit."""
    if not re.fullmatch("[a-z]{2,3}", language) or language == ENGLISH:
        opening.fail(f"{language} is no language to translate into: give a code such as pt", 2)
    english = _catalog(ENGLISH)
    if english is None:
        opening.fail("There are no English texts.")
    text = catalog_for_translators(english, _catalog(language), language, names_alone=names)
    try:
        with to.open("x", encoding="utf-8", newline="\n") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                to.unlink()  # else it is there and empty, and is not written over when there is room
                raise
        keep_owner(to)
    except OSError as error:
        opening.fail(f"{to}: {opening.unreadable(error)}")
    opening.out.print(f"Sentences: {len(english.messages)}, written to {to}", markup=False)


def _catalog(language: str) -> PoFile | None:
    """What there is of a language; its problems are for `check` to tell."""
    path = locales_folder() / language / "LC_MESSAGES" / "bot.po"
    return read_po_file(path, path.name, language)[0] if path.exists() else None
