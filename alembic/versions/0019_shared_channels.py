"""Shared channels: whether digest and report are on where another company reads.

Revision: 0019, after 0018.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("team") as batch_op:
        batch_op.add_column(
            sa.Column("tells_others", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("team") as batch_op:
        batch_op.drop_column("tells_others")
