"""Brings a database's schema up to date, and says whether this program may run on one that is newer.

Steps are additive and run while the release before runs. Each step names the oldest step whose release may
run on it; the database keeps that in `schema_steps`, for programs that do not know the step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
_OF_STEPS = ("alembic_version", "schema_steps")
OURS = "marks"  # a table of the first step, and of each one since


def known_steps(steps: Path = STEPS) -> list[str]:
    """The steps that a program knows, the oldest first: their files begin with their names."""
    return sorted(file.name.partition("_")[0] for file in (steps / "versions").glob("[0-9]*_*.py"))


@dataclass(frozen=True, slots=True)
class Marking:
    """What a database says of its tables: the step that they stand at, whether they are this program's, and
    the oldest step whose release may run on each.

    `is_taken`: tables of another program have names of ours, or are in the file that would be ours.
    """

    step: str | None
    is_ours: bool
    oldest: Mapping[str, str]
    is_taken: bool = False

    def standing(self, steps: Path = STEPS) -> Standing:
        """How the tables stand to a program that knows these steps."""
        known = known_steps(steps)
        if self.step == known[-1]:
            return Standing.CURRENT
        if self.step in known:
            return Standing.BEHIND
        if not self.step and not self.is_taken:
            return Standing.UNMARKED if self.is_ours else Standing.EMPTY
        if not self.is_ours:
            return Standing.FOREIGN
        unknown = [step for step in self.oldest if step not in known]
        is_allowed = self.step in unknown and all(self.oldest[step] in known for step in unknown)
        return Standing.NEWER if is_allowed else Standing.REFUSED

    def refusal(self, steps: Path = STEPS) -> str | None:
        """Why the program may not run on these tables, and what to do about it, in one line."""
        match self.standing(steps):
            case Standing.FOREIGN:
                return "another program's tables are in the database: give this program a database of its own"
            case Standing.UNMARKED:
                return (
                    "which release made the tables is not written in the database any more (alembic_version):"
                    " restore a backup"
                )
            case Standing.REFUSED:
                return (
                    f"the database stands at step {self.step} of a newer release, and this program, which"
                    f" knows the steps up to {known_steps(steps)[-1]}, may not run on it: install that"
                    " release again, or restore a backup from before it"
                )
        return None


def standing(connection: Connection, steps: Path = STEPS) -> Standing:
    """How the tables of a database stand to a program that knows these steps."""
    return marking(connection).standing(steps)


def marking(connection: Connection) -> Marking:
    """Read off a database."""
    tables = inspect(connection).get_table_names()
    step, oldest = None, {}
    if "alembic_version" in tables:
        step = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if "schema_steps" in tables:
        rows = connection.execute(text("SELECT step, oldest FROM schema_steps"))
        oldest = {row.step: row.oldest for row in rows}
    others = [table for table in tables if table not in _OF_STEPS] if OURS not in tables else []
    # a file is of one program; a server's database may hold what its extensions made
    is_taken = bool(others) if connection.dialect.name == "sqlite" else _bear_our_names(others)
    return Marking(step, OURS in tables, oldest, is_taken)


def _bear_our_names(tables: Sequence[str]) -> bool:
    if not tables:
        return False
    from bot.storage.schema import METADATA  # a running bot has no need of it

    return not METADATA.tables.keys().isdisjoint(tables)


def upgrade(connection: Connection, steps: Path = STEPS) -> None:
    """Runs every step that this database has not seen, in the caller's transaction.

    Tables of a newer release stay as they are. Raises SchemaError where the program may not run on them.
    """
    found = marking(connection)
    if (why := found.refusal(steps)) is not None:
        raise SchemaError(why)
    if found.standing(steps) not in (Standing.EMPTY, Standing.BEHIND):
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
