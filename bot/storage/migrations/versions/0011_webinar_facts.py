"""What is true of each webinar, and what each announcement said of it.

What was announced before is read from the bodies, so that who was told something then hears of a change now.

Revision: 0011
"""

import json
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
oldest = "0005"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "webinar_states",
        sa.Column("webinar_id", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("other_fact", sa.Text(), nullable=True),
        sa.Column("other_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("webinar_id", name=op.f("pk_webinar_states")),
    )
    op.create_table(
        "webinar_mentions",
        sa.Column("announcement_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("webinar_id", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.announcement_id"],
            name=op.f("fk_webinar_mentions_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("announcement_id", "webinar_id", name=op.f("pk_webinar_mentions")),
    )
    op.create_index("ix_webinar_mentions_webinar_id", "webinar_mentions", ["webinar_id"], unique=False)
    _read_what_was_said()


def _read_what_was_said() -> None:
    connection = op.get_bind()
    newest = connection.execute(sa.text("SELECT max(due_at) FROM occurrences")).scalar() or 0
    rows = connection.execute(
        sa.text("""
            SELECT announcement_id, kind, body, created_at FROM announcements
            WHERE kind IN ('reminder', 'weekly', 'notice') AND totals IS NULL ORDER BY announcement_id
        """)
    ).all()
    states: dict[str, dict[str, object]] = {}
    mentions: dict[tuple[int, str], dict[str, object]] = {}
    for row in rows:
        body = json.loads(row.body)
        for card in body["webinars"] if row.kind == "weekly" else [body["webinar"]]:
            start = body["moved_to"] if row.kind == "notice" else card["starts_at"]
            kept = datetime.fromisoformat(start or card["starts_at"])
            ends_at = int((kept + timedelta(seconds=card["duration"])).timestamp() * 1000)
            if ends_at <= newest:
                continue
            webinar_id = card["webinar_id"]
            fact = f"{kept:%Y-%m-%dT%H:%MZ} {card['link']}" if start else ""
            mentions[row.announcement_id, webinar_id] = {
                "announcement_id": row.announcement_id,
                "webinar_id": webinar_id,
                "fact": fact,
            }
            states[webinar_id] = {
                "webinar_id": webinar_id,
                "fact": fact,
                "ends_at": ends_at,
                "changed_at": row.created_at,
            }
    if states:
        connection.execute(
            sa.text("""
                INSERT INTO webinar_states (webinar_id, fact, ends_at, changed_at)
                VALUES (:webinar_id, :fact, :ends_at, :changed_at)
            """),
            list(states.values()),
        )
        connection.execute(
            sa.text("""
                INSERT INTO webinar_mentions (announcement_id, webinar_id, fact)
                VALUES (:announcement_id, :webinar_id, :fact)
            """),
            list(mentions.values()),
        )
