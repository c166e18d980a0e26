"""A group may want its messages in one of its forum topics.

Revision: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
oldest = "0005"


def upgrade() -> None:
    op.add_column("subscribers", sa.Column("thread_id", sa.BigInteger(), nullable=True))
