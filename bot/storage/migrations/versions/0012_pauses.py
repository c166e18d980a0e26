"""A subscriber may pause, and no table tells any more in which order people joined.

On SQLite a table whose key is no INTEGER numbers its rows in the order of writing: those that hold something
of people are built anew without that number. The key of the log's names stands in no table any more.

Revision: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
oldest = "0005"

WITHOUT_ORDER = ("subscriptions", "subscribers", "missed_questions", "answer_ratings", "handled_updates")


def upgrade() -> None:
    op.add_column("subscribers", sa.Column("paused_until", sa.BigInteger(), nullable=True))
    op.add_column("subscribers", sa.Column("paused_topics", sa.Text(), nullable=True))
    op.create_index(
        "ix_subscribers_paused",
        "subscribers",
        ["paused_until"],
        sqlite_where=sa.text("paused_until IS NOT NULL"),
        postgresql_where=sa.text("paused_until IS NOT NULL"),
    )
    op.execute("DELETE FROM marks WHERE name = 'secret_key'")
    if op.get_bind().dialect.name == "sqlite":
        for table in WITHOUT_ORDER:
            _build_without_row_numbers(table)


def _build_without_row_numbers(table: str) -> None:
    """The same table in the order of its key. Rows that refer to it would go with it: they stand aside."""
    connection = op.get_bind()
    written = "SELECT sql FROM sqlite_master WHERE tbl_name = :name AND type = :type AND sql IS NOT NULL"
    made = connection.execute(sa.text(written), {"name": table, "type": "table"}).scalar_one()
    indexes = list(connection.execute(sa.text(written), {"name": table, "type": "index"}).scalars())
    inspector = sa.inspect(connection)
    keys = inspector.get_pk_constraint(table)["constrained_columns"]
    referring = [
        name
        for name in inspector.get_table_names()
        if any(key["referred_table"] == table for key in inspector.get_foreign_keys(name))
    ]
    for name in referring:
        op.execute(f'CREATE TABLE "aside_{name}" AS SELECT * FROM "{name}"')  # noqa: S608 - names of our tables
    columns, key = made.partition("(")[2], ", ".join(keys)
    op.execute(f'CREATE TABLE "new_{table}" ({columns} WITHOUT ROWID')
    op.execute(f'INSERT INTO "new_{table}" SELECT * FROM "{table}" ORDER BY {key}')  # noqa: S608 - the same
    op.execute(f'DROP TABLE "{table}"')
    op.execute(f'ALTER TABLE "new_{table}" RENAME TO "{table}"')
    for statement in indexes:
        op.execute(statement)
    for name in referring:
        op.execute(f'INSERT INTO "{name}" SELECT * FROM "aside_{name}"')  # noqa: S608 - the same
        op.execute(f'DROP TABLE "aside_{name}"')
