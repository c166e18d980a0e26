"""How many got an announcement without its file stays known when its rows are forgotten.

Revision: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
oldest = "0005"


def upgrade() -> None:
    op.add_column("announcements", sa.Column("words_alone", sa.BigInteger(), nullable=True))
