"""Every column is told of, nobody's rows tell when they came, and all of somebody's rows are found and go."""

import re
import sqlite3
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.content.locate import locales_folder
from bot.content.po_file import read_po_file
from bot.services.members.retention import Retention
from bot.storage.database import Database
from bot.storage.personal_rows import NOTHING_OF_PEOPLE, OF_A_PERSON, SAID, SAID_TO_STAFF
from bot.storage.schema import METADATA
from tests.storage.test_migrating import built_by_an_earlier_release

NAMES_A_PERSON = re.compile(r"(?:^|_)(?:chat|user|person|actor|admin|author)(?:_|$)|(?:added|made)_by$")


def english() -> dict[str, str]:
    path = locales_folder() / "en" / "LC_MESSAGES" / "bot.po"
    file, problems = read_po_file(path, path.name, "en")
    assert file is not None, problems
    return {message.id: message.forms[0] for message in file.messages.values()}


def test_every_column_of_every_table_is_told_of_once():
    told = Counter(
        (table, column)
        for said in (*SAID.values(), *SAID_TO_STAFF.values(), NOTHING_OF_PEOPLE)
        for table, columns in said.items()
        for column in columns
    )
    there = {(table.name, column.name) for table in METADATA.tables.values() for column in table.columns}
    assert set(told) == there
    assert [place for place, times in told.items() if times > 1] == []


def test_every_time_that_something_is_kept_is_told_and_every_sentence_exists():
    texts = english()
    sentences = [texts[msgid] for msgid in (*SAID, *SAID_TO_STAFF)]
    assert [
        each.name for each in fields(Retention) if not any(f"{{{each.name}_days}}" in s for s in sentences)
    ] == []


def test_every_column_that_names_a_person_is_looked_at_when_they_ask_for_their_rows():
    there = {
        (table.name, column.name)
        for table in METADATA.tables.values()
        for column in table.columns
        if NAMES_A_PERSON.search(column.name)
    }
    assert there == {(table, column) for table, columns in OF_A_PERSON.items() for column in columns}


@pytest.mark.parametrize(
    "table",
    [
        *("subscribers", "subscriptions", "missed_questions", "answer_ratings", "handled_updates"),
        *("round_members", "round_inputs"),
    ],
)
def test_no_row_tells_whether_it_came_before_another(migrated_sqlite_file: Path, table: str):
    connection = sqlite3.connect(migrated_sqlite_file)
    try:
        for hidden in ("rowid", "oid", "_rowid_"):
            with pytest.raises(sqlite3.OperationalError, match="no such column"):
                connection.execute(f"SELECT {hidden} FROM {table}")  # noqa: S608 - our own names
    finally:
        connection.close()


async def test_the_step_to_tables_without_an_order_keeps_every_row(tmp_path: Path):
    """What an earlier release stored is there after it, and what refers to subscribers is as well."""
    file = tmp_path / "old.db"
    connection = create_engine(f"sqlite:///{file}").connect()
    with connection.begin():
        built_by_an_earlier_release(connection, "0007")
        for statement in (
            "INSERT INTO subscribers VALUES (9, 'ar', '2026-W40'), (3, 'en', '2026-W41')",
            "INSERT INTO subscriptions VALUES ('weekly', 9), ('urgent', 3), ('weekly', 3)",
            "INSERT INTO missed_questions VALUES ('2026-W40', 'en', 'a question', 2)",
            "INSERT INTO marks VALUES ('secret_key', 'a key', 0)",
        ):
            connection.exec_driver_sql(statement)
    connection.close()
    database = Database.open(f"sqlite:///{file}")
    await database.migrate()
    assert await database.schema_differences() == []
    async with database.reading() as reading:
        people = await reading.exec_driver_sql("SELECT chat_id, language, joined_week FROM subscribers")
        chosen = await reading.exec_driver_sql("SELECT topic, chat_id FROM subscriptions")
        asked = await reading.exec_driver_sql("SELECT question, asked FROM missed_questions")
        assert asked.all() == [("a question", 2)]
        keys = await reading.exec_driver_sql("SELECT count(*) FROM marks WHERE name = 'secret_key'")
        assert people.all() == [(3, "en", "2026-W41"), (9, "ar", "2026-W40")]
        assert chosen.all() == [("urgent", 3), ("weekly", 3), ("weekly", 9)]
        assert keys.scalar_one() == 0
    async with database.transaction() as writing:
        await writing.exec_driver_sql("DELETE FROM subscribers WHERE chat_id = 3")
    async with database.reading() as reading:
        chosen = await reading.exec_driver_sql("SELECT topic, chat_id FROM subscriptions")
        assert chosen.all() == [("weekly", 9)]
    await database.close()
