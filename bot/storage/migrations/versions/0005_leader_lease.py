"""One process works and others stand by: who does, and in whose turn a delivery began.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
oldest = "0005"  # a release before it cannot read the alerts that stand in the outbox


def upgrade() -> None:
    op.create_table(
        "working",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_working")),
    )
    op.add_column("deliveries", sa.Column("epoch", sa.BigInteger(), nullable=True))
