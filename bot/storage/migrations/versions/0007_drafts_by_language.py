"""A draft holds texts in several languages: which one is awaited, and which message wrote which.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
oldest = "0005"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("awaits", sa.Text(), nullable=True))
    op.add_column("drafts", sa.Column("sources", sa.Text(), nullable=True))
