"""Questions to a person of the staff.

Revision: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
oldest = "0005"


def upgrade() -> None:
    op.create_table(
        "personal_questions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("staff_message_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_personal_questions")),
        sa.UniqueConstraint("staff_message_id", name=op.f("uq_personal_questions_staff_message_id")),
        sqlite_with_rowid=False,
    )
