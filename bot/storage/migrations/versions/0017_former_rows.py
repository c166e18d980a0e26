"""A row that staff put in remembers the one that it took the place of, so that one act can be taken back.

Revision: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None
oldest = "0005"


def upgrade() -> None:
    for name in ("former_item", "former_stands_over", "former_batch"):
        op.add_column("staff_content", sa.Column(name, sa.Text(), nullable=True))
