"""Which release may run on which step, for programs that do not know the step.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
oldest = "0003"  # the release that may still run on this step
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schema_steps",
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("oldest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("step", name=op.f("pk_schema_steps")),
    )
