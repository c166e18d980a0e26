"""doctor: looks at everything once, and says what is wrong and what to do."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.app.locking import database_file, place, spool_files
from bot.cli import logs, opening
from bot.cli.doctor.findings import Finding, Gravity
from bot.cli.doctor.telegram_findings import what_telegram_says
from bot.cli.version_verb import told
from bot.config import Settings, read_what_is_right
from bot.content.check import check
from bot.content.locate import content_folder, locales_folder
from bot.content.problems import Problem
from bot.domain.waits import Waits
from bot.services.health_checks import LITTLE
from bot.services.holds_at_start import last_alive_at
from bot.storage import single_values
from bot.storage.database import Database, DatabaseUrlError
from bot.storage.database_reachability import DatabaseUnreachableError, DatabaseUnusableError
from bot.storage.file_owner import name_of, why_not_ours
from bot.storage.migrating import NOT_OURS_TO_RUN_ON, Standing
from bot.storage.single_values import Mark

ALIVE = timedelta(minutes=2)
COPIED = timedelta(days=2)


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="A list of findings for a program.")] = False,
) -> None:
    """Look at everything once: settings, token, database, disk, content, staff; 1 on any problem."""
    settings, problems = read_what_is_right()
    logs.set_up("ERROR", "text")
    findings = [Finding("version", Gravity.WELL, told())]
    findings += [
        Finding("settings", Gravity.PROBLEM, each.text, "mend it in the environment or in .env")
        for each in problems
    ] or [Finding("settings", Gravity.WELL, "all can be used")]
    findings += [*_files(settings), *_content(settings)]
    marks, of_database = opening.run(_database(settings))
    findings += [*of_database, *opening.run(what_telegram_says(settings, marks))]
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in findings]) + "\n")
    else:
        _show(findings)
    wrong = sum(each.weight is Gravity.PROBLEM for each in findings)
    if wrong:
        opening.fail(f"Problems: {wrong}")


def _show(findings: Sequence[Finding]) -> None:
    signs = {Gravity.WELL: "ok", Gravity.WARNING: "WARNING", Gravity.PROBLEM: "PROBLEM"}
    for each in findings:
        opening.out.print(f"{signs[each.weight]:8}{each.about}: {each.text}", markup=False)
        if each.do:
            opening.out.print(f"{'':8}-> {each.do}", markup=False)


def _files(settings: Settings) -> Iterator[Finding]:
    """Whose the files are, and how much room there is."""
    try:
        file = database_file(settings.database_url)
        spools = spool_files(settings)
    except DatabaseUrlError as error:
        yield Finding("database", Gravity.PROBLEM, str(error), "set BOT_DATABASE_URL right")
        return
    ours = [*([file] if file else []), *spools]
    folder = (ours[0] if ours else Path.cwd() / "x").parent
    beside = (path.with_name(path.name + end) for path in ours for end in ("", "-wal", "-shm", ".lock"))
    mine = {path for path in beside if path.exists()}
    for path in sorted(mine) or [folder / "x"]:
        if why := why_not_ours(path):
            yield Finding(
                "files", Gravity.PROBLEM, why, "call this verb as the user of the service to be sure"
            )
    if folder.is_dir():
        owner = folder.stat().st_uid
        for path in sorted(mine):
            if path.stat().st_uid != owner:
                theirs, whose = name_of(owner), name_of(path.stat().st_uid)
                yield Finding(
                    "files",
                    Gravity.PROBLEM,
                    f"{path} belongs to {whose}, its folder to {theirs}",
                    f"as root: chown {theirs} '{path}'",
                )
        usage = shutil.disk_usage(folder)
        left = usage.free / usage.total
        weight = Gravity.PROBLEM if left < LITTLE else Gravity.WELL
        yield Finding(
            "disk",
            weight,
            f"{left:.0%} of the disk of {folder} is free",
            "make room: old backups, logs" if weight is Gravity.PROBLEM else "",
        )


def _content(settings: Settings) -> Iterator[Finding]:
    folder = content_folder(settings.content)
    if isinstance(folder, Problem):
        yield Finding("content", Gravity.PROBLEM, str(folder), "set BOT_CONTENT right, or leave it out")
        return
    report = check(folder, locales_folder(), opening.now().date())
    if report.problems:
        yield Finding(
            "content",
            Gravity.PROBLEM,
            f"{folder}: problems: {len(report.problems)}",
            "run: compact-bot check",
        )
        return
    languages = ", ".join(f"{count} {language}" for language, count in report.entries.items())
    yield Finding("content", Gravity.WELL, f"{folder}: {languages}")
    if report.content is not None and not report.content.contacts:
        yield Finding(
            "contacts",
            Gravity.WARNING,
            "nobody is named to whom a person in danger can turn",
            "an owner or one of the staff adds some in the chat: /contacts",
        )
    organization = report.content.faq.organization if report.content is not None else None
    if organization is not None and "elsewhere" not in organization.sentences[organization.leading]:
        yield Finding(
            "elsewhere",
            Gravity.WARNING,
            "people are not told where to find you should the bot's account vanish",
            "put `elsewhere` into organization.yaml",
        )


async def _database(settings: Settings) -> tuple[dict[Mark, tuple[str, datetime]], list[Finding]]:
    """What the database says, and of it what else is to be compared."""
    found: list[Finding] = []
    marks: dict[Mark, tuple[str, datetime]] = {}
    try:
        named, file = place(settings.database_url), database_file(settings.database_url)
        if file is not None and not file.exists():
            text = f"there is none at {file}"
            return marks, [
                Finding("database", Gravity.PROBLEM, text, "call this where the bot runs, or start it once")
            ]
        database = Database.open(settings.database_url, Waits())
    except DatabaseUrlError:
        return marks, []  # it is among the files already
    try:
        await database.probe()
        standing = await database.standing()
        found.append(_schema(named, standing))
        if standing is Standing.EMPTY or standing in NOT_OURS_TO_RUN_ON:
            return marks, found
        alive_at = await last_alive_at(database)
        async with database.reading() as connection:
            for mark in (Mark.BACKED_UP, Mark.BOT, Mark.HALTED, Mark.RECEIVED):
                written = await single_values.read(connection, mark)
                if written is not None:
                    marks[mark] = written
        found += [_alive(marks, alive_at), _copies(marks)]
        if Mark.HALTED in marks:
            text = f"everything that goes out is halted ({marks[Mark.HALTED][0]})"
            found.append(Finding("sending", Gravity.WARNING, text, "/resume, or: compact-bot resume"))
    except (DatabaseUnreachableError, DatabaseUnusableError) as error:
        found.append(
            Finding(
                "database",
                Gravity.PROBLEM,
                f"{named}: {error}",
                "see whether it runs, has room on its disk, and lets this user in",
            )
        )
    finally:
        await database.close()
    return marks, found


def _schema(named: str, standing: Standing) -> Finding:
    match standing:
        case Standing.EMPTY:
            return Finding("database", Gravity.PROBLEM, f"{named} has no tables", "run: compact-bot migrate")
        case Standing.BEHIND:
            return Finding(
                "database",
                Gravity.PROBLEM,
                f"{named} has an older release's tables",
                "run: compact-bot migrate",
            )
        case Standing.REFUSED:
            return Finding(
                "database",
                Gravity.PROBLEM,
                f"{named} has a newer release's tables, and this one may not run on them",
                "install that release again, or restore a backup from before it",
            )
        case Standing.UNMARKED:
            return Finding(
                "database",
                Gravity.PROBLEM,
                f"{named} does not say any more which release made its tables (alembic_version)",
                "restore a backup",
            )
        case Standing.FOREIGN:
            return Finding(
                "database",
                Gravity.PROBLEM,
                f"{named} has another program's tables",
                "give this program a database of its own",
            )
        case Standing.NEWER:
            return Finding(
                "database", Gravity.WELL, f"{named}, the tables of a newer release, which is allowed"
            )
        case Standing.CURRENT:
            return Finding("database", Gravity.WELL, named)


def _alive(marks: dict[Mark, tuple[str, datetime]], alive_at: datetime | None) -> Finding:
    if alive_at is None:
        return Finding(
            "bot", Gravity.PROBLEM, "no bot has ever run on this database", "start it: compact-bot run"
        )
    by_the_wall = marks.get(Mark.RECEIVED, ("", alive_at))[0]
    since = opening.now() - (datetime.fromisoformat(by_the_wall) if by_the_wall else alive_at)
    text = f"its last sign of life was {opening.ago(since)}"
    if since > ALIVE:
        return Finding("bot", Gravity.PROBLEM, text, "start it, or see its log")
    return Finding("bot", Gravity.WELL, text)


def _copies(marks: dict[Mark, tuple[str, datetime]]) -> Finding:
    made = marks.get(Mark.BACKED_UP)
    if made is None:
        return Finding("backup", Gravity.WARNING, "none was ever made", "make one: compact-bot backup FILE")
    since = opening.now() - made[1]
    text = f"the last one was made {opening.ago(since)}"
    if since > COPIED:
        return Finding("backup", Gravity.PROBLEM, text, "see whether the timer runs: systemctl list-timers")
    return Finding("backup", Gravity.WELL, text)
