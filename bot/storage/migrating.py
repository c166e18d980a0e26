"""Brings a database's schema up to date, and says whether this program may run on one that is newer.

Steps are additive and run while the release before runs. Each step names the oldest step whose release may
run on it; the database keeps that in `schema_steps`, for programs that do not know the step.
"""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from sqlalchemy import Connection, inspect, text

STEPS = Path(__file__).parent / "migrations"


class SchemaError(RuntimeError):
    """This program may not run on the database's tables; the text says what to do."""


class Standing(Enum):
    """The tables of a database, seen from a program."""

    EMPTY = auto()  # there are none
    CURRENT = auto()
    BEHIND = auto()
    NEWER = auto()  # of a newer release, and this program may run on them
    REFUSED = auto()  # of a newer release, and it may not
    UNMARKED = auto()  # they are of this program, and the step that they stand at is lost
    FOREIGN = auto()  # another program that keeps its step in the same table has its own there


NOT_OURS_TO_RUN_ON = (Standing.REFUSED, Standing.UNMARKED, Standing.FOREIGN)


def known_steps(steps: Path = STEPS) -> list[str]:
    """The steps that a program knows, the oldest first: their files begin with their names."""
    return sorted(file.name.partition("_")[0] for file in (steps / "versions").glob("[0-9]*_*.py"))


def standing(connection: Connection, steps: Path = STEPS) -> Standing:
    """How the tables stand to a program that knows these steps."""
    known, found = known_steps(steps), step_of(connection)
    if found == known[-1]:
        return Standing.CURRENT
    if found in known:
        return Standing.BEHIND
    is_ours = inspect(connection).has_table("marks")  # of the first step, and of each one since
    if not found:
        return Standing.UNMARKED if is_ours else Standing.EMPTY
    if not is_ours:
        return Standing.FOREIGN
    oldest = _oldest_for(connection)
    unknown = [step for step in oldest if step not in known]
    is_allowed = found in unknown and all(oldest[step] in known for step in unknown)
    return Standing.NEWER if is_allowed else Standing.REFUSED


def step_of(connection: Connection) -> str | None:
    """The step that the database stands at; None where none is written."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _oldest_for(connection: Connection) -> dict[str, str]:
    if not inspect(connection).has_table("schema_steps"):
        return {}
    rows = connection.execute(text("SELECT step, oldest FROM schema_steps"))
    return {row.step: row.oldest for row in rows}


def refusal(connection: Connection, steps: Path = STEPS) -> str:
    """Why the program may not run on these tables, and what to do about it, in one line."""
    match standing(connection, steps):
        case Standing.FOREIGN:
            return "another program's tables are in the database: give this program a database of its own"
        case Standing.UNMARKED:
            return (
                "which release made the tables is not written in the database any more (alembic_version):"
                " restore a backup"
            )
    return (
        f"the database stands at step {step_of(connection)} of a newer release, and this program, which knows"
        f" the steps up to {known_steps(steps)[-1]}, may not run on it: install that release again, or"
        " restore a backup from before it"
    )


def upgrade(connection: Connection, steps: Path = STEPS) -> None:
    """Runs every step that this database has not seen, in the caller's transaction.

    Tables of a newer release stay as they are. Raises SchemaError where the program may not run on them.
    """
    found = standing(connection, steps)
    if found in NOT_OURS_TO_RUN_ON:
        raise SchemaError(refusal(connection, steps))
    if found not in (Standing.EMPTY, Standing.BEHIND):
        return
    from alembic import command  # a running bot has no need of it
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    written = {
        script.revision: script.module.oldest
        for script in ScriptDirectory.from_config(config).walk_revisions()
    }
    connection.execute(text("DELETE FROM schema_steps"))
    connection.execute(
        text("INSERT INTO schema_steps (step, oldest) VALUES (:step, :oldest)"),
        [{"step": step, "oldest": oldest} for step, oldest in written.items()],
    )


def differences(connection: Connection) -> list[object]:
    """What the migrated database lacks or has beyond `schema.METADATA`; empty when both agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from bot.storage.schema import METADATA

    return list(compare_metadata(MigrationContext.configure(connection), METADATA))
