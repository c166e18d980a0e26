"""content export: what staff put in from the chat, written into the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import opening
from bot.content.check import check
from bot.content.locate import content_folder, locales_folder
from bot.content.problems import Problem
from bot.content.rows_in_files import written
from bot.domain.content.staff_content import StaffRow
from bot.services.staff.staff_content import StaffContent
from bot.storage import file_owner


@dataclass(frozen=True, slots=True)
class Exported:
    """The names of the files that changed, the rows that are in them, and those that are left, with the
    reason. With a problem nothing was written."""

    files: tuple[str, ...] = ()
    rows: tuple[StaffRow, ...] = ()
    left: tuple[tuple[StaffRow, str], ...] = ()
    problems: tuple[Problem, ...] = ()


def export(
    folder: Annotated[Path, typer.Argument(help="The content folder to write into, such as your checkout.")],
) -> None:
    """Write what staff put in from the chat into a content folder. With a problem all stays as it was."""
    settings = opening.settings()
    found = content_folder(folder)
    if isinstance(found, Problem):
        opening.fail(str(found))

    async def rows() -> list[StaffRow]:
        async with opening.database(settings.database_url) as database:
            return await StaffContent(database).rows()

    try:
        exported = write_rows(found, locales_folder(), opening.now().date(), opening.run(rows()))
    except OSError as error:
        opening.fail(f"{folder}: {opening.unreadable(error)}")
    if exported.problems:
        said = "\n".join(str(problem) for problem in exported.problems)
        opening.fail(f"Nothing was written, for the check finds:\n{said}")
    for row, why in exported.left:
        opening.out.print(f"Left: {row.kind} {row.item_id}: {why}", markup=False)
    for name in exported.files:
        opening.out.print(f"Changed: {name}", markup=False)
    opening.out.print(f"Written: {len(exported.rows)}; left: {len(exported.left)}", markup=False)


def write_rows(folder: Path, locales: Path, today: date, rows: Sequence[StaffRow]) -> Exported:
    """Writes rows into the content in `folder`, so that the check finds no problem then. Raises OSError."""
    before = check(folder, locales, today)
    if before.content is None:
        return Exported(problems=before.problems)
    result = written(folder, before.content, rows)
    former = {name: (folder / name).read_bytes() for name in result.files if (folder / name).exists()}
    for name, text in result.files.items():
        file_owner.make_folder((folder / name).parent)
        (folder / name).write_text(text, encoding="utf-8")
        if name not in former:
            file_owner.keep_owner(folder / name)
    problems = check(folder, locales, today).problems
    if problems:
        for name in result.files:
            (folder / name).write_bytes(former.get(name, b""))
            if name not in former:
                (folder / name).unlink()
        return Exported(problems=problems)
    return Exported(tuple(result.files), tuple(result.rows), tuple(result.left))
