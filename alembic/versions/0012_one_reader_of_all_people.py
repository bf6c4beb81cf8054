"""One reader of all people: which process is at it, so that not every one reads them.

Revision: 0012, after 0011.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note until when a process reads a workspace's people."""
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(
            sa.Column("people_leased_until", sa.DateTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.drop_column("people_leased_until")
