"""content export: what staff put in from the chat, written into the files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import opening
from bot.content.check import check
from bot.content.locate import content_folder, locales_folder
from bot.content.problems import Problem
from bot.content.rows_in_files import written
from bot.domain.staff_content import StaffRow
from bot.services.staff_content import StaffContent


def export(
    folder: Annotated[Path, typer.Argument(help="The content folder to write into, such as your checkout.")],
) -> None:
    """Write what staff put in from the chat into a content folder. With a problem all stays as it was."""
    settings = opening.settings()
    found = content_folder(folder)
    if isinstance(found, Problem):
        opening.fail(str(found))
    before = check(found, locales_folder(), opening.now().date())
    if before.content is None:
        opening.fail("\n".join(str(problem) for problem in before.problems))

    async def rows() -> list[StaffRow]:
        async with opening.database(settings.database_url) as database:
            return await StaffContent(database).rows()

    result = written(found, before.content, opening.run(rows()))
    former = {name: (found / name).read_bytes() for name in result.files if (found / name).exists()}
    try:
        for name, text in result.files.items():
            (found / name).write_text(text, encoding="utf-8")
    except OSError as error:
        opening.fail(f"{folder}: {opening.unreadable(error)}")
    problems = check(found, locales_folder(), opening.now().date()).problems
    if problems:
        for name in result.files:
            if name in former:
                (found / name).write_bytes(former[name])
            else:
                (found / name).unlink()
        said = "\n".join(str(problem) for problem in problems)
        opening.fail(f"Nothing was written, for the check would find:\n{said}")
    for row, why in result.left:
        opening.out.print(f"Left: {row.kind} {row.item_id}: {why}", markup=False)
    for name in result.files:
        opening.out.print(f"Changed: {name}", markup=False)
    opening.out.print(f"Written: {len(result.rows)}; left: {len(result.left)}", markup=False)
