"""A draft may leave later, and go to people alone.

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
oldest = "0005"


def upgrade() -> None:
    for table in ("announcements", "drafts"):
        op.add_column(
            table, sa.Column("spares_groups", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.add_column("drafts", sa.Column("leaves_at", sa.BigInteger(), nullable=True))
