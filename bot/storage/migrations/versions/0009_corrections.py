"""What went out is corrected and recalled: what changes what, and in which messages it was written.

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
oldest = "0005"


def upgrade() -> None:
    op.add_column("announcements", sa.Column("changes", sa.BigInteger(), nullable=True))
    op.add_column("announcements", sa.Column("author", sa.BigInteger(), nullable=True))
    op.add_column("announcements", sa.Column("sources", sa.Text(), nullable=True))
    op.add_column("drafts", sa.Column("corrects", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_announcements_changes",
        "announcements",
        ["changes"],
        sqlite_where=sa.text("changes IS NOT NULL"),
        postgresql_where=sa.text("changes IS NOT NULL"),
    )
