"""Announcements that are held, ranked and fanned out piece by piece; a pace that several workers share.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
oldest = "0002"  # the release that may still run on this step
branch_labels = None
depends_on = None

PENDING, SENDING = sa.text("state = 'pending'"), sa.text("state = 'sending'")
FANNING = sa.text("fanned_until IS NOT NULL")


def upgrade() -> None:
    for column in (
        sa.Column("held_because", sa.Text(), nullable=True),
        sa.Column("rank", sa.Integer(), server_default=sa.text("2"), nullable=False),
        sa.Column("leaves_at", sa.BigInteger(), nullable=True),
        sa.Column("fanned_until", sa.BigInteger(), nullable=True),
        sa.Column("recipients", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("ended", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    ):
        op.add_column("announcements", column)
    op.create_index(
        "ix_announcements_fanning",
        "announcements",
        ["announcement_id"],
        sqlite_where=FANNING,
        postgresql_where=FANNING,
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["announcement_id", "next_attempt_at", "delivery_id"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.create_index(
        "ix_deliveries_begun",
        "deliveries",
        ["announcement_id", "lease_until"],
        sqlite_where=SENDING,
        postgresql_where=SENDING,
    )
    op.drop_index("ix_deliveries_pending", "deliveries")
    op.drop_index("ix_deliveries_sending", "deliveries")
    op.create_table(
        "pace",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("next_slot", sa.Float(), nullable=False),
        sa.Column("quiet_until", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pace")),
    )
