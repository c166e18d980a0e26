"""What staff leave out of the weekly update of one week.

Revision: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
oldest = "0005"


def upgrade() -> None:
    op.create_table(
        "left_out",
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("piece", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("week", "piece", name=op.f("pk_left_out")),
        sqlite_with_rowid=False,
    )
